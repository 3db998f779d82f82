"""From level to level: bound all that are open, reach for all bounds at once, else settle one and go on."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Protocol

import numpy as np

from matching.solver.bound import Bound
from matching.solver.dive import dive
from matching.solver.faces import face_of
from matching.solver.improve import Aim, Improvement
from matching.solver.kernel import Found, search
from matching.solver.linear import Floor
from matching.solver.program import Integers, Mask, Program, with_units
from matching.solver.relaxation import Relaxation
from matching.solver.stages import Stage, blended, stages_of

MOST_CUT_ROUNDS = 12
LEAST_GAIN, LEAST_SHARE = 0.02, 0.01
"""A round of cuts that lowers the bound by less is the last. [unit of the objective], [share of all rounds' gain]"""

KERNEL_PER_CLIENT, KERNEL_AT_LEAST = 5, 1_000
"""How many pairs the first search gets."""

AT_ONCE = 1.5
"""When not more than so many times as many could matter, the first search gets them all, and is the proof."""

WIDER = 4
"""How many times as many the next search gets, when the first found nothing."""

IMPROVED_FROM, IMPROVED_PER_CLIENT, LEAST_HOMES = 500, 7, 30
"""From how many pairs a matching is improved before the exact searches, how many for each client that gets, and how
many dwellings it takes for parts to be much easier than the whole."""

LARGE_FROM, PATIENCE, LITTLE_PATIENCE = 6_000, 40, 4
"""After so many rounds without gain the next stage gets its turn. Above so many pairs there is more patience, and a
stage's turn comes before the stages above it are settled. [round]"""

NODES, LITTLE_NODES = 200, 10
"""Where the search of one part ends, above so many pairs and below. [node]"""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage with its bound and the value that is reached or hoped for, constants left out."""

    stage: Stage
    bound: Bound
    value: int
    proven: bool = False

    @property
    def floor(self) -> Floor:
        """Return the row that keeps the value."""
        return Floor(self.stage.objective, self.value)

    @property
    def useful(self) -> Mask:
        """Return the columns of matchings that reach the value."""
        return self.bound.can_reach(self.value)


class Watcher(Protocol):
    """Who keeps the time and is told how it goes."""

    def left(self) -> float:
        """Return the time that is left. [s]"""

    def over(self) -> bool:
        """Return whether to stop."""

    def told(self, phase: str, stage: Stage, *, best: Integers, bound: int) -> None:
        """Hear where it stands."""


class Climb:
    """What is settled, and the best matching so far.

    Attributes
    ----------
    best
        Columns of the best matching so far.
    steps
        The stages that are settled, with a bound that holds given the values before.
    seconds
        For each of them, the time it took. [s]
    levels
        Their names, most important first.
    """

    def __init__(
        self,
        program: Program,
        *,
        levels: tuple[str, ...],
        best: Integers,
        seed: int,
        watcher: Watcher,
        threads: int = 1,
    ) -> None:
        self.best = best
        self.steps: list[Step] = []
        self.seconds: list[float] = []
        self._first_hopes: list[Step] = []
        self._since = time.perf_counter()
        self._seed, self._watcher = seed, watcher
        self.levels, self._threads = levels, threads
        self._stages = stages_of(program, levels)
        self._blend = blended(program, self._stages)
        floors = [program.values[level] for level in levels]
        self._relaxation = Relaxation(program, first=self._blend, floors=floors, seed=seed, stop=watcher.over)

    @cached_property
    def _improved(self) -> bool:
        homes = len(np.unique(self.program.home))
        return self.program.pairs > IMPROVED_FROM and homes >= LEAST_HOMES

    @property
    def _large(self) -> bool:
        return self.program.pairs > LARGE_FROM

    @cached_property
    def _improvement(self) -> Improvement:
        return Improvement(
            self.program,
            seed=self._seed,
            threads=self._threads,
            most_nodes=NODES if self._large else LITTLE_NODES,
            over=self.over,
        )

    @property
    def program(self) -> Program:
        """Return the program with the cuts that were added."""
        return self._relaxation.program

    @property
    def reached(self) -> list[int]:
        """Return what the best matching is worth at each level, constants left out."""
        return [int(self.program.values[level][self.best].sum()) for level in self.levels]

    def over(self) -> bool:
        """Return whether to stop."""
        return self._watcher.over()

    def settle_all(self) -> None:
        """Settle stage by stage, as many at once as can be."""
        guide = self.bound(self._blend, [])
        self._first_hopes = hopes = self._hopes()
        reached = all(hope.stage.worth(self.best) >= hope.value for hope in hopes)
        if self._improved and not reached and not self._watcher.over():
            self._dive(guide)
        while len(self.steps) < len(self._stages):
            hopes = self._hopes() if self.steps else hopes
            if self._improved and not self._watcher.over():
                self._improve(guide, hopes)
            if not (self._settle_reached(hopes) or self._reach_some(hopes)):
                self._give_up(hopes)

    def _reach_some(self, hopes: Sequence[Step]) -> bool:
        """Reach all hopes or else the first; where improving did not reach the first, the first alone."""
        all_at_once = not self._improved or len(hopes) == 1
        return (all_at_once and self._reach(hopes, guide=hopes[-1])) or self._reach(
            hopes[:1], guide=hopes[-1]
        )

    def _dive(self, guide: Bound) -> None:
        """Look for a good matching first, where the searches will be long."""
        program = self.program
        kernel = _nearest(guide.loss >= 0, guide, KERNEL_PER_CLIENT * len(program.starts))
        found = dive(
            program,
            np.flatnonzero(kernel),
            objective=self._blend,
            levels=self.levels,
            seed=self._seed,
            over=self._watcher.over,
        )
        if self.program.allows(found):
            self.best = max(self.best, found, key=self._merit)

    def _improve(self, guide: Bound, hopes: Sequence[Step]) -> None:
        """Make the matching better at the first stage; where the searches will be long, at all of them in turn."""
        self._improvement.program = self.program
        patience = PATIENCE if self._large else LITTLE_PATIENCE
        first = len(self.steps)
        for least in range(first, len(self._stages) if self._large else first + 1):
            self.best = self._improvement.run(
                self.best,
                aim=partial(self._aim, guide=guide, hopes=hopes, least=least),
                merit=self._merit,
                sound=self.program.allows,
                patience=patience,
            )

    def _aim(self, best: Integers, *, guide: Bound, hopes: Sequence[Step], least: int) -> Aim | None:
        """Return what to search for: the first stage that is not reached and not given up."""
        self.best = best
        steps = [*self.steps, *hopes]
        reached = [step.stage.worth(best) >= step.value for step in steps]
        at = max(least, [*reached, False].index(False))
        if at >= len(steps):
            return None
        lowered = self._lowered(steps)
        kept = [(step.bound, Floor(step.stage.objective, step.stage.worth(best))) for step in lowered[:at]]
        face, last = face_of(self.program, kept), at == len(steps) - 1
        bound = lowered[-1].bound if last else guide
        kernel = _nearest(face.columns, bound, IMPROVED_PER_CLIENT * len(self.program.starts))
        objective = steps[-1].stage.objective if last else blended(self.program, self._stages[at:])
        return Aim(objective, face, kernel, bound.loss, stages=at + 1)

    def _settle_reached(self, hopes: Sequence[Step]) -> bool:
        """Settle the first stages whose bounds the best matching reaches; return whether there are any."""
        reached = [hope.stage.worth(self.best) >= hope.value for hope in hopes]
        count = [*reached, False].index(False)
        for hope in hopes[:count]:
            self._settle([hope], proven=True)
        return count > 0

    def _hopes(self) -> list[Step]:
        """Return each open stage with its rounded bound, as if the stages before it reached theirs."""
        hopes: list[Step] = []
        for stage in self._stages[len(self.steps) :]:
            bound = self.bound(stage.objective, [step.value for step in (*self.steps, *hopes)])
            hopes.append(Step(stage, bound, bound.value))
            self._watcher.told("bound", stage, best=self.best, bound=bound.value)
        return hopes

    def bound(self, objective: Integers, values: Sequence[int]) -> Bound:
        """Return a bound on an objective given the first levels' values, after adding cuts as long as they help."""
        minimums = [*values, *[None] * (len(self.levels) - len(values))]
        relaxed = self._relaxation.maximise(objective, minimums=minimums)
        best = first = relaxed.bound
        for _ in range(MOST_CUT_ROUNDS):
            if self._watcher.over() or not self._relaxation.tighten(relaxed.choice):
                break
            relaxed = self._relaxation.maximise(objective, minimums=minimums)
            gain = best.height - relaxed.bound.height
            best = relaxed.bound if gain > 0 else best
            if gain < max(LEAST_GAIN, LEAST_SHARE * (first.height - best.height)):
                break
        return best

    def _reach(self, hopes: Sequence[Step], *, guide: Step) -> bool:
        """Reach every hope but the last exactly and the best there is at the last, or say that it can't be.

        The columns nearest to the guide's bound are searched first, or all that could do better than the best
        matching where they are few. What that finds tells which other columns could do better still; a
        search among those is the proof.
        """
        last, before = hopes[-1], [*self.steps, *hopes[:-1]]
        possible = np.logical_and.reduce([step.useful for step in before] or [last.bound.loss >= 0])
        if self._keeps(before):
            possible &= last.bound.can_reach(last.stage.worth(self.best) + 1)
        width = max(KERNEL_AT_LEAST, KERNEL_PER_CLIENT * len(self._relaxation.program.starts))
        width = len(possible) if possible.sum() <= AT_ONCE * width else width
        while not self._watcher.over():
            kernel = _nearest(possible, guide.bound, width)
            found = self._search(kernel, last, before)
            value = self._take(found, last, before)
            if not found.finished or (value is None and found.columns is not None):
                return False
            if value is None and not np.any(possible & ~kernel):
                return False
            if value is not None:
                possible &= last.bound.can_reach(value + 1)
                if value >= last.bound.value or not np.any(possible & ~kernel):
                    self._settle([*hopes[:-1], last], proven=True)
                    return True
            width = width * WIDER if value is None else len(kernel)
        return False

    def _search(self, kernel: Mask, last: Step, before: Sequence[Step]) -> Found:
        """Search a kernel, starting from the best matching where that keeps the steps before."""
        face = face_of(self.program, [(step.bound, step.floor) for step in before])
        kept = self._keeps(before)
        columns = kernel & face.columns
        if kept:
            columns[self.best] = True
        self._watcher.told("search", last.stage, best=self.best, bound=last.bound.value)
        return search(
            self._relaxation.program,
            np.flatnonzero(columns),
            objective=last.stage.objective,
            face=face,
            hint=self.best if kept else None,
            seed=self._seed,
            time_limit=self._watcher.left(),
            stop=self._watcher.over,
        )

    def _keeps(self, before: Sequence[Step]) -> bool:
        """Return whether the best matching reaches some steps."""
        return all(step.stage.worth(self.best) >= step.value for step in before)

    def _take(self, found: Found, last: Step, before: Sequence[Step]) -> int | None:
        """Take over what was found and return its worth; None when there is nothing sound that keeps the steps."""
        if found.columns is None:
            return None
        program = self.program
        columns = with_units(program, found.columns[found.columns < program.pairs])
        kept = all(step.stage.worth(columns) >= step.value for step in before)
        if not kept or not program.allows(columns):
            return None
        self.best = max(self.best, columns, key=self._merit)
        return last.stage.worth(columns)

    def _merit(self, columns: Integers) -> tuple[int, ...]:
        return tuple(stage.worth(columns) for stage in self._stages)

    def _settle(self, hopes: Sequence[Step], *, proven: bool) -> None:
        """Note what the best matching is worth at these stages, and that nothing is better."""
        for hope in hopes:
            value = hope.stage.worth(self.best)
            self.steps.append(Step(hope.stage, hope.bound, value, proven or value >= hope.bound.value))
        spent, self._since = time.perf_counter() - self._since, time.perf_counter()
        self.seconds += [spent / len(hopes)] * len(hopes)
        self._watcher.told("settled", hopes[-1].stage, best=self.best, bound=hopes[-1].bound.value)

    def _give_up(self, hopes: Sequence[Step]) -> None:
        """Settle the open stages with what there is, and with bounds that hold for it."""
        settled = len(self.steps)
        early, late = self._lowered(self._first_hopes), self._lowered([*self.steps, *hopes])
        pairs = list(zip(early, late, strict=True))[settled:]
        self._settle([min(pair, key=lambda step: step.bound.value) for pair in pairs], proven=False)

    def _lowered(self, hopes: Sequence[Step]) -> list[Step]:
        """Return the hopes with bounds that hold given what the best matching reaches at the stages before."""
        short = [hope.value - hope.stage.worth(self.best) for hope in hopes]
        return [
            replace(hope, bound=hope.bound.lowered(short[: len(hope.bound.floor_prices)])) for hope in hopes
        ]


def _nearest(possible: Mask, guide: Bound, width: int) -> Mask:
    """Return the possible columns that cost the guide's bound least, at most about `width` pairs."""
    losses = guide.loss[possible]
    if len(losses) <= width:
        return possible.copy()
    largest = np.partition(losses, width)[width]
    return np.asarray(possible & (guide.loss <= largest))
