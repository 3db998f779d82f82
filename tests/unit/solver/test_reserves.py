"""Who comes next for a dwelling: in what order, and never past an agreement."""

from datetime import date
from typing import Any

import pytest

from builders import (
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    a_client,
    a_dwelling,
    a_municipality,
    a_neighbourhood,
    an_instance,
    explained,
)
from matching.solver import Instance, Reserve, SupportCapacity, formulate
from matching.vocabulary import Support, Urgency


def reserves(instance: Instance, *pairs: tuple[str, str]) -> list[tuple[str, str, int]]:
    return [(one.dwelling, one.client, one.rank) for one in explained(instance, *pairs).reserves]


def test_the_next_best_three_stand_ready_in_order() -> None:
    """By priority, then by suitability, then by id; who does not fit is passed over."""
    near = frozenset({STREET})
    people = (
        a_client("C1", urgency=Urgency.CRISIS),
        a_client("C2"),
        a_client("C3"),
        a_client("C4", preferred=near),
        a_client("C5", on_list_since=date(2025, 1, 1)),
        a_client("C6", urgency=Urgency.URGENT, consent=None),
    )

    told = explained(an_instance(clients=people), ("C1", "D1")).reserves

    assert [(one.client, one.rank) for one in told] == [("C5", 1), ("C4", 2), ("C2", 3)]
    assert {one.dwelling for one in told} == {"D1"}


def test_a_reserve_tells_what_the_placement_would_be_worth() -> None:
    instance = an_instance(clients=(a_client("C1"), a_client("C2", urgency=Urgency.URGENT)))
    problem = formulate(instance)

    (reserve,) = explained(instance, ("C1", "D1")).reserves

    suitability = int(problem.pairs.suitability[1])
    assert reserve == Reserve("C2", "D1", 1, problem.clients[1].priority, suitability)


def test_who_is_placed_elsewhere_stands_in_no_reserve() -> None:
    people = (a_client("C1"), a_client("C2"), a_client("C3"))
    homes = (a_dwelling("D1"), a_dwelling("D2"), a_dwelling("D3"))

    told = reserves(an_instance(clients=people, dwellings=homes), ("C1", "D1"), ("C2", "D3"))

    assert told == [("D1", "C3", 1), ("D3", "C3", 1)]


def test_a_dwelling_without_a_proposal_has_no_reserves() -> None:
    assert reserves(an_instance()) == []


def streets(capacity: int) -> dict[str, Any]:
    far = a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201")
    return {"neighbourhoods": (a_neighbourhood(capacity=capacity), a_neighbourhood(OTHER_STREET), far)}


HOMES = (a_dwelling("D1"), a_dwelling("D2"))
PLACED = (("C1", "D1"), ("C2", "D2"))


@pytest.mark.parametrize(("capacity", "first"), [(250, "C3"), (249, "C4")])
def test_a_reserve_with_a_larger_load_than_there_is_room_for_is_passed_over(
    capacity: int, first: str
) -> None:
    """Two of 100 live in the street; C3 would bring 150 where one of them leaves."""
    people = (a_client("C1"), a_client("C2"), a_client("C3", load=150), a_client("C4"))

    told = reserves(an_instance(clients=people, dwellings=HOMES, **streets(capacity)), *PLACED)

    assert [client for dwelling, client, rank in told if (dwelling, rank) == ("D1", 1)] == [first]


def test_the_room_of_who_falls_through_is_free_for_a_reserve() -> None:
    """The quota is full with the proposal, and for the reserve just enough without it."""
    places = (a_municipality(maximum=1), a_municipality(LANDGRAAF))
    people = (a_client("C1"), a_client("C2"))

    assert reserves(an_instance(clients=people, municipalities=places), ("C1", "D1")) == [("D1", "C2", 1)]


@pytest.mark.parametrize(("imports", "expected"), [(1, ["C2"]), (0, [])])
def test_a_reserve_may_count_where_who_falls_through_does_not(imports: int, expected: list[str]) -> None:
    places = (a_municipality(imports_maximum=imports), a_municipality(LANDGRAAF))
    people = (a_client("C1"), a_client("C2", origin=LANDGRAAF))

    told = reserves(an_instance(clients=people, municipalities=places), ("C1", "D1"))

    assert [client for _, client, _ in told] == expected


@pytest.mark.parametrize(("hours", "expected"), [(400, ["C2"]), (399, [])])
def test_a_reserve_gets_no_more_support_than_there_is(hours: int, expected: list[str]) -> None:
    people = (a_client("C1"), a_client("C2", support_hours=400))
    rows = (SupportCapacity("P1", HEERLEN, Support.NEARBY, hours),)

    told = reserves(an_instance(clients=people, support=rows), ("C1", "D1"))

    assert [client for _, client, _ in told] == expected


TOKEN = frozenset({"token-of-two"})


def test_a_reserve_does_not_come_near_whom_it_must_be_kept_apart_from() -> None:
    """C3 may replace C1, with whom it shares a token, but not C2 in the same street."""
    people = (a_client("C1", keep_apart=TOKEN), a_client("C2"), a_client("C3", keep_apart=TOKEN))

    told = reserves(an_instance(clients=people, dwellings=HOMES), *PLACED)

    assert told == [("D1", "C3", 1)]


@pytest.mark.parametrize(("capacity", "expected"), [(300, ["C3"]), (299, [])])
def test_a_reserve_of_several_units_can_replace_any_of_their_proposals(
    capacity: int, expected: list[str]
) -> None:
    """Where the lighter of two falls through there must still be room."""
    people = (a_client("C1", load=200), a_client("C2", load=50), a_client("C3", load=100))
    homes = (a_dwelling("D1", capacity=2),)

    told = reserves(
        an_instance(clients=people, dwellings=homes, **streets(capacity)), ("C1", "D1"), ("C2", "D1")
    )

    assert [client for _, client, _ in told] == expected
