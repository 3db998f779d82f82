"""Refuse what pydantic would kindly convert, without losing dates, ids and words; and what no text may hold.

JSON has no dates, so pydantic's strict mode would refuse every one of them; its lax mode takes
`true` for 1, "12" for 12 and 0 for 1 January 1970. Here only what JSON can say is strict.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from matching.api.lists import refuse_doubles
from matching.operations.personal_traces import traces

_NOT_PROSE = "matching_not_prose"
_LOOSE = "matching_loose"
_STRICT = frozenset({"int", "float", "bool"})
_LIMITS = frozenset(
    {"pattern", "min_length", "max_length", "ge", "gt", "le", "lt", "max_digits", "decimal_places"}
)
_NOT_SCHEMA = frozenset({"metadata", "serialization", "default", "expected"})


def sharpened(part: Any) -> Any:
    """Return a core schema with strict numbers and textual moments, everywhere below."""
    if isinstance(part, list):
        return [sharpened(item) for item in part]
    if isinstance(part, tuple):
        return tuple(sharpened(item) for item in part)
    if not isinstance(part, dict) or _is_guarded(part):
        return part
    below = {key: value if key in _NOT_SCHEMA else sharpened(value) for key, value in part.items()}
    kind = part.get("type")
    if kind in _STRICT:
        below["strict"] = True
    if kind == "str" and is_prose(part):
        return core_schema.no_info_after_validator_function(_without_traces, below)
    return core_schema.no_info_before_validator_function(_GUARDS[kind], below) if kind in _GUARDS else below


def loosened(part: Any) -> Any:
    """Return a core schema without limits, everywhere below: what is stored is shown, whatever is asked today.

    A word goes out as the text it is; pydantic would ask its set for the value, each time, in Python.
    """
    if isinstance(part, list | tuple):
        return type(part)(loosened(item) for item in part)
    if not isinstance(part, dict) or _LOOSE in part.get("metadata", ()):
        return part
    kept = {key: value for key, value in part.items() if key not in _LIMITS or "type" not in part}
    below = {key: value if key in _NOT_SCHEMA else loosened(value) for key, value in kept.items()}
    if part.get("type") == "model":  # part of another model too, which need not look into it again
        below["metadata"] = {**part.get("metadata", {}), _LOOSE: True}
    if part.get("type") == "enum" and issubclass(part["cls"], str):
        below.setdefault("serialization", core_schema.simple_ser_schema("str"))
    if part.get("type") == "function-after" and part["function"]["function"] is refuse_doubles:
        return core_schema.chain_schema([below["schema"]], metadata=below.get("metadata"))
    return below


def _is_guarded(part: dict[str, Any]) -> bool:
    """Tell whether this was sharpened before, as part of a model within a model."""
    function = part.get("function")
    return isinstance(function, dict) and function.get("function") in (*_GUARDS.values(), _without_traces)


class NotProse:
    """Marks a text that is looked at elsewhere: an address, say."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Leave the mark where `is_prose` finds it."""
        schema = handler(source)
        metadata = {**schema.get("metadata", {}), _NOT_PROSE: True}
        return cast("CoreSchema", {**schema, "metadata": metadata})


def is_prose(text: Mapping[str, Any]) -> bool:
    """Tell whether a text, by its core schema, can hold a sentence: no pattern keeps spaces out of it."""
    pattern = text.get("pattern")
    if _NOT_PROSE in text.get("metadata", {}):
        return False
    return pattern is None or re.search(pattern, "een paar woorden") is not None


def _without_traces(text: str) -> str:
    """Let no text in that points to a person, or that opens a door."""
    fault = next(traces("", text), None)
    if fault is not None:
        raise PydanticCustomError(fault.code.replace("-", "_"), fault.english, {"dutch": fault.dutch})
    return text


def _only_integer(value: object) -> object:
    """Let 12.0 be 12, as JSON Schema does."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _only_number(value: object) -> object:
    """Let only numbers become decimals: no texts, no truths. A float goes by its shortest text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("number_type", "Input should be a valid number")
    return str(value) if isinstance(value, float) else value


def _only_date(value: object) -> object:
    """Let no number and no moment pass for a date."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        return value
    raise PydanticCustomError("date_text", "Input should be a date in the format YYYY-MM-DD")


def _only_text(value: object) -> object:
    """Let no number, nor a text that is only a number, pass for a moment or a time."""
    if isinstance(value, date | time):
        return value
    if not isinstance(value, str) or value.strip().lstrip("+-").replace(".", "", 1).isdecimal():
        raise PydanticCustomError("moment_text", "Input should be a text in the format of ISO 8601")
    return value


_GUARDS = {
    "int": _only_integer,
    "decimal": _only_number,
    "date": _only_date,
    "datetime": _only_text,
    "time": _only_text,
}
