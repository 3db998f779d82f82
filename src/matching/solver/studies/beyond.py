"""Whether more room in a limit can change anything: an exact bound, cheaper than solving again.

A matching that is better than the best one, and that only more room allows, uses more of the limit than was
allowed. So the linear programme is asked for matchings that do: where its bound, counted in whole numbers, stays
below what was reached, there is none.
"""

import math
import time

import numpy as np

from matching.solver.bound import Bound
from matching.solver.pins import pinned_placements
from matching.solver.problem import LevelResult, Limit, Problem
from matching.solver.program import Integers, Program, build_program, needs_of
from matching.solver.relaxation import Relaxation
from matching.solver.stages import blended, stages_of

MOST_CUT_ROUNDS = 6


def nothing_beyond(
    problem: Problem,
    limit: Limit,
    *,
    allowed: int,
    levels: tuple[LevelResult, ...],
    seconds: float | None = None,
) -> bool:
    """Return whether a bound shows that no matching of the problem is better than what was reached.

    False says nothing: only solving can tell.

    Parameters
    ----------
    problem
        With more room in the limit.
    allowed
        What the limit allowed before; the best matching that keeps it was found. [unit of the limit]
    levels
        What that matching reached, proven to be the best.
    seconds
        How long it may look; None: as long as it takes. [s]
    """
    ends = math.inf if seconds is None else time.monotonic() + seconds
    program = build_program(problem, seed=1)
    pinned = [(one.client, one.dwelling) for one in pinned_placements(problem)]
    allowed -= limit.total(pinned, clients=problem.clients)
    used = _use(problem, program, limit)
    if not program.pairs or int(np.maximum.reduceat(used[: program.pairs], program.starts).sum()) <= allowed:
        return True
    values = [program.values[level.name] for level in levels]
    guide = blended(program, stages_of(program, problem.levels))
    relaxation = Relaxation(
        program, first=guide, floors=[used, *values], seed=1, stop=lambda: time.monotonic() > ends
    )
    minimums: list[int | None] = [allowed + 1, *[None] * len(levels)]
    for place, level in enumerate(levels):
        sign = -1 if level.name == "spread" else 1
        reached = sign * level.value - program.constants[level.name]
        highest = _bound(relaxation, values[place], minimums).value
        if highest != reached:
            return highest < reached
        minimums[place + 1] = reached
    return True


def _use(problem: Problem, program: Program, limit: Limit) -> Integers:
    """Return what each column takes of a limit."""
    client, home = problem.pairs.client[program.pair], program.home
    counted = np.ones(program.pairs, dtype=bool)
    if limit.clients is not None:
        counted &= np.isin(client, limit.clients)
    if limit.dwellings is not None:
        counted &= np.isin(home, limit.dwellings)
    used = np.zeros(program.width, dtype=np.int64)
    used[: program.pairs] = np.where(counted, needs_of(problem, limit.measure)[client], 0)
    return used


def _bound(relaxation: Relaxation, objective: Integers, minimums: list[int | None]) -> Bound:
    """Return a bound on one goal, sharpened by cuts."""
    relaxed = relaxation.maximise(objective, minimums=minimums)
    best = relaxed.bound
    for _ in range(MOST_CUT_ROUNDS):
        if not relaxation.tighten(relaxed.choice):
            break
        relaxed = relaxation.maximise(objective, minimums=minimums)
        best = min(best, relaxed.bound, key=lambda bound: bound.total / bound.scale)
    return best
