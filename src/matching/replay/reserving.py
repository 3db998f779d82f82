"""The weekly optimum that keeps what is scarce: it plans with the arrivals of earlier years besides those of today.

What is kept follows from the plan and needs no price: a home, or the room of an agreement, that the plan gives to
somebody who is still to come, or to somebody for whom a better home is to come, is not proposed this week.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from matching.replay.course import Pair, Week
from matching.replay.history import History
from matching.replay.play import Policy
from matching.solver import (
    Client,
    Dwelling,
    Grid,
    Instance,
    Pairs,
    Problem,
    formulate,
    grid_of,
    pairs_of,
    solve,
)

LAST_CHANCE = timedelta(days=14)
"""So long before a dwelling is let to others, it is proposed as soon as one plan says so. [day]"""


def reserving(earlier: Sequence[History]) -> Policy:
    """Return the policy that expects what came in earlier years, from the same week of the year on.

    Parameters
    ----------
    earlier
        Years other than the one that is replayed. Each makes a plan; a pair is proposed where most plans agree.
    """

    def choose(week: Week) -> tuple[Pair, ...]:
        votes = Counter(pair for year in earlier for pair in _planned(week, year))
        hurried = {home for home, until in week.until.items() if until - week.instance.on <= LAST_CHANCE}
        problem = formulate(week.instance, grid=week.grid)

        def agreed(client: Client, dwelling: Dwelling) -> bool:
            needed = 1 if dwelling.id in hurried else len(earlier) // 2 + 1
            return votes[client.id, dwelling.id] >= needed

        kept = _only(problem, week.grid, agreed)
        return pairs_of(kept, solve(kept, threads=1))

    return choose


def _planned(week: Week, year: History) -> list[Pair]:
    """Return what a plan for the weeks to come does with who and what is there now."""
    if not len(week.grid.eligible[0]):
        return []
    people, homes = {one.id for one in week.instance.clients}, set(week.until)
    expected, until = _with_expected(week, year)
    grid = grid_of(expected)
    problem = _only(
        formulate(expected, grid=grid),
        grid,
        lambda client, dwelling: client.on_list_since < until[dwelling.id],
    )
    found = pairs_of(problem, solve(problem, threads=1))
    return [(client, dwelling) for client, dwelling in found if client in people and dwelling in homes]


def _with_expected(week: Week, year: History) -> tuple[Instance, dict[str, date]]:
    """Return a week with what came in an earlier year after the same week, moved to this year's days."""
    moved = week.instance.on - year.day(week.number)
    offers = {one.dwelling: one for one in year.offers}
    on = year.day(week.number)
    people = tuple(_later(one, moved) for one in year.region.clients if one.on_list_since > on)
    homes = tuple(
        _offered_later(one, moved, week.instance)
        for one in year.region.dwellings
        if offers[one.id].since > on
    )
    until = {_expected(one.dwelling): one.until + moved for one in year.offers} | dict(week.until)
    instance = replace(
        week.instance, clients=week.instance.clients + people, dwellings=week.instance.dwellings + homes
    )
    return instance, until


def _expected(identity: str) -> str:
    return f"expected {identity}"


def _later(client: Client, moved: timedelta) -> Client:
    """Return a client as expected; who must be kept apart from whom is not expected."""
    return replace(
        client,
        id=_expected(client.id),
        on_list_since=client.on_list_since + moved,
        ready_from=client.ready_from and client.ready_from + moved,
        ready_until=client.ready_until and client.ready_until + moved,
        keep_apart=frozenset(),
    )


def _offered_later(dwelling: Dwelling, moved: timedelta, instance: Instance) -> Dwelling:
    """Return a dwelling as expected; a complex that nobody knows this year is no complex."""
    known = any(one.code == dwelling.complex for one in instance.complexes)
    return replace(
        dwelling,
        id=_expected(dwelling.id),
        available_from=dwelling.available_from + moved,
        complex=dwelling.complex if known else None,
    )


def _only(problem: Problem, grid: Grid, may: Callable[[Client, Dwelling], bool]) -> Problem:
    """Return a problem with only some of its pairs."""
    pairs = problem.pairs
    rows = zip(pairs.client.tolist(), pairs.dwelling.tolist(), strict=True)
    kept = np.array(
        [may(grid.clients[client], grid.dwellings[home]) for client, home in rows], dtype=np.bool_
    )
    return replace(problem, pairs=Pairs(*(column[kept] for column in pairs.columns().values())), pinned=())
