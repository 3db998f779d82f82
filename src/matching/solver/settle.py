"""Settle the pieces of a program, two at once, each in its fair share of the time."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np

from matching.solver.certify import LevelOfPiece, Settled, bound_without_prices, bounds_of
from matching.solver.climb import Climb
from matching.solver.components import Piece
from matching.solver.program import Integers, Program
from matching.solver.stages import Stage, highest

SIDE_BY_SIDE = 2
"""How many pieces are settled at once, at most."""

Told = Callable[[str, str, int, int], None]
"""Hears phase, level, value and bound: of the first level that is open in some piece, all pieces added up."""


@dataclass(slots=True)
class Clock:
    """When to stop."""

    ends: float
    stop: Callable[[], bool] | None = None

    def left(self) -> float:
        """Return the time that is left. [s]"""
        return self.ends - time.perf_counter()

    def over(self) -> bool:
        """Return whether time or patience ran out."""
        return self.left() <= 0 or (self.stop is not None and self.stop())


def settle(
    pieces: Sequence[Piece],
    *,
    levels: tuple[str, ...],
    starts: Sequence[Integers],
    seed: int,
    threads: int,
    clock: Clock,
    told: Told,
) -> tuple[Settled, ...]:
    """Return what each piece comes to; one that is done early leaves its time to those after it.

    Parameters
    ----------
    starts
        Valid matchings of the whole; each piece starts from what is best in it.
    """
    board, waiting = _Board(pieces, levels, told), [len(pieces)]
    workers = min(SIDE_BY_SIDE, max(1, threads), len(pieces))

    def settled(at: int) -> Settled:
        share = max(0.0, clock.left()) * workers / waiting[0]
        waiting[0] = max(1, waiting[0] - 1)
        turn = Clock(min(clock.ends, time.perf_counter() + share), clock.stop)
        piece, program = pieces[at], pieces[at].program
        best = max(
            (piece.own(start) for start in starts),
            key=lambda columns: [program.worth(level, columns) for level in levels],
        )
        if turn.over():
            return _unsettled(piece, best, levels)
        watcher = _Watcher(turn, board, at, program)
        alone = threads if len(pieces) == 1 else 1
        climb = Climb(program, levels=levels, best=best, seed=seed, watcher=watcher, threads=alone)
        climb.settle_all()
        reached = tuple(_levels(climb))
        return Settled(climb.program, piece.in_whole(climb.best), reached)

    if len(pieces) == 1:
        return (settled(0),)
    with ThreadPoolExecutor(workers) as pool:
        return tuple(pool.map(settled, range(len(pieces))))


class _Watcher:
    """Keeps the time of a piece, and tells how it goes."""

    def __init__(self, clock: Clock, board: "_Board", piece: int, program: Program) -> None:
        self.left, self.over = clock.left, clock.over
        self._board, self._piece, self._program = board, piece, program

    def told(self, phase: str, stage: Stage, *, best: Integers, bound: int) -> None:
        values = [int(self._program.values[level][best].sum()) for level in self._board.levels]
        highest = stage.bounds(bound, (0, 0))[0]
        self._board.note(self._piece, phase, stage.levels, values=values, highest=highest)


class _Board:
    """Where all pieces stand, added up; constants left out."""

    def __init__(self, pieces: Sequence[Piece], levels: tuple[str, ...], told: Told) -> None:
        self.levels, self._told, self._lock = levels, told, Lock()
        self._values = np.zeros((len(pieces), len(levels)), dtype=np.int64)
        self._bounds = np.array([[highest(piece.program, level) for level in levels] for piece in pieces])
        self._settled = [0] * len(pieces)

    def note(
        self, piece: int, phase: str, stage: tuple[str, ...], *, values: Sequence[int], highest: int
    ) -> None:
        """Note what a piece says, and tell of the first level that some piece has open, or had until now."""
        with self._lock:
            at, before = self.levels.index(stage[0]), min(self._settled)
            self._values[piece], self._bounds[piece, at] = values, highest
            if phase == "settled":
                self._settled[piece] = at + len(stage)
            after = min(self._settled)
            level = before if after == before else after - 1
            phase = "settled" if after > before else phase if phase != "settled" else "search"
            value, bound = int(self._values[:, level].sum()), int(self._bounds[:, level].sum())
            self._told(phase, self.levels[level], value, bound)


def _levels(climb: Climb) -> Iterator[LevelOfPiece]:
    """Yield what a climb came to, level by level."""
    bounds, at = iter(bounds_of(climb)), 0
    for step, seconds in zip(climb.steps, climb.seconds, strict=True):
        names = step.stage.levels
        reached = climb.reached[at : at + len(names)]
        at += len(names)
        for value, most in zip(reached, step.stage.bounds(step.bound.value, tuple(reached)), strict=True):
            proven = step.proven or value >= most
            yield LevelOfPiece(value, value if proven else most, proven, seconds / len(names), next(bounds))


def _unsettled(piece: Piece, best: Integers, levels: tuple[str, ...]) -> Settled:
    """Return what a piece has that never got its turn."""
    found = []
    for index, level in enumerate(levels):
        bound = bound_without_prices(piece.program, level, index)
        value, most = piece.program.worth(level, best), bound.value
        found.append(LevelOfPiece(value, most, value >= most, 0.0, bound))
    return Settled(piece.program, piece.in_whole(best), tuple(found))
