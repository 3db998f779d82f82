"""Why this pair, why not that one, what is used of every agreement: in Dutch and in English.

What it says is safe to show to the client's own provider: nothing names another client, a
keep-apart token, or an area somebody must avoid.
"""

from matching.solver.eligibility import Grid
from matching.solver.explain.board import board_of
from matching.solver.explain.causes import Because
from matching.solver.explain.changes import Change, Changes, explain_changes
from matching.solver.explain.empty import explain_empty, sentences_of_empty
from matching.solver.explain.forced import explain_forced
from matching.solver.explain.parts import (
    UNDISCLOSED,
    Blocking,
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
)
from matching.solver.explain.proposals import explain_proposals
from matching.solver.explain.reserves import find_reserves
from matching.solver.explain.unplaced import explain_unplaced, sentences_of_taken
from matching.solver.explain.usage import explain_minimums, explain_targets, explain_usage
from matching.solver.instance import Instance
from matching.solver.problem import Problem, Solution

__all__ = [
    "UNDISCLOSED",
    "Because",
    "Blocking",
    "Change",
    "Changes",
    "EmptyReasons",
    "Explanation",
    "ForcedUnmet",
    "MinimumMissed",
    "Miss",
    "MissingField",
    "NearestMiss",
    "ProposalReasons",
    "Reserve",
    "RuleCount",
    "Sentence",
    "Taken",
    "TargetReached",
    "UnplacedReasons",
    "Usage",
    "Why",
    "explain",
    "explain_changes",
    "sentences_of_empty",
    "sentences_of_taken",
]


def explain(
    instance: Instance, problem: Problem, solution: Solution, *, grid: Grid | None = None
) -> Explanation:
    """Explain a solution of the problem that was formulated from this instance.

    Parameters
    ----------
    grid
        The judged pairs, where they are known already.

    Raises
    ------
    KeyError
        When the problem was not made from this instance.
    """
    board = board_of(instance, problem=problem, solution=solution, grid=grid)
    return Explanation(
        proposals=explain_proposals(board),
        unplaced=explain_unplaced(board),
        empty=explain_empty(board),
        usage=explain_usage(board),
        targets=explain_targets(board),
        minimums_missed=explain_minimums(board),
        forced=explain_forced(board),
        reserves=find_reserves(board, problem),
    )
