"""A bound that needs no trust: multipliers from a linear programme, counted again in whole numbers.

For any multipliers at all (not negative on the rows that may stay below), no matching is worth more than

    sum of multiplier x room - sum of floor multiplier x minimum
    + for each client the best of 0 and its pairs' value after paying the multipliers
    + for each unit of a target the best of 0 and its value after paying.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matching.solver.linear import Floats, Floor
from matching.solver.program import Integers, Mask, Program

LARGEST_SUM = 2**61
"""Sums stay below this, so that 64 bits hold them exactly."""

COARSE = 5_040
"""Multipliers are often fractions of small numbers; this many parts of one make most of them whole."""

FINEST_SCALE = COARSE * 2**18


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
    client_prices
        By how much the bound falls when a client stays without a home. [unit / scale]
    unit_gains
        What each unit column adds to the bound; below 0 it adds nothing, and using it costs so much. [unit / scale]
    """

    scale: int
    total: int
    loss: Integers
    floor_prices: tuple[int, ...] = ()
    row_prices: tuple[int, ...] = ()
    client_prices: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    unit_gains: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def value(self) -> int:
        """Return the bound rounded to what whole numbers can reach. [unit]"""
        return self.total // self.scale

    @property
    def height(self) -> float:
        """Return the bound as it is, about. [unit]"""
        return self.total / self.scale

    def lowered(self, by: Sequence[int]) -> "Bound":
        """Return the bound that holds when each floor's minimum is lower by so much."""
        more = sum(price * less for price, less in zip(self.floor_prices, by, strict=True))
        return replace(self, total=self.total + more)

    def spare(self, value: int) -> int:
        """Return what a matching worth `value` may cost the bound. [unit / scale]"""
        return self.total - value * self.scale

    def can_reach(self, value: int) -> Mask:
        """Return the columns that a matching worth at least `value` may use. [unit]"""
        return np.asarray(self.loss <= self.spare(value))


def safe_bound(
    program: Program,
    *,
    objective: Integers,
    floors: Sequence[Floor],
    row_multipliers: Floats,
    floor_multipliers: Floats,
    scale: int | None = None,
) -> Bound:
    """Count a bound exactly from multipliers of any origin; the better they are, the tighter it is.

    Parameters
    ----------
    row_multipliers
        One per row of the program. [unit of the objective per unit of the row]
    floor_multipliers
        One per floor. [unit of the objective per unit of the floor]
    scale
        What one unit of the objective is to count; None: as much as 64 bits can hold.
    """
    largest = max(1.0, float(np.abs(row_multipliers).max(initial=0)), float(floor_multipliers.max(initial=0)))
    scale = scale or _scale(program, objective, floors, largest=largest)
    whole = np.array([origin.unit for origin in program.origins], dtype=np.int64)
    rows = np.rint(np.nan_to_num(row_multipliers) * (scale / whole)).astype(np.int64) * whole
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
    units = left[program.pairs :]
    loss = np.concatenate([best[program.group] - left[: program.pairs], np.zeros(len(units), dtype=np.int64)])
    total = fixed + sum(best.tolist()) + sum(np.maximum(units, 0).tolist())
    return Bound(scale, total, loss, tuple(dense), tuple(rows.tolist()), best, units)


def _dot(left: Integers, right: Integers) -> int:
    """Return the inner product in Python's own numbers, which never overflow."""
    return sum(a * b for a, b in zip(left.tolist(), right.tolist(), strict=True) if a)


def _scale(program: Program, objective: Integers, floors: Sequence[Floor], *, largest: float) -> int:
    """Return the finest scale at which no column's value after paying can overflow."""
    heaviest = float(np.abs(objective).max(initial=1))
    column = _largest_column(program)
    dense = sum(float(np.abs(floor.values).max(initial=0)) for floor in floors)
    worst = heaviest + largest * (column + dense)
    room = LARGEST_SUM / max(worst, 1.0)
    base = COARSE if room >= COARSE else 1
    return int(min(FINEST_SCALE, base * 2 ** int(np.floor(np.log2(max(room / base, 1.0))))))


def _largest_column(program: Program) -> float:
    """Return what the numbers of a column come to at most, signs left out."""
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.abs(program.matrix.data))])
    return float(np.diff(sums[program.matrix.indptr]).max(initial=1))
