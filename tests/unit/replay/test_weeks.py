"""Replays of weeks made by hand: what each policy does, what a refusal does, and that nobody looks ahead."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from builders import FAR_STREET, STREET, TODAY, a_client, a_dwelling, an_instance
from matching.replay import (
    AgreementBroken,
    Answers,
    History,
    InvalidHistory,
    Offer,
    Pair,
    Played,
    Policy,
    Week,
    clairvoyant,
    first_come,
    measure,
    optimum,
    play,
    recorded,
    reserving,
    urgency_first,
)
from matching.solver import Client, Dwelling, Municipality, Neighbourhood
from matching.vocabulary import Accessibility, Need, Urgency

A_WEEK = timedelta(days=7)


class Willing(Answers):
    """Everybody says yes, but for the pairs that are named."""

    refused: frozenset[Pair] = frozenset()

    def accepted(self, client: str, dwelling: str) -> bool:
        return (client, dwelling) not in self.refused


def a_history(
    *clients: Client, homes: tuple[Dwelling, ...], weeks: int = 4, late: tuple[str, ...] = (), **facts: object
) -> History:
    """Return some weeks in which every home is offered from the first day, or a week later, for three weeks."""
    offers = tuple(Offer(one.id, TODAY + A_WEEK * (one.id in late), TODAY + 3 * A_WEEK) for one in homes)
    return History(an_instance(clients=clients, dwellings=homes, **facts), offers, weeks)


def moves(
    history: History, policy: Policy, *, refused: frozenset[Pair] = frozenset()
) -> list[tuple[str, str, int]]:
    answers = Willing(history, 1)
    object.__setattr__(answers, "refused", refused)
    return [(one.client, one.dwelling, one.week) for one in play(history, policy, answers=answers).moved]


def test_first_come_serves_who_is_longest_on_the_list() -> None:
    early = a_client("C1", on_list_since=date(2025, 1, 1))
    urgent = a_client("C2", urgency=Urgency.CRISIS)
    history = a_history(early, urgent, homes=(a_dwelling(),))

    assert moves(history, first_come) == [("C1", "D1", 0)]


@pytest.mark.parametrize("policy", [urgency_first, optimum])
def test_urgency_goes_before_waiting(policy: Policy) -> None:
    early = a_client("C1", on_list_since=date(2025, 1, 1))
    urgent = a_client("C2", urgency=Urgency.CRISIS)
    history = a_history(early, urgent, homes=(a_dwelling(),))

    assert moves(history, policy) == [("C2", "D1", 0)]


def test_the_optimum_houses_both_where_turns_house_one() -> None:
    """Who waits longest likes best the only home the other can have."""
    flexible = a_client("C1", on_list_since=date(2025, 1, 1), low_stimulus=Need.SHOULD)
    bound = a_client("C2", low_stimulus=Need.MUST)
    homes = (a_dwelling("D1", low_stimulus=True), a_dwelling("D2"))
    history = a_history(flexible, bound, homes=homes)

    assert moves(history, urgency_first) == [("C1", "D1", 0)]
    assert moves(history, optimum) == [("C1", "D2", 0), ("C2", "D1", 0)]


def test_reserving_keeps_a_home_for_who_came_in_an_earlier_year() -> None:
    walker = a_client(
        "C9", urgency=Urgency.URGENT, accessibility=Accessibility.WALKER, on_list_since=TODAY + A_WEEK
    )
    before = a_history(walker, homes=())
    home = a_dwelling("D1", accessibility=Accessibility.WALKER)
    coming = replace(walker, id="C2")
    history = a_history(a_client("C1"), coming, homes=(home,))

    assert moves(history, optimum) == [("C1", "D1", 0)]
    assert moves(history, reserving([before])) == [("C2", "D1", 1)]


def test_reserving_does_not_wait_for_who_does_not_come() -> None:
    """It gives the home away before the corporation does."""
    walker = a_client(
        "C9", urgency=Urgency.URGENT, accessibility=Accessibility.WALKER, on_list_since=TODAY + A_WEEK
    )
    home = a_dwelling("D1", accessibility=Accessibility.WALKER)
    history = a_history(a_client("C1"), homes=(home,))

    assert moves(history, reserving([a_history(walker, homes=())])) == [("C1", "D1", 1)]


def test_a_refusal_costs_a_week_and_nobody_their_place() -> None:
    history = a_history(a_client("C1"), a_client("C2"), homes=(a_dwelling(),))

    assert moves(history, first_come, refused=frozenset({("C1", "D1")})) == [("C2", "D1", 1)]


def test_a_home_that_is_let_to_others_is_gone() -> None:
    late = a_client("C1", on_list_since=TODAY + 3 * A_WEEK)
    history = a_history(late, homes=(a_dwelling(available_from=TODAY),))
    answers = Willing(history, 1)

    played = play(history, first_come, answers=answers)
    counted = measure(history, played, answers=answers)

    assert played == Played(())
    assert (counted.taken_back, counted.vacancy_days) == (1, 21)


def test_what_was_placed_uses_up_the_room_of_later_weeks() -> None:
    history = a_history(
        a_client("C1"),
        a_client("C2"),
        homes=(a_dwelling("D1"), a_dwelling("D2")),
        late=("D2",),
        neighbourhoods=(
            Neighbourhood(STREET, "GM0917", "WK091733", capacity=150),
            Neighbourhood(FAR_STREET, "GM0882", "WK088201"),
        ),
    )

    assert moves(history, optimum) == [("C1", "D1", 0)]


def test_the_referee_sees_a_policy_that_breaks_an_agreement() -> None:
    full = (Municipality("GM0917", maximum=0), Municipality("GM0882"))
    history = a_history(a_client("C1"), homes=(a_dwelling(),), municipalities=full)

    def careless(_week: Week) -> tuple[Pair, ...]:
        return (("C1", "D1"),)

    with pytest.raises(AgreementBroken, match="municipal-quota"):
        moves(history, careless)


def test_hindsight_leaves_a_home_to_who_comes_later() -> None:
    later = a_client("C2", urgency=Urgency.CRISIS, on_list_since=TODAY + 2 * A_WEEK)
    history = a_history(a_client("C1"), later, homes=(a_dwelling(),))

    found = clairvoyant(history, answers=Willing(history, 1))

    assert [(one.client, one.week) for one in found.moved] == [("C2", 2)]


def test_waiting_counts_until_somebody_can_live_there_or_the_end() -> None:
    housed = a_client("C1", on_list_since=TODAY - timedelta(days=10))
    waits = a_client("C2", on_list_since=TODAY - timedelta(days=5))
    home = a_dwelling(available_from=TODAY + timedelta(days=6))
    history = a_history(housed, waits, homes=(home,))
    answers = Willing(history, 1)

    counted = measure(history, play(history, first_come, answers=answers), answers=answers)

    assert counted.waiting_mean == ((10 + 6) + (5 + 28)) / 2
    assert counted.waiting_p95 == 33


def test_placements_above_the_agreed_shares_are_off_target() -> None:
    shares = (Municipality("GM0917", target_share=5_000), Municipality("GM0882", target_share=5_000))
    people = tuple(a_client(f"C{number}") for number in range(4))
    homes = tuple(a_dwelling(f"D{number}") for number in range(4))
    history = a_history(*people, homes=homes, municipalities=shares)
    answers = Willing(history, 1)

    assert measure(history, play(history, optimum, answers=answers), answers=answers).off_target == 2


def test_every_fault_of_a_history_is_named_at_once() -> None:
    region = an_instance(
        clients=(a_client("C1", on_list_since=TODAY + 9 * A_WEEK),),
        dwellings=(a_dwelling("D1"), a_dwelling("D2")),
    )
    offers = (Offer("D1", TODAY, TODAY), Offer("D3", TODAY, TODAY + A_WEEK))

    with pytest.raises(InvalidHistory) as told:
        History(region, offers, weeks=4)

    assert len(told.value.faults) == 4


def test_runs_make_a_history() -> None:
    """From the first run on: who and what was seen, described as last seen, on offer as long as it was or may be."""
    home, other = a_dwelling("D1", capacity=2, available_from=TODAY), a_dwelling("D2", available_from=TODAY)
    changed = a_client("C1", maximum_rent=90_000)
    first = an_instance(clients=(a_client("C1"), a_client("C2")), dwellings=(home,))
    later = an_instance(
        on=TODAY + 6 * A_WEEK, clients=(changed,), dwellings=(replace(home, capacity=1), other)
    )

    history = recorded([later, first])

    assert history.region.on == TODAY
    assert history.weeks == 7
    assert history.region.clients == (changed, a_client("C2"))
    assert [one.capacity for one in history.region.dwellings] == [2, 1]
    assert history.offers == (
        Offer("D1", TODAY, TODAY + 6 * A_WEEK + timedelta(days=1)),
        Offer("D2", TODAY + 6 * A_WEEK, TODAY + 10 * A_WEEK),
    )


def test_without_runs_there_is_no_history() -> None:
    with pytest.raises(ValueError, match="no matching run"):
        recorded([])
