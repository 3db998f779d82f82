"""The columns that can still matter, searched exactly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.solver.linear import Floor, highs_library, model_of, quiet_highs
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
        True when the search ended by itself: best found, or shown that there is nothing.
    """

    columns: Integers | None
    bound: float
    finished: bool


def search(
    program: Program,
    columns: Integers,
    *,
    objective: Integers,
    floors: Sequence[Floor],
    hint: Integers | None,
    seed: int,
    time_limit: float,
    stop: Stop,
) -> Found:
    """Maximise a whole-number objective over some columns by branch and cut."""
    highs = quiet_highs(seed=seed)
    options: dict[str, float] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.99, "time_limit": max(0.05, time_limit)}
    options |= {"mip_allow_restart": False, "mip_detect_symmetry": False}
    for name, choice in options.items():
        highs.setOptionValue(name, choice)
    cost = -objective[columns].astype(float)
    highs.passModel(model_of(program, columns, cost=cost, floors=floors, whole=True))
    if hint is not None:
        _give_hint(highs, columns, hint)
    _listen(highs, stop)
    highs.run()
    return _found(highs, columns, objective)


def _found(highs: Any, columns: Integers, objective: Integers) -> Found:
    """Read an answer, believing a bound only where the search ended in order."""
    highspy = highs_library()
    ends = highspy.HighsModelStatus
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == ends.kInfeasible:
        return Found(None, -np.inf, True)
    if status not in (ends.kOptimal, ends.kTimeLimit, ends.kInterrupt):
        return Found(None, np.inf, False)
    bound = -info.mip_dual_bound
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Found(None, bound, False)
    chosen = columns[np.array(highs.getSolution().col_value) > 0.5]
    closed = bound < int(objective[chosen].sum()) + 1
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
