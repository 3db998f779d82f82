"""The columns that can still matter, searched exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.solver.linear import Face, highs_library, model_of, quiet_highs
from matching.solver.program import Integers, Program

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search among some columns came to.

    Attributes
    ----------
    columns
        The best choice found; None when there is none, or none was found in time.
    bound
        No choice among these columns is worth more, the search says. [unit]
    finished
        True when the search ended by itself: best found up to the gap that was allowed, or shown that there is nothing.
    """

    columns: Integers | None
    bound: float
    finished: bool


def search(
    program: Program,
    columns: Integers,
    *,
    objective: Integers,
    face: Face,
    hint: Integers | None,
    seed: int,
    stop: Stop,
    time_limit: float = float("inf"),
    most_nodes: int | None = None,
    gap: float = 0.0,
) -> Found:
    """Maximise a whole-number objective over some columns by branch and cut.

    Parameters
    ----------
    face
        What the choice has; its columns are not looked at.
    time_limit
        None by default. [s]
    gap
        A choice within this share of the best will do.
    most_nodes
        Where the search ends unfinished; counted, so that it ends the same way every time.
    """
    highs = quiet_highs(seed=seed)
    options: dict[str, float] = {"mip_rel_gap": gap, "mip_abs_gap": 0.99, "time_limit": max(0.05, time_limit)}
    options |= {"mip_allow_restart": False, "mip_detect_symmetry": False}
    for name, choice in options.items():
        highs.setOptionValue(name, choice)
    if most_nodes is not None:
        highs.setOptionValue("mip_max_nodes", most_nodes)
    cost = -objective[columns].astype(float)
    highs.passModel(model_of(program, columns, cost=cost, floors=face.floors, whole=True, face=face))
    if hint is not None:
        _give_hint(highs, columns, hint)
    _listen(highs, stop)
    highs.run()
    return _found(highs, columns, objective, gap=gap)


def _found(highs: Any, columns: Integers, objective: Integers, *, gap: float) -> Found:
    """Read an answer, believing a bound only where the search ended in order."""
    highspy = highs_library()
    ends = highspy.HighsModelStatus
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == ends.kInfeasible:
        return Found(None, -np.inf, True)
    if status not in (ends.kOptimal, ends.kTimeLimit, ends.kInterrupt, ends.kSolutionLimit):
        return Found(None, np.inf, False)
    bound = -info.mip_dual_bound
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Found(None, bound, False)
    chosen = columns[np.array(highs.getSolution().col_value) > 0.5]
    closed = bound < int(objective[chosen].sum()) + 1 or gap > 0
    return Found(chosen, bound, bool(closed) and status == ends.kOptimal)


def _give_hint(highs: Any, columns: Integers, hint: Integers) -> None:
    solution = highs_library().HighsSolution()
    solution.col_value = np.isin(columns, hint).astype(float)
    highs.setSolution(solution)


def _listen(highs: Any, stop: Stop) -> None:
    """Ask `stop` whenever HiGHS asks whether to go on."""

    def asked(event: Any) -> None:
        if stop():
            event.interrupt()

    highs.cbMipInterrupt.subscribe(asked)
