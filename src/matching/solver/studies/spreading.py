"""What spreading costs: the best matching without quotas, without caps, and without both, beside the real one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from matching.solver.problem import Problem
from matching.solver.studies.breadth import Variant, in_breadth
from matching.solver.studies.variants import Again, Difference, Made

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
    variants = [Variant(without_kinds(made.problem, LEFT_OUT[one]), partial(again, one)) for one in Without]
    answers = in_breadth(made, variants, seconds=seconds)
    return tuple(Price(one, answer.difference) for one, answer in zip(Without, answers, strict=True))


def without_kinds(problem: Problem, kinds: Collection[str]) -> Problem:
    """Return the problem without the limits of some kinds."""
    return replace(problem, limits=tuple(limit for limit in problem.limits if limit.kind not in kinds))
