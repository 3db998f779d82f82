"""The levels as objectives in whole numbers: the small ones at the end together, and all of them blended."""

from dataclasses import dataclass

import numpy as np

from matching.solver.program import Integers, Program

LARGEST_TOGETHER = 200_000_000
"""Two levels are searched as one objective while it can't pass this: the search's tolerances stay harmless."""

LEAST_RATIO = 10
"""Two levels are searched as one where the first differs by at least so many times as much: the second breaks ties."""

FALL = 50.0
"""How much more a placement weighs at one stage than at the next, in the blended objective."""

LARGEST_BLENDED = 2**50


@dataclass(frozen=True, slots=True)
class Stage:
    """One or two levels that are optimised at once.

    Attributes
    ----------
    levels
        Their names, most important first.
    objective
        What each column is worth: the first level's value times `factor`, plus the second's.
    highest
        For each level, what it can come to at most, other rows forgotten.
    factor
        More than the second level's values can differ; 1 when there is no second.
    least
        The least that the second level can come to.
    """

    levels: tuple[str, ...]
    objective: Integers
    highest: tuple[int, ...]
    factor: int = 1
    least: int = 0

    def worth(self, columns: Integers) -> int:
        """Return what some columns are worth, constants left out."""
        return int(self.objective[columns].sum())

    def bounds(self, bound: int, values: tuple[int, ...]) -> tuple[int, ...]:
        """Return a bound for each level, given one for the objective and the values reached, constants left out."""
        if len(self.levels) == 1:
            return (min(bound, self.highest[0]),)
        first = (bound - self.least) // self.factor
        second = bound - values[0] * self.factor
        return min(first, self.highest[0]), min(second, self.highest[1])


def stages_of(program: Program, levels: tuple[str, ...]) -> tuple[Stage, ...]:
    """Return a stage per level, the last two levels in one where the last only breaks ties of the other."""
    single = [Stage((level,), program.values[level], (highest(program, level),)) for level in levels]
    if len(single) < 2:
        return tuple(single)
    first, factor = _span(program, levels[-2]), _span(program, levels[-1]) + 1
    if first * factor > LARGEST_TOGETHER or first < LEAST_RATIO * factor:
        return tuple(single)
    together = program.values[levels[-2]] * factor + program.values[levels[-1]]
    most = highest(program, levels[-2]), highest(program, levels[-1])
    least = int(np.minimum(program.values[levels[-1]], 0).sum())
    return (*single[:-2], Stage(levels[-2:], together, most, factor, least))


def blended(program: Program, stages: tuple[Stage, ...]) -> Integers:
    """Return one objective in which each stage weighs well above the next; a guide, never a proof."""
    weights = np.ones(len(stages))
    sizes = [_typical(stage.objective) for stage in stages]
    for index in reversed(range(len(stages) - 1)):
        weights[index] = max(1.0, FALL * weights[index + 1] * sizes[index + 1] / sizes[index])
    total = sum(
        float(np.abs(stage.objective).sum()) * weight for stage, weight in zip(stages, weights, strict=True)
    )
    weights = np.maximum(1, weights * min(1.0, LARGEST_BLENDED / max(total, 1.0)))
    blend = np.zeros(program.width, dtype=np.int64)
    for stage, weight in zip(stages, weights, strict=True):
        blend += stage.objective * int(weight)
    return blend


def highest(program: Program, level: str) -> int:
    """Return what a level can come to at most: the best pair of each client, and every unit that gains."""
    values = program.values[level]
    pairs = int(np.maximum.reduceat(values[: program.pairs], program.starts).sum()) if program.pairs else 0
    return pairs + int(np.maximum(values[program.pairs :], 0).sum())


def _span(program: Program, level: str) -> int:
    """Return by how much two matchings can differ at a level, at most."""
    return highest(program, level) - int(np.minimum(program.values[level], 0).sum())


def _typical(objective: Integers) -> float:
    used = np.abs(objective[objective != 0])
    return float(used.mean()) if len(used) else 1.0
