"""Whether more room in a limit can change anything: an exact bound, cheaper than solving again.

A matching that is better than the best one, and that only more room allows, uses more of the limit than was
allowed. So the linear programme is asked for matchings that do: where its bound, counted in whole numbers, stays
below what was reached, there is none.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.solver.bound import Bound
from matching.solver.climb import LEAST_GAIN, MOST_CUT_ROUNDS
from matching.solver.pins import pinned_placements
from matching.solver.problem import LevelResult, Problem
from matching.solver.program import Integers, Program, build_program, needs_of
from matching.solver.relaxation import Relaxation
from matching.solver.stages import blended, stages_of
from matching.solver.studies.variants import Room


@dataclass(frozen=True, slots=True)
class Use:
    """What the columns of a program take of a limit.

    Attributes
    ----------
    of_column
        [unit of the limit]
    least
        What a matching takes at least, pinned pairs left out, that only the new room allows. [unit of the limit]
    """

    of_column: Integers
    least: int

    def possible(self, program: Program) -> bool:
        """Return whether there are clients enough to take so much."""
        if not program.pairs:
            return False
        most = np.maximum.reduceat(self.of_column[: program.pairs], program.starts).sum()
        return int(most) >= self.least


def nothing_beyond(
    problem: Problem,
    room: Room,
    *,
    levels: tuple[LevelResult, ...],
    first: int | None = None,
    seconds: float | None = None,
) -> bool:
    """Return whether a bound shows that no matching of the problem is better than what was reached.

    False says nothing: only solving can tell.

    Parameters
    ----------
    problem
        With more room in the limit.
    levels
        What the best matching of before reached, proven to be the best.
    first
        What the first level can't pass, where that is known. [point]
    seconds
        How long it may look; None: as long as it takes. [s]
    """
    ends = math.inf if seconds is None else time.monotonic() + seconds
    program = build_program(problem, seed=1)
    use = use_of(problem, program, room)
    if not use.possible(program):
        return True
    values = [program.values[level.name] for level in levels]
    guide = blended(program, stages_of(program, problem.levels))
    relaxation = Relaxation(
        program, first=guide, floors=[use.of_column, *values], seed=1, stop=lambda: time.monotonic() > ends
    )
    minimums: list[int | None] = [use.least, *[None] * len(levels)]
    for place, level in enumerate(levels):
        reached = columns_worth(program, level)
        highest = cut_bound(relaxation, values[place], minimums, enough=reached).value
        known = place == 0 and first == level.value
        if highest < reached or (highest > reached and not known):
            return highest < reached
        minimums[place + 1] = reached
    return True


def columns_worth(program: Program, level: LevelResult) -> int:
    """Return what the columns of a matching come to that reaches so much at a level. [point]"""
    return (-1 if level.name == "spread" else 1) * level.value - program.constants[level.name]


def use_of(problem: Problem, program: Program, room: Room) -> Use:
    """Return what each column takes of a limit, and what they have to take together."""
    limit = room.limit
    client, home = problem.pairs.client[program.pair], program.home
    counted = np.ones(program.pairs, dtype=bool)
    if limit.clients is not None:
        counted &= np.isin(client, limit.clients)
    if limit.dwellings is not None:
        counted &= np.isin(home, limit.dwellings)
    used = np.zeros(program.width, dtype=np.int64)
    used[: program.pairs] = np.where(counted, needs_of(problem, limit.measure)[client], 0)
    pinned = [(one.client, one.dwelling) for one in pinned_placements(problem)]
    return Use(used, room.allowed + 1 - limit.total(pinned, clients=problem.clients))


def cut_bound(
    relaxation: Relaxation,
    objective: Integers,
    minimums: list[int | None],
    *,
    enough: int,
    over: Callable[[], bool] = lambda: False,
) -> Bound:
    """Return a bound on one goal, sharpened by cuts as long as they help, until it stays below `enough`."""
    relaxed = relaxation.maximise(objective, minimums=minimums)
    best = relaxed.bound
    for _ in range(MOST_CUT_ROUNDS):
        if best.value < enough or over() or not relaxation.tighten(relaxed.choice):
            break
        relaxed = relaxation.maximise(objective, minimums=minimums)
        gain = best.height - relaxed.bound.height
        best = relaxed.bound if gain > 0 else best
        if gain < LEAST_GAIN:
            break
    return best
