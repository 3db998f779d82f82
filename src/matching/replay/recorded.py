"""A region's own history, from what its matching runs looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from matching.replay.history import WEEK, History, Offer
from matching.solver import Client, Complex, Dwelling, Instance

Part = TypeVar("Part", Client, Dwelling)

PATIENCE = timedelta(days=28)
"""How long a dwelling is thought to wait for the matching point once somebody can live there. No run knows it. [day]"""


def recorded(runs: Sequence[Instance]) -> History:
    """Return the history that some runs of one region looked at, from the first of them on.

    People and dwellings are described as the last run that had them did; what was agreed and used is that of the
    first. A dwelling is on offer from the first run that had it; who came and went between two runs is not in it.

    Raises
    ------
    ValueError
        When there is no run.
    InvalidInstance
        When a later run names what the first did not know, such as a new neighbourhood.
    """
    if not runs:
        raise ValueError("There is no matching run to make a history of.")
    ordered = sorted(runs, key=lambda one: one.on)
    first, last = ordered[0], ordered[-1]
    weeks = (last.on - first.on) // WEEK + 1
    end = first.on + weeks * WEEK
    people = _last_seen(one.clients for one in ordered)
    homes = _whole(_last_seen(one.dwellings for one in ordered), ordered)
    region = replace(
        first,
        clients=tuple(one for one in people if one.on_list_since < end),
        dwellings=tuple(homes),
        housing_forms=last.housing_forms,
        rent_limits=last.rent_limits,
        complexes=tuple(_complexes(ordered)),
        barred=(),
        previous=frozenset(),
        forced=(),
    )
    return History(region, tuple(_offers(homes, ordered)), weeks)


def _last_seen(seen: Iterable[Sequence[Part]]) -> list[Part]:
    found = {one.id: one for parts in seen for one in parts}
    return [found[identity] for identity in sorted(found)]


def _whole(homes: Sequence[Dwelling], runs: Sequence[Instance]) -> list[Dwelling]:
    """Give every dwelling the most units that a run saw free."""
    most: dict[str, int] = {}
    for one in (home for run in runs for home in run.dwellings):
        most[one.id] = max(one.capacity, most.get(one.id, 1))
    return [replace(home, capacity=most[home.id]) for home in homes]


def _complexes(runs: Sequence[Instance]) -> list[Complex]:
    """Return every complex as the first run that had it saw it."""
    found: dict[str, Complex] = {}
    for one in (building for run in runs for building in run.complexes):
        found.setdefault(one.code, one)
    return [found[code] for code in sorted(found)]


def _offers(homes: Sequence[Dwelling], runs: Sequence[Instance]) -> list[Offer]:
    seen: dict[str, list[date]] = {}
    for run in runs:
        for home in run.dwellings:
            seen.setdefault(home.id, []).append(run.on)
    return [Offer(one.id, min(seen[one.id]), _until(one, seen[one.id])) for one in homes]


def _until(home: Dwelling, seen: Sequence[date]) -> date:
    """Return the first day it is gone: never one on which a run still had it."""
    return max(max(home.available_from, min(seen)) + PATIENCE, max(seen) + timedelta(days=1))
