"""Taking a JSON document apart: every fault is collected as a sentence that says where."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from matching.solver.problem.model import InvalidProblem

Part = TypeVar("Part")

MISSING = object()
"""Stands for a key that is not there."""


def parse(text: str, *, expected: str) -> Any:
    """Return the JSON document, refusing what is no JSON, what repeats a key, and another format."""
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, InvalidProblem):
            raise
        raise InvalidProblem([f"The file is not JSON: {fault}."]) from None
    found = document.get("format") if isinstance(document, dict) else None
    if found != expected:
        raise InvalidProblem([f'format: "{expected}" is expected, not {found!r}.'])
    return document


def _without_repeats(items: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(items)
    if len(record) < len(items):
        names = [name for name, _ in items]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise InvalidProblem([f"The key {', '.join(twice)} comes twice in one record."])
    return record


class Reader:
    """Takes a document apart, collecting faults; what is wrong is replaced by something harmless."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def record(
        self, found: Any, where: str, keys: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, Any]:
        """Return a record with exactly these keys."""
        if not isinstance(found, dict):
            if found is not MISSING:
                self.faults.append(f"{where} must be a record, not {_short(found)}.")
            return dict.fromkeys(keys, MISSING)
        self.faults.extend(f"{where}: {key} is missing." for key in keys if key not in found)
        known = {*keys, *optional}
        self.faults.extend(f"{where}: the key {key} is unknown." for key in found if key not in known)
        return {**dict.fromkeys(keys, MISSING), **found}

    def word(self, record: dict[str, Any], key: str, where: str) -> str:
        """Return a text; a missing one was named before."""
        found = record[key]
        if isinstance(found, str):
            return found
        if found is not MISSING:
            self.faults.append(f"{where}: {key} must be a text, not {_short(found)}.")
        return f"?{len(self.faults)}:{where}"

    def number(self, record: dict[str, Any], key: str, where: str) -> int:
        """Return a whole number; true, 1.0 and NaN are none."""
        found = record[key]
        if type(found) is int:
            return found
        if found is not MISSING:
            self.faults.append(f"{where}: {key} must be a whole number, not {_short(found)}.")
        return 0

    def duration(self, record: dict[str, Any], key: str, where: str) -> float:
        """Return a number of seconds. [s]"""
        found = record[key]
        if type(found) in (int, float) and 0 <= found < float("inf"):
            return float(found)
        self.faults.append(f"{where}: {key} must be a number of seconds, not {_short(found)}.")
        return 0.0

    def rows(self, record: dict[str, Any], key: str, where: str) -> list[Any]:
        """Return a list."""
        found = record[key]
        if isinstance(found, list):
            return found
        if found is not MISSING:
            self.faults.append(f"{where}{key} must be a list, not {_short(found)}.")
        return []

    def numbers(self, record: dict[str, Any], key: str, where: str) -> tuple[int, ...]:
        """Return a list of whole numbers, without those that are none."""
        found = self.rows(record, key, where)
        wrong = [position for position, number in enumerate(found) if type(number) is not int]
        for position in wrong:
            self.faults.append(
                f"{where}{key}[{position}] must be a whole number, not {_short(found[position])}."
            )
        return tuple(number for number in found if type(number) is int) if wrong else tuple(found)

    def each(
        self, record: dict[str, Any], key: str, read: Callable[["Reader", Any, str], Part]
    ) -> tuple[Part, ...]:
        """Return every part of a list, read one by one."""
        return tuple(
            read(self, found, f"{key}[{index}]") for index, found in enumerate(self.rows(record, key, ""))
        )


def _short(found: Any) -> str:
    told = "null" if found is None else json.dumps(found) if not isinstance(found, (dict, list)) else None
    if told is None:
        told = "a record" if isinstance(found, dict) else "a list"
    return told[:40]
