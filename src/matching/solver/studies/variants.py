"""A problem with something changed, solved again beside the matching that was made: what differs, in counts."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from matching.solver.problem import LevelResult, Limit, Placement, Problem, Solution
from matching.solver.studies.parts import Side

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

Again = Callable[[Asked, Problem, Sequence[Placement], float | None], Solution]
"""Solves the problem of what is asked, from a hint, in at most so many seconds."""

SIDE_BY_SIDE = 2
"""How many problems are solved at once: HiGHS does not hold Python's lock while it works."""


@dataclass(frozen=True, slots=True)
class Room:
    """A limit that has more room than before.

    Attributes
    ----------
    allowed
        What it allowed before; the best matching that keeps it was found. [unit of the limit]
    """

    limit: Limit
    allowed: int


@dataclass(frozen=True, slots=True)
class LevelDiffers:
    """One goal before and after.

    Attributes
    ----------
    before, after
        Its value. [point]
    bound
        What the value after can't pass; None where there was no time to look. [point]
    proven
        Whether both are the best there is, given the goals before it.
    """

    name: str
    before: int
    after: int
    bound: int | None
    proven: bool


@dataclass(frozen=True, slots=True)
class GroupDiffers:
    """Clients of one group: placed before and after, who gets a home only after, who only before. [client]"""

    group: str
    placed: Side
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise.

    Attributes
    ----------
    placed
        [placement]
    elsewhere
        Clients who get another home. [client]
    groups
        Every group, in its order.
    """

    placed: Side
    elsewhere: int
    groups: tuple[GroupDiffers, ...]
    levels: tuple[LevelDiffers, ...]

    @property
    def any(self) -> bool:
        """Return whether a goal comes out otherwise."""
        return any(level.before != level.after for level in self.levels)

    @property
    def proven(self) -> bool:
        """Return whether all of it is exact."""
        return all(level.proven for level in self.levels)


@dataclass(frozen=True, slots=True)
class Made:
    """A matching that was made of a problem.

    Attributes
    ----------
    group_of
        For each client of the problem the group it is counted in.
    groups
        All groups, in the order in which they are told.
    """

    problem: Problem
    placements: tuple[Placement, ...]
    levels: tuple[LevelResult, ...]
    group_of: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def first(self) -> LevelResult:
        """Return what the matching comes to at the goal that goes before all others."""
        return self.levels[0]

    @property
    def optimal(self) -> bool:
        """Return whether nothing better exists."""
        return all(level.proven for level in self.levels)

    def beside(self, placements: Iterable[Placement], levels: Sequence[LevelResult]) -> Difference:
        """Lay another matching of the same clients beside it."""
        was = {one.client: one.dwelling for one in self.placements}
        becomes = {one.client: one.dwelling for one in placements}
        both = was.keys() & becomes.keys()
        return Difference(
            placed=Side(len(was), len(becomes)),
            elsewhere=sum(was[client] != becomes[client] for client in both),
            groups=self._groups(was, becomes),
            levels=tuple(
                LevelDiffers(one.name, one.value, other.value, other.bound, one.proven and other.proven)
                for one, other in zip(self.levels, levels, strict=True)
            ),
        )

    def unchanged(self) -> Difference:
        """Lay it beside itself."""
        return self.beside(self.placements, self.levels)

    def unknown(self) -> Difference:
        """Say that there was no time to look."""
        same = self.unchanged()
        levels = tuple(replace(level, bound=None, proven=False) for level in same.levels)
        return replace(same, levels=levels)

    def _groups(self, was: dict[int, int], becomes: dict[int, int]) -> tuple[GroupDiffers, ...]:
        first, then = (Counter(self.group_of[one] for one in placed) for placed in (was, becomes))
        gain = Counter(self.group_of[one] for one in becomes.keys() - was.keys())
        lose = Counter(self.group_of[one] for one in was.keys() - becomes.keys())
        return tuple(
            GroupDiffers(group, Side(first[group], then[group]), gain[group], lose[group])
            for group in self.groups
        )


def side_by_side(
    questions: Sequence[Asked], answer: Callable[[Asked, float | None], Answered], *, seconds: float | None
) -> tuple[Answered, ...]:
    """Answer questions, some at once, each in its fair share of the time; a share that is left over is shared.

    Parameters
    ----------
    seconds
        For all of them together; None: as long as it takes. [s]
    """
    ends = None if seconds is None else time.monotonic() + seconds
    waiting = [len(questions)]

    def in_time(question: Asked) -> Answered:
        share = None if ends is None else max(0.0, ends - time.monotonic()) * SIDE_BY_SIDE / waiting[0]
        waiting[0] = max(1, waiting[0] - 1)
        return answer(question, share)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return tuple(pool.map(in_time, questions))
