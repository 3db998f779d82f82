"""The smallest change that houses a client who was not placed: proposed by looking, and verified by solving."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.solver.eligibility import Grid, grid_of
from matching.solver.explain import Sentence
from matching.solver.explain.board import FITS, Board, is_secret
from matching.solver.formulate import caps_of, formulate, priority
from matching.solver.instance import Instance
from matching.solver.problem import Problem
from matching.solver.studies.agreements import made_of
from matching.solver.studies.base import Base, Solve, settled
from matching.solver.studies.differences import who_differs
from matching.solver.studies.ledger import ONE_MORE
from matching.solver.studies.steps import Step, more_homes, more_room, steps_to_fit
from matching.solver.studies.variants import Difference

MOST_TRIED = 24
"""How many changes are tried, the smallest first."""

ENOUGH = 3
"""How many changes that house the client are enough."""

MOST_HOMES = 10
"""How many more of one dwelling are tried at most, where others go first."""


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step of a change, as it is told: what, of what, and how much."""

    kind: str
    subject: str
    amount: int | None
    unit: str | None
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Opening:
    """A change with which the best matching places the client.

    Attributes
    ----------
    size
        How large it is; only good for comparing.
    dwelling
        Where the client then goes.
    proven
        Whether that matching is proven to be the best.
    difference
        Who else is affected, in counts; its goals are those of the changed region.
    """

    steps: tuple[StepTold, ...]
    size: int
    dwelling: str
    proven: bool
    difference: Difference
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Openings:
    """What would house a client, the smallest change first.

    Attributes
    ----------
    placed
        True when the run placed the client already; then there is nothing to change.
    possible, tried
        How many changes could open a dwelling by themselves, and how many of these were tried by solving.
    """

    placed: bool
    possible: int
    tried: int
    openings: tuple[Opening, ...]
    sentences: tuple[Sentence, ...]


Steps = tuple[Step, ...]


def openings_for(base: Base, solve: Solve, *, client: str) -> Openings:
    """Return the smallest changes that house a client, each verified by solving the changed region again.

    Raises
    ------
    KeyError
        When the run had no such client.
    """
    if client in dict(base.pairs):
        return Openings(True, 0, 0, (), (_PLACED,))
    base = settled(base)
    grid = grid_of(base.instance)
    index = {one.id: place for place, one in enumerate(grid.clients)}[client]
    candidates = tuple(in_order(_candidates(_board(base, grid), index)))
    problem = formulate(base.instance, grid=grid)
    found: list[tuple[Steps, Opening]] = []
    tried = 0
    for steps in candidates:
        if tried == MOST_TRIED or len(found) == ENOUGH:
            break
        if any(_at_least(steps, smaller) for smaller, _ in found):
            continue
        tried += 1
        opening = _verified(base, problem, steps, solve, client=client)
        if opening is not None:
            found.append((steps, opening))
    openings = tuple(opening for _, opening in found)
    return Openings(False, len(candidates), tried, openings, _told(openings, tried))


def _at_least(steps: Steps, smaller: Steps) -> bool:
    """Return whether a change has everything of a smaller one, and as much of it."""
    amounts = {(step.kind, step.subject): step.amount or 0 for step in steps}
    return all(amounts.get((step.kind, step.subject), -1) >= (step.amount or 0) for step in smaller)


def in_order(candidates: Iterator[Steps]) -> list[Steps]:
    """Return each change once, the smallest first; of those the one with the fewest steps."""
    once = {tuple(sorted(step.key for step in steps)): steps for steps in candidates if steps}
    return sorted(once.values(), key=lambda steps: (_size(steps), len(steps), [step.key for step in steps]))


def _size(steps: Steps) -> int:
    return sum(step.size for step in steps)


def _board(base: Base, grid: Grid) -> Board:
    clients = {one.id: place for place, one in enumerate(grid.clients)}
    homes = {one.id: place for place, one in enumerate(grid.dwellings)}
    home_of = {clients[client]: homes[home] for client, home in base.pairs}
    return Board(base.instance, grid, caps_of(base.instance, grid=grid), home_of)


def _candidates(board: Board, client: int) -> Iterator[Steps]:
    """Yield for every dwelling what would open it: by itself, with room made, or with more like it."""
    grid = board.grid
    fitting: list[tuple[int, int, Steps]] = []
    for home, dwelling in enumerate(grid.dwellings):
        fit = steps_to_fit(grid.setting, grid.clients[client], dwelling)
        if fit is None:
            continue
        if fit:
            yield fit
        yield from ((*fit, step) for step in _each_cap(board, client, home))
        room = _room(board, client, home)
        if room is not None:
            yield (*fit, *room)
            yield (*fit, *room, more_homes(dwelling, 1))
            fitting.append((_ahead(board, client, home), home, (*fit, *room)))
    if fitting:
        ahead, home, steps = min(fitting, key=lambda one: (one[0], _size(one[2]), one[1]))
        for number in range(2, min(ahead + 1, MOST_HOMES) + 1):
            yield (*steps, more_homes(grid.dwellings[home], number))


def _ahead(board: Board, client: int, home: int) -> int:
    """Return how many others who fit this dwelling have no home, and a priority at least as high."""
    instance, people = board.instance, board.grid.clients
    own = priority(people[client], on=instance.on, policy=instance.policy)
    fit = np.flatnonzero(board.grid.verdicts[:, home] == FITS).tolist()
    without = (one for one in fit if one not in board.home_of and one != client)
    return sum(priority(people[one], on=instance.on, policy=instance.policy) >= own for one in without)


def _room(board: Board, client: int, home: int) -> Steps | None:
    """Return the room that all agreements lack for this client here; None where one may not be told."""
    full = board.blocking(client, home)
    if any(is_secret(board.caps[number]) for number in full):
        return None
    return tuple(more_room(board.caps[number], _lack(board, client, number)) for number in full)


def _each_cap(board: Board, client: int, home: int) -> Iterator[Step]:
    """Yield room in every agreement that has none here, by itself: where others move, little may be enough."""
    for number in board.blocking(client, home):
        cap = board.caps[number]
        if not is_secret(cap):
            lack = _lack(board, client, number)
            yield from (more_room(cap, by) for by in {min(lack, ONE_MORE[cap.measure]), lack})


def _lack(board: Board, client: int, number: int) -> int:
    """Return how much more must be agreed for this client to come; what is over already counts."""
    cap = board.caps[number]
    return cap.used + board.used_now[number] + board.charges.amount(number, client) - cap.maximum


def _changed(instance: Instance, steps: Steps) -> Instance:
    for step in steps:
        instance = step.make(instance)
    return instance


def _verified(base: Base, problem: Problem, steps: Steps, solve: Solve, *, client: str) -> Opening | None:
    """Solve the changed region; return the change where the client is placed in what comes out."""
    instance = _changed(base.instance, steps)
    changed = formulate(instance)
    solution = solve(instance, changed, hint=base.placements(changed))
    homes = {
        changed.clients[one.client].id: changed.dwellings[one.dwelling].id for one in solution.placements
    }
    if client not in homes:
        return None
    difference = made_of(base, problem).beside(solution.placements, solution.levels)
    return Opening(
        steps=tuple(
            StepTold(step.kind.value, step.subject, step.amount, step.unit, step.sentence) for step in steps
        ),
        size=_size(steps),
        dwelling=homes[client],
        proven=solution.status == "optimal",
        difference=difference,
        sentences=(*(step.sentence for step in steps), *who_differs(difference)),
    )


_PLACED = Sentence(
    "De matchronde stelt voor deze kandidaat al een woning voor.",
    "The matching run proposes a dwelling for this client already.",
)


def _told(openings: tuple[Opening, ...], tried: int) -> tuple[Sentence, ...]:
    if openings:
        return tuple(step.sentence for step in openings[0].steps)
    return (
        Sentence(
            f"Geen kleine verandering gevonden die een woning geeft (geprobeerd: {tried}).",
            f"No small change was found that gives a home (tried: {tried}).",
        ),
    )
