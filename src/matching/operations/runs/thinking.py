"""What a matching run thinks: pure, in a thread, watched and stopped from outside."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from matching.solver import (
    Explanation,
    Instance,
    Problem,
    Solution,
    check,
    explain,
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
class Thought:
    """A matching that the referee let pass, with all there is to say about it."""

    problem: Problem
    solution: Solution
    explanation: Explanation

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the proposed pairs, client id and dwelling id, in the order of clients."""
        return pairs_of(self.problem, self.solution)

    def as_json(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return problem and solution in their file formats."""
        solution = write_solution(self.solution, problem=self.problem)
        return json.loads(write_problem(self.problem)), json.loads(solution)


def think(instance: Instance, *, seed: int, time_limit: float, threads: int, watch: Watch) -> Thought:
    """Find the best matching of an instance, have it checked twice, and explain it.

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
    return Thought(problem, solution, explain(instance, problem, solution))


def _ask_the_referees(instance: Instance, problem: Problem, solution: Solution) -> None:
    broken = [violation.rule for violation in check(problem, solution.placements).violations]
    broken += [violation.rule for violation in violations(instance, pairs_of(problem, solution))]
    if broken:
        raise RefereeRefused(f"The referee named: {', '.join(sorted(set(broken)))}.")
