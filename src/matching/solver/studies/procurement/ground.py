"""The problem with dwellings that are not there yet: each made for somebody, in a place, and few of them at once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.solver.eligibility import Grid, grid_of, setting_of
from matching.solver.formulate import formulate, targets_of
from matching.solver.instance import Dwelling, Instance
from matching.solver.problem import Limit, Pairs, Problem
from matching.solver.studies.base import Base
from matching.solver.studies.procurement.needs import Need, needs_of
from matching.solver.studies.procurement.parts import Terms
from matching.solver.studies.procurement.streets import streets_of
from matching.solver.studies.scenario import with_new_corporation
from matching.solver.suitability import suitability
from matching.vocabulary import Goal

EXTRA = "extra-dwellings"
"""Kind, and id, of the limit on how many of them are asked."""


@dataclass(frozen=True, eq=False)
class Ground:
    """A region with every dwelling that could be asked for.

    Attributes
    ----------
    instance
        With the dwellings that could be asked.
    offered
        The dwellings on offer, which alone say what is scarce.
    needs
        What is made for each client, by id.
    extra
        What each dwelling that could be asked is, by its id.
    """

    instance: Instance
    offered: tuple[Dwelling, ...]
    needs: dict[str, Need]
    extra: dict[str, Need]

    @cached_property
    def grid(self) -> Grid:
        """Every pair judged."""
        return grid_of(self.instance)

    @cached_property
    def whole(self) -> Problem:
        """The problem in which each extra dwelling is only for whom it was made, and as many as one likes."""
        problem = formulate(self.instance, grid=self.grid)
        points = suitability(self.instance, grid=self.grid, offered=self.offered)
        kept = self._made_for(problem)
        pairs = Pairs(
            problem.pairs.client[kept],
            problem.pairs.dwelling[kept],
            points[kept],
            problem.pairs.stability[kept],
        )
        pinned = np.cumsum(kept)[list(problem.pinned)] - 1
        return replace(
            problem, pairs=pairs, pinned=tuple(pinned.tolist()), levels=_levels(self.instance.policy.goals)
        )

    def problem(self, most: int) -> Problem:
        """Return the problem with at most some extra dwellings, and targets as if those were on offer."""
        indexes = tuple(place for place, home in enumerate(self.whole.dwellings) if home.id in self.extra)
        limit = Limit(EXTRA, EXTRA, "placements", most, None, indexes)
        return replace(
            self.whole,
            limits=(*self.whole.limits, limit) if indexes else self.whole.limits,
            targets=targets_of(self.instance, grid=self.grid, placeable=self._placeable(most)),
        )

    def _made_for(self, problem: Problem) -> npt.NDArray[np.bool_]:
        """Return which pairs are with a dwelling on offer, or with one that was made for the client."""
        kinds = {need: number for number, need in enumerate(sorted(set(self.needs.values()), key=repr))}
        made_for = {client: kinds[need] for client, need in self.needs.items()}
        is_extra = {name: kinds[need] for name, need in self.extra.items()}
        client = np.array([made_for.get(one.id, -1) for one in problem.clients], dtype=np.int64)
        home = np.array([is_extra.get(one.id, -2) for one in problem.dwellings], dtype=np.int64)
        wanted = home[problem.pairs.dwelling]
        made: npt.NDArray[np.bool_] = (wanted == -2) | (wanted == client[problem.pairs.client])
        return made

    def _placeable(self, most: int) -> int:
        """Return a number of placements that can't be passed, as a run counts it. [placement]"""
        homes: list[int] = np.unique(self.whole.pairs.dwelling).tolist()
        units = sum(
            self.whole.dwellings[home].capacity
            for home in homes
            if self.whole.dwellings[home].id not in self.extra
        )
        return min(len(np.unique(self.whole.pairs.client)), units + most)


def ground_of(base: Base, terms: Terms) -> Ground:
    """Return the region with every dwelling that could be asked for; ties are held to what was matched."""
    instance = base.instance
    needs = needs_of(instance, setting_of(instance), terms)
    kinds = sorted(set(needs.values()), key=repr)
    extra = {
        f"extra-{number:04}-{street}": (need, street)
        for number, need in enumerate(kinds)
        for street in streets_of(instance, terms)
    }
    since = terms.available_from or instance.on
    more = tuple(
        need.dwelling(name, neighbourhood=street, since=since, capacity=terms.dwellings)
        for name, (need, street) in extra.items()
    )
    wider = replace(
        instance,
        dwellings=(*instance.dwellings, *more),
        corporations=with_new_corporation(instance.corporations, more),
        previous=frozenset(base.pairs),
    )
    return Ground(wider, instance.dwellings, needs, {name: need for name, (need, _) in extra.items()})


def _levels(goals: tuple[Goal, ...]) -> tuple[str, ...]:
    """Return the goals of a plan: those of the covenant, and that what was matched stays right after priority.

    A plan asks what is lacking; of plans that house the same people the one that moves fewest is told.
    """
    others: list[Goal] = [goal for goal in goals if goal is not Goal.STABILITY]
    if Goal.PRIORITY not in others:
        others.insert(0, Goal.PRIORITY)
    others.insert(others.index(Goal.PRIORITY) + 1, Goal.STABILITY)
    return tuple(goal.value for goal in others)
