"""What is left to decide when the pinned pairs are taken out, exactly: their clients go, room becomes less."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.solver.problem import Limit, Placement, Problem, ProblemDwelling, Target


@dataclass(frozen=True, slots=True)
class Rest:
    r"""A problem without its pinned pairs.

    Attributes
    ----------
    free
        True for each row of `problem.pairs` whose client is not pinned.
    dwellings, limits
        With the room that is left.
    targets
        With what is left to reach, which may be negative: with n pinned,
        :math:`w (n + x - t)^2 = w (x - (t - n))^2`.
    constants
        For each level, what the pinned pairs are worth; for spread, minus what it costs to place nobody else.
    """

    free: npt.NDArray[np.bool_]
    dwellings: tuple[ProblemDwelling, ...]
    limits: tuple[Limit, ...]
    targets: tuple[Target, ...]
    constants: Mapping[str, int]


def pinned_placements(problem: Problem) -> tuple[Placement, ...]:
    """Return the placements that every matching has."""
    rows = list(problem.pinned)
    columns = problem.pairs.client[rows].tolist(), problem.pairs.dwelling[rows].tolist()
    return tuple(Placement(client, dwelling) for client, dwelling in zip(*columns, strict=True))


def rest_of(problem: Problem) -> Rest:
    """Take the pinned pairs out of a problem."""
    pinned = [(each.client, each.dwelling) for each in pinned_placements(problem)]
    targets = tuple(_left_to_reach(problem.targets, pinned))
    return Rest(
        free=~np.isin(problem.pairs.client, [client for client, _ in pinned]),
        dwellings=tuple(_left_to_fill(problem.dwellings, pinned)),
        limits=tuple(_left_to_use(problem, pinned)),
        targets=targets,
        constants=_constants(problem, targets),
    )


Pinned = list[tuple[int, int]]
"""Client and dwelling of each pinned pair, as indexes."""


def _left_to_fill(dwellings: tuple[ProblemDwelling, ...], pinned: Pinned) -> Iterable[ProblemDwelling]:
    taken = Counter(dwelling for _, dwelling in pinned)
    for index, dwelling in enumerate(dwellings):
        fewer = dwelling.capacity - taken[index]
        yield replace(dwelling, capacity=fewer) if taken[index] else dwelling


def _left_to_use(problem: Problem, pinned: Pinned) -> Iterable[Limit]:
    if not pinned:
        return problem.limits
    used = (limit.total(pinned, clients=problem.clients) for limit in problem.limits)
    return (
        replace(limit, maximum=limit.maximum - total)
        for limit, total in zip(problem.limits, used, strict=True)
    )


def _left_to_reach(targets: tuple[Target, ...], pinned: Pinned) -> Iterable[Target]:
    taken = Counter(dwelling for _, dwelling in pinned)
    for target in targets:
        reached = sum(taken[dwelling] for dwelling in target.dwellings) if pinned else 0
        yield replace(target, target=target.target - reached) if reached else target


def _constants(problem: Problem, targets: tuple[Target, ...]) -> dict[str, int]:
    rows, pairs = list(problem.pinned), problem.pairs
    return {
        "priority": sum(problem.clients[index].priority for index in pairs.client[rows].tolist()),
        "spread": -sum(target.weight * target.target**2 for target in targets),
        "suitability": int(pairs.suitability[rows].sum()),
        "stability": int(pairs.stability[rows].sum()),
    }
