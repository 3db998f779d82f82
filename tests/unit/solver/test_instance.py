"""An instance refuses to exist when it contradicts itself, and names every fault at once."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders import (
    DISTRICT,
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    STREET,
    a_client,
    a_dwelling,
    a_form,
    a_municipality,
    a_neighbourhood,
    an_instance,
    support_everywhere,
    the_rent_limits,
)
from matching.solver.instance import (
    OUTSIDE,
    SUITABILITY_TERMS,
    Admission,
    Barred,
    Complex,
    Corporation,
    District,
    Forced,
    InvalidInstance,
    KeepApart,
    OriginLimit,
    Policy,
    read_instance,
    write_instance,
)
from matching.solver.suitability import TERMS
from matching.vocabulary import AgeBand, DirectiveKind, Goal, Urgency
from random_instances import random_instance


def clients(**facts: Any) -> dict[str, Any]:
    return {"clients": (a_client(**facts),)}


def dwellings(**facts: Any) -> dict[str, Any]:
    return {"dwellings": (a_dwelling(**facts),)}


def policy(**facts: Any) -> dict[str, Any]:
    return {"policy": Policy(**facts)}


WEIGHTS = (Urgency.CRISIS, Urgency.URGENT, Urgency.REGULAR)

FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("Client C1 appears 2 times.", {"clients": (a_client(), a_client())}),
    ("Dwelling D1 appears 2 times.", {"dwellings": (a_dwelling(), a_dwelling())}),
    ("Housing form own-home appears 2 times.", {"housing_forms": (a_form(), a_form())}),
    ("Municipality GM0917 appears 2 times.", {"municipalities": (a_municipality(),) * 2}),
    ("Corporation K1 appears 2 times.", {"corporations": (Corporation("K1"),) * 2}),
    ("Origin limit unknown:GM0917 appears 2", {"origin_limits": (OriginLimit(None, HEERLEN, 1),) * 2}),
    ("Support of P1 in GM0917 appears 2 times.", {"support": support_everywhere() * 2}),
    ("A Client has no name.", {"clients": (a_client(""),)}),
    ("Client C1: load is 1001, the most is 1000.", clients(load=1_001)),
    ("Client C1: load is -1, the least is 0.", clients(load=-1)),
    ("Client C1: persons is 0, the least is 1.", clients(adults=0)),
    ("Client C1: children is -1, the least is 0.", clients(adults=2, children=-1)),
    ("Client C1: age 60 is not in the band 18-23.", clients(age_band=AgeBand.YOUNG, age=60)),
    (
        "Client C1: ready_until 2026-12-31 is before ready_from 2027-01-01.",
        clients(ready_until=date(2026, 12, 31)),
    ),
    ("Client C1: a housing form appears twice.", clients(housing_forms=("own-home", "own-home"))),
    ("Client C1: housing_forms castle is not in the instance.", clients(housing_forms=("castle",))),
    ("Client C1: origin GM0000 is not in the instance.", clients(origin="GM0000")),
    ("Client C1: preferred BU0 is not in the instance.", clients(preferred=frozenset({"BU0"}))),
    ("Client C1: acceptable BU0 is not in the instance.", clients(acceptable=frozenset({"BU0"}))),
    ("Client C1: an excluded area is not in the instance.", clients(excluded=frozenset({"BU0"}))),
    ("Dwelling D1: rent is -1, the least is 0.", dwellings(rent=-1)),
    ("Dwelling D1: capacity is 0, the least is 1.", dwellings(capacity=0)),
    ("the age limits are 60 and 50", dwellings(minimum_age=60, maximum_age=50)),
    ("the person limits are 3 and 2", dwellings(minimum_persons=3, maximum_persons=2)),
    ("Dwelling D1: neighbourhood BU0 is not in the instance.", dwellings(neighbourhood="BU0")),
    ("Dwelling D1: complex X9 is not in the instance.", dwellings(complex="X9")),
    ("Dwelling D1: corporation K9 is not in the instance.", dwellings(corporation="K9")),
    ("Dwelling D1: housing_form castle is not in the instance.", dwellings(housing_form="castle")),
    ("Client C1: elsewhere is GM0, but origin is GM0917.", clients(elsewhere="GM0")),
    ("Complex X1: carried is -5, the least is 0.", {"complexes": (Complex("X1", 10, -5),)}),
    (
        "Housing form own-home: the age limits are 30 and 20",
        {"housing_forms": (a_form(admission=Admission(minimum_age=30, maximum_age=20)),)},
    ),
    (
        "Municipality GM0917: target_share is 10001, the most is 10000.",
        {"municipalities": (a_municipality(target_share=10_001), a_municipality(LANDGRAAF))},
    ),
    (
        "The target shares add up to 10001, the most is 10000.",
        {
            "municipalities": (
                a_municipality(target_share=5_000),
                a_municipality(LANDGRAAF, target_share=5_001),
            )
        },
    ),
    (
        "minimum and maximum are 5 and 4",
        {"municipalities": (a_municipality(minimum=5, maximum=4), a_municipality(LANDGRAAF))},
    ),
    (
        "District WK091733: municipality GM0 is not in the instance.",
        {"districts": (District(DISTRICT, "GM0"), District("WK088201", LANDGRAAF))},
    ),
    (
        "Neighbourhood BU09173302: its district WK088201 lies in another municipality.",
        {
            "neighbourhoods": (
                a_neighbourhood(district="WK088201"),
                a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201"),
            )
        },
    ),
    ("Origin limit GM0:GM0917: origin GM0 is not in", {"origin_limits": (OriginLimit("GM0", HEERLEN, 1),)}),
    ("municipality GM0 is not in", {"origin_limits": (OriginLimit(OUTSIDE, "GM0", 1),)}),
    ("Keep-apart: neighbourhood BU0 is not in the instance.", {"keep_apart": (KeepApart("T", "BU0"),)}),
    ("Keep-apart: complex X9 is not in the instance.", {"keep_apart": (KeepApart("T", STREET, "X9"),)}),
    (
        "they end on 2027-01-01, before they begin",
        {"rent_limits": (replace(the_rent_limits(), valid_until=date(2027, 1, 1)),)},
    ),
    (
        "low_cap and high_cap are 90000 and 76414",
        {"rent_limits": (replace(the_rent_limits(), low_cap=90_000),)},
    ),
    (
        "The rent limits from 2027-01-01 and from 2027-12-31 overlap.",
        {
            "rent_limits": (
                the_rent_limits(),
                replace(the_rent_limits(), valid_from=date(2027, 12, 31), valid_until=date(2029, 1, 1)),
            )
        },
    ),
    ("Policy: there is no goal.", policy(goals=())),
    ("Goal spread appears 2 times.", policy(goals=(Goal.SPREAD, Goal.SPREAD))),
    ("Policy: urgency regular has no weight.", policy(urgency_weight=((WEIGHTS[0], 900), (WEIGHTS[1], 99)))),
    (
        "Policy: urgency urgent weighs 70, and regular after the longest wait 70",
        policy(urgency_weight=tuple(zip(WEIGHTS, (7_600, 70, 10), strict=True))),
    ),
    (
        "Policy: weight of regular is 0, the least is 1.",
        policy(urgency_weight=tuple(zip(WEIGHTS, (7_600, 700, 0), strict=True))),
    ),
    ("Policy: suitability term beauty is unknown", policy(suitability_weight=(("beauty", 1),))),
    ("Policy: weight of area is -1, the least is 0.", policy(suitability_weight=(("area", -1),))),
    ("Policy: spare_bedrooms is -1, the least is 0.", policy(spare_bedrooms=-1)),
]


@pytest.mark.parametrize(("fault", "facts"), FAULTS)
def test_a_fault_is_named(fault: str, facts: dict[str, Any]) -> None:
    with pytest.raises(InvalidInstance) as refusal:
        an_instance(**facts)

    assert any(fault in one for one in refusal.value.faults), refusal.value.faults


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(InvalidInstance) as refusal:
        an_instance(**clients(load=-1), **dwellings(rent=-1, complex="X9"), **policy(goals=()))

    assert len(refusal.value.faults) == 4
    assert str(refusal.value) == " ".join(refusal.value.faults)


def test_a_fault_does_not_show_an_excluded_area() -> None:
    with pytest.raises(InvalidInstance) as refusal:
        an_instance(**clients(excluded=frozenset({"BU12345678"})))

    assert "BU12345678" not in str(refusal.value)


def test_a_load_just_inside_is_accepted() -> None:
    assert an_instance(**clients(load=1_000)).clients[0].load == 1_000


def test_limits_that_follow_each_other_are_accepted() -> None:
    """Periods are half-open: the day one ends, the next begins."""
    later = replace(the_rent_limits(), valid_from=date(2028, 1, 1), valid_until=date(2029, 1, 1))

    assert len(an_instance(rent_limits=(later, the_rent_limits())).rent_limits) == 2


def test_what_was_decided_before_may_name_what_is_gone() -> None:
    instance = an_instance(
        previous=frozenset({("gone", "D1")}),
        barred=(Barred("C1", "gone", date(2027, 9, 1)),),
        forced=(Forced("gone", "D1"),),
    )

    assert len(instance.previous) == len(instance.barred) == len(instance.forced) == 1


def test_a_bar_that_was_stored_without_a_kind_was_declined() -> None:
    barred = (
        Barred("C1", "D1", date(2027, 9, 1)),
        Barred("C1", "D1", date(2027, 9, 1), DirectiveKind.FORBIDDEN),
    )
    document = write_instance(an_instance(barred=barred))
    read = read_instance(document).barred
    del document["barred"][0]["kind"]

    assert read == barred == read_instance(document).barred


@pytest.mark.parametrize("seed", range(8))
def test_an_instance_survives_being_stored(seed: int) -> None:
    instance = replace(random_instance(seed), forced=(Forced("C1", "D2"), Forced("gone", "D1")))

    stored = json.dumps(write_instance(instance))

    assert instance == read_instance(json.loads(stored))


def test_an_instance_stored_before_pairs_could_be_forced_is_read() -> None:
    stored = write_instance(an_instance())
    del stored["forced"]

    assert read_instance(stored) == an_instance()


def test_who_comes_from_outside_is_accepted() -> None:
    assert an_instance(**clients(origin=OUTSIDE)).clients[0].origin == OUTSIDE


def test_the_default_policy_weighs_every_term() -> None:
    assert tuple(term for term, _ in Policy().suitability_weight) == SUITABILITY_TERMS
    assert tuple(term.name for term in TERMS) == SUITABILITY_TERMS


def test_by_default_one_of_a_higher_class_outweighs_ten_of_a_lower() -> None:
    """Only where all ten waited longest and the one not at all, they weigh the same."""
    policy = Policy()
    weight = dict(policy.urgency_weight)
    longest = policy.waiting_weight * policy.waiting_months

    assert weight[Urgency.CRISIS] >= 10 * (weight[Urgency.URGENT] + longest)
    assert weight[Urgency.URGENT] >= 10 * (weight[Urgency.REGULAR] + longest)


def test_the_province_of_the_builders_is_whole() -> None:
    assert {place.municipality for place in an_instance().neighbourhoods} == {HEERLEN, LANDGRAAF}
