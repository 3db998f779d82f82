"""A good matching made better: some homes, and who could live there, are searched anew while the rest stays."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from matching.solver.kernel import Found, search
from matching.solver.linear import Face, Floor
from matching.solver.program import Integers, Mask, Program, with_units

SIDE_BY_SIDE = 2
"""How many parts a round searches, whatever the number of threads: the answer may not depend on that."""

FIRST_SHARE, LEAST_SHARE, MOST_SHARE = 0.3, 0.05, 0.45
"""Which share of the homes is free at first, at least and at most."""

GROWTH, SHRINKAGE, FRUITLESS = 1.15, 0.8, 3
"""Parts grow after so many rounds without gain, and shrink when no search of a round ends by itself."""

GAP = 3e-5
"""A part that can't become better by more than this share is left as it is."""

LEANING = 1.0
"""How much more often a home is freed whose pair costs the bound as much as the mean pair does."""

Merit = Callable[[Integers], tuple[int, ...]]
"""What a matching is worth, stage by stage."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is searched for, and among what.

    Attributes
    ----------
    objective
        What each column is worth.
    face
        What has to stay as it is.
    kernel
        The columns that may be chosen.
    loss
        What each column costs of a bound on the objective.
    stages
        How many of the first stages are to become better; what only later ones gain is welcome, but no reason to go on.
    """

    objective: Integers
    face: Face
    kernel: Mask
    loss: Integers
    stages: int


@dataclass(frozen=True, slots=True)
class Part:
    """A search that is to be done: the columns that may be chosen while the fixed pairs stay."""

    aim: Aim
    best: Integers
    fixed: Integers
    columns: Integers


class Improvement:
    """Rounds of searches, each of which frees some homes.

    Attributes
    ----------
    program
        May get more rows between runs, and nothing else.
    """

    def __init__(
        self, program: Program, *, seed: int, threads: int, most_nodes: int, over: Callable[[], bool]
    ) -> None:
        """Search each part up to so many nodes: counted, not timed, so that it ends the same way every time."""
        self.program, self._seed, self._over = program, seed, over
        self._most_nodes = most_nodes
        self._threads = max(1, min(threads, SIDE_BY_SIDE))
        self._draw = np.random.default_rng(seed)
        self._homes = np.unique(program.home)
        self._share = FIRST_SHARE

    def run(
        self,
        best: Integers,
        *,
        aim: Callable[[Integers], Aim | None],
        merit: Merit,
        sound: Callable[[Integers], bool],
        patience: int,
    ) -> Integers:
        """Return a matching that is no worse, after rounds until so many in a row did not help.

        Parameters
        ----------
        aim
            What to search for next, given the best matching; None: nothing can be better.
        merit
            What a matching is worth; what is taken over is worth more.
        sound
            Has the last word on every matching.
        """
        fruitless = 0
        with ThreadPoolExecutor(self._threads) as pool:
            while fruitless < patience and not self._over() and (wanted := aim(best)) is not None:
                parts = [self._part(best, wanted) for _ in range(SIDE_BY_SIDE)]
                answers = list(pool.map(self._search, parts))
                better = self._best_of(best, answers, merit=merit, sound=sound)
                gained = merit(better)[: wanted.stages] > merit(best)[: wanted.stages]
                fruitless = 0 if gained else fruitless + 1
                self._resize(fruitless, [finished for _, finished in answers])
                best = better
        return best

    def _best_of(
        self,
        best: Integers,
        answers: Sequence[tuple[Integers, bool]],
        *,
        merit: Merit,
        sound: Callable[[Integers], bool],
    ) -> Integers:
        """Return the best of what was found and of all changes together; what there was when none is better."""
        found = [columns for columns, _ in answers if not np.array_equal(columns, best)]
        candidates = [*found, self._together(best, found)] if len(found) > 1 else found
        for columns in sorted(candidates, key=merit, reverse=True):
            if merit(columns) > merit(best) and sound(columns):
                return columns
        return best

    def _together(self, best: Integers, found: Sequence[Integers]) -> Integers:
        """Return the matching with the changes of all that were found, which need not be valid."""
        old = set(self._pairs(best).tolist())
        parts = [set(self._pairs(columns).tolist()) for columns in found]
        pairs = old.intersection(*parts).union(*(part - old for part in parts))
        return with_units(self.program, np.array(sorted(pairs), dtype=np.int64))

    def _pairs(self, columns: Integers) -> Integers:
        return columns[columns < self.program.pairs]

    def _resize(self, fruitless: int, finished: Sequence[bool]) -> None:
        """Let the parts grow while they are easy and help no more, and shrink while they are too hard."""
        if not any(finished):
            self._share = max(LEAST_SHARE, self._share * SHRINKAGE)
        elif fruitless and fruitless % FRUITLESS == 0:
            self._share = min(MOST_SHARE, self._share * GROWTH)

    def _part(self, best: Integers, aim: Aim) -> Part:
        """Draw the homes that are free; in the others everybody stays."""
        program, pairs = self.program, self._pairs(best)
        free = self._freed(pairs, aim)[program.home]
        fixed = pairs[~free[pairs]]
        columns = aim.kernel.copy()
        columns[: program.pairs] &= free & ~self._settled(fixed)[program.group]
        columns[pairs[free[pairs]]] = True
        columns[best[best >= program.pairs]] = True
        return Part(aim, best, fixed, np.flatnonzero(columns))

    def _settled(self, fixed: Integers) -> Mask:
        """Return which clients have a home that stays."""
        settled = np.zeros(len(self.program.starts), dtype=bool)
        settled[self.program.group[fixed]] = True
        return settled

    def _freed(self, pairs: Integers, aim: Aim) -> Mask:
        """Return which homes are free: drawn, and rather those whose pairs cost the bound much."""
        homes, free = self._homes, np.zeros(int(self.program.home.max(initial=-1)) + 1, dtype=bool)
        weight = np.zeros(len(free))
        weight[homes] = 1.0
        cost = aim.loss[pairs].astype(float)
        usual = max(1.0, float(cost.sum()) / max(1, len(pairs)))
        np.add.at(weight, self.program.home[pairs], LEANING * cost / usual)
        key = self._draw.exponential(size=len(homes)) / weight[homes]
        free[homes[np.argsort(key, kind="stable")[: int(np.ceil(self._share * len(homes)))]]] = True
        return free

    def _search(self, part: Part) -> tuple[Integers, bool]:
        """Return the best matching with everybody else where they are, and whether the search ended by itself."""
        program, face = self.program, part.aim.face
        used = np.asarray(program.matrix[:, part.fixed].sum(axis=1)).ravel()
        floors = tuple(
            Floor(floor.values, floor.minimum - int(floor.values[part.fixed].sum())) for floor in face.floors
        )
        found = search(
            replace(program, room=program.room - used),
            part.columns,
            objective=part.aim.objective,
            face=replace(face, placed=face.placed & ~self._settled(part.fixed), floors=floors),
            hint=part.best,
            seed=self._seed,
            stop=self._over,
            most_nodes=self._most_nodes,
            gap=GAP,
        )
        return self._joined(part, found), found.finished

    def _joined(self, part: Part, found: Found) -> Integers:
        """Return the whole matching that a search came to."""
        if found.columns is None:
            return part.best
        pairs = np.sort(np.concatenate([part.fixed, self._pairs(found.columns)]))
        return with_units(self.program, pairs)
