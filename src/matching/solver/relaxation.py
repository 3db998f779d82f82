"""The linear programme of a program, kept warm between objectives and grown by columns and cuts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.solver.bound import COARSE, Bound, safe_bound
from matching.solver.cuts import knapsacks_of, violated_cuts
from matching.solver.linear import Floats, Floor, model_of, quiet_highs
from matching.solver.program import Integers, Program, Row

COST_SCALE = 1_000.0
"""The largest cost that HiGHS sees, so that its tolerances mean the same for every problem."""

WHOLE_UNTIL = 6_000
"""Up to this many pairs the linear programme has them all from the start."""

FIRST_PER_CLIENT, FIRST_PER_ROW, NEXT_PER_CLIENT = 6, 4, 4

WORTH_ROUNDING = 1e-6
"""A bound from rounded multipliers may be so much higher: it is exact where the other has rounding errors."""

DUAL, PRIMAL = 1, 4
"""After new rows the last basis is still dual feasible; after new columns or another objective it is primal."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """An optimum of the linear programme.

    Attributes
    ----------
    bound
        Proven, whatever the tolerances were.
    choice
        Value of each column, 0..1.
    """

    bound: Bound
    choice: Floats


class Relaxation:
    """A linear programme that remembers its last basis.

    Attributes
    ----------
    program
        With the cuts that were added.
    """

    def __init__(
        self,
        program: Program,
        *,
        first: Integers,
        floors: Sequence[Integers],
        seed: int,
        stop: Callable[[], bool],
    ) -> None:
        """Load the best pairs by the objective `first`, and a free row for each vector of `floors`."""
        self.program = program
        self._stop = stop
        self._knapsacks = knapsacks_of(program)
        self._values = list(floors)
        self._clients, self._base = len(program.starts), len(program.room)
        self._active = _first_columns(program, first)
        self._waiting = np.ones(program.width, dtype=bool)
        self._waiting[self._active] = False
        self._highs = self._loaded(seed)

    def _loaded(self, seed: int) -> Any:
        highs = quiet_highs(seed=seed)
        highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
        free = [Floor(values, minimum=-(2**62)) for values in self._values]
        cost = np.zeros(len(self._active))
        highs.passModel(model_of(self.program, self._active, cost=cost, floors=free, whole=False))
        for index in range(len(free)):
            highs.changeRowBounds(self._floor_row(index), -np.inf, np.inf)
        highs.cbSimplexInterrupt.subscribe(self._listen)
        return highs

    def _listen(self, event: Any) -> None:
        if self._stop():
            event.interrupt()

    def _floor_row(self, index: int) -> int:
        return self._clients + self._base + index

    def maximise(self, objective: Integers, *, minimums: Sequence[int | None]) -> Relaxed:
        """Maximise without wholeness, and count the bound exactly.

        Parameters
        ----------
        minimums
            For each vector of `floors` the least it must come to; None: free.
        """
        scale = COST_SCALE / max(1.0, float(np.abs(objective).max(initial=0)))
        self._set(np.asarray(objective * -scale, dtype=np.float64), minimums)
        while True:
            if not self._stop():
                self._highs.run()
            self._highs.setOptionValue("simplex_strategy", PRIMAL)
            prices = self._prices() / scale
            if self._stop() or not self._price_in(objective, prices, scale=scale):
                break
        return Relaxed(self._safe(objective, minimums, prices), self._choice())

    def tighten(self, choice: Floats) -> int:
        """Add the cuts that a fractional choice violates; return how many."""
        cuts = violated_cuts(self._knapsacks, choice)
        if cuts:
            self._add_rows(cuts)
            self._highs.setOptionValue("simplex_strategy", DUAL)
            self.program = self.program.with_rows(cuts)
        return len(cuts)

    def _set(self, cost: Floats, minimums: Sequence[int | None]) -> None:
        self._cost = cost
        active = np.arange(len(self._active), dtype=np.int32)
        self._highs.changeColsCost(len(active), active, cost[self._active])
        for index, minimum in enumerate(minimums):
            least = -np.inf if minimum is None else float(minimum)
            self._highs.changeRowBounds(self._floor_row(index), least, np.inf)

    def _prices(self) -> Floats:
        prices = np.array(self._highs.getSolution().row_dual)
        rows = self._clients + len(self.program.room) + len(self._values)
        return prices if len(prices) == rows else np.zeros(rows)

    def _split(self, prices: Floats) -> tuple[Floats, Floats, Floats]:
        """Return what clients, rows and floors cost, each not negative where it must be."""
        clients, base = self._clients, self._clients + self._base
        floors = base + len(self._values)
        return (
            -prices[:clients],
            -np.concatenate([prices[clients:base], prices[floors:]]),
            prices[base:floors],
        )

    def _price_in(self, objective: Integers, prices: Floats, *, scale: float) -> bool:
        """Add the waiting columns that would pay; return whether there were any."""
        if not self._waiting.any():
            return False
        clients, rows, floors = self._split(prices)
        left = objective - np.asarray(self.program.matrix.T @ rows)
        for price, values in zip(floors, self._values, strict=True):
            left = left + price * values
        pairs = self.program.pairs
        left = left[:pairs] - clients[self.program.group]
        paying = np.flatnonzero(self._waiting[:pairs] & (left * scale > 1e-6))
        if not len(paying):
            return False
        self._add_columns(_best_per_group(self.program.group[paying], left[paying], paying, NEXT_PER_CLIENT))
        return True

    def _add_columns(self, columns: Integers) -> None:
        program, count = self.program, len(columns)
        lp = model_of(
            program, columns, cost=self._cost[columns], floors=[Floor(v, 0) for v in self._values], whole=False,
            floors_after=self._base,
        )  # fmt: skip
        matrix = lp.a_matrix_
        starts, index, value = (np.array(part) for part in (matrix.start_, matrix.index_, matrix.value_))
        zeros, ones = np.zeros(count), np.ones(count)
        self._highs.addCols(
            count, self._cost[columns], zeros, ones, len(index), starts[:-1].astype(np.int32), index, value
        )
        self._active = np.concatenate([self._active, columns])
        self._waiting[columns] = False

    def _add_rows(self, cuts: Sequence[Row]) -> None:
        place = np.full(self.program.width, -1, dtype=np.int64)
        place[self._active] = np.arange(len(self._active))
        kept = [(place[cut.columns], cut.numbers) for cut in cuts]
        kept = [(columns[columns >= 0], numbers[columns >= 0]) for columns, numbers in kept]
        starts = np.cumsum([0] + [len(columns) for columns, _ in kept])
        index = np.concatenate([columns for columns, _ in kept]).astype(np.int32)
        value = np.concatenate([numbers for _, numbers in kept]).astype(float)
        lower, upper = np.full(len(cuts), -np.inf), np.array([float(cut.room) for cut in cuts])
        self._highs.addRows(len(cuts), lower, upper, len(index), starts[:-1].astype(np.int32), index, value)

    def _choice(self) -> Floats:
        choice = np.zeros(self.program.width)
        found = np.array(self._highs.getSolution().col_value)
        if len(found) == len(self._active):
            choice[self._active] = found
        return choice

    def _safe(self, objective: Integers, minimums: Sequence[int | None], prices: Floats) -> Bound:
        """Return the bound of the multipliers as they are or rounded, whichever is lower; rounded when equal."""
        _, rows, floors = self._split(prices)
        kept = [each for each in zip(self._values, minimums, floors, strict=True) if each[1] is not None]

        def count(rows: Floats, floors: Floats) -> Bound:
            return safe_bound(
                self.program,
                objective=objective,
                floors=[Floor(values, minimum or 0) for values, minimum, _ in kept],
                row_multipliers=rows,
                floor_multipliers=floors,
            )

        prices_of_floors = np.array([price for *_, price in kept])
        fine = count(rows, prices_of_floors)
        if self._stop():
            return fine
        coarse = count(np.rint(rows * COARSE) / COARSE, np.rint(prices_of_floors * COARSE) / COARSE)
        return coarse if coarse.height <= fine.height + WORTH_ROUNDING else fine


def _first_columns(program: Program, objective: Integers) -> Integers:
    """Return all columns when they are few, else the best of each client and of each row, and all units."""
    if program.pairs <= WHOLE_UNTIL:
        return np.arange(program.width)
    pairs = np.arange(program.pairs)
    worth = objective[: program.pairs].astype(float)
    by_client = _best_per_group(program.group, worth, pairs, FIRST_PER_CLIENT)
    by_row = _best_per_row(program, worth)
    units = np.arange(program.pairs, program.width)
    return np.unique(np.concatenate([by_client, by_row, units]))


def _best_per_group(group: Integers, worth: Floats, columns: Integers, count: int) -> Integers:
    """Return the columns of highest worth in each group, at most `count` of each."""
    order = np.lexsort((-worth, group))
    sorted_group = group[order]
    first = np.searchsorted(sorted_group, sorted_group)
    return np.asarray(columns[order[np.arange(len(order)) - first < count]])


def _best_per_row(program: Program, worth: Floats) -> Integers:
    """Return the pair columns of highest worth in each row, at most `FIRST_PER_ROW` of each."""
    order = np.argsort(-worth, kind="stable")
    rows = program.matrix[:, order].tocsr()
    place = np.arange(rows.nnz) - np.repeat(rows.indptr[:-1], np.diff(rows.indptr))
    return np.asarray(order[rows.indices[place < FIRST_PER_ROW]])
