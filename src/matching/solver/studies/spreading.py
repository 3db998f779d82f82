"""What spreading costs: the best matching without quotas, without caps, and without both, beside the real one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from matching.solver.problem import Problem
from matching.solver.studies.variants import Again, Difference, Made, side_by_side

QUOTAS = frozenset({"municipal-quota", "imports", "origin-limit"})
"""What a municipality takes at most."""

CAPS = frozenset({"neighbourhood-load", "district-load", "complex-load"})
"""What a place can carry."""


class Without(StrEnum):
    """Which agreements on spreading are left out."""

    QUOTAS = "quotas"
    CAPS = "caps"
    BOTH = "both"


LEFT_OUT = {Without.QUOTAS: QUOTAS, Without.CAPS: CAPS, Without.BOTH: QUOTAS | CAPS}


@dataclass(frozen=True, slots=True)
class Price:
    """What would be otherwise without some agreements."""

    without: Without
    difference: Difference


def price_of_spreading(made: Made, again: Again[Without], *, seconds: float | None) -> tuple[Price, ...]:
    """Return what the agreements on spreading cost; support, commitments and keeping people apart stay.

    Parameters
    ----------
    seconds
        For all three together; None: as long as it takes. [s]
    """

    def price(without: Without, share: float | None) -> Price:
        problem = without_kinds(made.problem, LEFT_OUT[without])
        if problem.limits == made.problem.limits:
            return Price(without, made.unchanged())
        if share == 0:
            return Price(without, made.unknown())
        solution = again(without, problem, made.placements, share)
        return Price(without, made.beside(solution.placements, solution.levels))

    return side_by_side(tuple(Without), price, seconds=seconds)


def without_kinds(problem: Problem, kinds: Collection[str]) -> Problem:
    """Return the problem without the limits of some kinds."""
    return replace(problem, limits=tuple(limit for limit in problem.limits if limit.kind not in kinds))
