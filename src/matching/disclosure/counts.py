"""Counts, and what is known of them besides: which add up to which."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

Key = Hashable


@dataclass(frozen=True, slots=True)
class Equation:
    """What everybody knows: the sum of some counts less the sum of others is a number."""

    plus: tuple[Key, ...]
    minus: tuple[Key, ...] = ()
    equals: int = 0


def whole_of(whole: Key, parts: Iterable[Key]) -> Equation:
    """Return that parts add up to a whole."""
    return Equation(tuple(parts), (whole,))


@dataclass(frozen=True)
class Counts:
    """Counts of people that are told together, or were told before, with every sum among them.

    Attributes
    ----------
    cells
        Every count. [person]
    equations
        What adds up to what, as a reader can know it.
    known
        What the reader has a right to, or knows anyhow: never hidden.
    untold
        What is told nowhere but follows from the rest, such as who is left of a total; protected like the others.
    slack
        Of these, those that are no secret by themselves, and only keep the equations true.
    last
        What is hidden only if nothing else will do, such as totals.

    Raises
    ------
    ValueError
        When a count is negative, or an equation does not hold.
    """

    cells: Mapping[Key, int]
    equations: tuple[Equation, ...] = ()
    known: frozenset[Key] = frozenset()
    untold: frozenset[Key] = frozenset()
    slack: frozenset[Key] = frozenset()
    last: frozenset[Key] = frozenset()

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.cells.values()):
            raise ValueError("A count of people is never negative.")
        if any(not self.holds(one) for one in self.equations):
            raise ValueError("Counts don't add up as is said.")

    @cached_property
    def sharing(self) -> tuple[frozenset[Key], ...]:
        """What is in each equation."""
        return tuple(frozenset((*one.plus, *one.minus)) for one in self.equations)

    def holds(self, equation: Equation) -> bool:
        """Tell whether an equation is true of these counts."""
        plus, minus = (sum(self.cells[key] for key in side) for side in (equation.plus, equation.minus))
        return plus - minus == equation.equals

    def small(self, smallest: int) -> tuple[Key, ...]:
        """Return what is too small to be told, in order."""
        free = self.known | self.slack
        return tuple(key for key, count in self.cells.items() if 0 < count < smallest and key not in free)
