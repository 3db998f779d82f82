"""An instance as JSON and back: what a run keeps, so that it can be done again."""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from matching.solver.instance.snapshot import Instance

FORMAT = "matchingspunt/instance@1"


def write_instance(instance: Instance) -> dict[str, Any]:
    """Return an instance as plain JSON values; sets are sorted, so that equal instances read the same."""
    return {"format": FORMAT, **as_plain(instance)}


def read_instance(document: dict[str, Any]) -> Instance:
    """Return the instance that `write_instance` wrote.

    Raises
    ------
    ValueError
        When it is of another format.
    InvalidInstance
        When it contradicts itself.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"This is no {FORMAT}.")
    instance: Instance = as_typed(Instance, document)
    return instance


def as_plain(value: Any) -> Any:
    """Return a frozen value as plain JSON values."""
    if is_dataclass(value):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, frozenset):
        return sorted((as_plain(item) for item in value), key=str)
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def as_typed(kind: Any, value: Any) -> Any:
    """Return a JSON value as the type a field declares."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return (
            None
            if value is None
            else as_typed(next(one for one in arguments if one is not type(None)), value)
        )
    if origin in (tuple, frozenset):
        return origin(_items(origin, arguments, value))
    if is_dataclass(kind):
        return _rebuilt(kind, value)
    if kind is date:
        return date.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _rebuilt(kind: Any, value: dict[str, Any]) -> Any:
    """Return a dataclass from its fields; what is left out keeps its default."""
    return kind(**{name: as_typed(of, value[name]) for name, of in _hints(kind).items() if name in value})


def _items(origin: Any, arguments: tuple[Any, ...], value: list[Any]) -> list[Any]:
    """Return the items of a set or tuple, the latter of one type throughout or of one type a place."""
    if origin is frozenset or arguments[-1] is Ellipsis:
        return [as_typed(arguments[0], item) for item in value]
    return [as_typed(of, item) for of, item in zip(arguments, value, strict=True)]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return {
        name: of
        for name, of in get_type_hints(kind).items()
        if name in {field.name for field in fields(kind)}
    }
