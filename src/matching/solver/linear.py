"""HiGHS at arm's length: models in, values and multipliers out; loaded when it is first needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.solver.program import Integers, Mask, Program

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Floor:
    """An earlier level that may not be given up: the columns' values add up to at least `minimum`."""

    values: Integers
    minimum: int


@dataclass(frozen=True, slots=True)
class Face:
    """What every matching has that keeps some floors (`faces`).

    Attributes
    ----------
    full
        Rows that have no room left.
    placed
        Clients who are placed.
    columns
        Columns that may be chosen.
    chosen
        Units that are chosen.
    floors
        The floors that don't follow from the rest.
    """

    full: Mask
    placed: Mask
    columns: Mask
    chosen: Mask
    floors: tuple[Floor, ...] = ()


def highs_library() -> Any:
    """Return the library, loading it the first time: opening the solver's door must stay cheap."""
    return import_module("highspy")


def quiet_highs(*, seed: int) -> Any:
    """Return a HiGHS that prints nothing and runs on one thread, the same way every time.

    HiGHS has one pool of threads per process, whose size can't change while others use it; and its
    search gains nothing from a second thread.
    """
    highs = highs_library().Highs()
    for name, choice in (("output_flag", False), ("threads", 1), ("random_seed", seed % 2**31)):
        highs.setOptionValue(name, choice)
    return highs


def model_of(
    program: Program,
    columns: Integers,
    *,
    cost: Floats,
    floors: Sequence[Floor],
    whole: bool,
    floors_after: int | None = None,
    face: Face | None = None,
) -> Any:
    """Return a HiGHS model that minimises `cost` over some columns.

    Its rows are: the clients, the program's rows, the floors.

    Parameters
    ----------
    floors_after
        Put the floors behind this many of the program's rows; None: behind all.
    face
        What is equal beside the targets; its own floors and columns are the caller's to give.
    """
    highspy = highs_library()
    pairs = columns[columns < program.pairs]
    clients, base = len(program.starts), len(program.room) if floors_after is None else floors_after
    once = sparse.csc_array(
        (np.ones(len(pairs)), (program.group[pairs], np.arange(len(pairs)))), shape=(clients, len(columns))
    )
    rows = program.matrix[:, columns].astype(float)
    dense = [sparse.csc_array(floor.values[columns][None, :].astype(float)) for floor in floors]
    matrix = sparse.vstack([once, rows[:base], *dense, rows[base:]], format="csc")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), matrix.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(columns)), np.ones(len(columns))
    if face is not None:
        lp.col_lower_ = face.chosen[columns].astype(float)
    full = program.equal if face is None else program.equal | face.full
    lower, minimums = np.where(full, program.room, -np.inf), [float(floor.minimum) for floor in floors]
    placed = np.where(face.placed, 1.0, -np.inf) if face else np.full(clients, -np.inf)
    lp.row_lower_ = np.concatenate([placed, lower[:base], minimums, lower[base:]])
    above = np.full(len(floors), np.inf)
    lp.row_upper_ = np.concatenate([np.ones(clients), program.room[:base], above, program.room[base:]])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    return lp
