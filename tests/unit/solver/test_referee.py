"""The referee names every agreement that proposals break together: just allowed, and just refused."""

from datetime import date
from typing import Any

import pytest

from builders import (
    DISTRICT,
    ELSEWHERE,
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
from matching.solver.formulate import formulate
from matching.solver.instance import (
    OUTSIDE,
    Complex,
    Corporation,
    District,
    Forced,
    Instance,
    KeepApart,
    OriginLimit,
    Policy,
    SupportCapacity,
)
from matching.solver.referee import violations
from matching.vocabulary import Support, Urgency

BOTH = (("C1", "D1"), ("C2", "D2"))
FAR = {"municipality": LANDGRAAF, "district": ELSEWHERE}
TOKEN = frozenset({"T"})
APART = {"keep_apart": TOKEN}


def region(
    client: dict[str, Any] | None = None, dwelling: dict[str, Any] | None = None, **facts: Any
) -> Instance:
    """Return two clients of load 100 and 300 hours, and two dwellings in one complex and street."""
    usual = {
        "clients": (a_client("C1", **(client or {})), a_client("C2", **(client or {}))),
        "dwellings": (
            a_dwelling("D1", complex="X1"),
            a_dwelling("D2", **({"complex": "X1"} | (dwelling or {}))),
        ),
        "complexes": (Complex("X1"), Complex("X2")),
    }
    return an_instance(**(usual | facts))


def streets(**cap: int) -> dict[str, Any]:
    far = a_neighbourhood(FAR_STREET, **FAR)
    return {"neighbourhoods": (a_neighbourhood(**cap), a_neighbourhood(OTHER_STREET), far)}


def districts(**cap: int) -> dict[str, Any]:
    return {"districts": (District(DISTRICT, HEERLEN, **cap), District(ELSEWHERE, LANDGRAAF))}


def heerlen(**agreed: int) -> dict[str, Any]:
    return {"municipalities": (a_municipality(**agreed), a_municipality(LANDGRAAF))}


def corporation(**agreed: Any) -> dict[str, Any]:
    return {"corporations": (Corporation("K1", **agreed),)}


def hours(number: int) -> dict[str, Any]:
    return {"support": (SupportCapacity("P1", HEERLEN, Support.NEARBY, number),)}


def from_origin(origin: str | None, *, to: str = HEERLEN, placed: int = 1) -> dict[str, Any]:
    return {"origin_limits": (OriginLimit(origin, to, maximum=3, placed=placed),)}


FROM_OUTSIDE = {"client": {"origin": OUTSIDE}}
FROM_ELSEWHERE = {"client": {"origin": LANDGRAAF}}
FROM_NOWHERE = {"client": {"origin": None}}
ANOTHER_STREET = {"neighbourhood": OTHER_STREET, "complex": "X2"}
SAME_BUILDING = {"neighbourhood": OTHER_STREET}

NO_COMPLEX = (a_dwelling("D1"), a_dwelling("D2", neighbourhood=OTHER_STREET))
ONE_STREET = (a_dwelling("D1"), a_dwelling("D2"))
OTHER = frozenset({"U"})
FAR_RESIDENT = KeepApart("T", FAR_STREET)
NO_HOURS_ELSEWHERE = SupportCapacity("P1", LANDGRAAF, Support.NEARBY, 0)
STREETS_OF_HEERLEN = (a_neighbourhood(), a_neighbourhood(OTHER_STREET))
FULL_FAR_STREET = a_neighbourhood(FAR_STREET, capacity=0, **FAR)
NOBODY_TO_LANDGRAAF = a_municipality(LANDGRAAF, maximum=0)


def hours_of_both(*, p1: int, p2: int) -> dict[str, Any]:
    rows = (("P1", p1), ("P2", p2))
    return {"support": tuple(SupportCapacity(who, HEERLEN, Support.NEARBY, most) for who, most in rows)}


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("allowed", "neighbourhood-load", streets(capacity=250, carried=50)),
    ("refused", "neighbourhood-load", streets(capacity=250, carried=51)),
    ("allowed", "district-load", districts(capacity=250, carried=50)),
    ("refused", "district-load", districts(capacity=250, carried=51)),
    ("allowed", "complex-load", {"complexes": (Complex("X1", 250, 50), Complex("X2"))}),
    ("refused", "complex-load", {"complexes": (Complex("X1", 250, 51), Complex("X2"))}),
    ("allowed", "municipal-quota", heerlen(maximum=4, placed=2)),
    ("refused", "municipal-quota", heerlen(maximum=4, placed=3)),
    ("allowed", "imports", heerlen(imports_maximum=0)),
    ("allowed", "imports", FROM_ELSEWHERE | heerlen(imports_maximum=3, imports_placed=1, placed=1)),
    ("refused", "imports", FROM_ELSEWHERE | heerlen(imports_maximum=3, imports_placed=2, placed=2)),
    ("refused", "imports", FROM_NOWHERE | heerlen(imports_maximum=1)),
    ("allowed", "origin-limit", FROM_ELSEWHERE | from_origin(LANDGRAAF)),
    ("refused", "origin-limit", FROM_ELSEWHERE | from_origin(LANDGRAAF, placed=2)),
    ("allowed", "origin-limit", FROM_ELSEWHERE | from_origin(LANDGRAAF, to=LANDGRAAF, placed=3)),
    ("allowed", "origin-limit", FROM_ELSEWHERE | from_origin(None, placed=3)),
    ("allowed", "origin-limit", FROM_ELSEWHERE | from_origin(OUTSIDE, placed=3)),
    ("allowed", "origin-limit", FROM_NOWHERE | from_origin(None)),
    ("refused", "origin-limit", FROM_NOWHERE | from_origin(None, placed=2)),
    ("allowed", "origin-limit", FROM_NOWHERE | from_origin(OUTSIDE, placed=3)),
    ("allowed", "origin-limit", FROM_OUTSIDE | from_origin(OUTSIDE)),
    ("refused", "origin-limit", FROM_OUTSIDE | from_origin(OUTSIDE, placed=2)),
    ("allowed", "commitment", corporation(commitment=3, supplied=1)),
    ("refused", "commitment", corporation(commitment=3, supplied=2)),
    ("allowed", "commitment", corporation(commitment=3, supplied=2, offers_more=True)),
    ("allowed", "support-hours", hours(600)),
    ("refused", "support-hours", hours(599)),
    ("allowed", "support-hours", {"client": {"support": Support.NONE}} | hours(0)),
    ("allowed", "support-hours", {"client": {"support_provider": "P2"}, **hours_of_both(p1=0, p2=600)}),
    ("refused", "support-hours", {"client": {"support_provider": "P2"}, **hours_of_both(p1=600, p2=599)}),
    ("allowed", "support-hours", {"support": (*hours(600)["support"], NO_HOURS_ELSEWHERE)}),
    ("allowed", "neighbourhood-load", {"neighbourhoods": (*STREETS_OF_HEERLEN, FULL_FAR_STREET)}),
    ("allowed", "municipal-quota", {"municipalities": (a_municipality(), NOBODY_TO_LANDGRAAF)}),
    ("allowed", "keep-apart", {"client": APART, "dwelling": ANOTHER_STREET}),
    ("allowed", "keep-apart", {"client": APART, "dwellings": NO_COMPLEX}),
    ("refused", "keep-apart", {"client": APART, "dwellings": ONE_STREET}),
    ("allowed", "keep-apart", {"clients": (a_client("C1", **APART), a_client("C2", keep_apart=OTHER))}),
    ("allowed", "keep-apart", {"client": APART, "dwellings": NO_COMPLEX, "keep_apart": (FAR_RESIDENT,)}),
    ("refused", "keep-apart", {"client": APART}),
    ("refused", "keep-apart", {"client": APART, "dwelling": SAME_BUILDING}),
    ("allowed", "keep-apart", {"client": APART, "dwelling": ANOTHER_STREET, "keep_apart": ()}),
]


@pytest.mark.parametrize(("verdict", "rule", "facts"), CASES)
def test_an_agreement_is_kept(verdict: str, rule: str, facts: dict[str, Any]) -> None:
    found = violations(region(**facts), BOTH)

    assert {one.rule for one in found} == (set() if verdict == "allowed" else {rule})
    assert not any(one.needs_data for one in found)


OVER = {
    "neighbourhood-load": streets(capacity=10, carried=50),
    "municipal-quota": heerlen(maximum=3, placed=5),
    "imports": FROM_ELSEWHERE | heerlen(imports_maximum=1, imports_placed=2, placed=2),
    "origin-limit": FROM_ELSEWHERE | from_origin(LANDGRAAF, placed=4),
    "commitment": corporation(commitment=1, supplied=4),
    "support-hours": hours(0),
}


@pytest.mark.parametrize("rule", OVER)
def test_what_is_over_already_is_broken_by_whoever_comes_and_not_by_nobody(rule: str) -> None:
    instance = region(**OVER[rule])

    assert violations(instance, []) == ()
    assert [one.rule for one in violations(instance, [("C1", "D1")])] == [rule]


def test_the_smallest_load_is_a_load() -> None:
    full = region(client={"load": 1}, **streets(capacity=0))

    assert [one.rule for one in violations(full, [("C1", "D1")])] == ["neighbourhood-load"]


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        (KeepApart("T", FAR_STREET), set()),
        (KeepApart("U", STREET), set()),
        (KeepApart("T", STREET), {"keep-apart"}),
        (KeepApart("T", FAR_STREET, "X1"), {"keep-apart"}),
        (KeepApart("T", FAR_STREET, "X2"), set()),
    ],
)
def test_who_lives_there_already_is_kept_apart(row: KeepApart, broken: set[str]) -> None:
    instance = region(client=APART, keep_apart=(row,))

    assert {one.rule for one in violations(instance, [("C1", "D1")])} == broken


def test_a_client_has_one_dwelling() -> None:
    """And is not kept apart from themselves."""
    broken = violations(region(client=APART), [("C1", "D1"), ("C1", "D2")])

    assert [(one.rule, one.subject) for one in broken] == [("client-once", "C1")]


@pytest.mark.parametrize(("capacity", "rules"), [(2, []), (1, ["capacity"])])
def test_a_dwelling_takes_its_capacity(capacity: int, rules: list[str]) -> None:
    instance = region(dwelling={"capacity": capacity})

    assert [one.rule for one in violations(instance, [("C1", "D2"), ("C2", "D2")])] == rules


def test_who_is_not_in_the_instance_is_named() -> None:
    assert [one.rule for one in violations(region(), [("C9", "D1"), ("C1", "D9")])] == ["unknown", "unknown"]


def test_an_area_that_carries_too_much_takes_nobody_but_is_nobody_s_fault() -> None:
    full = streets(capacity=10, carried=50)

    assert violations(region(**full), []) == ()
    assert violations(region(client={"load": 0}, **full), BOTH) == ()
    assert [one.rule for one in violations(region(**full), [("C1", "D1")])] == ["neighbourhood-load"]


def test_what_is_not_known_is_told_apart_from_what_is_broken() -> None:
    (violation,) = violations(region(client={"consent": None}), [("C1", "D1")])

    assert (violation.rule, violation.needs_data) == ("consent", True)


FORCED = (Forced("C1", "D1"), Forced("C2", "D2"))


@pytest.mark.parametrize(
    ("missing", "facts"),
    [
        (["C1", "C2"], {}),
        ([], {"forced": ()}),
        (["C2"], {"clients": (a_client("C1", consent=None), a_client("C2"))}),
        (["C2"], {"clients": (a_client("C2"),)}),
        (["C2"], {"dwellings": (a_dwelling("D2"),)}),
        (["C1"], streets(capacity=100)),
        ([], streets(capacity=99)),
        (
            ["C2"],
            {**streets(capacity=100), "clients": (a_client("C1"), a_client("C2", urgency=Urgency.URGENT))},
        ),
        (
            ["C2"],
            {
                **streets(capacity=100),
                "clients": (a_client("C1"), a_client("C2", on_list_since=date(2025, 1, 1))),
            },
        ),
        (["C1"], {"client": APART}),
    ],
)
def test_a_forced_pair_that_could_be_kept_must_be_there(missing: list[str], facts: dict[str, Any]) -> None:
    instance = region(**({"forced": FORCED} | facts))

    found = violations(instance, [])

    assert [(one.rule, one.client) for one in found] == [("forced", client) for client in missing]
    kept = [(one.client, one.dwelling) for one in FORCED if one.client in missing]
    assert violations(instance, kept) == ()


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        (date(2026, 3, 1), date(2026, 2, 28), "C1"),
        (date(2026, 3, 1), date(2026, 2, 1), "C2"),
        (date(2026, 1, 1), date(2025, 12, 1), "C2"),
        (date(2027, 1, 1), date(2026, 12, 31), "C1"),
        (date(2027, 4, 1), date(2027, 2, 15), "C1"),
        (date(2027, 2, 15), date(2027, 1, 15), "C2"),
        (date(2022, 3, 1), date(2021, 3, 1), "C1"),
        (date(2022, 4, 1), date(2022, 3, 1), "C2"),
    ],
)
def test_of_two_forced_pairs_that_exclude_each_other_who_waits_longest_is_kept(
    first: date, second: date, winner: str
) -> None:
    """In whole months, of which at most sixty count; then by id."""
    people = (a_client("C1", on_list_since=first), a_client("C2", on_list_since=second))
    policy = Policy(waiting_weight=2)
    instance = region(clients=people, forced=FORCED, policy=policy, **streets(capacity=100))

    assert [one.client for one in violations(instance, [])] == [winner]
    problem = formulate(instance)
    assert [problem.clients[problem.pairs.client[row]].id for row in problem.pinned] == [winner]


def test_a_good_matching_is_let_pass() -> None:
    assert violations(region(), BOTH) == ()
