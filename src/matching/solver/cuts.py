r"""Rows that every matching keeps but a fractional one may not: mixed-integer rounding of knapsacks.

In a row :math:`\sum_i a_i X_i \le b`, :math:`X_i \in \{0, 1\}` says whether client :math:`i` is placed
somewhere the row counts. Some clients are complemented (:math:`X_i = 1 - Z_i`); then for every
:math:`k > 1`, with :math:`r = b \bmod k`,

.. math:: \sum_i ((k - r) \lfloor a_i / k \rfloor + \max(0, a_i \bmod k - r)) Z_i \le (k - r) \lfloor b / k \rfloor

holds in whole numbers, so that a cut needs no tolerance.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.solver.linear import Floats
from matching.solver.program import Integers, Mask, Origin, Program, Row

LEAST_VIOLATION = 1e-3
"""How far a fractional matching must lie outside a cut, as a distance, for the cut to be worth a row."""

MOST_DIVISORS = 24


@dataclass(frozen=True, slots=True)
class Knapsack:
    """A row whose clients weigh differently.

    Attributes
    ----------
    columns, client
        The columns it counts, and for each the position of its client in `weights`.
    weights
        What each client counts.
    groups
        Each client's number in the program.
    origin
        Where the row is from.
    """

    columns: Integers
    client: Integers
    weights: Integers
    room: int
    groups: tuple[int, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rounding:
    """A cut of a knapsack: what each client counts in it, its room, what was divided by, who is complemented."""

    coefficients: Integers
    room: int
    divisor: int
    flipped: Mask


def knapsacks_of(program: Program) -> tuple[Knapsack, ...]:
    """Return the rows in which clients weigh differently."""
    rows = program.matrix.tocsr()
    return tuple(_knapsacks(program, rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data))


def _knapsacks(
    program: Program, starts: Integers, indices: Integers, numbers: Integers
) -> Iterator[Knapsack]:
    for row in np.flatnonzero(~program.equal).tolist():
        span = slice(int(starts[row]), int(starts[row + 1]))
        columns, needs = indices[span], numbers[span]
        if not len(columns) or needs.max() == 1:
            continue
        group, first, client = np.unique(program.group[columns], return_index=True, return_inverse=True)
        yield Knapsack(
            columns, client, needs[first], int(program.room[row]), tuple(group.tolist()), program.origins[row]
        )


def violated_cuts(knapsacks: tuple[Knapsack, ...], choice: Floats) -> list[Row]:
    """Return for each knapsack the cut that a fractional choice lies farthest outside of, if any."""
    cuts = (_best_cut(knapsack, choice) for knapsack in knapsacks)
    return [cut for cut in cuts if cut is not None]


def _best_cut(knapsack: Knapsack, choice: Floats) -> Row | None:
    placed = np.zeros(len(knapsack.weights))
    np.add.at(placed, knapsack.client, choice[knapsack.columns])
    placed = np.clip(placed, 0, 1)
    if not np.any((placed > LEAST_VIOLATION) & (placed < 1 - LEAST_VIOLATION)):
        return None
    order = np.argsort(-placed, kind="stable")
    farthest, best = LEAST_VIOLATION, None
    for complemented in range(int((placed > 0.3).sum()) + 1):
        flipped = np.zeros(len(placed), dtype=bool)
        flipped[order[:complemented]] = True
        distance, found = _rounded(knapsack, placed, flipped)
        if distance > farthest:
            farthest, best = distance, found
    return None if best is None else _as_row(knapsack, best)


def _rounded(knapsack: Knapsack, placed: Floats, flipped: Mask) -> tuple[float, Rounding]:
    """Return the farthest distance of a rounding with these clients complemented, and the rounding."""
    weights = np.where(flipped, -knapsack.weights, knapsack.weights)
    room = knapsack.room - int(knapsack.weights[flipped].sum())
    divisors = _divisors(knapsack.weights, placed)[:, None]
    rest = room % divisors
    coefficients = (divisors - rest) * (weights // divisors) + np.maximum(0, weights % divisors - rest)
    limits = ((divisors - rest) * (room // divisors)).ravel()
    excess = coefficients @ np.where(flipped, 1 - placed, placed) - limits
    length = np.sqrt((np.where(placed > LEAST_VIOLATION, coefficients, 0).astype(float) ** 2).sum(axis=1))
    distance = excess / np.maximum(length, 1e-9)
    row = int(np.argmax(distance))
    back = np.where(flipped, -coefficients[row], coefficients[row])
    least = int(limits[row]) - int(coefficients[row][flipped].sum())
    return float(distance[row]), Rounding(back, least, int(divisors[row, 0]), flipped)


def _divisors(weights: Integers, placed: Floats) -> Integers:
    """Return what to divide by: small numbers all, else the weights of clients who are placed in part."""
    heaviest = int(weights.max())
    if heaviest <= MOST_DIVISORS:
        return np.arange(2, heaviest + 1)
    partly = weights[(placed > LEAST_VIOLATION) & (placed < 1 - LEAST_VIOLATION)]
    found = np.unique(partly[partly > 1])
    return found[-MOST_DIVISORS:] if len(found) else np.array([heaviest])


def _as_row(knapsack: Knapsack, rounding: Rounding) -> Row:
    """Return the cut in the smallest numbers, with all it takes to make it again from its limit."""
    common = int(np.gcd.reduce(np.append(np.abs(rounding.coefficients), abs(rounding.room)))) or 1
    spread, unit = rounding.coefficients[knapsack.client] // common, knapsack.origin.unit
    used = spread != 0
    origin = replace(
        knapsack.origin,
        unit=unit * common,
        divisor=unit * rounding.divisor,
        complemented=tuple(np.array(knapsack.groups)[rounding.flipped].tolist()),
    )
    return Row(knapsack.columns[used], spread[used], rounding.room // common, origin)
