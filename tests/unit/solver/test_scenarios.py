"""What-if, change by change, on matchings that can be counted by hand."""

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
from matching.operations.studies.scenarios import faults
from matching.solver import (
    NEW_CORPORATION,
    Amended,
    Comparison,
    Corporation,
    Instance,
    InvalidInstance,
    MoreClients,
    OriginLimit,
    Scenario,
    as_plain,
    as_typed,
    changed_instance,
    compare,
)
from matching.vocabulary import OUTSIDE, Goal, Urgency
from random_instances import crowded_instance

THREE = tuple(a_client(f"C{number}", on_list_since=date(2026, number, 1)) for number in (1, 2, 3))
"""C1 has waited longest."""


def two_homes(**facts: Any) -> Instance:
    """Return three people for one home in each municipality."""
    usual: dict[str, Any] = {
        "clients": THREE,
        "dwellings": (a_dwelling("D1"), a_dwelling("D2", neighbourhood=FAR_STREET)),
    }
    return an_instance(**usual | facts)


def compared(instance: Instance, **changes: Any) -> Comparison:
    return compare(a_base(instance), Scenario(**changes), solve_now)


def moves(found: Comparison) -> tuple[int, int, int, int]:
    return found.gain, found.lose, found.elsewhere, found.same


@pytest.mark.parametrize("seed", range(4))
def test_nothing_changed_is_nothing_different(seed: int) -> None:
    found = compared(crowded_instance(seed))

    assert moves(found) == (0, 0, 0, found.placed.before)
    assert all(level.before == level.after and level.comparable for level in found.levels)
    assert all(one.placed.before == one.placed.after for one in found.urgencies)
    assert found.changes == ()
    assert len(found.sentences) == 1


def test_a_quota_that_closes_a_municipality_loses_a_home_and_a_wider_one_gives_it_back() -> None:
    closed = two_homes(municipalities=(a_municipality(), a_municipality(LANDGRAAF, maximum=0)))

    opened = compared(closed, quotas=(Amended(LANDGRAAF, (("maximum", 1),)),))
    lifted = compared(closed, quotas=(Amended(LANDGRAAF, (("maximum", None),)),))
    shut = compared(closed, quotas=(Amended(HEERLEN, (("maximum", 0),)),))

    assert moves(opened) == moves(lifted) == (1, 0, 0, 1)
    assert [(one.municipality, one.placed.before, one.placed.after) for one in opened.municipalities] == [
        (LANDGRAAF, 0, 1),
        (HEERLEN, 1, 1),
    ]
    assert moves(shut) == (0, 1, 0, 0)
    assert "zonder afspraak (was 0)" in lifted.changes[0].dutch


def test_a_limit_on_an_origin_closes_opens_and_is_lifted() -> None:
    instance = two_homes(
        clients=tuple(replace(client, origin=OUTSIDE) for client in THREE),
        origin_limits=(OriginLimit(OUTSIDE, HEERLEN, maximum=1), OriginLimit(OUTSIDE, LANDGRAAF, maximum=0)),
    )
    there = f"{OUTSIDE}:{LANDGRAAF}"

    opened = compared(instance, origin_limits=(Amended(there, (("maximum", 1),)),))
    lifted = compared(instance, origin_limits=(Amended(there, (("maximum", None),)),))
    shut = compared(instance, origin_limits=(Amended(f"{OUTSIDE}:{HEERLEN}", (("maximum", 0),)),))

    assert moves(opened) == moves(lifted) == (1, 0, 0, 1)
    assert moves(shut) == (0, 1, 0, 0)
    assert [one.dutch for one in opened.changes + lifted.changes] == [
        f"De gemeente {LANDGRAAF}, voor mensen van buiten de regio: hoogste aantal plaatsingen 1 (was 0).",
        f"De gemeente {LANDGRAAF}, voor mensen van buiten de regio: "
        "hoogste aantal plaatsingen zonder afspraak (was 0).",
    ]


def test_a_cap_holds_and_its_load_is_told_in_hundredths() -> None:
    roomy = two_homes(neighbourhoods=(a_neighbourhood(carried=50), *two_homes().neighbourhoods[1:]))

    capped = compared(roomy, load_caps=(Amended(STREET, (("capacity", 149),)),))
    just = compared(roomy, load_caps=(Amended(STREET, (("capacity", 150),)),))

    street = next(one for one in capped.neighbourhoods if one.neighbourhood == STREET)
    assert (street.load.before, street.load.after) == (150, 50)
    assert (street.capacity_before, street.capacity_after) == (None, 149)
    assert (capped.lose, just.lose) == (1, 0)
    assert any(
        "draagt 0,5 van 1,49 punten; in de ronde 1,5" in sentence.dutch for sentence in capped.sentences
    )


def test_a_commitment_and_a_corporation_that_offers_more() -> None:
    bound = two_homes(corporations=(Corporation("K1", commitment=1),))

    assert compared(bound, commitments=(Amended("K1", (("commitment", 2),)),)).gain == 1
    assert compared(bound, commitments=(Amended("K1", (("offers_more", True),)),)).gain == 1
    assert compared(bound, commitments=(Amended("K1", (("commitment", 0),)),)).lose == 1


def test_more_and_fewer_dwellings_and_clients() -> None:
    instance = two_homes(corporations=(Corporation("K1", commitment=2),))
    new = a_dwelling("new-000", neighbourhood=OTHER_STREET, corporation=NEW_CORPORATION)
    taken = a_dwelling("new-000", neighbourhood=OTHER_STREET)

    assert compared(instance, more_dwellings=(new,)).gain == 1
    assert compared(instance, more_dwellings=(taken,)).gain == 0, "its commitment is used up"
    assert moves(compared(instance, without_dwellings=("D1",))) == (0, 1, 1, 0), "the first goes elsewhere"
    without = compared(instance, without_clients=("C1",))
    assert (without.gain, without.lose, without.clients.after) == (1, 1, 2)
    urgent = compared(instance, more_clients=(MoreClients("C3", 2, Urgency.URGENT),))
    assert (urgent.gain, urgent.lose, urgent.clients.after) == (2, 2, 5)
    assert [
        (one.urgency, one.placed.before, one.placed.after, one.gain, one.lose) for one in urgent.urgencies
    ] == [
        (Urgency.CRISIS, 0, 0, 0, 0),
        (Urgency.URGENT, 0, 2, 2, 0),
        (Urgency.REGULAR, 2, 0, 0, 2),
    ]


def test_another_order_of_goals_and_other_weights() -> None:
    """C1 has waited longest; C2 would rather live here."""
    keen = a_client("C2", on_list_since=date(2027, 2, 1), preferred=frozenset({STREET}))
    instance = two_homes(
        clients=(a_client("C1", acceptable=frozenset({FAR_STREET})), keen), dwellings=(a_dwelling("D1"),)
    )

    by_suitability = compared(instance, goals=(Goal.SUITABILITY, Goal.PRIORITY))
    no_waiting = compared(instance, policy_numbers=(("waiting_weight", 0),))

    assert (by_suitability.gain, by_suitability.lose) == (1, 1)
    assert [level.name for level in by_suitability.levels if level.after is None] == ["spread"]
    assert (no_waiting.gain, no_waiting.lose) == (1, 1), "then what suits decides"
    assert [level.comparable for level in no_waiting.levels if level.name == "priority"] == [False]


def test_of_what_is_equally_good_nothing_moves() -> None:
    """Twelve equal clients for six equal homes: closing an empty street moves nobody."""
    clients = tuple(a_client(f"C{number:02}") for number in range(12))
    homes = tuple(a_dwelling(f"D{number}") for number in range(6))

    found = compared(
        an_instance(clients=clients, dwellings=homes), load_caps=(Amended(OTHER_STREET, (("capacity", 0),)),)
    )

    assert moves(found) == (0, 0, 0, 6)


def test_stability_that_ranks_higher_holds_on_to_what_it_held_on_to() -> None:
    policy = two_homes().policy
    first = two_homes(
        policy=type(policy)(goals=(Goal.STABILITY, Goal.PRIORITY)), previous=frozenset({("C3", "D1")})
    )

    found = compared(first, without_clients=("C1",))

    assert [
        (level.name, level.before, level.after) for level in found.levels if level.name == "stability"
    ] == [("stability", 1, 1)]
    assert found.same == 1


def test_everything_wrong_is_named_at_once() -> None:
    instance = two_homes(
        municipalities=(a_municipality(minimum=3), a_municipality(LANDGRAAF, target_share=6_000))
    )
    scenario = Scenario(
        quotas=(
            Amended("GM0000", (("maximum", 1),)),
            Amended(HEERLEN, (("maximum", 2),)),
            Amended(HEERLEN, (("maximum", 3), ("target_share", 4_001))),
        ),
        origin_limits=(Amended(f"{OUTSIDE}:{HEERLEN}", (("maximum", 1),)),),
        load_caps=(Amended("BU00000000", (("capacity", 1),)),),
        complex_caps=(Amended("X9", (("capacity", 1),)),),
        commitments=(Amended("K9", (("commitment", 1),)),),
        goals=(Goal.PRIORITY, Goal.PRIORITY),
        urgency_weight=((Urgency.URGENT, 10),),
        without_dwellings=("D9",),
        without_clients=("C9",),
        more_dwellings=(a_dwelling("new-000", neighbourhood="BU1", housing_form="tent", corporation="K9"),),
        more_clients=(MoreClients("C9", 1),),
    )

    assert {fault.path for fault in faults(instance, as_plain(scenario))} == {
        "quotas.0.municipality",
        "quotas.1.minimum",
        "quotas.2",
        "quotas",
        "origin_limits.0.origin",
        "load_caps.0.area",
        "complex_caps.0.complex",
        "commitments.0.organisation",
        "goals.1",
        "policy.urgencyWeights.urgent",
        "without_dwellings.0",
        "without_clients.0",
        "more_dwellings.0.neighbourhood",
        "more_dwellings.0.housing_form",
        "more_dwellings.0.corporation",
        "more_clients.0.like",
    }
    with pytest.raises(InvalidInstance):
        changed_instance(instance, Scenario(urgency_weight=scenario.urgency_weight))


def test_a_scenario_is_read_back_as_it_was_written() -> None:
    scenario = Scenario(
        quotas=(Amended(HEERLEN, (("maximum", None), ("target_share", 2_500))),),
        goals=(Goal.SPREAD,),
        urgency_weight=((Urgency.CRISIS, 9_000),),
        policy_numbers=(("waiting_months", 12),),
        more_dwellings=(a_dwelling("new-000"),),
        more_clients=(MoreClients("C1", 2, Urgency.CRISIS), MoreClients("C1", 1)),
    )

    assert as_typed(Scenario, as_plain(scenario)) == scenario


def test_nothing_of_an_answer_names_anybody() -> None:
    told = str(as_plain(compared(two_homes(), without_clients=("C1",), without_dwellings=("D2",))))

    assert not any(name in told for name in ("C1", "C2", "C3", "D1", "D2"))
