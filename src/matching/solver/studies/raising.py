"""A region with more room in an agreement, or without some of its agreements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from matching.solver.formulate import Cap, CapKind
from matching.solver.instance import (
    Complex,
    Corporation,
    District,
    Instance,
    Municipality,
    Neighbourhood,
    OriginLimit,
    SupportCapacity,
)

Part = Municipality | District | Neighbourhood | Complex | Corporation | SupportCapacity | OriginLimit


def raised(instance: Instance, cap: Cap, by: int) -> Instance:
    """Return the instance with so much more room agreed.

    Parameters
    ----------
    by
        [unit of the cap's measure]

    Raises
    ------
    KeyError
        For an agreement to keep people apart: there is no more of it.
    """
    section, field = _HOME_OF[cap.kind]
    parts: dict[str, Any] = {section: _changed(getattr(instance, section), cap, {field: cap.maximum + by})}
    return replace(instance, **parts)


def lifted(instance: Instance, kinds: Collection[str]) -> Instance:
    """Return the instance without the agreements of some kinds."""
    for kind in kinds:
        section, field = _HOME_OF[CapKind(kind)]
        parts: dict[str, Any] = {section: _free(getattr(instance, section), field)}
        instance = replace(instance, **parts)
    return instance


def _free(parts: Sequence[Part], field: str) -> tuple[Part, ...]:
    """Return the parts without an agreement; a limit on an origin is nothing else, so it goes."""
    free: dict[str, Any] = {field: None}
    return tuple(replace(part, **free) for part in parts if not isinstance(part, OriginLimit))


def _changed(parts: Sequence[Part], cap: Cap, numbers: Mapping[str, Any]) -> tuple[Part, ...]:
    return tuple(replace(part, **numbers) if _code(part) == cap.subject else part for part in parts)


def _code(part: Part) -> str:
    """Return how a cap names its part."""
    if isinstance(part, OriginLimit):
        return part.subject
    return f"{part.provider}:{part.municipality}" if isinstance(part, SupportCapacity) else part.code


_HOME_OF: Mapping[CapKind, tuple[str, str]] = {
    CapKind.NEIGHBOURHOOD: ("neighbourhoods", "capacity"),
    CapKind.DISTRICT: ("districts", "capacity"),
    CapKind.COMPLEX: ("complexes", "capacity"),
    CapKind.QUOTA: ("municipalities", "maximum"),
    CapKind.IMPORTS: ("municipalities", "imports_maximum"),
    CapKind.ORIGIN: ("origin_limits", "maximum"),
    CapKind.COMMITMENT: ("corporations", "commitment"),
    CapKind.SUPPORT: ("support", "hours"),
}
"""Where each family of agreements stands in the instance: the field with the parts, and the number in each."""
