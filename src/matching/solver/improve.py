"""A good matching made better by CP-SAT, some towns at a time, side by side in processes of their own."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import cycle

import numpy as np

from matching.solver.cp_sat import Searcher, question_of, wait_for
from matching.solver.neighbourhoods import Part, parts_of, towns_of
from matching.solver.program import Integers, Mask, Program, with_units

SIDE_BY_SIDE = 2
"""How many parts a round searches, whatever the number of processes: the answer may not depend on that."""

FIRST_HOMES, GROWTH = 100, 1.5
"""How many dwellings are free at first, and how many times as many when that helps no more."""

FRUITLESS, GROWTHS = 16, 2
"""After so many rounds without gain the parts grow; after so many growths it is enough."""

Judge = Callable[[Integers], tuple[int, ...] | None]
"""What a matching is worth, level by level; None when it is not valid."""


class Improvement:
    """Search processes that load while the linear programme is solved, and the rounds they make."""

    def __init__(self, program: Program, *, seed: int, processes: int) -> None:
        self._program, self._seed = program, seed
        self._draw = np.random.default_rng(seed)
        self._stack = ExitStack()
        count = min(processes, SIDE_BY_SIDE)
        self._searchers = [self._stack.enter_context(Searcher()) for _ in range(count)]

    def close(self) -> None:
        """End the processes."""
        self._stack.close()

    def run(
        self,
        best: Integers,
        *,
        kernel: Mask,
        objective: Integers,
        judge: Judge,
        enough: Callable[[Integers], bool],
        over: Callable[[], bool],
    ) -> Integers:
        """Return a matching that is no worse, after rounds until they help no more.

        Parameters
        ----------
        kernel
            The columns that may be chosen.
        judge
            Has the last word on every matching.
        enough
            Says of a matching that nothing can be better.
        """
        town, homes, fruitless, growths = towns_of(self._program), FIRST_HOMES, 0, 0
        while growths <= GROWTHS and self._working() and not enough(best):
            parts = self._parts(best, kernel=kernel, town=town, homes=homes)
            better = self._round(best, parts, objective=objective, judge=judge, over=over)
            if over():
                return better
            fruitless = fruitless + 1 if np.array_equal(better, best) else 0
            best = better
            if fruitless == FRUITLESS:
                homes, fruitless, growths = int(homes * GROWTH), 0, growths + 1
        return best

    def _working(self) -> bool:
        return bool(self._searchers) and all(searcher.alive for searcher in self._searchers)

    def _parts(self, best: Integers, *, kernel: Mask, town: Integers, homes: int) -> list[Part]:
        chosen = self._chosen_towns(town, homes)
        return parts_of(self._program, best=best, kernel=kernel, town=town, chosen=chosen, draw=self._draw)

    def _chosen_towns(self, town: Integers, homes: int) -> list[Integers]:
        """Return disjoint sets of towns with about so many dwellings, at most half of all each."""
        count = int(town.max(initial=-1)) + 1
        size = max(1.0, len(np.unique(self._program.home)) / count)
        each = max(1, min(round(homes / size), count // SIDE_BY_SIDE))
        order = self._draw.permutation(count)
        sets = [order[first : first + each] for first in range(0, SIDE_BY_SIDE * each, each)]
        return [chosen for chosen in sets if len(chosen)]

    def _round(
        self,
        best: Integers,
        parts: Sequence[Part],
        *,
        objective: Integers,
        judge: Judge,
        over: Callable[[], bool],
    ) -> Integers:
        """Search every part, and take over in turn what is better."""
        asked = [
            searcher.ask(self._question(part, best=best, objective=objective))
            for searcher, part in zip(cycle(self._searchers), parts, strict=False)
        ]
        for part, answer in zip(parts, asked, strict=True):
            chosen = wait_for(answer, over=over).get("chosen")
            if chosen is not None:
                best = self._better(best, part, part.columns[np.array(chosen, dtype=np.int64)], judge)
        return best

    def _question(self, part: Part, *, best: Integers, objective: Integers) -> dict[str, object]:
        return question_of(
            self._program, part.columns, fixed=part.fixed, objective=objective, hint=best, seed=self._seed
        )

    def _better(self, best: Integers, part: Part, found: Integers, judge: Judge) -> Integers:
        """Return the best matching with this part replaced, where that is valid and better.

        The parts of a round share no dwelling and no client, so each is replaced in what the others made.
        """
        count, home = self._program.pairs, self._program.home
        pairs, mine, free = (columns[columns < count] for columns in (best, found, part.columns))
        replaced = np.isin(home[pairs], home[free])
        joined = with_units(self._program, np.sort(np.concatenate([pairs[~replaced], mine])))
        value, old = judge(joined), judge(best)
        return joined if value is not None and (old is None or value > old) else best
