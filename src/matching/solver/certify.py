"""The certificate of what a climb settled: the multipliers of its bounds, told in the rules of the problem."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from operator import attrgetter

import numpy as np

from matching.solver.bound import Bound, safe_bound
from matching.solver.climb import Climb
from matching.solver.linear import Floats, Floor
from matching.solver.problem import Earlier, LevelProof, LevelResult, Multiplier, Problem
from matching.solver.program import Origin, Program

SEARCHED_BY = "highspy"
"""Whose search is the proof where a bound is not reached."""


def proofs_of(problem: Problem, climb: Climb, *, results: Sequence[LevelResult]) -> Iterator[LevelProof]:
    """Yield the proof of each level.

    Parameters
    ----------
    results
        What was reached at each level, and whether it was proven in any way.
    """
    for index, result in enumerate(results):
        bound, program = _best_bound(climb, index), climb.program
        sign = -1 if result.name == "spread" else 1
        highest = sign * (bound.value + program.constants[result.name])
        floors = zip(results, bound.floor_prices, strict=False)
        yield LevelProof(
            name=result.name,
            value=result.value,
            earlier=tuple(Earlier(each.name, each.value, price) for each, price in floors),
            scale=bound.scale,
            rows=tuple(_multipliers(problem, program, bound)),
            bound=highest,
            closed_by=_searched(result) if highest != result.value else None,
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
