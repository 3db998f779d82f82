"""A bound that needs no trust: multipliers from a linear programme, counted again in whole numbers.

For any multipliers at all (not negative on the rows that may stay below), no matching is worth more than

    sum of multiplier x room - sum of floor multiplier x minimum
    + for each client the best of 0 and its pairs' value after paying the multipliers
    + for each unit of a target the best of 0 and its value after paying.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.solver.linear import Floats, Floor
from matching.solver.program import Integers, Mask, Program

LARGEST_SUM = 2**61
"""Sums stay below this, so that 64 bits hold them exactly."""

FINEST_SCALE = 2**30


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven bound on an objective, and what using each column costs of it.

    Attributes
    ----------
    scale
        What one unit of the objective counts here.
    total
        No matching that keeps the floors is worth more. [unit / scale]
    loss
        By how much the bound falls when a pair column is used; for a unit column 0. [unit / scale]
    floor_prices
        What one unit of each floor's minimum counts. [unit / scale]
    row_prices
        What one unit of each row's room counts; a whole number for a unit of the rule it is from. [unit / scale]
    """

    scale: int
    total: int
    loss: Integers
    floor_prices: tuple[int, ...] = ()
    row_prices: tuple[int, ...] = ()

    @property
    def value(self) -> int:
        """Return the bound rounded to what whole numbers can reach. [unit]"""
        return self.total // self.scale

    def lowered(self, by: Sequence[int]) -> "Bound":
        """Return the bound that holds when each floor's minimum is lower by so much."""
        more = sum(price * less for price, less in zip(self.floor_prices, by, strict=True))
        return replace(self, total=self.total + more)

    def can_reach(self, value: int) -> Mask:
        """Return the columns that a matching worth at least `value` may use. [unit]"""
        return np.asarray(self.loss <= self.total - value * self.scale)


def safe_bound(
    program: Program,
    *,
    objective: Integers,
    floors: Sequence[Floor],
    row_multipliers: Floats,
    floor_multipliers: Floats,
) -> Bound:
    """Count a bound exactly from multipliers of any origin; the better they are, the tighter it is.

    Parameters
    ----------
    row_multipliers
        One per row of the program. [unit of the objective per unit of the row]
    floor_multipliers
        One per floor. [unit of the objective per unit of the floor]
    """
    largest = max(1.0, float(np.abs(row_multipliers).max(initial=0)), float(floor_multipliers.max(initial=0)))
    scale = _scale(program, objective, floors, largest=largest)
    units = np.array([origin.unit for origin in program.origins], dtype=np.int64)
    rows = np.rint(np.nan_to_num(row_multipliers) * (scale / units)).astype(np.int64) * units
    rows = np.where(program.equal, rows, np.maximum(rows, 0))
    dense = [max(0, round(float(number) * scale)) for number in floor_multipliers]
    left = objective * scale - np.asarray(program.matrix.T @ rows)
    for number, floor in zip(dense, floors, strict=True):
        left = left + number * floor.values
    fixed = _dot(rows, program.room) - sum(n * floor.minimum for n, floor in zip(dense, floors, strict=True))
    best = (
        np.maximum(np.maximum.reduceat(left[: program.pairs], program.starts), 0)
        if program.pairs
        else left[:0]
    )
    gains = np.maximum(left[program.pairs :], 0)
    loss = np.concatenate([best[program.group] - left[: program.pairs], np.zeros(len(gains), dtype=np.int64)])
    total = fixed + sum(best.tolist()) + sum(gains.tolist())
    return Bound(scale, total, loss, floor_prices=tuple(dense), row_prices=tuple(rows.tolist()))


def _dot(left: Integers, right: Integers) -> int:
    """Return the inner product in Python's own numbers, which never overflow."""
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True) if a)


def _scale(program: Program, objective: Integers, floors: Sequence[Floor], *, largest: float) -> int:
    """Return the finest power of two at which no column's value after paying can overflow."""
    heaviest = float(np.abs(objective).max(initial=1))
    column = (
        float(abs(program.matrix).sum(axis=0).max()) if program.width and program.matrix.shape[0] else 1.0
    )
    dense = sum(float(np.abs(floor.values).max(initial=0)) for floor in floors)
    worst = heaviest + largest * (column + dense)
    room = LARGEST_SUM / max(worst, 1.0)
    return int(min(FINEST_SCALE, 2 ** int(np.floor(np.log2(max(room, 1.0))))))
