"""An answer shows what is stored, also when it would not be let in today."""

from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from matching.api.lists import Unique
from matching.api.schemas import In, Out, Points, Reference, Rent
from matching.vocabulary import Feature


class _RowOut(Out):
    reference: Reference
    rent: Rent
    load: Points
    names: Annotated[list[Reference], Field(max_length=1)]


class _ListOut(Out):
    features: Annotated[list[Feature], Unique()]


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


def test_what_stands_there_twice_is_shown_twice() -> None:
    shown = _ListOut.model_validate({"features": ["balcony", "balcony"]})

    assert shown.model_dump_json() == '{"features":["balcony","balcony"]}'
    assert _ListOut.model_json_schema(mode="serialization")["properties"]["features"]["uniqueItems"]


def test_the_same_is_refused_at_the_door() -> None:
    with pytest.raises(ValidationError):
        _RowIn.model_validate({"reference": "Flat De Wolk"})
