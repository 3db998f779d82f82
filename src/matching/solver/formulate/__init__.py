"""From the region's words to the abstract problem: pairs, limits, targets, levels.

Clients and dwellings stand in the order of their ids, so the same instance makes the same problem
whatever the order it came in.
"""

import numpy as np

from matching.solver.eligibility import Grid, grid_of
from matching.solver.formulate.caps import Cap, CapKind, Measure, caps_of
from matching.solver.formulate.charges import Charges
from matching.solver.formulate.forced import Decided, Hindrance, Unmet, decide_forced
from matching.solver.formulate.priority import months_waiting, priority, waiting_points
from matching.solver.formulate.targets import Goalpost, goalposts, most_placeable, targets_of
from matching.solver.instance import Instance
from matching.solver.problem import Limit, Pairs, Problem, ProblemClient, ProblemDwelling
from matching.solver.suitability import suitability

__all__ = [
    "Cap",
    "CapKind",
    "Charges",
    "Decided",
    "Goalpost",
    "Hindrance",
    "Measure",
    "Unmet",
    "caps_of",
    "decide_forced",
    "formulate",
    "goalposts",
    "months_waiting",
    "most_placeable",
    "priority",
    "targets_of",
    "waiting_points",
]


def formulate(instance: Instance, *, grid: Grid | None = None) -> Problem:
    """Return the abstract problem of an instance.

    Parameters
    ----------
    grid
        The judged pairs, where they are known already.
    """
    grid = grid or grid_of(instance)
    caps = caps_of(instance, grid=grid)
    return Problem(
        clients=_clients(instance, grid),
        dwellings=tuple(ProblemDwelling(dwelling.id, dwelling.capacity) for dwelling in grid.dwellings),
        pairs=_pairs(instance, grid),
        limits=_limits(caps),
        targets=targets_of(instance, grid=grid),
        levels=tuple(str(goal) for goal in instance.policy.goals),
        pinned=_pinned(grid, decide_forced(instance, grid=grid, caps=caps).kept),
    )


def _clients(instance: Instance, grid: Grid) -> tuple[ProblemClient, ...]:
    return tuple(
        ProblemClient(
            id=client.id,
            priority=priority(client, on=instance.on, policy=instance.policy),
            load=client.load,
            hours=client.support_hours,
        )
        for client in grid.clients
    )


def _pairs(instance: Instance, grid: Grid) -> Pairs:
    clients, dwellings = grid.eligible
    places = {client.id: index for index, client in enumerate(grid.clients)}
    homes = {dwelling.id: index for index, dwelling in enumerate(grid.dwellings)}
    kept = {
        (places[client], homes[dwelling])
        for client, dwelling in instance.previous
        if client in places and dwelling in homes
    }
    width = max(1, len(homes))
    before = np.array([client * width + dwelling for client, dwelling in kept], dtype=np.int64)
    stability = np.isin(clients * width + dwellings, before).astype(np.int64)
    return Pairs(clients, dwellings, suitability(instance, grid=grid), stability)


def _limits(caps: tuple[Cap, ...]) -> tuple[Limit, ...]:
    """Leave out caps that nobody can come under in this run."""
    return tuple(cap.limit() for cap in caps if cap.dwellings and cap.clients != ())


def _pinned(grid: Grid, kept: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    """Return the rows of some eligible pairs, which stand by client and then by dwelling."""
    clients, dwellings = grid.eligible
    width = len(grid.dwellings)
    wanted = np.array([client * width + dwelling for client, dwelling in sorted(kept)], dtype=np.int64)
    return tuple(np.searchsorted(clients * width + dwellings, wanted).tolist())
