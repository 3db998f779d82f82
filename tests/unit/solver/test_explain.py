"""Every reason is told, in both languages, and never more than may be told."""

import json
from dataclasses import replace
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
    a_solution,
    an_instance,
    explained,
)
from matching.solver.explain import UnplacedReasons, Usage, Why, explain
from matching.solver.formulate import formulate
from matching.solver.instance import (
    OUTSIDE,
    Complex,
    Corporation,
    Forced,
    Instance,
    KeepApart,
    OriginLimit,
    SupportCapacity,
)
from matching.vocabulary import Support, Urgency

Pairs = tuple[tuple[str, str], ...]
SECRET = frozenset({"token-of-two"})


def unplaced(instance: Instance, *pairs: tuple[str, str]) -> UnplacedReasons:
    (reasons,) = explained(instance, *pairs).unplaced
    return reasons


def dutch(reasons: UnplacedReasons) -> str:
    return " ".join(sentence.dutch for sentence in reasons.sentences)


def capped(**agreed: Any) -> dict[str, Any]:
    return {"municipalities": (a_municipality(**agreed), a_municipality(LANDGRAAF))}


def streets(**cap: int) -> dict[str, Any]:
    far = a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district="WK088201")
    return {"neighbourhoods": (a_neighbourhood(**cap), a_neighbourhood(OTHER_STREET), far)}


def test_a_proposal_tells_what_it_is_worth_and_why() -> None:
    client = a_client(urgency=Urgency.URGENT, on_list_since=date(2026, 12, 1), preferred=frozenset({STREET}))
    instance = an_instance(
        clients=(client,), dwellings=(a_dwelling("D1"), a_dwelling("D2"), a_dwelling("D3"))
    )

    (reasons,) = explained(instance, ("C1", "D1")).proposals

    assert (reasons.client, reasons.dwelling) == ("C1", "D1")
    assert (reasons.priority, reasons.urgency_points, reasons.waiting_points) == (703, 700, 3)
    assert (reasons.urgency, reasons.waiting, reasons.other_dwellings) == ("urgent", 3, 2)
    assert reasons.suitability == formulate(instance).pairs.suitability[0]
    told = [sentence.dutch for sentence in reasons.sentences]
    assert "Urgentieklasse: urgent. Wachttijd: 3 maanden." in told
    assert "Ook mogelijk voor de kandidaat: 2 woningen." in told
    assert "Gebied: 1000 punten. De woning staat in een voorkeursgebied." in told


def test_who_fits_nothing_hears_which_rules_removed_what() -> None:
    client = a_client(maximum_rent=70_000)
    instance = an_instance(
        clients=(client,),
        dwellings=(
            a_dwelling("D1", rent=70_500),
            a_dwelling("D2", rent=90_000, bedrooms=4),
            a_dwelling("D3", bedrooms=4),
        ),
    )

    reasons = unplaced(instance)

    assert (reasons.why, reasons.eligible, reasons.unknown) == (Why.NOTHING_ELIGIBLE, 0, 0)
    assert [(one.rule, one.removed, one.alone) for one in reasons.removed] == [
        ("household", 2, 1),
        ("rent", 2, 1),
    ]
    assert "Valt af op de regel ‘huur’: 2 woningen. Alleen daarop: 1 woning." in dutch(reasons)


def test_the_nearest_miss_has_the_fewest_rules_against_it_and_the_smallest_margin() -> None:
    instance = an_instance(
        clients=(a_client(maximum_rent=60_000),),
        dwellings=(
            a_dwelling("D1", rent=64_000),
            a_dwelling("D2", rent=60_100),
            a_dwelling("D3", rent=60_001, bedrooms=4),
        ),
    )

    nearest = unplaced(instance).nearest

    assert nearest is not None
    assert nearest.dwelling == "D2"
    (miss,) = nearest.misses
    assert (miss.rule, miss.margin, miss.unit) == ("rent", 100, "eurocent")
    assert miss.sentence.english == (
        "The rent with service costs (€601.00) is more than the client can pay (€600.00)."
    )


def test_who_lacks_data_hears_which_datum_opens_how_many_dwellings() -> None:
    instance = an_instance(
        clients=(a_client(maximum_rent=None, accessibility=None),),
        dwellings=(a_dwelling("D1"), a_dwelling("D2"), a_dwelling("D3", bedrooms=9)),
    )

    reasons = unplaced(instance)

    assert (reasons.why, reasons.unknown) == (Why.NEEDS_DATA, 2)
    assert {(one.field, one.dwellings, one.alone) for one in reasons.missing} == {
        ("client.maximum_rent", 2, 0),
        ("client.accessibility", 2, 0),
    }
    assert "de hoogste huur voor de kandidaat" in dutch(reasons)


def test_a_datum_that_is_all_that_lacks_is_told_as_such() -> None:
    instance = an_instance(clients=(a_client(consent=None),))

    assert [(one.field, one.alone) for one in unplaced(instance).missing] == [("client.consent", 1)]


def test_who_comes_after_others_hears_only_how_many() -> None:
    people = (
        a_client("C1", urgency=Urgency.CRISIS),
        a_client("C2"),
        a_client("C3", on_list_since=date(2027, 2, 1)),
    )
    instance = an_instance(clients=people, dwellings=(a_dwelling("D1"), a_dwelling("D2")))

    reasons = unplaced(instance, ("C1", "D1"), ("C2", "D2"))

    assert (reasons.client, reasons.why, reasons.eligible) == ("C3", Why.OTHERS_FIRST, 2)
    assert (reasons.taken.higher, reasons.taken.equal, reasons.taken.lower) == (1, 1, 0)
    assert "Naar iemand met een hogere urgentie ging: 1 woning." in dutch(reasons)


FULL: list[tuple[str, str, dict[str, Any]]] = [
    ("neighbourhood-load", STREET, streets(capacity=100, carried=1)),
    ("municipal-quota", HEERLEN, capped(maximum=1, placed=1)),
    ("imports", HEERLEN, capped(imports_maximum=0)),
    ("origin-limit", f"{LANDGRAAF}:{HEERLEN}", {"origin_limits": (OriginLimit(LANDGRAAF, HEERLEN, 0),)}),
    ("commitment", "K1", {"corporations": (Corporation("K1", commitment=0),)}),
    ("support-hours", f"P1:{HEERLEN}", {"support": (SupportCapacity("P1", HEERLEN, Support.NEARBY, 299),)}),
]


@pytest.mark.parametrize(("kind", "subject", "facts"), FULL)
def test_a_full_limit_is_named(kind: str, subject: str, facts: dict[str, Any]) -> None:
    origin = {"imports": None, "origin-limit": LANDGRAAF}.get(kind, HEERLEN)

    reasons = unplaced(an_instance(clients=(a_client(origin=origin),), **facts))

    assert reasons.why is Why.FULL_LIMIT
    assert [(one.kind, one.subject, one.count) for one in reasons.blocking] == [(kind, subject, 1)]
    assert reasons.blocking[0].full_before is (
        kind in {"municipal-quota", "imports", "origin-limit", "commitment"}
    )


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        (LANDGRAAF, f"uit {LANDGRAAF}"),
        (OUTSIDE, "van buiten de regio"),
        (None, "van wie de herkomst niet bekend is"),
    ],
)
def test_an_origin_limit_says_whom_there_is_no_room_for(origin: str | None, told: str) -> None:
    limits = (OriginLimit(origin, HEERLEN, 0),)

    reasons = unplaced(an_instance(clients=(a_client(origin=origin),), origin_limits=limits))

    assert f"De gemeente {HEERLEN} heeft geen ruimte meer voor mensen {told}." in dutch(reasons)


def test_a_limit_that_others_filled_is_named() -> None:
    instance = an_instance(
        clients=(a_client("C1"), a_client("C2")),
        dwellings=(a_dwelling("D1"), a_dwelling("D2")),
        **capped(maximum=1),
    )

    reasons = unplaced(instance, ("C1", "D1"))

    assert [(one.kind, one.full_before) for one in reasons.blocking] == [("municipal-quota", False)]
    assert reasons.taken.equal == 1


def test_keeping_apart_is_told_as_an_agreement_that_may_not_be_explained() -> None:
    instance = an_instance(
        clients=(a_client(keep_apart=SECRET),), keep_apart=(KeepApart("token-of-two", STREET),)
    )

    reasons = unplaced(instance)

    assert reasons.why is Why.FULL_LIMIT
    assert [(one.kind, one.subject) for one in reasons.blocking] == [("undisclosed", "")]
    assert "Er is een afspraak die we niet mogen toelichten." in dutch(reasons)


def fixed(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"forced": tuple(Forced(client, dwelling) for client, dwelling in pairs)}


def test_forced_pairs_that_can_not_be_are_told_in_the_order_of_ids() -> None:
    people = (a_client("C1", consent=False), a_client("C2", consent=False, urgency=Urgency.CRISIS))
    instance = an_instance(clients=people, **fixed(("C2", "D1"), ("C1", "D1")))

    assert [one.client for one in explained(instance).forced] == ["C1", "C2"]


def test_a_forced_pair_that_is_met_is_told_among_its_reasons() -> None:
    people = (a_client("C1"), a_client("C2"))
    homes = (a_dwelling("D1"), a_dwelling("D2"))
    instance = an_instance(clients=people, dwellings=homes, **fixed(("C1", "D1")))

    told = explained(instance, ("C1", "D1"), ("C2", "D2"))

    sentences = {one.client: [sentence.dutch for sentence in one.sentences] for one in told.proposals}
    fact = "De coördinator heeft dit paar voor deze ronde vastgelegd."
    assert [client for client, told in sentences.items() if fact in told] == ["C1"]
    assert told.forced == ()


UNMET: list[tuple[list[str], dict[str, Any]]] = [
    (["De kandidaat doet niet mee in deze ronde."], {"clients": (a_client("C9"),)}),
    (["De woning doet niet mee in deze ronde."], {"dwellings": (a_dwelling("D9"),)}),
    (
        [
            "Nog niet bekend: de toestemming van de kandidaat.",
            "De huur met servicekosten (€ 600,00) is hoger dan de kandidaat kan betalen (€ 500,00).",
        ],
        {"clients": (a_client(maximum_rent=50_000, consent=None),)},
    ),
    (
        ["Deze woning kan niet, om een reden die we niet mogen toelichten."],
        {"clients": (a_client(excluded=frozenset({STREET})),)},
    ),
    (
        ["De kandidaat is al vastgelegd voor een andere woning."],
        {"dwellings": (a_dwelling("D0"), a_dwelling("D1")), **fixed(("C1", "D1"), ("C1", "D0"))},
    ),
    (
        ["De woning is al vastgelegd voor een ander."],
        {"clients": (a_client("C0"), a_client("C1")), **fixed(("C0", "D1"), ("C1", "D1"))},
    ),
    (["De gemeente GM0917 heeft het afgesproken aantal plaatsingen bereikt."], capped(maximum=0)),
    (
        [
            "De gemeente GM0917 heeft het afgesproken aantal plaatsingen bereikt.",
            "Een ander vastgelegd paar ging voor.",
        ],
        {
            "clients": (a_client("C0"), a_client("C1")),
            "dwellings": (a_dwelling("D0"), a_dwelling("D1")),
            **fixed(("C0", "D0"), ("C1", "D1")),
            **capped(maximum=1),
        },
    ),
    (
        ["Er is een afspraak die we niet mogen toelichten."],
        {
            "clients": (a_client("C0", keep_apart=SECRET), a_client("C1", keep_apart=SECRET)),
            "dwellings": (a_dwelling("D0"), a_dwelling("D1")),
            **fixed(("C0", "D0"), ("C1", "D1")),
        },
    ),
]


@pytest.mark.parametrize(("sentences", "facts"), UNMET)
def test_a_forced_pair_that_can_not_be_tells_what_stands_in_the_way(
    sentences: list[str], facts: dict[str, Any]
) -> None:
    (unmet,) = explained(an_instance(**fixed(("C1", "D1")) | facts)).forced

    assert unmet.client == "C1"
    assert [sentence.dutch for sentence in unmet.sentences] == sentences
    assert all(sentence.english for sentence in unmet.sentences)


def test_what_the_goals_left_open_is_told_honestly() -> None:
    """Nobody forces an optimum: a matching made by hand may leave a fitting dwelling free."""
    reasons = unplaced(an_instance())

    assert reasons.why is Why.OTHER_GOAL
    assert "Een ander doel ging voor, of de berekening was nog niet af." in dutch(reasons)


@pytest.mark.parametrize(
    ("facts", "pairs", "why"),
    [
        ({"clients": (a_client(bedrooms=4),)}, (), Why.NOTHING_ELIGIBLE),
        ({"clients": (a_client(consent=None),)}, (), Why.NEEDS_DATA),
        ({"dwellings": (a_dwelling("D1"), a_dwelling("D2"))}, (("C1", "D2"),), Why.OTHERS_FIRST),
        (capped(maximum=0), (), Why.FULL_LIMIT),
        ({}, (), Why.OTHER_GOAL),
    ],
)
def test_a_dwelling_that_stays_empty_tells_why(facts: dict[str, Any], pairs: Pairs, why: Why) -> None:
    (reasons,) = explained(an_instance(**facts), *pairs).empty

    assert (reasons.dwelling, reasons.free, reasons.why) == ("D1", 1, why)
    assert reasons.sentences


def test_a_dwelling_counts_the_clients_each_rule_removed() -> None:
    people = (
        a_client("C1", bedrooms=4),
        a_client("C2", bedrooms=4, maximum_rent=1),
        a_client("C3", bedrooms=3),
    )

    (reasons,) = explained(an_instance(clients=people)).empty

    assert [(one.rule, one.removed, one.alone) for one in reasons.removed] == [
        ("household", 3, 2),
        ("rent", 1, 0),
    ]


def test_units_that_are_left_are_counted() -> None:
    (reasons,) = explained(an_instance(dwellings=(a_dwelling(capacity=3),)), ("C1", "D1")).empty

    assert reasons.free == 2


def test_the_use_of_every_agreement_is_told() -> None:
    instance = an_instance(
        complexes=(Complex("X1", 900),), **streets(capacity=500, carried=120), **capped(maximum=9, placed=2)
    )

    usage = explained(instance, ("C1", "D1")).usage

    assert usage == (
        Usage(f"neighbourhood-load:{STREET}", "neighbourhood-load", STREET, "load", 120, 100, 500, 280),
        Usage("complex-load:X1", "complex-load", "X1", "load", 0, 0, 900, 900),
        Usage(f"municipal-quota:{HEERLEN}", "municipal-quota", HEERLEN, "placements", 2, 1, 9, 6),
    )


def test_a_minimum_that_is_missed_is_never_silent() -> None:
    explanation = explained(an_instance(**capped(minimum=3, placed=1)), ("C1", "D1"))

    (missed,) = explanation.minimums_missed
    assert (missed.municipality, missed.minimum, missed.placed, missed.short) == (HEERLEN, 3, 2, 1)


def test_a_minimum_that_is_reached_is_not_missed() -> None:
    assert explained(an_instance(**capped(minimum=2, placed=1)), ("C1", "D1")).minimums_missed == ()


def test_a_target_stands_beside_what_was_placed() -> None:
    (target,) = explained(an_instance(**capped(target_share=10_000, placed=4)), ("C1", "D1")).targets

    assert (target.aimed_term, target.aimed_now, target.placed_before, target.placed_now) == (5, 1, 4, 1)


def secrets() -> Instance:
    """Return people with everything that may not be told, some placed and some not."""
    hidden = frozenset({STREET, LANDGRAAF})
    people = (
        a_client("C1", excluded=hidden),
        a_client("C2", keep_apart=SECRET, excluded=frozenset({FAR_STREET})),
        a_client("C3", keep_apart=SECRET),
        a_client("C4", maximum_rent=1),
    )
    homes = (a_dwelling("D1"), a_dwelling("D2"), a_dwelling("D3", neighbourhood=FAR_STREET))
    rows = (KeepApart("token-of-two", FAR_STREET),)
    return an_instance(clients=people, dwellings=homes, keep_apart=rows)


def test_what_is_told_about_a_client_names_nobody_else_and_no_secret() -> None:
    explanation = explained(secrets(), ("C2", "D1"))

    for reasons in (*explanation.proposals, *explanation.unplaced):
        told = json.dumps(
            replace(explanation, proposals=(), unplaced=(reasons,), empty=(), reserves=()).as_json()
        )
        assert "token-of-two" not in told
        assert not [other for other in ("C1", "C2", "C3", "C4") if other != reasons.client and other in told]
    by_client = {reasons.client: reasons for reasons in explanation.unplaced}
    assert [one.rule for one in by_client["C1"].removed] == ["undisclosed"]
    assert LANDGRAAF not in repr(by_client["C1"])
    assert STREET not in repr(by_client["C1"])
    assert "area" not in repr(by_client["C1"])


def test_what_is_told_about_a_dwelling_names_no_client() -> None:
    for reasons in explained(secrets(), ("C2", "D1")).empty:
        assert not [client for client in ("C1", "C2", "C3", "C4") if client in repr(reasons)]


def test_the_explanation_can_be_stored_as_json() -> None:
    told = json.loads(json.dumps(explained(secrets(), ("C2", "D1")).as_json()))

    assert {one["client"] for one in told["unplaced"]} == {"C1", "C3", "C4"}
    assert told["unplaced"][0]["why"] == "nothing-eligible"


def test_a_problem_of_another_instance_is_refused() -> None:
    other = formulate(an_instance(clients=(a_client("C9"),)))

    with pytest.raises(KeyError):
        explain(an_instance(), other, a_solution(other, (("C9", "D1"),)))
