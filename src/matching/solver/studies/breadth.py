"""Many problems with something changed, in breadth: of all of them the first goal, and only then the goals after it.

So when time is short, what is known for certain of each of them is what counts most.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matching.solver.check import check
from matching.solver.problem import LevelResult, Placement, Problem, Solution
from matching.solver.studies.variants import Difference, Made, Room, side_by_side

SolveAgain = Callable[[Problem, Sequence[Placement], float | None], Solution]
"""Solves a problem, from a hint, in at most so many seconds; both referees look at what it returns."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A problem with something changed, which allows all that the problem before it allowed.

    Attributes
    ----------
    room
        The one limit that has more room; None: there is another difference.
    """

    problem: Problem
    again: SolveAgain
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is otherwise, and whether a bound showed that nothing is, without solving."""

    difference: Difference
    by_bound: bool = False


@dataclass(frozen=True, slots=True)
class _Start:
    """What is known of a variant after the first goal.

    Attributes
    ----------
    placements
        The best matching so far: the one that was made, where none is better at the first goal.
    value, bound
        Of the first goal; no bound where there was no time to look. [point]
    nothing
        True where it is certain, without solving, that nothing changes.
    """

    placements: tuple[Placement, ...]
    value: int
    bound: int | None
    nothing: bool = False

    @property
    def proven(self) -> bool:
        """Return whether nothing is better at the first goal."""
        return self.bound == self.value


def in_breadth(made: Made, variants: Sequence[Variant], *, seconds: float | None) -> tuple[Answer, ...]:
    """Return what is otherwise in each variant, in their order; some are looked at at once.

    What is not proven in the time there is says so, goal by goal.

    Parameters
    ----------
    seconds
        For all of them together; None: as long as it takes. [s]
    """
    ends = None if seconds is None else time.monotonic() + seconds

    def first(variant: Variant, share: float | None) -> _Start:
        return _start(made, variant, share)

    def further(index: int, share: float | None) -> Answer:
        return _answer(made, variants[index], starts[index], share)

    starts = side_by_side(variants, first, seconds=seconds)
    still = [index for index, start in enumerate(starts) if not _settled(made, start)]
    left = None if ends is None else max(0.0, ends - time.monotonic())
    answers = dict(zip(still, side_by_side(still, further, seconds=left), strict=True))
    return tuple(
        answers[index] if index in answers else _answer(made, variant, start, 0.0)
        for index, (variant, start) in enumerate(zip(variants, starts, strict=True))
    )


def _settled(made: Made, start: _Start) -> bool:
    return start.nothing or (start.proven and len(made.levels) == 1)


def _start(made: Made, variant: Variant, share: float | None) -> _Start:
    """Settle the first goal: by bound, by searching what uses the new room, or by solving it again."""
    from matching.solver.studies.first import first_goal  # noqa: PLC0415 - it loads the solvers

    first = made.first
    if variant.problem.limits == made.problem.limits:
        return _Start(made.placements, first.value, first.bound, nothing=True)
    if share == 0:
        return _Start(made.placements, first.value, None)
    problem = replace(variant.problem, levels=made.problem.levels[:1])
    begun = time.monotonic()
    found = first_goal(problem, first, room=variant.room, seconds=share) if first.proven else None
    if found is not None and found.placements is None and found.value == found.bound:
        alone = len(made.levels) == 1
        return _Start(made.placements, found.value, found.bound, made.optimal and (found.none or alone))
    hint = made.placements if found is None or found.placements is None else found.placements
    left = None if share is None else max(0.0, share - (time.monotonic() - begun))
    searched = found is not None and found.value == found.bound
    solution = variant.again(problem, hint, 0.0 if searched else left)
    level = solution.levels[0]
    bounds = [level.bound] if found is None else [level.bound, found.bound]
    return _Start(solution.placements, level.value, (max if level.name == "spread" else min)(bounds))


def _answer(made: Made, variant: Variant, start: _Start, share: float | None) -> Answer:
    """Settle the goals after the first one, as far as there is time."""
    if start.nothing:
        return Answer(made.unchanged(), by_bound=True)
    if share == 0:
        return Answer(_so_far(made, variant.problem, start))
    if _nothing(made, variant, start, share):
        return Answer(made.unchanged(), by_bound=True)
    solution = variant.again(variant.problem, start.placements, share)
    levels = (_agreed(solution.levels[0], start), *solution.levels[1:])
    found = made.beside(solution.placements, levels)
    return Answer(found if found.any else _same(made, found))


def _nothing(made: Made, variant: Variant, start: _Start, share: float | None) -> bool:
    """Return whether a bound shows that nothing changes, where nothing is gained at the first goal."""
    from matching.solver.studies.beyond import nothing_beyond  # noqa: PLC0415 - it loads the solvers

    if variant.room is None or not made.optimal or start.value != made.first.value:
        return False
    return nothing_beyond(variant.problem, variant.room, levels=made.levels, first=start.bound, seconds=share)


def _agreed(level: LevelResult, start: _Start) -> LevelResult:
    """Return what is known of the first goal from both times it was looked at."""
    if level.proven or start.bound != level.value:
        return level
    return replace(level, bound=level.value, proven=True)


def _so_far(made: Made, problem: Problem, start: _Start) -> Difference:
    """Return what is otherwise in the best matching so far; at the goals after the first nobody looked."""
    if start.value == made.first.value:
        known = made.unknown()
    else:
        report = check(problem, start.placements)
        levels = [replace(level, value=report.value(level.name)) for level in made.levels]
        known = made.beside(start.placements, levels)
        unseen = tuple(replace(level, bound=None, proven=False) for level in known.levels)
        known = replace(known, levels=unseen)
    proven = made.first.proven and start.proven
    first = replace(known.levels[0], bound=start.bound, proven=proven)
    return replace(known, levels=(first, *known.levels[1:]))


def _same(made: Made, found: Difference) -> Difference:
    """Keep the matching where another is no better: the same goals, and nobody moves for nothing."""
    return replace(made.unchanged(), levels=found.levels)
