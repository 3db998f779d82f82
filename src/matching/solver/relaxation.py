"""The linear programme of a program: kept warm between objectives, its multipliers turned into safe bounds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.solver.bound import Bound, safe_bound
from matching.solver.linear import Floats, Floor, model_of, quiet_highs
from matching.solver.program import Integers, Program

COST_SCALE = 1_000.0
"""The largest cost that HiGHS sees, so that its tolerances mean the same for every problem."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """An optimum of the linear programme.

    Attributes
    ----------
    bound
        Proven, whatever the tolerances were.
    choice
        Value of each column, 0..1.
    """

    bound: Bound
    choice: Floats


def relax(
    program: Program, *, objective: Integers, floors: Sequence[Floor], seed: int, time_limit: float
) -> Relaxed:
    """Maximise without wholeness, and count the bound exactly."""
    largest = float(max(1, np.abs(objective).max(initial=0)))
    columns = np.arange(program.width)
    highs = quiet_highs(seed=seed)
    highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    highs.setOptionValue("time_limit", max(0.01, time_limit))
    cost = objective * (-COST_SCALE / largest)
    highs.passModel(model_of(program, columns, cost=cost, floors=floors, whole=False))
    highs.run()
    solution = highs.getSolution()
    prices = np.array(solution.row_dual) * (largest / COST_SCALE)
    clients, rows = len(program.starts), len(program.room)
    prices = prices if len(prices) == clients + rows + len(floors) else np.zeros(clients + rows + len(floors))
    bound = safe_bound(
        program,
        objective=objective,
        floors=floors,
        row_multipliers=-prices[clients : clients + rows],
        floor_multipliers=prices[clients + rows :],
    )
    return Relaxed(bound, np.array(solution.col_value))
