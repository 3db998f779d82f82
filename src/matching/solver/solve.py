"""Find the best matching, level by level, and say what is proven."""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from matching.solver.certify import Proof, Settled, proofs_of, put_together
from matching.solver.check import Report, check
from matching.solver.components import pieces_of
from matching.solver.greedy import place_greedily
from matching.solver.problem import (
    Certificate,
    LevelResult,
    Placement,
    Problem,
    Solution,
    problem_hash,
)
from matching.solver.program import Integers, Program, build_program, columns_of, placements_of
from matching.solver.settle import Clock, settle

PACKAGES = ("highspy", "numpy")
"""What searched and counted."""

FINISHING = 1.2
"""What comes after a search takes less than so many times as long as building the program did."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve is.

    Attributes
    ----------
    level
        The level being settled.
    phase
        "bound", "search" or "settled".
    value, bound
        What is reached and what can't be passed, at this level. [point]
    """

    level: str
    phase: str
    value: int
    bound: int


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    threads: int = 2,
    hint: Sequence[Placement] | None = None,
) -> Solution:
    """Return the best matching, exact level by level, or the best so far when time or patience runs out.

    The same problem, seed and hint give the same placements, unless time or patience ran out.

    Parameters
    ----------
    seed
        Chooses among matchings that are equal at every level.
    time_limit
        None: as long as it takes. [s]
    progress
        Called whenever something changed.
    stop
        Asked now and then; true ends the search with what there is.
    threads
        How many threads may search at once, where the problem is large; it changes the time, not the answer. More
        than two are not used.
    hint
        A matching to start from; ignored when it breaks a rule.
    """
    begun = time.perf_counter()
    program = build_program(problem, seed=seed)
    clock = Clock(_ends(begun, time_limit), stop)
    pieces = settle(
        pieces_of(program),
        levels=problem.levels,
        starts=tuple(_starts(problem, program, hint=hint or ())),
        seed=seed,
        threads=threads,
        clock=clock,
        told=_Teller(progress, program.constants),
    )
    return _solution(problem, program, pieces, seed=seed, begun=begun)


def _ends(begun: float, time_limit: float | None) -> float:
    """Return when the search has to end, given that building the program has just ended. [s]

    Bounds, referee and certificate come after it, and on a large problem they take as long as building.
    """
    if time_limit is None:
        return math.inf
    return begun + time_limit - min(FINISHING * (time.perf_counter() - begun), time_limit / 2)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Passes on where it stands, in the numbers of the problem."""

    progress: Callable[[Progress], None] | None
    constants: Mapping[str, int]

    def __call__(self, phase: str, level: str, value: int, bound: int) -> None:
        if self.progress is not None:
            sign, constant = _sign(level), self.constants[level]
            self.progress(Progress(level, phase, sign * (value + constant), sign * (bound + constant)))


def _starts(problem: Problem, program: Program, *, hint: Sequence[Placement]) -> Iterator[Integers]:
    """Yield a greedy matching, and the hint where that is valid."""
    yield place_greedily(program, levels=problem.levels)
    hinted = columns_of(program, problem, hint) if hint and check(problem, hint).valid else None
    if hinted is not None:
        yield hinted


def _solution(
    problem: Problem, program: Program, pieces: Sequence[Settled], *, seed: int, begun: float
) -> Solution:
    """Return what was found, judged by the referee."""
    placements = placements_of(program, problem, np.concatenate([piece.best for piece in pieces]))
    report = check(problem, placements)
    if not report.valid:
        raise AssertionError(f"The solver made an invalid matching. {report.violations[0].sentence}")
    proofs, seconds = put_together(pieces, problem.levels), time.perf_counter() - begun
    levels = tuple(_level_results(problem.levels, pieces, proofs, program, report, seconds=seconds))
    name = problem_hash(problem)
    told = proofs_of(problem, pieces, proofs, results=levels, constants=program.constants)
    return Solution(
        problem_hash=name,
        status="optimal" if all(level.proven for level in levels) else "feasible",
        placements=placements,
        levels=levels,
        seconds=seconds,
        seed=seed,
        versions=tuple((package, version(package)) for package in PACKAGES),
        certificate=Certificate(name, tuple(told)),
    )


def _level_results(
    levels: tuple[str, ...],
    pieces: Sequence[Settled],
    proofs: Sequence[Proof],
    program: Program,
    report: Report,
    *,
    seconds: float,
) -> Iterator[LevelResult]:
    """Yield a result per level: the value as the referee counts it, beside the bound.

    What pieces found apart holds for the whole as long as no piece could give up less than it did at an
    earlier level; from there on only the certificate's bound does.
    """
    spent = [sum(piece.levels[at].seconds for piece in pieces) for at in range(len(levels))]
    apart = True
    for at, name in enumerate(levels):
        found, sign, constant = [piece.levels[at] for piece in pieces], _sign(name), program.constants[name]
        value = sign * report.value(name)
        bound = (sum(one.bound for one in found) if apart else proofs[at].value) + constant
        bound = min(bound, 0) if name == "spread" else bound
        proven = (apart and all(one.proven for one in found)) or value >= bound
        apart &= proven or len(pieces) == 1
        share = seconds * spent[at] / max(sum(spent), 1e-9)
        yield LevelResult(name, sign * value, sign * (value if proven else bound), proven, share)


def _sign(level: str) -> int:
    """Return -1 for what is minimised."""
    return -1 if level == "spread" else 1
