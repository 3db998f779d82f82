"""The most that the first goal comes to when there is more room: by bound, or else searched from the top.

Between what was reached and what a bound allows lie a few whole numbers, and the answer is mostly one of the
highest. So they are searched from the highest down, in windows of which each is twice as wide as the one before. What
a matching in the highest window has (`faces`) leaves few pairs to choose from, and where there is none the search
says so fast.
"""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from matching.solver.components import pieces_of
from matching.solver.faces import face_of
from matching.solver.kernel import search
from matching.solver.linear import Face, Floor
from matching.solver.problem import LevelResult, Placement, Problem
from matching.solver.program import Integers, Program, build_program, placements_of, with_units
from matching.solver.relaxation import Relaxation
from matching.solver.studies.beyond import Use, columns_worth, cut_bound, use_of
from matching.solver.studies.variants import Room

MOST_PAIRS = 6_000
"""With more pairs than this a good matching has to be found in parts first: that is what solving does."""

MOST_NODES = 500
"""A window that takes a search more nodes is left to solving: it asks the same without the row of the new room, and
what is hard one way is mostly easy the other way."""


@dataclass(frozen=True, slots=True)
class First:
    """What is known of the first goal.

    Attributes
    ----------
    placements
        A matching that is better than the one of before; None where none was found.
    value, bound
        What is reached, and what can't be passed. [point]
    none
        True where a bound shows that no matching at all uses the new room and is as good at the first goal.
    """

    placements: tuple[Placement, ...] | None
    value: int
    bound: int
    none: bool = False


def first_goal(
    problem: Problem, reached: LevelResult, *, room: Room | None, seconds: float | None
) -> First | None:
    """Return the most that the first goal comes to; None where only solving can tell.

    What is not proven, because it is hard or time is over, has a bound beyond its value.

    Parameters
    ----------
    problem
        With more room than before, or without some of its limits.
    reached
        What the best matching of before came to, proven to be the best.
    room
        The one limit with more room; None: there is another difference.
    seconds
        How long it may look; None: as long as it takes. [s]
    """
    ends = math.inf if seconds is None else time.monotonic() + seconds
    program = build_program(problem, seed=1)
    use = None if room is None else use_of(problem, program, room)
    if not program.pairs or (use is not None and not use.possible(program)):
        return First(None, reached.value, reached.value, none=True)
    whole = program.pairs <= MOST_PAIRS and len(pieces_of(program)) == 1
    if use is None and not whole:
        return None
    descent = _Descent(program, reached, use, ends)
    if descent.top <= descent.value:
        return First(None, reached.value, reached.value, none=descent.top < descent.value)
    if not whole:
        return None
    descent.search_all()
    return descent.found(problem)


class _Descent:
    """The values that are open, searched from the highest down; constants left out, and always maximised.

    Attributes
    ----------
    value, top
        What is reached, and what can't be passed. [point]
    """

    def __init__(self, program: Program, reached: LevelResult, use: Use | None, ends: float) -> None:
        self._name, self._use, self._ends = reached.name, use, ends
        self._objective = program.values[reached.name]
        self._best: Integers | None = None
        self._reached = reached
        self.value = columns_worth(program, reached)
        minimums: list[int | None] = [] if use is None else [use.least]
        relaxation = Relaxation(
            program,
            first=self._objective,
            floors=[] if use is None else [use.of_column],
            seed=1,
            stop=self._over,
        )
        self._bound = cut_bound(relaxation, self._objective, minimums, enough=self.value, over=self._over)
        self._program, self.top = relaxation.program, self._bound.value

    def _over(self) -> bool:
        return time.monotonic() > self._ends

    def search_all(self) -> None:
        """Search window after window, until something is found or nothing is left, or time is over."""
        width = 1
        while self.top > self.value and not self._over():
            least = max(self.value + 1, self.top - width + 1)
            if not self._search(least):
                break
            width *= 2

    def _search(self, least: int) -> bool:
        """Search what is worth so much at least; return whether the search came to an end."""
        face = self._face(least)
        found = search(
            self._program,
            np.flatnonzero(face.columns),
            objective=self._objective,
            face=face,
            hint=None,
            seed=1,
            stop=self._over,
            time_limit=self._ends - time.monotonic(),
            most_nodes=MOST_NODES,
        )
        if found.columns is None:
            self.top = least - 1 if found.finished else self.top
            return found.finished
        sound = self._take(found.columns)
        self.top = self.value if sound and found.finished else self.top
        return sound and found.finished

    def _face(self, least: int) -> Face:
        face = face_of(self._program, [(self._bound, Floor(self._objective, least))])
        if self._use is None:
            return face
        return replace(face, floors=(*face.floors, Floor(self._use.of_column, self._use.least)))

    def _take(self, columns: Integers) -> bool:
        """Take over what was found, where exact counting agrees that it is valid and better."""
        program = self._program
        columns = with_units(program, columns[columns < program.pairs])
        worth = int(self._objective[columns].sum())
        if worth <= self.value or not program.allows(columns):
            return False
        self._best, self.value = columns, worth
        return True

    def found(self, problem: Problem) -> First:
        """Return what is known now."""
        sign, constant = -1 if self._name == "spread" else 1, self._program.constants[self._name]
        most = self.top + constant
        return First(
            None if self._best is None else placements_of(self._program, problem, self._best),
            sign * (self.value + constant),
            -min(most, 0) if self._name == "spread" else most,
        )
