"""A good matching from the linear programme: take what it is surest of, solve again, and so on."""

from collections.abc import Callable

import numpy as np

from matching.solver.greedy import Room, place_greedily
from matching.solver.linear import Floats, model_of, quiet_highs
from matching.solver.program import Integers, Program

SURE = 0.95
"""A column at least this much chosen is taken at once."""

SHARE = 0.08
"""When none is that sure, this share of the columns chosen in part is taken."""

COST_SCALE = 1_000.0


def dive(
    program: Program,
    columns: Integers,
    *,
    objective: Integers,
    levels: tuple[str, ...],
    seed: int,
    over: Callable[[], bool],
) -> Integers:
    """Return the columns of a valid matching close to the linear optimum over some columns, filled up greedily."""
    highs = quiet_highs(seed=seed)
    highs.setOptionValue("dual_simplex_cost_perturbation_multiplier", 0.0)
    scale = COST_SCALE / max(1.0, float(np.abs(objective).max(initial=0)))
    cost = np.asarray(objective[columns] * -scale, dtype=np.float64)
    highs.passModel(model_of(program, columns, cost=cost, floors=(), whole=False))
    room, open_ = Room(program), columns < program.pairs
    while open_.any() and not over():
        highs.run()
        choice = np.array(highs.getSolution().col_value)
        chosen = _surest(choice, open_) if len(choice) == len(columns) else np.zeros(0, dtype=np.int64)
        if not len(chosen):
            break
        taken = np.array([room.take(int(columns[position])) for position in chosen])
        open_[chosen] = False
        bounds = taken.astype(float)
        highs.changeColsBounds(len(chosen), chosen.astype(np.int32), bounds, bounds)
    return place_greedily(program, levels=levels, room=room)


def _surest(choice: Floats, open_: np.ndarray) -> Integers:
    """Return the positions of the open columns to take next, surest first."""
    partly = np.flatnonzero(open_ & (choice > 1e-6))
    order = partly[np.argsort(-choice[partly], kind="stable")]
    sure = int((choice[partly] >= SURE).sum())
    return order[: max(sure, int(np.ceil(SHARE * len(partly))))]
