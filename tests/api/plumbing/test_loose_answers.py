"""An answer shows what is stored, also when it would not be let in today."""

from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from matching.api.schemas import In, Out, Points, Reference, Rent


class _RowOut(Out):
    reference: Reference
    rent: Rent
    load: Points
    names: Annotated[list[Reference], Field(max_length=1)]


class _RowIn(In):
    reference: Reference


def test_what_came_in_before_todays_limits_is_shown() -> None:
    shown = _RowOut(reference="Flat De Wolk", rent=-1, load=Decimal("99999.125"), names=["a b", "c"])

    assert shown.model_dump(mode="json") == {
        "reference": "Flat De Wolk",
        "rent": -1,
        "load": 99999.125,
        "names": ["a b", "c"],
    }


def test_the_same_is_refused_at_the_door() -> None:
    with pytest.raises(ValidationError):
        _RowIn.model_validate({"reference": "Flat De Wolk"})
