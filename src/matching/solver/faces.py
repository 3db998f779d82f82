"""What every matching has that reaches a bound: rows without room, clients who are placed, units that are used.

A bound counts what each row's room, each client and each column costs it. Where a value leaves less than one
of these costs, a matching of that value can't afford it. On the face that remains the value often follows by
itself, and then needs no row of its own: such a row would be dense, and makes a search slow.
"""

from collections.abc import Sequence

import numpy as np

from matching.solver.bound import Bound
from matching.solver.linear import Face, Floor
from matching.solver.program import Program


def face_of(program: Program, kept: Sequence[tuple[Bound, Floor]]) -> Face:
    """Return the face on which every floor is kept, given a bound on what each floor counts."""
    full, placed = np.zeros(len(program.room), dtype=bool), np.zeros(len(program.starts), dtype=bool)
    columns, chosen = np.ones(program.width, dtype=bool), np.zeros(program.width, dtype=bool)
    floors: list[Floor] = []
    for bound, floor in kept:
        spare = bound.spare(floor.minimum)
        prices = np.array(bound.row_prices, dtype=np.int64)
        full[: len(prices)] |= prices > spare
        placed |= bound.client_prices > spare
        columns &= bound.loss <= spare
        columns[program.pairs :] &= -bound.unit_gains <= spare
        chosen[program.pairs :] |= bound.unit_gains > spare
        if spare:
            floors.append(floor)
    return Face(full, placed, columns, chosen, tuple(floors))
