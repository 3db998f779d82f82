"""The certificate of what was settled: the multipliers of its bounds, told in the rules of the problem.

What nothing connects has multipliers of its own. Put side by side they are multipliers of the whole, but for one
thing: the whole has one price for giving up an earlier level, and each piece its own. A piece whose price is
lower takes as much of its proof of that earlier level besides as it takes to pay the highest price: where that
proof is exact it costs nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from operator import attrgetter

import numpy as np

from matching.solver.bound import Bound, safe_bound
from matching.solver.climb import Climb
from matching.solver.linear import Floats, Floor
from matching.solver.problem import Earlier, LevelProof, LevelResult, Multiplier, Problem
from matching.solver.program import Integers, Origin, Program
from matching.solver.stages import highest

SEARCHED_BY = "highspy"
"""Whose search is the proof where a bound is not reached."""


@dataclass(frozen=True, slots=True)
class LevelOfPiece:
    """What a piece came to at a level, constants left out.

    Attributes
    ----------
    value, bound, proven
        As in a solution, but always maximised, and given what the piece itself reached at earlier levels. [point]
    seconds
        What it took. [s]
    multipliers
        The bound that is certified.
    """

    value: int
    bound: int
    proven: bool
    seconds: float
    multipliers: Bound


@dataclass(frozen=True, slots=True)
class Settled:
    """What a piece came to.

    Attributes
    ----------
    program
        The piece's, with the cuts that were added.
    best
        Columns of the whole.
    levels
        In order.
    """

    program: Program
    best: Integers
    levels: tuple[LevelOfPiece, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Bounds on a level of all pieces, in one scale and with the same prices of the earlier levels.

    Attributes
    ----------
    bounds
        One per piece.
    """

    bounds: tuple[Bound, ...]

    @property
    def scale(self) -> int:
        """Return what one unit of the level counts."""
        return self.bounds[0].scale

    @property
    def value(self) -> int:
        """Return the bound on the whole, constants left out. [point]"""
        return sum(bound.total for bound in self.bounds) // self.scale


def bounds_of(climb: Climb) -> tuple[Bound, ...]:
    """Return the best bound that is known on each level, looking for a better one where there is need and time."""
    return tuple(_best_bound(climb, index) for index in range(len(climb.levels)))


def bound_without_prices(program: Program, level: str, earlier: int) -> Bound:
    """Return the bound on a level that follows from no rule but that nobody is placed twice."""
    free = [Floor(program.values[level], 0)] * earlier
    rows, floors = np.zeros(len(program.room)), np.zeros(earlier)
    return safe_bound(
        program, objective=program.values[level], floors=free, row_multipliers=rows, floor_multipliers=floors
    )


def put_together(pieces: Sequence[Settled], levels: tuple[str, ...]) -> tuple[Proof, ...]:
    """Return the proof of each level for all pieces together."""
    if len(pieces) == 1:
        return tuple(Proof((level.multipliers,)) for level in pieces[0].levels)
    return tuple(_together(pieces, levels, index) for index in range(len(levels)))


def _together(pieces: Sequence[Settled], levels: tuple[str, ...], index: int) -> Proof:
    priced = [_Priced(piece, index) for piece in pieces]
    for earlier in reversed(range(index)):
        price = max(float(each.floors[earlier]) for each in priced)
        for each in priced:
            each.raise_price(earlier, price)
    found = _in_one_scale(priced, levels, index)
    if found.value <= sum(highest(piece.program, levels[index]) for piece in pieces):
        return found
    return _in_one_scale([each.without_prices() for each in priced], levels, index)


def _in_one_scale(priced: Sequence["_Priced"], levels: tuple[str, ...], index: int) -> Proof:
    bounds = [each.bound(levels, index, scale=None) for each in priced]
    scale = min(bound.scale for bound in bounds)
    return Proof(
        tuple(
            bound if bound.scale == scale else each.bound(levels, index, scale=scale)
            for each, bound in zip(priced, bounds, strict=True)
        )
    )


class _Priced:
    """The multipliers of a piece at a level, in points: of its rows, and of the levels before."""

    def __init__(self, piece: Settled, index: int) -> None:
        self._piece = piece
        self.rows, self.floors = self._prices(index)

    def _prices(self, index: int) -> tuple[Floats, Floats]:
        bound, rows = self._piece.levels[index].multipliers, np.zeros(len(self._piece.program.room))
        rows[: len(bound.row_prices)] = bound.row_prices
        return rows / bound.scale, np.array(bound.floor_prices, dtype=float) / bound.scale

    def raise_price(self, earlier: int, price: float) -> None:
        """Let giving up an earlier level cost more, by adding the proof of that level so many times."""
        times = price - float(self.floors[earlier])
        if times > 0:
            rows, floors = self._prices(earlier)
            self.rows, self.floors[:earlier] = (
                self.rows + times * rows,
                self.floors[:earlier] + times * floors,
            )
            self.floors[earlier] = price

    def without_prices(self) -> "_Priced":
        """Return it with nothing asked for anything, which bounds a level by what its columns are worth."""
        self.rows, self.floors = np.zeros_like(self.rows), np.zeros_like(self.floors)
        return self

    def bound(self, levels: tuple[str, ...], index: int, *, scale: int | None) -> Bound:
        """Return the bound that follows, in a scale; None: the finest there can be."""
        program, reached = self._piece.program, self._piece.levels
        kept = zip(levels[:index], reached, strict=False)
        return safe_bound(
            program,
            objective=program.values[levels[index]],
            floors=[Floor(program.values[name], level.value) for name, level in kept],
            row_multipliers=self.rows,
            floor_multipliers=self.floors,
            scale=scale,
        )


def proofs_of(
    problem: Problem,
    pieces: Sequence[Settled],
    proofs: Sequence[Proof],
    *,
    results: Sequence[LevelResult],
    constants: dict[str, int],
) -> Iterator[LevelProof]:
    """Yield the proof of each level.

    Parameters
    ----------
    results
        What was reached at each level, and whether it was proven in any way.
    constants
        For each level, what no column is worth.
    """
    for proof, result in zip(proofs, results, strict=True):
        sign = -1 if result.name == "spread" else 1
        most = sign * (proof.value + constants[result.name])
        floors = zip(results, proof.bounds[0].floor_prices, strict=False)
        yield LevelProof(
            name=result.name,
            value=result.value,
            earlier=tuple(Earlier(each.name, each.value, price) for each, price in floors),
            scale=proof.scale,
            rows=tuple(
                row
                for piece, bound in zip(pieces, proof.bounds, strict=True)
                for row in _multipliers(problem, piece.program, bound)
            ),
            bound=most,
            closed_by=_searched(result) if most != result.value else None,
        )


def _searched(result: LevelResult) -> str | None:
    return f"{SEARCHED_BY} {version(SEARCHED_BY)}" if result.proven else None


def _best_bound(climb: Climb, index: int) -> Bound:
    """Return the best bound on a level that is known, looking for a better one if there is need and time."""
    program, values = climb.program, climb.program.values[climb.levels[index]]
    known = [_kept_bound(climb, index), _count(climb, index, np.zeros(len(program.room)), np.zeros(index))]
    best = min(known, key=attrgetter("height"))
    if best.value == climb.reached[index] or climb.over():
        return best
    return min(best, climb.bound(values, climb.reached[:index]), key=attrgetter("height"))


def _kept_bound(climb: Climb, index: int) -> Bound:
    """Return the bound that follows from the multipliers of the stage that the level is in.

    Where a stage is two levels at once, a price in its unit is one in the second level's; the first
    level is the second's floor, at its factor.
    """
    step = climb.steps[min(index, len(climb.steps) - 1)]
    unit, floors = float(step.bound.scale), [float(price) for price in step.bound.floor_prices]
    if climb.levels[index] != step.stage.levels[0]:
        floors.append(unit * step.stage.factor)
    else:
        unit *= step.stage.factor
    rows = np.zeros(len(climb.program.room))
    rows[: len(step.bound.row_prices)] = step.bound.row_prices
    return _count(climb, index, rows / unit, np.array(floors) / unit)


def _count(climb: Climb, index: int, rows: Floats, floors: Floats) -> Bound:
    """Return the bound that multipliers of the rows, and of what the levels before it reached, give a level."""
    values = climb.program.values
    kept = zip(climb.levels[:index], climb.reached, strict=False)
    return safe_bound(
        climb.program,
        objective=values[climb.levels[index]],
        floors=[Floor(values[name], reached) for name, reached in kept],
        row_multipliers=rows,
        floor_multipliers=floors,
    )


def _multipliers(problem: Problem, program: Program, bound: Bound) -> Iterator[Multiplier]:
    """Yield what each rule costs, where that is anything."""
    for price, origin in zip(bound.row_prices, program.origins, strict=False):
        if price:
            clients = problem.pairs.client[program.pair[program.starts[list(origin.complemented)]]]
            yield Multiplier(
                origin.kind,
                _name_of(problem, origin),
                price // origin.unit,
                origin.divisor,
                tuple(problem.clients[client].id for client in clients.tolist()),
            )


def _name_of(problem: Problem, origin: Origin) -> str:
    if origin.kind == "dwelling":
        return problem.dwellings[origin.index].id
    return (problem.limits if origin.kind == "limit" else problem.targets)[origin.index].id
