"""A valid matching at once: the net under the solver, and its first hint."""

import numpy as np

from matching.solver.program import Integers, Program, with_units


def place_greedily(program: Program, *, levels: tuple[str, ...]) -> Integers:
    """Return the columns of a matching: the best pair first, by the levels in order, as long as it fits.

    The order leaves `spread` out, which no pair has by itself.
    """
    keys = [program.values[level][: program.pairs] for level in levels if level != "spread"]
    order = np.lexsort([-key for key in reversed(keys)]) if keys else np.arange(program.pairs)
    room = np.where(program.equal, np.iinfo(np.int64).max, program.room).tolist()
    starts, rows, needs = (part.tolist() for part in _parts(program))
    groups, placed, chosen = program.group.tolist(), set(), []
    for column in order.tolist():
        if groups[column] in placed:
            continue
        span = range(starts[column], starts[column + 1])
        if all(needs[entry] <= room[rows[entry]] for entry in span):
            placed.add(groups[column])
            chosen.append(column)
            for entry in span:
                room[rows[entry]] -= needs[entry]
    return with_units(program, np.sort(np.array(chosen, dtype=np.int64)))


def _parts(program: Program) -> tuple[Integers, Integers, Integers]:
    return program.matrix.indptr, program.matrix.indices, program.matrix.data
