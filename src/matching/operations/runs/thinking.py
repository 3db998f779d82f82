"""What a matching run thinks: pure, in a thread, watched and stopped from outside."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from matching.solver import (
    Changes,
    Explanation,
    Instance,
    Problem,
    Solution,
    check,
    explain,
    explain_changes,
    formulate,
    pairs_of,
    solve,
    violations,
    write_problem,
    write_solution,
)

if TYPE_CHECKING:
    from matching.solver import Progress


class RefereeRefused(Exception):
    """The referee found a rule that the matching breaks: nothing is proposed."""


@dataclass(slots=True)
class Watch:
    """What the thread that thinks shares with the loop that follows it.

    Attributes
    ----------
    latest
        Where the solver is.
    stop
        Set to end the search with the best so far.
    """

    latest: dict[str, Any] = field(default_factory=lambda: {"share": 0.0})
    stop: bool = False

    def note(self, levels: tuple[str, ...]) -> "Callable[[Progress], None]":
        """Return what the solver calls with its progress."""

        def note(progress: "Progress") -> None:
            done = levels.index(progress.level) + (progress.phase == "settled")
            self.latest = {**asdict(progress), "share": round(done / len(levels), 2)}

        return note


@dataclass(frozen=True, slots=True)
class Before:
    """The matching before: what it was made from, and its pairs of client id and dwelling id."""

    instance: Instance
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Thought:
    """A matching that the referee let pass, with all there is to say about it.

    Attributes
    ----------
    changes
        What changed since the matching before; None where none is known.
    """

    problem: Problem
    solution: Solution
    explanation: Explanation
    changes: Changes | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the proposed pairs, client id and dwelling id, in the order of clients."""
        return pairs_of(self.problem, self.solution)

    def as_json(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return problem and solution in their file formats."""
        solution = write_solution(self.solution, problem=self.problem)
        return json.loads(write_problem(self.problem)), json.loads(solution)


def think(
    instance: Instance,
    *,
    seed: int,
    time_limit: float,
    threads: int,
    watch: Watch,
    before: Before | None = None,
) -> Thought:
    """Find the best matching of an instance, have it checked twice, and explain it.

    Parameters
    ----------
    before
        The matching to compare it with; None: the region's first.

    Raises
    ------
    RefereeRefused
        When a referee names a broken rule; that is a defect of ours, told without personal data.
    """
    problem = formulate(instance)
    solution = solve(
        problem,
        seed=seed,
        time_limit=time_limit,
        threads=threads,
        progress=watch.note(problem.levels),
        stop=lambda: watch.stop,
    )
    _ask_the_referees(instance, problem, solution)
    changes = _changes(before, instance, pairs=pairs_of(problem, solution))
    return Thought(problem, solution, explain(instance, problem, solution), changes)


def _changes(
    before: Before | None, instance: Instance, *, pairs: tuple[tuple[str, str], ...]
) -> Changes | None:
    if before is None:
        return None
    return explain_changes(before.instance, instance, pairs_before=before.pairs, pairs_after=pairs)


def _ask_the_referees(instance: Instance, problem: Problem, solution: Solution) -> None:
    broken = [violation.rule for violation in check(problem, solution.placements).violations]
    broken += [violation.rule for violation in violations(instance, pairs_of(problem, solution))]
    if broken:
        raise RefereeRefused(f"The referee named: {', '.join(sorted(set(broken)))}.")
