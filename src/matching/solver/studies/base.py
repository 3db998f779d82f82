"""What a study starts from."""

from dataclasses import dataclass, replace
from typing import Protocol

from matching.solver.instance import Instance
from matching.solver.problem import LevelResult, Problem, Solution
from matching.vocabulary import Goal


class Solve(Protocol):
    """Solves a problem that was made from an instance, and has the referees of both look at the answer."""

    def __call__(self, instance: Instance, problem: Problem, *, share: float = 1.0) -> Solution:
        """Return the best matching; `share` is the part of all time that this problem may take. [0..1]"""
        ...


@dataclass(frozen=True, slots=True)
class Base:
    """A matching that was made: what it was made from, its pairs of client id and dwelling id, and its levels."""

    instance: Instance
    pairs: tuple[tuple[str, str], ...]
    levels: tuple[LevelResult, ...]


def steady(instance: Instance, pairs: tuple[tuple[str, str], ...]) -> Instance:
    """Return the instance so that, of all that is equally good, what is nearest to some pairs is best.

    Then what differs differs because of what was changed. Where the covenant ranks stability above
    another goal it is no tie-break, and holds on to what it held on to before.
    """
    goals = instance.policy.goals
    if Goal.STABILITY in goals[:-1]:
        return instance
    ranked = (*(goal for goal in goals if goal is not Goal.STABILITY), Goal.STABILITY)
    return replace(instance, previous=frozenset(pairs), policy=replace(instance.policy, goals=ranked))
