"""One more: what every agreement that is used up holds back, exactly, by solving again with one unit more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from matching.solver.problem import Limit, Placement, Problem
from matching.solver.studies.breadth import Variant, in_breadth
from matching.solver.studies.variants import Again, Difference, Made, Room

ONE_MORE = {"placements": 1, "load": 100, "hours": 100}
"""One unit of each measure, as people count: a placement, a point, an hour a week. [unit of the measure]"""


@dataclass(frozen=True, slots=True)
class Looser:
    """A limit with one unit more.

    Attributes
    ----------
    index
        Of the limit in the problem.
    maximum
        The room it would have. [unit of the measure]
    """

    index: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What one unit more in a limit changes.

    Attributes
    ----------
    limit
        Its id.
    step
        One unit. [unit of the measure]
    by_bound
        True where a bound showed that nothing changes, without solving.
    """

    limit: str
    measure: str
    step: int
    by_bound: bool
    difference: Difference


def used_up(problem: Problem, placements: Sequence[Placement]) -> Iterator[int]:
    """Yield the limits that have less than one unit left, and that somebody can come under."""
    chosen = [(one.client, one.dwelling) for one in placements]
    for index, limit in enumerate(problem.limits):
        left = limit.maximum - limit.total(chosen, clients=problem.clients)
        if left < ONE_MORE[limit.measure] and _counts_somebody(problem, limit):
            yield index


def _counts_somebody(problem: Problem, limit: Limit) -> bool:
    counted = np.ones(len(problem.pairs), dtype=bool)
    if limit.clients is not None:
        counted &= np.isin(problem.pairs.client, limit.clients)
    if limit.dwellings is not None:
        counted &= np.isin(problem.pairs.dwelling, limit.dwellings)
    return bool(counted.any())


def ledger(
    made: Made, looser: Sequence[Looser], again: Again[Looser], *, seconds: float | None
) -> tuple[Entry, ...]:
    """Return what one unit more in each of these limits changes, in their order.

    The first goal of all of them goes before the goals after it. What is not proven in the time there is says so,
    level by level; nothing is guessed.

    Parameters
    ----------
    seconds
        For all of them together; None: as long as it takes. [s]
    """
    variants = [_variant(made, one, again) for one in looser]
    answers = in_breadth(made, variants, seconds=seconds)
    limits = [made.problem.limits[one.index] for one in looser]
    return tuple(
        Entry(limit.id, limit.measure, ONE_MORE[limit.measure], answer.by_bound, answer.difference)
        for limit, answer in zip(limits, answers, strict=True)
    )


def _variant(made: Made, one: Looser, again: Again[Looser]) -> Variant:
    """Return the problem with more room; with no more than before it is the problem as it was."""
    limit = made.problem.limits[one.index]
    if one.maximum <= limit.maximum:
        return Variant(made.problem, partial(again, one))
    return Variant(with_room(made.problem, one), partial(again, one), Room(limit, limit.maximum))


def with_room(problem: Problem, one: Looser) -> Problem:
    """Return the problem with that much room in one limit."""
    limits = list(problem.limits)
    limits[one.index] = replace(limits[one.index], maximum=one.maximum)
    return replace(problem, limits=tuple(limits))
