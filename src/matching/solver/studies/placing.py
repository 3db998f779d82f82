"""Why not: any client with any dwelling, the rule that refuses, or what placing them there would cost."""

from dataclasses import dataclass, replace
from enum import StrEnum

from matching.solver.eligibility import Grid, Verdict, grid_of, judge_pair
from matching.solver.explain import Sentence
from matching.solver.explain.weighing import weigh_pair
from matching.solver.formulate import formulate
from matching.solver.problem import InvalidProblem
from matching.solver.studies.agreements import made_of
from matching.solver.studies.base import Base, Solve
from matching.solver.studies.differences import what_differs
from matching.solver.studies.variants import Difference


class WhyNot(StrEnum):
    """What comes first of a client and a dwelling."""

    PLACED = "placed"
    REFUSED = "refused"
    NEEDS_DATA = "needs-data"
    FIXED_OTHERWISE = "fixed-otherwise"
    COSTS = "costs"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule or an agreement in the way, by its code; `undisclosed` where telling it would tell too much."""

    rule: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Placing:
    """What is to be said of a client and a dwelling.

    Attributes
    ----------
    obstacles
        What refuses, whoever else is placed where.
    difference
        What would be otherwise with the pair in the matching; None where it can't be, or is.
    """

    why: WhyNot
    obstacles: tuple[Obstacle, ...]
    difference: Difference | None
    sentences: tuple[Sentence, ...]


def why_not(base: Base, solve: Solve, *, client: str, dwelling: str) -> Placing:
    """Tell why a client did not get a dwelling, by ids.

    A pair that no rule refuses is pinned and the rest solved again: what that costs is exact, level by level.

    Raises
    ------
    KeyError
        When the run had no such client or dwelling.
    """
    if (client, dwelling) in base.pairs:
        return Placing(WhyNot.PLACED, (), None, (_PLACED,))
    instance = base.instance
    obstacles = _obstacles(base, client, dwelling)
    if obstacles:
        return Placing(WhyNot.REFUSED, obstacles, None, tuple(one.sentence for one in obstacles))
    judged = judge_pair(instance, client=client, dwelling=dwelling)
    if judged.verdict is Verdict.UNKNOWN:
        missing = tuple(Sentence(one.dutch, one.english) for one in judged.outcomes)
        return Placing(WhyNot.NEEDS_DATA, (), None, missing)
    grid = grid_of(instance)
    problem = formulate(instance, grid=grid)
    try:
        pinned = replace(problem, pinned=(*problem.pinned, _row(grid, client, dwelling)))
    except InvalidProblem:
        return Placing(WhyNot.FIXED_OTHERWISE, (), None, (_FIXED,))
    solution = solve(instance, pinned)
    found = made_of(base, problem).beside(solution.placements, solution.levels)
    return Placing(WhyNot.COSTS, (), found, (_POSSIBLE, *what_differs(found)))


def _obstacles(base: Base, client: str, dwelling: str) -> tuple[Obstacle, ...]:
    """Return what refuses the pair; a consent that was not asked is a datum that is missing."""
    judged = judge_pair(base.instance, client=client, dwelling=dwelling)
    unasked = {outcome.rule.value for outcome in judged.outcomes if outcome.verdict is Verdict.UNKNOWN}
    unasked -= {outcome.rule.value for outcome in judged.outcomes if outcome.verdict is Verdict.REFUSED}
    weighed = weigh_pair(base.instance, client=client, dwelling=dwelling)
    return tuple(
        Obstacle(one.rule, Sentence(one.dutch, one.english))
        for one in weighed.objections
        if one.rule not in unasked
    )


def _row(grid: Grid, client: str, dwelling: str) -> int:
    """Return the row of an eligible pair."""
    clients, dwellings = grid.eligible
    people = [one.id for one in grid.clients].index(client)
    home = [one.id for one in grid.dwellings].index(dwelling)
    (row,) = ((clients == people) & (dwellings == home)).nonzero()[0].tolist()
    return int(row)


_PLACED = Sentence(
    "De matchronde stelt deze woning al voor.", "The matching run proposes this dwelling already."
)
_FIXED = Sentence(
    "Paren die de coördinator heeft vastgelegd, laten hiervoor geen ruimte.",
    "Pairs that the coordinator fixed leave no room for this.",
)
_POSSIBLE = Sentence(
    "Geen regel weigert deze woning. Dit verandert er als de kandidaat haar krijgt:",
    "No rule refuses this dwelling. This changes when the client gets it:",
)
