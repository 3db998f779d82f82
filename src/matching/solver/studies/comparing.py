"""Two matchings side by side, in counts only: nothing in it names a client or a dwelling."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from matching.solver.check import check
from matching.solver.eligibility import Grid, grid_of
from matching.solver.formulate import formulate, goalposts
from matching.solver.instance import Client, Instance
from matching.solver.problem import LevelResult, Placement, Problem
from matching.solver.studies.base import Base, Solve, steady
from matching.solver.studies.parts import (
    Comparison,
    LevelCompared,
    MunicipalityCompared,
    NeighbourhoodCompared,
    Side,
    UrgencyCompared,
)
from matching.solver.studies.saying import said
from matching.solver.studies.scenario import Scenario, changed_instance
from matching.solver.studies.words import told
from matching.vocabulary import Goal, Urgency


@dataclass(frozen=True, eq=False)
class Matched:
    """A matching, with what it was made from.

    Attributes
    ----------
    home_of
        Dwelling of each client that is placed, by their ids.
    proven
        Names of the levels for which nothing better exists.
    """

    instance: Instance
    grid: Grid
    problem: Problem
    home_of: dict[str, str]
    proven: frozenset[str]

    @cached_property
    def placed(self) -> tuple[Client, ...]:
        """Who is placed."""
        return tuple(client for client in self.grid.clients if client.id in self.home_of)

    @cached_property
    def values(self) -> dict[str, int]:
        """The value of every goal, counted again. [point]"""
        clients = {client.id: index for index, client in enumerate(self.problem.clients)}
        homes = {dwelling.id: index for index, dwelling in enumerate(self.problem.dwellings)}
        placements = [Placement(clients[client], homes[home]) for client, home in self.home_of.items()]
        return dict(check(self.problem, placements).values)

    @cached_property
    def load(self) -> Counter[str]:
        """What the placements add to each neighbourhood. [hundredths of a point]"""
        streets = {dwelling.id: dwelling.neighbourhood for dwelling in self.grid.dwellings}
        added = Counter[str]()
        for client in self.placed:
            added[streets[self.home_of[client.id]]] += client.load
        return added

    @cached_property
    def per_municipality(self) -> Counter[str]:
        """Placements in each municipality."""
        towns = {dwelling.id: self.grid.setting.municipality(dwelling) for dwelling in self.grid.dwellings}
        return Counter(towns[home] for home in self.home_of.values())

    @cached_property
    def targets(self) -> dict[str, int]:
        """What each municipality with a share aims at in this run. [placement]"""
        return {post.municipality: post.now for post in goalposts(self.instance, grid=self.grid)}


def compare(base: Base, scenario: Scenario, solve: Solve) -> Comparison:
    """Match as the scenario has it, and lay it beside what was matched.

    Raises
    ------
    InvalidInstance
        When the scenario contradicts itself or the region.
    """
    before = matched(base.instance, base.pairs, base.levels, grid=grid_of(base.instance))
    instance = changed_instance(base.instance, scenario)
    grid = grid_of(instance)
    held = steady(instance, base.pairs)
    problem = formulate(held, grid=grid)
    solution = solve(held, problem)
    pairs = tuple(
        (problem.clients[one.client].id, problem.dwellings[one.dwelling].id) for one in solution.placements
    )
    after = matched(instance, pairs, solution.levels, grid=grid)
    compared = beside(before, after, shown=_shown(instance, held))
    return replace(compared, changes=said(base.instance, scenario), sentences=told(compared))


def matched(
    instance: Instance, pairs: tuple[tuple[str, str], ...], levels: tuple[LevelResult, ...], *, grid: Grid
) -> Matched:
    """Return a matching with what it was made from."""
    proven = frozenset(level.name for level in levels if level.proven)
    return Matched(instance, grid, formulate(instance, grid=grid), dict(pairs), proven)


def _shown(instance: Instance, held: Instance) -> tuple[Goal, ...]:
    """Return the goals to show: stability says nothing where it only held on to what is compared with."""
    if instance is held:
        return tuple(Goal)
    return tuple(goal for goal in Goal if goal is not Goal.STABILITY)


def beside(before: Matched, after: Matched, *, shown: tuple[Goal, ...]) -> Comparison:
    """Lay two matchings side by side, without a sentence yet."""
    both = before.home_of.keys() & after.home_of.keys()
    same = sum(before.home_of[client] == after.home_of[client] for client in both)
    return Comparison(
        clients=Side(len(before.grid.clients), len(after.grid.clients)),
        places=Side(_places(before), _places(after)),
        placed=Side(len(before.home_of), len(after.home_of)),
        gain=len(after.home_of.keys() - before.home_of.keys()),
        lose=len(before.home_of.keys() - after.home_of.keys()),
        elsewhere=len(both) - same,
        same=same,
        urgencies=tuple(_urgency(before, after, urgency) for urgency in Urgency),
        levels=tuple(_levels(before, after, shown)),
        municipalities=tuple(_municipalities(before, after)),
        neighbourhoods=tuple(_neighbourhoods(before, after)),
        changes=(),
        sentences=(),
    )


def _places(matched: Matched) -> int:
    return sum(dwelling.capacity for dwelling in matched.grid.dwellings)


def _urgency(before: Matched, after: Matched, urgency: Urgency) -> UrgencyCompared:
    """Count a class; who changes class counts where they are."""
    first, then = (
        {client.id for client in matched.placed if client.urgency is urgency} for matched in (before, after)
    )
    listed = [sum(one.urgency is urgency for one in matched.grid.clients) for matched in (before, after)]
    return UrgencyCompared(
        urgency, Side(*listed), Side(len(first), len(then)), gain=len(then - first), lose=len(first - then)
    )


def _levels(before: Matched, after: Matched, shown: tuple[Goal, ...]) -> Iterator[LevelCompared]:
    for goal in shown:
        was, becomes = goal in before.instance.policy.goals, goal in after.instance.policy.goals
        if was or becomes:
            yield LevelCompared(
                name=goal.value,
                before=before.values[goal.value] if was else None,
                after=after.values[goal.value] if becomes else None,
                proven_before=was and goal.value in before.proven,
                proven_after=becomes and goal.value in after.proven,
                comparable=was and becomes and _measure(before, goal) == _measure(after, goal),
            )


def _measure(matched: Matched, goal: Goal) -> object:
    """Return what a goal is counted by; two values compare when that is equal."""
    policy, problem = matched.instance.policy, matched.problem
    if goal is Goal.PRIORITY:
        return policy.urgency_weight, policy.waiting_weight, policy.waiting_months
    if goal is Goal.SPREAD:
        return [(target.id, target.target, target.weight) for target in problem.targets]
    if goal is Goal.SUITABILITY:
        return policy.suitability_weight
    return matched.instance.previous


def _municipalities(before: Matched, after: Matched) -> Iterator[MunicipalityCompared]:
    for code in sorted(one.code for one in before.instance.municipalities):
        yield MunicipalityCompared(
            municipality=code,
            target_before=before.targets.get(code),
            target_after=after.targets.get(code),
            placed=Side(before.per_municipality[code], after.per_municipality[code]),
        )


def _neighbourhoods(before: Matched, after: Matched) -> Iterator[NeighbourhoodCompared]:
    """Yield those with a cap or with placements, on either side."""
    caps = {one.code: one for one in after.instance.neighbourhoods}
    for was in sorted(before.instance.neighbourhoods, key=lambda one: one.code):
        becomes = caps[was.code]
        added = Side(before.load[was.code], after.load[was.code])
        if was.capacity is not None or becomes.capacity is not None or added.before or added.after:
            load = Side(was.carried + added.before, becomes.carried + added.after)
            yield NeighbourhoodCompared(was.code, was.capacity, becomes.capacity, load)
