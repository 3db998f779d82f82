"""The models that everybody writes first: CP-SAT, HiGHS, and first come first served.

Each goes level by level: optimise one, fix its value with one row, optimise the next.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.solver.check import check
from matching.solver.problem import Limit, Placement, Problem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method reached.

    Attributes
    ----------
    levels
        Name, value, bound, proven and seconds of each level that was reached.
    """

    name: str
    placements: tuple[Placement, ...]
    levels: tuple[tuple[str, int, int, bool, float], ...]
    seconds: float


def first_come_first_served(problem: Problem) -> Outcome:
    """Place clients in the order of the list, each in the first dwelling where everything still fits."""
    begun = time.perf_counter()
    placements: list[Placement] = []
    room = {limit.id: limit.maximum for limit in problem.limits}
    free = [dwelling.capacity for dwelling in problem.dwellings]
    sets = {limit.id: (_members(limit.clients), _members(limit.dwellings)) for limit in problem.limits}
    order = np.lexsort((problem.pairs.dwelling, problem.pairs.client))
    served: set[int] = set()
    for row in order.tolist():
        client, dwelling = int(problem.pairs.client[row]), int(problem.pairs.dwelling[row])
        if client in served or not free[dwelling]:
            continue
        needs = list(_needs(problem, sets, client, dwelling))
        if all(room[name] >= need for name, need in needs):
            served.add(client)
            free[dwelling] -= 1
            placements.append(Placement(client, dwelling))
            for name, need in needs:
                room[name] -= need
    report = check(problem, placements)
    levels = tuple((level, report.value(level), 0, False, 0.0) for level in problem.levels)
    return Outcome("first come", tuple(placements), levels, time.perf_counter() - begun)


def _members(indexes: tuple[int, ...] | None) -> frozenset[int] | None:
    return None if indexes is None else frozenset(indexes)


def _needs(problem: Problem, sets: dict, client: int, dwelling: int) -> Iterator[tuple[str, int]]:
    for limit in problem.limits:
        clients, dwellings = sets[limit.id]
        if (clients is None or client in clients) and (dwellings is None or dwelling in dwellings):
            yield limit.id, need_of(problem, limit, client)


def need_of(problem: Problem, limit: Limit, client: int) -> int:
    person = problem.clients[client]
    return {"placements": 1, "load": person.load, "hours": person.hours}[limit.measure]


def rows_of(
    problem: Problem, clients: tuple[int, ...] | None, dwellings: tuple[int, ...] | None
) -> np.ndarray:
    mask = np.ones(len(problem.pairs), dtype=bool)
    if clients is not None:
        mask &= np.isin(problem.pairs.client, clients)
    if dwellings is not None:
        mask &= np.isin(problem.pairs.dwelling, dwellings)
    return np.flatnonzero(mask)


def signed(level: str, value: int, bound: int) -> tuple[int, int, bool]:
    sign = -1 if level == "spread" else 1
    return sign * value, sign * bound, value == bound


def placements_of(problem: Problem, rows: np.ndarray) -> tuple[Placement, ...]:
    pairs = problem.pairs
    return tuple(
        sorted((Placement(int(pairs.client[row]), int(pairs.dwelling[row])) for row in rows), key=_by_client)
    )


def _by_client(placement: Placement) -> tuple[int, int]:
    return placement.client, placement.dwelling
