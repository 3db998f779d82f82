"""Change what was given of a row, and leave the rest."""

from collections.abc import Mapping
from typing import Any

from matching.errors import Unprocessable
from matching.models import Client, Dwelling


class NothingToChange(Unprocessable):
    """The change names no field."""

    dutch = "De wijziging noemt geen enkel veld."


def put_in(row: Dwelling | Client, changes: Mapping[str, Any]) -> list[str]:
    """Put new values into a row, and return the names of the columns that differ now, sorted.

    Raises
    ------
    NothingToChange
        When there are no changes at all.
    """
    if not changes:
        raise NothingToChange("Name at least one field.", "Noem ten minste één veld.")
    differing = sorted(name for name, value in changes.items() if getattr(row, name) != value)
    for name in differing:
        setattr(row, name, changes[name])
    return differing
