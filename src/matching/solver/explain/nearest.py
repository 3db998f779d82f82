"""The nearest miss: the dwelling with the fewest rules against it, and the smallest margins."""

from collections.abc import Iterator

import numpy as np

from matching.solver.eligibility import Outcome, Verdict, outcomes
from matching.solver.eligibility.grid import Ranks
from matching.solver.explain.board import Board
from matching.solver.explain.parts import UNDISCLOSED, Miss, NearestMiss, Sentence


def nearest_miss(board: Board, client: int, ranks: Ranks) -> NearestMiss | None:
    """Return the dwelling that came closest; None when no dwelling was refused.

    Parameters
    ----------
    ranks
        The verdict of every check on every dwelling for this client. [checks x dwellings]
    """
    names, refused = board.refusing(ranks)
    against = refused.sum(axis=0)
    if not against.any():
        return None
    hidden = refused[names.index(UNDISCLOSED)] if UNDISCLOSED in names else np.zeros_like(against)
    order = np.where(against > 0, 2 * against + hidden, np.iinfo(np.int64).max)
    closest = np.flatnonzero(order == order.min())
    home = int(closest[np.argmin(board.distances(client, closest, ranks))])
    return NearestMiss(board.grid.dwellings[home].id, tuple(_misses(board, client, home)))


def _misses(board: Board, client: int, dwelling: int) -> Iterator[Miss]:
    grid = board.grid
    found = outcomes(grid.setting, client=grid.clients[client], dwelling=grid.dwellings[dwelling])
    return (_miss(outcome) for outcome in found if outcome.verdict is Verdict.REFUSED)


def _miss(outcome: Outcome) -> Miss:
    rule = UNDISCLOSED if outcome.confidential else str(outcome.rule)
    unit = None if outcome.unit is None else str(outcome.unit)
    return Miss(rule, Sentence(outcome.dutch, outcome.english), outcome.margin, unit)
