"""Small problems drawn at random, and the best that trying everything finds in them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from matching.solver.check import check
from matching.solver.problem import (
    LEVELS,
    MEASURES,
    InvalidProblem,
    Limit,
    Pairs,
    Placement,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Target,
    write_problem,
)
from matching.solver.verify import Case

small = st.integers(0, 4)
priorities = st.one_of(st.integers(0, 30), st.sampled_from([10, 70, 701, 7_605, 7_660]))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw at most 5 clients and 4 dwellings, with limits of every measure, targets, capacities and pins."""
    clients, dwellings = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    every = [(client, dwelling) for client in range(clients) for dwelling in range(dwellings)]
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=12))
    worth = [(draw(st.sampled_from([0, 1, 300, 999, 1000])), draw(st.integers(0, 1))) for _ in chosen]
    free = Problem(
        clients=tuple(
            ProblemClient(f"C{index}", draw(priorities), draw(small) * 50, draw(small))
            for index in range(clients)
        ),
        dwellings=tuple(ProblemDwelling(f"D{index}", draw(st.integers(0, 3))) for index in range(dwellings)),
        pairs=Pairs(
            [client for client, _ in chosen],
            [dwelling for _, dwelling in chosen],
            [suitability for suitability, _ in worth],
            [stability for _, stability in worth],
        ),
        limits=tuple(draw(limits(clients, dwellings, f"L{index}")) for index in range(draw(small))),
        targets=tuple(draw(targets(dwellings, f"T{index}")) for index in range(draw(st.integers(0, 3)))),
        levels=tuple(draw(st.permutations(LEVELS)))[: draw(st.integers(1, 4))],
    )
    return with_pins(free, wanted=draw(st.permutations(range(len(chosen))))[: draw(st.integers(0, 3))])


def with_pins(problem: Problem, *, wanted: Sequence[int]) -> Problem:
    """Return the problem with these pairs pinned, as far as the limits and capacities let them be together."""
    pinned: tuple[int, ...] = ()
    for row in wanted:
        with suppress(InvalidProblem):
            replace(problem, pinned=(*pinned, row))
            pinned = (*pinned, row)
    return replace(problem, pinned=pinned)


@st.composite
def limits(draw: st.DrawFn, clients: int, dwellings: int, name: str) -> Limit:
    """Draw a limit of any measure on some or all clients and dwellings."""
    measure = draw(st.sampled_from(MEASURES))
    maximum = draw(st.integers(0, 8)) * (50 if measure == "load" else 1)
    return Limit(name, "drawn", measure, maximum, draw(subsets(clients)), draw(subsets(dwellings)))


@st.composite
def targets(draw: st.DrawFn, dwellings: int, name: str) -> Target:
    """Draw a target; two targets may share a dwelling."""
    return Target(name, draw(subsets(dwellings)) or (0,), draw(small), draw(st.integers(0, 9)))


def subsets(count: int) -> st.SearchStrategy[tuple[int, ...] | None]:
    """Draw None or some of the first indexes."""
    some = st.lists(st.integers(0, count - 1), unique=True).map(tuple)
    return st.one_of(st.none(), some)


def every_matching(problem: Problem) -> Iterator[tuple[Placement, ...]]:
    """Yield every choice of pairs with each client at most once; the referee judges the rest."""
    dwellings = {client: [] for client in range(len(problem.clients))}
    for client, dwelling in zip(problem.pairs.client.tolist(), problem.pairs.dwelling.tolist(), strict=True):
        dwellings[client].append(dwelling)
    chosen: list[tuple[Placement, ...]] = [()]
    for client, homes in dwellings.items():
        chosen += [(*before, Placement(client, home)) for before in chosen for home in homes]
    yield from chosen


def merit(problem: Problem, placements: tuple[Placement, ...]) -> tuple[int, ...] | None:
    """Return the values in order, higher is better; None when a rule is broken."""
    report = check(problem, placements)
    if not report.valid:
        return None
    return tuple((-1 if level == "spread" else 1) * report.value(level) for level in problem.levels)


def best_by_trying_everything(problem: Problem) -> tuple[int, ...]:
    """Return the values of the best matching, found by brute force."""
    merits = (merit(problem, placements) for placements in every_matching(problem))
    return max(each for each in merits if each is not None)


def proof_rows(problem: Problem) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a row of a certificate that the checker's form allows; its clients stand in the row's limit."""
    case = Case(json.loads(write_problem(problem)))

    def row(key: tuple[str, str]) -> st.SearchStrategy[dict[str, Any]]:
        of_target, members = key[0] == "target", sorted(case.needs[key])
        some = st.lists(st.sampled_from(members)) if members and not of_target else st.just([])
        return st.fixed_dictionaries(
            {
                "kind": st.just(key[0]),
                "id": st.just(key[1]),
                "multiplier": st.integers(-5_000, 5_000) if of_target else st.integers(0, 5_000),
                "divisor": st.just(1) if of_target else st.one_of(st.integers(1, 9), st.integers(1, 300)),
                "complemented": some,
            }
        )

    return st.sampled_from(sorted(case.room)).flatmap(row)
