"""Why not: the rule that refuses, or what it costs, on matchings that can be counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

from asking import a_base, solve_now
from builders import (
    FAR_STREET,
    LANDGRAAF,
    STREET,
    a_client,
    a_dwelling,
    a_municipality,
    a_neighbourhood,
    an_instance,
)
from matching.solver import UNDISCLOSED, Forced, Instance, KeepApart, Placing, WhyNot, as_plain, why_not
from matching.vocabulary import Urgency

FIRST = a_client("C1", urgency=Urgency.CRISIS)
SECOND = a_client("C2", on_list_since=date(2026, 9, 1))


def asked(instance: Instance, client: str, dwelling: str) -> Placing:
    return why_not(a_base(instance), solve_now, client=client, dwelling=dwelling)


def one_home(**facts: Any) -> Instance:
    """Return a client in crisis and a regular one, and a single home, which the first gets."""
    return an_instance(**({"clients": (FIRST, SECOND)} | facts))


def test_what_the_run_proposed_is_told_so() -> None:
    found = asked(one_home(), "C1", "D1")

    assert (found.why, found.obstacles, found.difference) == (WhyNot.PLACED, (), None)


def test_a_rule_that_refuses_is_named_with_its_sentence() -> None:
    found = asked(one_home(clients=(FIRST, replace(SECOND, maximum_rent=50_000))), "C2", "D1")

    assert found.why is WhyNot.REFUSED
    assert [one.rule for one in found.obstacles] == ["rent"]
    assert "€ 500,00" in found.sentences[0].dutch
    assert found.difference is None


def test_a_datum_that_is_missing_is_no_refusal() -> None:
    found = asked(one_home(clients=(FIRST, replace(SECOND, consent=None))), "C2", "D1")

    assert (found.why, found.obstacles) == (WhyNot.NEEDS_DATA, ())
    assert "toestemming" in found.sentences[0].dutch


def test_a_refusal_by_consent_is_a_refusal() -> None:
    found = asked(one_home(clients=(FIRST, replace(SECOND, consent=False))), "C2", "D1")

    assert [one.rule for one in found.obstacles] == ["consent"]


def test_taking_a_home_from_somebody_costs_their_priority_and_counts_them_by_urgency() -> None:
    found = asked(one_home(), "C2", "D1")

    assert found.why is WhyNot.COSTS
    assert found.difference is not None
    priority = found.difference.levels[0]
    assert (priority.before, priority.after, priority.proven) == (7_612, 16, True)
    assert {one.group: (one.gain, one.lose) for one in found.difference.groups} == {
        "crisis": (0, 1),
        "urgent": (0, 0),
        "regular": (1, 0),
    }
    told = [sentence.dutch for sentence in found.sentences]
    assert "Geen woning meer: 1 kandidaat met urgentie crisis." in told
    assert "C1" not in str(as_plain(found))


def test_a_home_that_is_free_costs_nothing_but_what_it_suits_less() -> None:
    far = a_dwelling("D2", neighbourhood=FAR_STREET)
    near = replace(FIRST, preferred=frozenset({STREET}))
    found = asked(an_instance(clients=(near,), dwellings=(a_dwelling("D1"), far)), "C1", "D2")

    assert found.difference is not None
    levels = {one.name: one.after - one.before for one in found.difference.levels}
    assert levels["priority"] == 0
    assert levels["suitability"] < 0
    assert (found.difference.elsewhere, found.difference.placed.after) == (1, 1)


def test_an_agreement_that_was_full_before_stands_in_the_way_whoever_comes() -> None:
    full = (a_municipality(maximum=3, placed=3), a_municipality(LANDGRAAF))

    found = asked(one_home(municipalities=full), "C1", "D1")

    assert [one.rule for one in found.obstacles] == ["municipal-quota"]


def test_keeping_apart_is_never_explained() -> None:
    secret = replace(SECOND, keep_apart=frozenset({"token-of-two"}))
    found = asked(
        one_home(clients=(FIRST, secret), keep_apart=(KeepApart("token-of-two", STREET),)), "C2", "D1"
    )

    assert [one.rule for one in found.obstacles] == [UNDISCLOSED]
    assert "token" not in str(as_plain(found))


def test_an_area_to_avoid_is_never_explained() -> None:
    found = asked(one_home(clients=(FIRST, replace(SECOND, excluded=frozenset({STREET})))), "C2", "D1")

    assert [one.rule for one in found.obstacles] == [UNDISCLOSED]
    assert STREET not in str(as_plain(found))


def test_a_pair_that_was_fixed_leaves_no_room_for_another() -> None:
    found = asked(one_home(forced=(Forced("C2", "D1"),)), "C1", "D1")

    assert (found.why, found.difference) == (WhyNot.FIXED_OTHERWISE, None)


def test_room_in_a_street_that_somebody_gives_up_is_counted_too() -> None:
    """D1 and D2 stand in a street that carries one of the two."""
    narrow = (
        a_neighbourhood(capacity=150),
        a_neighbourhood("BU09173303"),
        a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201"),
    )
    found = asked(one_home(dwellings=(a_dwelling("D1"), a_dwelling("D2")), neighbourhoods=narrow), "C2", "D2")

    assert found.difference is not None
    assert {one.group: one.lose for one in found.difference.groups}["crisis"] == 1
