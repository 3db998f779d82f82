"""What a reader who can count finds out of what is hidden: the least and the most that each of it can be."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from matching.disclosure.counts import Counts, Equation, Key


class Interval(NamedTuple):
    """The least and the most that a hidden count can be, as everything told allows. [person]"""

    least: int
    most: int

    @property
    def width(self) -> int:
        """How much room there is."""
        return self.most - self.least


class Attacker:
    """Somebody who reads all that is told, knows every sum, and solves for what is not (an integer programme).

    Every set of counts that was found to agree with what is told is kept: most questions are answered by these.
    """

    def __init__(self, counts: Counts, hidden: Collection[Key]) -> None:
        import highspy  # noqa: PLC0415 - half a second, for who never meets a small number

        self._columns = {key: number for number, key in enumerate(counts.cells)}
        self._truth = np.array(list(counts.cells.values()), dtype=int)
        self._found = [self._truth]
        self._far = 10.0 * (int(self._truth.sum()) + 100)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        self._highs.setOptionValue("presolve", "off")
        self._whole, self._real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        self._highs.addVars(len(self._truth), self._truth.astype(float), self._truth.astype(float))
        for one in counts.equations:
            self._bind(one)
        for key in hidden:
            self.hide(key)

    def _bind(self, equation: Equation) -> None:
        factors: dict[int, int] = {}
        for sign, keys in ((1, equation.plus), (-1, equation.minus)):
            for key in keys:
                factors[self._columns[key]] = factors.get(self._columns[key], 0) + sign
        columns, values = (
            np.array(list(factors), dtype=np.int32),
            np.array(list(factors.values()), dtype=float),
        )
        self._highs.addRow(float(equation.equals), float(equation.equals), len(columns), columns, values)

    def hide(self, key: Key) -> None:
        """Leave a count to be guessed; what agreed with all that was told still does."""
        self._highs.changeColBounds(self._columns[key], 0.0, self._far)

    def show(self, key: Key) -> None:
        """Tell a count, and forget what does not agree with it."""
        column = self._columns[key]
        truth = self._truth[column]
        self._highs.changeColBounds(column, float(truth), float(truth))
        self._found = [one for one in self._found if one[column] == truth]

    def interval(self, key: Key, *, enough: int | None = None) -> Interval:
        """Return how far a hidden count can be known.

        Parameters
        ----------
        enough
            Stop looking once it has this width. [person]
        """
        column = self._columns[key]
        for sign in (-1, 1):
            if enough is not None and self._seen(column).width >= enough:
                break
            self._found.append(self._furthest(column, sign))
        return self._seen(column)

    def _seen(self, column: int) -> Interval:
        values = [int(one[column]) for one in self._found]
        return Interval(min(values), max(values))

    def _furthest(self, column: int, sign: int) -> "np.ndarray[tuple[int], np.dtype[np.int_]]":
        """Return counts that agree with all that is told, with the most, or the least, in one place."""
        self._highs.changeColCost(column, -float(sign))
        found = self._solved()
        if not np.allclose(found, np.rint(found), atol=1e-6):
            found = self._solved_in_whole_numbers()
        self._highs.changeColCost(column, 0.0)
        return np.rint(found).astype(int)

    def _solved(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        self._highs.run()
        return np.array(self._highs.getSolution().col_value)

    def _solved_in_whole_numbers(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """Solve again without half people; the sums of a table never need it."""
        size = len(self._truth)
        every = np.arange(size, dtype=np.int32)
        self._highs.changeColsIntegrality(size, every, np.array([self._whole] * size))
        found = self._solved()
        self._highs.changeColsIntegrality(size, every, np.array([self._real] * size))
        return found
