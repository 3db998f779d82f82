"""A valid matching at once: the net under the solver, and its first hint."""

import numpy as np

from matching.solver.program import Integers, Program, with_units


class Room:
    """What is still free while pairs are taken one by one.

    Attributes
    ----------
    chosen
        The pair columns taken.
    """

    def __init__(self, program: Program) -> None:
        matrix = program.matrix
        self.chosen: list[int] = []
        self._starts: list[int] = matrix.indptr.tolist()
        self._rows: list[int] = matrix.indices.tolist()
        self._needs: list[int] = matrix.data.tolist()
        self._left: list[int] = np.where(program.equal, np.iinfo(np.int64).max, program.room).tolist()
        self._groups: list[int] = program.group.tolist()
        self._placed: set[int] = set()

    def take(self, column: int) -> bool:
        """Take a pair if its client is free and every row has room; return whether."""
        if self._groups[column] in self._placed:
            return False
        span = range(self._starts[column], self._starts[column + 1])
        if any(self._needs[entry] > self._left[self._rows[entry]] for entry in span):
            return False
        for entry in span:
            self._left[self._rows[entry]] -= self._needs[entry]
        self._placed.add(self._groups[column])
        self.chosen.append(column)
        return True


def place_greedily(program: Program, *, levels: tuple[str, ...], room: Room | None = None) -> Integers:
    """Return the columns of a matching: the best pair first, by the levels in order, as long as it fits.

    The order leaves `spread` out, which no pair has by itself.

    Parameters
    ----------
    room
        What was taken before and stays; None: nothing.
    """
    keys = [program.values[level][: program.pairs] for level in levels if level != "spread"]
    order = np.lexsort([-key for key in reversed(keys)]) if keys else np.arange(program.pairs)
    room = room or Room(program)
    for column in order.tolist():
        room.take(column)
    return with_units(program, np.sort(np.array(room.chosen, dtype=np.int64)))
