"""The door of the solver: pure rules, plain frozen data in, plain frozen data out.

The policy half knows the domain: an `Instance` (one region at one moment) becomes eligible pairs with
reasons, suitability, and a `Problem`; its answer becomes an `Explanation`, and `violations` is the
domain's own referee. The problem half knows no policy: `solve` answers a `Problem`, `check` counts it
again, and `judge` checks its proof. `match` in five lines::

    problem = formulate(instance)
    solution = solve(problem)
    assert check(problem, solution.placements).valid
    assert not violations(instance, pairs_of(problem, solution))
    explanation = explain(instance, problem, solution)

Opening the door loads numpy; the solvers behind it are loaded by the first `solve`.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from matching.solver.check import Report, check
from matching.solver.eligibility import (
    Grid,
    Outcome,
    PairJudgement,
    Rule,
    Unit,
    Verdict,
    eligible_pairs,
    grid_of,
    judge_pair,
)
from matching.solver.explain import (
    UNDISCLOSED,
    Because,
    Blocking,
    Change,
    Changes,
    EmptyReasons,
    Explanation,
    ForcedUnmet,
    MinimumMissed,
    Miss,
    MissingField,
    NearestMiss,
    ProposalReasons,
    Reserve,
    RuleCount,
    Sentence,
    Taken,
    TargetReached,
    UnplacedReasons,
    Usage,
    Why,
    explain,
    explain_changes,
    sentences_of_empty,
    sentences_of_taken,
)
from matching.solver.explain.weighing import (
    Objection,
    Weighing,
    full_numbers,
    never_set_aside,
    weigh_pair,
)
from matching.solver.formulate import (
    Cap,
    CapKind,
    Goalpost,
    Measure,
    caps_of,
    formulate,
    goalposts,
    months_waiting,
    priority,
)
from matching.solver.instance import (
    OUTSIDE,
    SUITABILITY_TERMS,
    Admission,
    Barred,
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    Forced,
    HousingForm,
    Instance,
    InvalidInstance,
    KeepApart,
    Municipality,
    Neighbourhood,
    OriginLimit,
    Policy,
    RentLimits,
    SupportCapacity,
    as_plain,
    as_typed,
    read_instance,
    write_instance,
)
from matching.solver.problem import (
    Certificate,
    InvalidProblem,
    LevelProof,
    LevelResult,
    Limit,
    Pairs,
    Placement,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Solution,
    Target,
    problem_hash,
    read_problem,
    read_solution,
    write_certificate,
    write_problem,
    write_solution,
)
from matching.solver.referee import Violation, violations
from matching.solver.studies import (
    NEW_CORPORATION,
    Amended,
    Base,
    Comparison,
    Difference,
    Ledger,
    Line,
    MoreClients,
    Obstacle,
    OneMore,
    Opening,
    Openings,
    Placing,
    Plan,
    Scenario,
    Solve,
    StepKind,
    StepTold,
    Terms,
    WhyNot,
    Without,
    WithoutAgreements,
    changed_instance,
    changed_policy,
    compare,
    ledger_of,
    openings_for,
    plan,
    stated,
    why_not,
)
from matching.solver.suitability import Breakdown, Needing, TermScore, breakdown, suitability
from matching.solver.verify import ProofRefused, judge

if TYPE_CHECKING:
    from matching.solver.solve import Progress

__all__ = [
    "NEW_CORPORATION",
    "OUTSIDE",
    "SUITABILITY_TERMS",
    "UNDISCLOSED",
    "Admission",
    "Amended",
    "Barred",
    "Base",
    "Because",
    "Blocking",
    "Breakdown",
    "Cap",
    "CapKind",
    "Certificate",
    "Change",
    "Changes",
    "Client",
    "Comparison",
    "Complex",
    "Corporation",
    "Difference",
    "District",
    "Dwelling",
    "EmptyReasons",
    "Explanation",
    "Forced",
    "ForcedUnmet",
    "Goalpost",
    "Grid",
    "HousingForm",
    "Instance",
    "InvalidInstance",
    "InvalidProblem",
    "KeepApart",
    "Ledger",
    "LevelProof",
    "LevelResult",
    "Limit",
    "Line",
    "Measure",
    "MinimumMissed",
    "Miss",
    "MissingField",
    "MoreClients",
    "Municipality",
    "NearestMiss",
    "Needing",
    "Neighbourhood",
    "Objection",
    "Obstacle",
    "OneMore",
    "Opening",
    "Openings",
    "OriginLimit",
    "Outcome",
    "PairJudgement",
    "Pairs",
    "Placement",
    "Placing",
    "Plan",
    "Policy",
    "Problem",
    "ProblemClient",
    "ProblemDwelling",
    "Progress",
    "ProofRefused",
    "ProposalReasons",
    "RentLimits",
    "Report",
    "Reserve",
    "Rule",
    "RuleCount",
    "Scenario",
    "Sentence",
    "Solution",
    "Solve",
    "StepKind",
    "StepTold",
    "SupportCapacity",
    "Taken",
    "Target",
    "TargetReached",
    "TermScore",
    "Terms",
    "Unit",
    "UnplacedReasons",
    "Usage",
    "Verdict",
    "Violation",
    "Weighing",
    "Why",
    "WhyNot",
    "Without",
    "WithoutAgreements",
    "as_plain",
    "as_typed",
    "breakdown",
    "caps_of",
    "changed_instance",
    "changed_policy",
    "check",
    "compare",
    "eligible_pairs",
    "explain",
    "explain_changes",
    "formulate",
    "full_numbers",
    "goalposts",
    "grid_of",
    "judge",
    "judge_pair",
    "ledger_of",
    "months_waiting",
    "never_set_aside",
    "openings_for",
    "pairs_of",
    "plan",
    "priority",
    "problem_hash",
    "read_instance",
    "read_problem",
    "read_solution",
    "sentences_of_empty",
    "sentences_of_taken",
    "solve",
    "stated",
    "suitability",
    "violations",
    "weigh_pair",
    "why_not",
    "write_certificate",
    "write_instance",
    "write_problem",
    "write_solution",
]


def pairs_of(problem: Problem, solution: Solution) -> tuple[tuple[str, str], ...]:
    """Return the placements of a solution as pairs of client id and dwelling id."""
    return tuple(
        (problem.clients[placement.client].id, problem.dwellings[placement.dwelling].id)
        for placement in solution.placements
    )


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    time_limit: float | None = None,
    progress: "Callable[[Progress], None] | None" = None,
    stop: Callable[[], bool] | None = None,
    threads: int = 2,
    hint: Sequence[Placement] | None = None,
) -> Solution:
    """Return the best matching, level by level; `matching.solver.solve` says what every option does."""
    from matching.solver.solve import solve as solve_now  # noqa: PLC0415

    return solve_now(
        problem,
        seed=seed,
        time_limit=time_limit,
        progress=progress,
        stop=stop,
        threads=threads,
        hint=hint,
    )


def __getattr__(name: str) -> object:
    """Load `Progress` when it is asked for: it lives where the solving is done."""
    if name == "Progress":
        return import_module("matching.solver.solve").Progress
    raise AttributeError(f"The door of the solver has no {name}.")


class _Door(ModuleType):
    """A package that keeps its function `solve` when the module of that name is loaded.

    Importing a module writes it into its package under its name. Here that name is a function, and
    loading the module early to settle it would cost everybody who opens the door half a second.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "solve" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
