"""What a study starts from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from matching.solver.instance import Instance
from matching.solver.problem import LevelResult, Placement, Problem, Solution
from matching.vocabulary import Goal


class Solve(Protocol):
    """Solves a problem that was made from an instance, and has the referees of both look at the answer."""

    def __call__(
        self,
        instance: Instance,
        problem: Problem,
        *,
        share: float = 1.0,
        seconds: float | None = None,
        hint: Sequence[Placement] = (),
    ) -> Solution:
        """Return the best matching.

        Parameters
        ----------
        share
            The part of all time that this problem may take. [0..1]
        seconds
            The most it may take besides; None: no other most. [s]
        hint
            A matching to start from; ignored where it breaks a rule.
        """
        ...


@dataclass(frozen=True, slots=True)
class Base:
    """A matching that was made: what it was made from, its pairs of client id and dwelling id, and its levels."""

    instance: Instance
    pairs: tuple[tuple[str, str], ...]
    levels: tuple[LevelResult, ...]

    def placements(self, problem: Problem) -> tuple[Placement, ...]:
        """Return its pairs as placements of a problem that was made from the same clients and dwellings."""
        clients = {client.id: index for index, client in enumerate(problem.clients)}
        homes = {dwelling.id: index for index, dwelling in enumerate(problem.dwellings)}
        return tuple(Placement(clients[client], homes[home]) for client, home in self.pairs)


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


def settled(base: Base) -> Base:
    """Return the base without the forced pairs that could not be: more room must not force one in after all."""
    if not base.instance.forced:
        return base
    made = frozenset(base.pairs)
    kept = (one for one in base.instance.forced if (one.client, one.dwelling) in made)
    return replace(base, instance=replace(base.instance, forced=tuple(kept)))
