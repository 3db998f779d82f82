"""Parts of a matching that are searched anew while the rest stays: some towns, and who could live there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.solver.program import Integers, Mask, Program

MOST_HOMES = 50
"""A target with more dwellings than this is cut into parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is free and what stays.

    Attributes
    ----------
    columns
        The columns that may be chosen, growing.
    fixed
        The pair columns that stay chosen.
    """

    columns: Integers
    fixed: Integers


def towns_of(program: Program) -> Integers:
    """Return the number of the town of each pair column: dwellings of one target, or part of a large one."""
    homes = int(program.home.max(initial=-1)) + 1
    target = np.zeros(homes, dtype=np.int64)
    links = program.matrix[:, : program.pairs].tocsr()
    for number, row in enumerate(np.flatnonzero(program.equal).tolist()):
        columns = links.indices[links.indptr[row] : links.indptr[row + 1]]
        target[program.home[columns]] = number + 1
    used = np.unique(program.home)
    order = used[np.argsort(target[used], kind="stable")]
    town, count = np.zeros(homes, dtype=np.int64), 0
    for own in np.split(order, np.flatnonzero(np.diff(target[order])) + 1):
        for part in np.array_split(own, max(1, -(-len(own) // MOST_HOMES))):
            town[part], count = count, count + 1
    return town[program.home]


def parts_of(
    program: Program,
    *,
    best: Integers,
    kernel: Mask,
    town: Integers,
    chosen: Sequence[Integers],
    draw: np.random.Generator,
) -> list[Part]:
    """Return a part for each set of towns: their dwellings, who lives there, and a share of who lives nowhere."""
    pairs = best[best < program.pairs]
    owner = np.full(len(program.starts), -1)
    for number, towns in enumerate(chosen):
        owner[program.group[pairs[np.isin(town[pairs], towns)]]] = number
    nowhere = np.ones(len(owner), dtype=bool)
    nowhere[program.group[pairs]] = False
    owner[nowhere] = draw.integers(len(chosen), size=int(nowhere.sum()))
    return [
        _part(program, best=best, kernel=kernel, free=np.isin(town, towns), clients=owner == number)
        for number, towns in enumerate(chosen)
    ]


def _part(program: Program, *, best: Integers, kernel: Mask, free: Mask, clients: Mask) -> Part:
    pairs = best[best < program.pairs]
    fixed = pairs[~free[pairs]]
    columns = kernel.copy()
    columns[program.pairs :] = True
    columns[: program.pairs] &= free & clients[program.group]
    columns[pairs[free[pairs]]] = True
    return Part(np.flatnonzero(columns), fixed)
