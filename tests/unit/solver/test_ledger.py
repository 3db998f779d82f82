"""One more of each agreement, and the price of spreading, on matchings that can be counted by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from asking import a_base, solve_now
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
)
from matching.solver import Corporation, Forced, Instance, KeepApart, Ledger, OriginLimit, as_plain, ledger_of
from matching.solver.studies.differences import what_differs
from matching.vocabulary import Urgency
from random_instances import crowded_instance


def two_for_one(**facts: Any) -> Instance:
    """Return a client in crisis and a regular one, for two homes in one street."""
    clients = a_client("C1", urgency=Urgency.CRISIS), a_client("C2", load=150)
    return an_instance(**({"clients": clients, "dwellings": (a_dwelling("D1"), a_dwelling("D2"))} | facts))


def streets(**cap: int) -> tuple[Any, ...]:
    far = a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201")
    return a_neighbourhood(**cap), a_neighbourhood(OTHER_STREET), far


def asked(instance: Instance) -> Ledger:
    return ledger_of(a_base(instance), solve_now)


def gains(found: Ledger) -> dict[str, int]:
    return {
        one.limit: one.difference.levels[0].after - one.difference.levels[0].before for one in found.entries
    }


def test_a_quota_that_is_used_up_holds_back_one_placement() -> None:
    found = asked(
        two_for_one(municipalities=(a_municipality(maximum=5, placed=4), a_municipality(LANDGRAAF)))
    )

    (entry,) = found.entries
    assert (entry.limit, entry.kind, entry.subject) == ("municipal-quota:GM0917", "municipal-quota", "GM0917")
    assert (entry.measure, entry.maximum, entry.used, entry.step) == ("placements", 5, 5, 1)
    assert gains(found) == {"municipal-quota:GM0917": 22}
    assert {one.group: one.gain for one in entry.difference.groups} == {
        "crisis": 0,
        "urgent": 0,
        "regular": 1,
    }
    assert [one.dutch for one in entry.sentences] == [
        "Quotum van de gemeente GM0917: één plaatsing erbij.",
        "Doel plaatsingen naar urgentie en wachttijd: 22 punten beter (van 7612 naar 7634).",
        "Doel geschiktheid: 800 punten beter (van 800 naar 1600).",
        "Wel een woning: 1 kandidaat met urgentie regulier.",
    ]


@pytest.mark.parametrize(("left", "gain"), [(149, 0), (150, 22)])
def test_a_point_more_matters_from_the_load_on_that_it_lets_in(left: int, gain: int) -> None:
    """C1 takes 100 and leaves `left` minus a point; C2 needs 150."""
    found = asked(two_for_one(neighbourhoods=streets(capacity=left)))

    (entry,) = found.entries
    assert (entry.measure, entry.step, entry.used) == ("load", 100, 100)
    assert gains(found) == {f"neighbourhood-load:{STREET}": gain}
    assert entry.by_bound is (gain == 0)


@pytest.mark.parametrize(
    ("origin", "dutch"),
    [
        (LANDGRAAF, "Ruimte voor mensen uit GM0882 in de gemeente GM0917: één plaatsing erbij."),
        ("outside", "Ruimte voor mensen van buiten de regio in de gemeente GM0917: één plaatsing erbij."),
        (
            None,
            "Ruimte voor mensen van wie de herkomst niet bekend is in de gemeente GM0917: één plaatsing erbij.",
        ),
    ],
)
def test_one_more_of_one_origin_lets_one_of_them_in(origin: str | None, dutch: str) -> None:
    clients = a_client("C1", origin=origin), a_client("C2", origin=origin)

    found = asked(two_for_one(clients=clients, origin_limits=(OriginLimit(origin, HEERLEN, 5, placed=4),)))

    (entry,) = found.entries
    assert (entry.kind, entry.maximum, entry.used, entry.step) == ("origin-limit", 5, 5, 1)
    assert gains(found) == {entry.limit: 22}
    assert entry.sentences[0].dutch == dutch
    without = {one.without: one.difference.groups[-1].gain for one in found.price}
    assert without == {"quotas": 1, "caps": 0, "both": 1}


def test_a_whole_unit_left_is_not_used_up() -> None:
    assert asked(two_for_one(neighbourhoods=streets(capacity=200))).entries == ()


def test_one_more_for_who_is_two_over_is_no_room_at_all() -> None:
    over = (a_municipality(maximum=3, placed=5), a_municipality(LANDGRAAF))

    found = asked(two_for_one(municipalities=over))

    assert gains(found) == {"municipal-quota:GM0917": 0}
    assert (found.entries[0].used, found.entries[0].by_bound) == (5, True)


def test_two_agreements_that_hold_together_hold_nothing_back_alone() -> None:
    tight = {
        "municipalities": (a_municipality(maximum=1), a_municipality(LANDGRAAF)),
        "corporations": (Corporation("K1", commitment=1),),
    }

    found = asked(two_for_one(**tight))

    assert gains(found) == {"municipal-quota:GM0917": 0, "commitment:K1": 0}


def test_keeping_apart_is_not_in_the_ledger() -> None:
    token = frozenset({"token-of-two"})
    clients = a_client("C1", keep_apart=token), a_client("C2", keep_apart=token)
    found = asked(two_for_one(clients=clients, keep_apart=(KeepApart("token-of-two", OTHER_STREET),)))

    assert (found.agreements, found.entries) == (0, ())
    assert "token" not in str(as_plain(found))


def test_a_forced_pair_that_could_not_be_stays_out_when_there_is_more_room() -> None:
    """C3 is fixed, and no room was left for the load; one point more would let it in at the cost of C2."""
    clients = (
        a_client("C1", urgency=Urgency.CRISIS),
        a_client("C2", urgency=Urgency.URGENT),
        a_client("C3", load=200, on_list_since=date(2027, 1, 1)),
    )
    instance = two_for_one(
        clients=clients, forced=(Forced("C3", "D2"),), neighbourhoods=streets(capacity=199)
    )

    found = asked(instance)

    assert gains(found) == {f"neighbourhood-load:{STREET}": 712}


def test_spreading_has_a_price_that_quotas_and_caps_share() -> None:
    """C2 needs both: a place in the quota, and room in the street."""
    tight = {
        "municipalities": (a_municipality(maximum=1), a_municipality(LANDGRAAF)),
        "neighbourhoods": streets(capacity=150),
    }

    found = asked(two_for_one(**tight))

    assert {one.without.value: one.difference.placed.after for one in found.price} == {
        "quotas": 1,
        "caps": 1,
        "both": 2,
    }
    assert found.price[2].sentences[-1].dutch == "Wel een woning: 1 kandidaat met urgentie regulier."


def test_what_is_proven_is_named_and_of_what_nobody_looked_at_nothing_is_said() -> None:
    """The goal of placements is settled; then time is over."""
    found = asked(
        two_for_one(municipalities=(a_municipality(maximum=5, placed=4), a_municipality(LANDGRAAF)))
    )
    (entry,) = found.entries
    first, *rest = entry.difference.levels
    unseen = (replace(level, bound=None, proven=False) for level in rest)

    told = what_differs(replace(entry.difference, levels=(first, *unseen)))

    assert [one.dutch for one in told] == [
        "Doel plaatsingen naar urgentie en wachttijd: 22 punten beter (van 7612 naar 7634).",
        "Wel een woning: 1 kandidaat met urgentie regulier.",
        "Bewezen: plaatsingen naar urgentie en wachttijd. De rest niet: de rekentijd was op.",
    ]
    assert told[-1].english == "Proven: priority. Not the rest: there was no more time to compute."
    doubted = replace(entry.difference, levels=(replace(first, proven=False), *rest))
    assert what_differs(doubted)[-1].dutch == "Niet alles hiervan is bewezen: de rekentijd was op."


@pytest.mark.parametrize("seed", range(4))
def test_without_time_nothing_is_claimed_that_was_not_proven(seed: int) -> None:
    base = a_base(crowded_instance(seed))

    exact, hurried = ledger_of(base, solve_now), ledger_of(base, solve_now, longest=0.0)

    truth = {one.limit: one.difference for one in exact.entries}
    for one in hurried.entries:
        for claimed, true in zip(one.difference.levels, truth[one.limit].levels, strict=True):
            if not claimed.proven:
                break
            assert claimed.after == true.after


def test_a_base_that_is_not_proven_is_not_pruned() -> None:
    base = a_base(two_for_one(neighbourhoods=streets(capacity=149)))
    doubted = replace(base, levels=tuple(replace(level, proven=False) for level in base.levels))

    found = ledger_of(doubted, solve_now)

    assert [one.by_bound for one in found.entries] == [False]
    assert not any(one.difference.proven for one in found.entries)
