"""The points of pairs: all at once in columns, or one pair term by term; they agree exactly."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.solver.eligibility import Grid, Setting, grid_of, groups_of, setting_of
from matching.solver.instance import Client, Dwelling, Instance, Policy
from matching.solver.suitability.scarcity import Needing, scarcity_of
from matching.solver.suitability.terms import TERMS, Scene, Term

Points = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term adds for one pair.

    Attributes
    ----------
    points
        0 is worst, 1,000 is best. [point]
    weight
        What the covenant's policy gives this term.
    """

    term: str
    dutch_name: str
    english_name: str
    points: int
    weight: int
    dutch: str
    english: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The suitability of one pair, term by term. [0..1,000]"""

    total: int
    terms: tuple[TermScore, ...]


def suitability(
    instance: Instance, *, grid: Grid | None = None, offered: Sequence[Dwelling] | None = None
) -> Points:
    """Return the points of every eligible pair, in the order of `Grid.eligible`. [0..1,000]

    Parameters
    ----------
    grid
        The judged pairs, where they are known already.
    offered
        The dwellings that say what is scarce; None: all of the instance.
    """
    grid = grid or grid_of(instance)
    scarcity = scarcity_of(instance.clients, instance.dwellings if offered is None else offered)
    scene = Scene(grid.setting, scarcity)
    weighted = np.zeros(len(grid.eligible[0]), dtype=np.int64)
    for term, weight in _weighed(instance.policy):
        weighted += weight * _column(term, scene, grid)
    return _rounded(weighted, _whole(instance.policy))


def breakdown(instance: Instance, *, client: str, dwelling: str) -> Breakdown:
    """Return the points of one pair by ids, term by term with the reasons.

    Raises
    ------
    KeyError
        When the instance has no such client or dwelling.
    """
    clients = {one.id: one for one in instance.clients}
    dwellings = {one.id: one for one in instance.dwellings}
    return broken_down(scene_of(instance), instance.policy, clients[client], dwellings[dwelling])


def scene_of(
    instance: Instance, *, setting: Setting | None = None, waiting: Iterable[Needing] | None = None
) -> Scene:
    """Prepare what the terms look up.

    Parameters
    ----------
    waiting
        Who say what is scarce; None: the clients of the instance.
    """
    scarcity = scarcity_of(instance.clients if waiting is None else waiting, instance.dwellings)
    return Scene(setting or setting_of(instance), scarcity)


def broken_down(scene: Scene, policy: Policy, client: Client, dwelling: Dwelling) -> Breakdown:
    """Return the points of one pair, term by term with the reasons."""
    scores = tuple(_score(term, weight, scene, client, dwelling) for term, weight in _weighed(policy))
    weighted = sum(score.weight * score.points for score in scores)
    whole = _whole(policy)
    return Breakdown((2 * weighted + whole - 1) // (2 * whole), scores)


def _score(term: Term, weight: int, scene: Scene, client: Client, dwelling: Dwelling) -> TermScore:
    reason = term.judge(scene, client, dwelling)
    return TermScore(term.name, term.dutch, term.english, reason.points, weight, reason.dutch, reason.english)


def _weighed(policy: Policy) -> Iterator[tuple[Term, int]]:
    """Yield the terms that count, in the order of `TERMS`."""
    weights = dict(policy.suitability_weight)
    return ((term, weights[term.name]) for term in TERMS if weights.get(term.name, 0) > 0)


def _whole(policy: Policy) -> int:
    """Return the sum of the weights; 1 where every term is off, so that there is something to divide by."""
    return max(1, sum(weight for _, weight in policy.suitability_weight))


def _rounded(weighted: Points, whole: int) -> Points:
    """Divide, to the nearest whole number and half down, without a fraction anywhere."""
    rounded: Points = (2 * weighted + whole - 1) // (2 * whole)
    return rounded


def _column(term: Term, scene: Scene, grid: Grid) -> Points:
    """Judge each combination of values that occurs among the eligible pairs once, and spread the points."""
    clients, dwellings = grid.eligible
    client_group, client_first = groups_of(term.client(scene, client) for client in grid.clients)
    dwelling_group, dwelling_first = groups_of(term.dwelling(scene, dwelling) for dwelling in grid.dwellings)
    width = max(1, len(dwelling_first))
    combined = client_group[clients] * width + dwelling_group[dwellings]
    points: Points = np.zeros(len(client_first) * width, dtype=np.int64)
    occurs = np.zeros(len(points), dtype=np.bool_)
    occurs[combined] = True
    for combination in np.flatnonzero(occurs).tolist():
        client, dwelling = divmod(combination, width)
        reason = term.judge(
            scene, grid.clients[client_first[client]], grid.dwellings[dwelling_first[dwelling]]
        )
        points[combination] = reason.points
    column: Points = points[combined]
    return column
