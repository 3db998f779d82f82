"""The certificate of what a climb settled: the multipliers of its bounds, told in the rules of the problem."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

import numpy as np

from matching.solver.bound import Bound, safe_bound
from matching.solver.climb import Climb
from matching.solver.linear import Floor
from matching.solver.problem import Earlier, LevelProof, LevelResult, Multiplier, Problem
from matching.solver.program import Origin, Program

SEARCHED_BY = "highspy"
"""Whose search is the proof where a bound is not reached; CP-SAT finds, and proves nothing."""


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
    """Return the bound that the climb used for a level, or a better one if there is time to look for it."""
    kept = _kept_bound(climb, index)
    level, program = climb.levels[index], climb.program
    if kept.value == int(program.values[level][climb.best].sum()) or climb.over():
        return kept
    fresh = climb.bound(program.values[level], climb.reached[:index])
    return min(kept, fresh, key=lambda bound: bound.total / bound.scale)


def _kept_bound(climb: Climb, index: int) -> Bound:
    """Return the bound that follows from the multipliers of the stage that the level is in.

    Where a stage is two levels at once, a price in its unit is one in the second level's; the first
    level is the second's floor, at its factor.
    """
    program, level = climb.program, climb.levels[index]
    step = climb.steps[min(index, len(climb.steps) - 1)]
    unit, floors = float(step.bound.scale), [float(price) for price in step.bound.floor_prices]
    if level != step.stage.levels[0]:
        floors.append(unit * step.stage.factor)
    else:
        unit *= step.stage.factor
    rows = np.zeros(len(program.room))
    rows[: len(step.bound.row_prices)] = step.bound.row_prices
    return safe_bound(
        program,
        objective=program.values[level],
        floors=[
            Floor(program.values[name], reached)
            for name, reached in zip(climb.levels[:index], climb.reached, strict=False)
        ],
        row_multipliers=rows / unit,
        floor_multipliers=np.array(floors) / unit,
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
