"""Where placements should land: the agreed shares as whole numbers for this run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.solver.eligibility import Grid
from matching.solver.instance import Instance, Municipality
from matching.solver.problem import Target

WHOLE = 10_000
"""All placements, in hundredths of a percent."""

RELATIVE = 1_000
"""Weight of a target of one placement; a target of n weighs an n-th part: relative distance counts."""


@dataclass(frozen=True, slots=True)
class Goalpost:
    """What a municipality should reach.

    Attributes
    ----------
    term, now
        Placements aimed at in the whole term so far, and in this run. [placement]
    """

    municipality: str
    term: int
    now: int


def goalposts(instance: Instance, *, grid: Grid, placeable: int | None = None) -> tuple[Goalpost, ...]:
    """Divide what was placed and what this run can place at most by the agreed shares.

    A municipality without a share has no target. What was placed already counts; a municipality above its
    share aims at none in this run.

    Parameters
    ----------
    placeable
        What can be placed at most; None: what the grid allows. [placement]
    """
    sharing = sorted((one for one in instance.municipalities if one.target_share), key=lambda one: one.code)
    placed = sum(one.placed for one in instance.municipalities)
    shares = whole_shares(sharing, placed + (most_placeable(grid) if placeable is None else placeable))
    return tuple(
        Goalpost(one.code, shares[one.code], max(0, shares[one.code] - one.placed)) for one in sharing
    )


def targets_of(instance: Instance, *, grid: Grid, placeable: int | None = None) -> tuple[Target, ...]:
    """Return the targets of the abstract problem; `placeable` as in `goalposts`."""
    homes: dict[str, list[int]] = {}
    for index, dwelling in enumerate(grid.dwellings):
        homes.setdefault(grid.setting.municipality(dwelling), []).append(index)
    return tuple(
        Target(
            id=post.municipality,
            dwellings=tuple(homes.get(post.municipality, ())),
            target=post.now,
            weight=max(1, RELATIVE // max(1, post.term)),
        )
        for post in goalposts(instance, grid=grid, placeable=placeable)
    )


def most_placeable(grid: Grid) -> int:
    """Return a number this run can't pass: clients with a home, or units with a client. [placement]"""
    clients, dwellings = grid.eligible
    homes: list[int] = np.unique(dwellings).tolist()
    units = sum(grid.dwellings[index].capacity for index in homes)
    return min(len(np.unique(clients)), units)


def whole_shares(sharing: Sequence[Municipality], total: int) -> Mapping[str, int]:
    """Divide `total` by the shares in whole numbers, the largest remainders first, then by code."""
    floors = {one.code: one.target_share * total // WHOLE for one in sharing}
    agreed = sum(one.target_share for one in sharing) * total
    left = (2 * agreed + WHOLE - 1) // (2 * WHOLE) - sum(floors.values())
    by_remainder = sorted(sharing, key=lambda one: (-(one.target_share * total % WHOLE), one.code))
    for one in by_remainder[:left]:
        floors[one.code] += 1
    return floors
