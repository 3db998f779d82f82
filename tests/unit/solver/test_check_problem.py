"""The referee names what is broken and counts exactly; three tests per rule: free, just allowed, just refused."""

from dataclasses import replace

import pytest

from matching.solver.check import check
from matching.solver.problem import Limit, Pairs, Placement, Problem, ProblemClient, ProblemDwelling, Target

MEASURED = {"placements": 1, "load": 150, "hours": 40}


def a_region(*limits: Limit, capacity: int = 2) -> Problem:
    """Return three equal clients who may all go to either of two dwellings."""
    return Problem(
        clients=tuple(ProblemClient(f"C{index}", 10 + index, 150, 40) for index in range(3)),
        dwellings=(ProblemDwelling("D0", capacity), ProblemDwelling("D1", 1)),
        pairs=Pairs([0, 0, 1, 1, 2], [0, 1, 0, 1, 0], [100, 200, 300, 400, 500], [0, 1, 0, 0, 1]),
        limits=limits,
        targets=(Target("M", (0, 1), 3, 7), Target("N", (1,), 0, 5)),
    )


TWO = (Placement(0, 0), Placement(1, 0))


def test_values_are_counted_exactly() -> None:
    report = check(a_region(), (Placement(0, 1), Placement(2, 0)))

    assert report.valid
    assert report.values == (("priority", 22), ("spread", 12), ("suitability", 700), ("stability", 2))


def test_nothing_placed_is_valid_and_worth_nothing() -> None:
    report = check(a_region(), ())

    assert report.valid
    assert report.value("spread") == 63


@pytest.mark.parametrize(
    ("pair", "name"),
    [
        ((2, 1), "C2 > D1"),
        ((3, 0), "3 > 0"),
        ((-1, 0), "-1 > 0"),
        ((0, 2), "0 > 2"),
        ((0, -1), "0 > -1"),
        ((3, 2), "3 > 2"),
    ],
)
def test_an_unknown_pair_is_named(pair: tuple[int, int], name: str) -> None:
    (violation,) = check(a_region(), (Placement(*pair),)).violations

    assert (violation.rule, violation.id, violation.excess) == ("unknown-pair", name, 1)


def test_a_client_twice_is_named() -> None:
    (violation,) = check(a_region(), (Placement(0, 0), Placement(0, 1))).violations

    assert (violation.rule, violation.id, violation.excess) == ("client-twice", "C0", 1)


def test_the_same_placement_twice_is_a_client_twice() -> None:
    rules = {each.rule for each in check(a_region(), (Placement(0, 0), Placement(0, 0))).violations}

    assert {"client-twice"} == rules


def test_a_dwelling_just_full_is_valid_and_one_more_is_named() -> None:
    three = (*TWO, Placement(2, 0))

    assert check(a_region(capacity=2), TWO).valid
    (violation,) = check(a_region(capacity=2), three).violations
    assert (violation.rule, violation.id, violation.excess) == ("over-capacity", "D0", 1)


@pytest.mark.parametrize("measure", ["placements", "load", "hours"])
def test_a_limit_just_reached_is_valid_and_one_less_is_named(measure: str) -> None:
    need = 2 * MEASURED[measure]

    assert check(a_region(Limit("L", "k", measure, need)), TWO).valid
    (violation,) = check(a_region(Limit("L", "k", measure, need - 1)), TWO).violations
    assert (violation.rule, violation.id, violation.excess) == ("limit", "L", 1)


@pytest.mark.parametrize(
    ("clients", "dwellings"), [((0,), None), (None, (1,)), ((0, 1), (1,)), ((), None), (None, ())]
)
def test_a_limit_counts_only_its_own_clients_and_dwellings(
    clients: tuple[int, ...] | None, dwellings: tuple[int, ...] | None
) -> None:
    assert check(a_region(Limit("L", "k", "placements", 1, clients, dwellings)), TWO).valid


@pytest.mark.parametrize(
    ("clients", "dwellings", "counted"),
    [(None, None, 2), ((0, 2), None, 1), (None, (0,), 2), ((1,), (0, 1), 1), ((0, 1), (0,), 2)],
)
def test_a_limit_counts_all_of_its_own_clients_and_dwellings(
    clients: tuple[int, ...] | None, dwellings: tuple[int, ...] | None, counted: int
) -> None:
    (violation,) = check(a_region(Limit("L", "k", "placements", 0, clients, dwellings)), TWO).violations

    assert violation.excess == counted


def test_every_broken_limit_is_named() -> None:
    limits = (Limit("A", "k", "placements", 1), Limit("B", "k", "load", 299), Limit("C", "k", "hours", 80))

    broken = [(each.id, each.excess) for each in check(a_region(*limits), TWO).violations]

    assert broken == [("A", 1), ("B", 1)]


def test_a_pinned_pair_that_is_there_is_valid_and_one_that_is_not_is_named() -> None:
    pinned = replace(a_region(), pinned=(2,))

    assert check(pinned, (Placement(1, 0),)).valid
    for placements in ((), (Placement(1, 1),), (Placement(0, 0),)):
        (violation,) = check(pinned, placements).violations
        assert (violation.rule, violation.id, violation.excess) == ("pinned-missing", "C1 > D0", 1)
