"""What hindsight could have done: everybody, every dwelling and every answer of the year, in one problem.

Limits only fill up during a term, so a set of pairs that keeps them all can be placed, each as early as it may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.replay.answers import Answers
from matching.replay.course import Course, Moved, Pair
from matching.replay.history import History
from matching.replay.play import Played
from matching.solver import Grid, Pairs, Problem, Verdict, formulate, grid_of, pairs_of, solve
from matching.solver.eligibility.grid import RANK


def clairvoyant(history: History, *, answers: Answers) -> Played:
    """Return the best that can be done by who knows all arrivals and all answers.

    Its goals, in order: what policies are measured by (`worth` of `matching.replay.measures`), spread over the whole
    time, and the least waiting.
    """
    weeks = first_weeks(history)
    problem = hindsight(history, {pair: week for pair, week in weeks.items() if answers.accepted(*pair)})
    moved = (
        Moved(client, dwelling, weeks[client, dwelling], history.day(weeks[client, dwelling]))
        for client, dwelling in pairs_of(problem, solve(problem, threads=1))
    )
    return Played(tuple(sorted(moved, key=lambda one: (one.week, one.client))))


def first_weeks(history: History) -> Mapping[Pair, int]:
    """Return the first week in which each pair may be: both are there, and every pair rule lets it pass."""
    course, found = Course(history), dict[Pair, int]()
    for number in range(history.weeks):
        grid = course.week(number).grid
        for client, dwelling in zip(*grid.eligible, strict=True):
            found.setdefault((grid.clients[client].id, grid.dwellings[dwelling].id), number)
    return found


def hindsight(history: History, weeks: Mapping[Pair, int]) -> Problem:
    """Return the problem of a whole history: the limits of its first day, and these pairs.

    Parameters
    ----------
    weeks
        The pairs that may be, with their first week; the weeks that are left then stand where suitability does.
    """
    region = replace(history.region, previous=frozenset(), forced=())
    judged = grid_of(region)
    grid = _Ever(judged.setting, judged.clients, judged.dwellings, judged.tables, weeks)
    problem = formulate(region, grid=grid)
    rows = zip(problem.pairs.client.tolist(), problem.pairs.dwelling.tolist(), strict=True)
    left = [
        history.weeks - weeks[grid.clients[client].id, grid.dwellings[dwelling].id]
        for client, dwelling in rows
    ]
    columns = problem.pairs.columns()
    pairs = Pairs(columns["client"], columns["dwelling"], left, columns["stability"])
    return replace(problem, pairs=pairs)


@dataclass(frozen=True, eq=False)
class _Ever(Grid):
    """A grid in which a pair fits when it ever does."""

    weeks: Mapping[Pair, int]

    @cached_property
    def verdicts(self) -> npt.NDArray[np.int8]:
        """The verdict of every pair over the whole time, as a rank. [clients x dwellings]"""
        fits, refused = RANK[Verdict.FITS], RANK[Verdict.REFUSED]
        rows = [
            [fits if (client.id, dwelling.id) in self.weeks else refused for dwelling in self.dwellings]
            for client in self.clients
        ]
        return np.array(rows, dtype=np.int8).reshape(len(self.clients), len(self.dwellings))
