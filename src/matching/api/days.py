"""Days in an address, as strictly as `schemas.In` reads them in a body."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def _as_written(value: object) -> object:
    """Let no number and no moment pass for a day."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise PydanticCustomError("date_text", "Input should be a date in the format YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]
"""A day in the query, as in `availableBefore=2027-06-01`."""
