"""What a matching run thinks: pure, in a thread, watched and stopped from outside."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from matching.errors import MatchingError
from matching.solver import (
    Changes,
    Explanation,
    Instance,
    InvalidInstance,
    Problem,
    ProofRefused,
    Solution,
    check,
    explain,
    explain_changes,
    formulate,
    judge,
    pairs_of,
    solve,
    violations,
    write_certificate,
    write_problem,
    write_solution,
)

if TYPE_CHECKING:
    from matching.solver import Progress


MOST_ATTEMPTS = 10
"""How often a run or a study is begun. One time that the database goes away can cost three: workers look silent
meanwhile.
"""


class RefereeRefused(Exception):
    """A referee found a rule that the matching breaks, or a proof that is none: nothing is proposed."""


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


class Files(NamedTuple):
    """Problem, solution and certificate in their file formats."""

    problem: str
    solution: str
    certificate: str


@dataclass(frozen=True, slots=True)
class Thought:
    """A matching that the referee let pass, with all there is to say about it.

    Attributes
    ----------
    files
        Problem, solution and certificate in their file formats.
    proofs
        Name of each level, and how it is proven: "certificate", "search" or "open".
    changes
        What changed since the matching before; None where none is known.
    """

    problem: Problem
    solution: Solution
    explanation: Explanation
    files: Files
    proofs: dict[str, str]
    changes: Changes | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the proposed pairs, client id and dwelling id, in the order of clients."""
        return pairs_of(self.problem, self.solution)

    def as_json(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Return problem, solution and certificate in their file formats."""
        problem, solution, certificate = (json.loads(text) for text in self.files)
        return problem, solution, certificate


def think(
    instance: Instance,
    *,
    seed: int,
    time_limit: float,
    threads: int,
    watch: Watch,
    before: Before | None = None,
) -> Thought:
    """Find the best matching of an instance, have it and its proof checked, and explain it.

    Parameters
    ----------
    before
        The matching to compare it with; None: the region's first.

    Raises
    ------
    RefereeRefused
        When a referee names a broken rule, or the checker refuses the proof; that is a defect of ours, told
        without personal data.
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
    ask_the_referees(instance, problem, solution)
    files = _files(problem, solution)
    proofs = _checked_proofs(files)
    changes = _changes(before, instance, pairs=pairs_of(problem, solution))
    return Thought(problem, solution, explain(instance, problem, solution), files, proofs, changes)


def _changes(
    before: Before | None, instance: Instance, *, pairs: tuple[tuple[str, str], ...]
) -> Changes | None:
    if before is None:
        return None
    return explain_changes(before.instance, instance, pairs_before=before.pairs, pairs_after=pairs)


def ask_the_referees(instance: Instance, problem: Problem, solution: Solution) -> None:
    """Have the problem and the region's rules count a matching again.

    Raises
    ------
    RefereeRefused
        When one of them names a broken rule.
    """
    broken = [violation.rule for violation in check(problem, solution.placements).violations]
    broken += [violation.rule for violation in violations(instance, pairs_of(problem, solution))]
    if broken:
        raise RefereeRefused(f"The referee named: {', '.join(sorted(set(broken)))}.")


def _files(problem: Problem, solution: Solution) -> Files:
    if solution.certificate is None:
        raise RefereeRefused("The matching came without a certificate.")
    return Files(
        write_problem(problem),
        write_solution(solution, problem=problem),
        write_certificate(solution.certificate),
    )


def _checked_proofs(files: Files) -> dict[str, str]:
    """Return how each level is proven, as whoever has only the files would find it."""
    try:
        return {level: verdict for level, verdict, _ in judge(**files._asdict())}
    except ProofRefused as refusal:
        raise RefereeRefused(f"The checker of proofs refused: {refusal}") from refusal


def told_of(error: Exception) -> str:
    """Return what may be said about a failure: our own sentences; of anything else only its kind."""
    if isinstance(error, MatchingError):
        return f"{error.in_dutch} {error.english}"
    if isinstance(error, RefereeRefused | InvalidInstance):
        return str(error)
    return f"Something broke that should not: {type(error).__name__}. The log of the worker tells more."
