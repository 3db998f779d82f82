"""Every rule from both sides: just allowed, just refused, and not known."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest

from builders import (
    FAR_STREET,
    HEERLEN,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    TODAY,
    a_client,
    a_dwelling,
    a_form,
    an_instance,
    the_rent_limits,
)
from matching.solver.eligibility import Rule, Unit, Verdict, eligible_pairs, grid_of, judge_pair, outcomes
from matching.solver.eligibility.answers import FIELDS, Euros, in_dutch, in_english
from matching.solver.eligibility.checks import CHECKS
from matching.solver.eligibility.grid import RANK
from matching.solver.eligibility.pair import verdict_of
from matching.solver.eligibility.place import COVERS
from matching.solver.instance import OUTSIDE, Admission, Barred, Instance, SupportCapacity
from matching.solver.referee import violations
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    DirectiveKind,
    IncomeBand,
    Need,
    Support,
    TargetGroup,
    Tenancy,
)

FITS, UNKNOWN, REFUSED = Verdict.FITS, Verdict.UNKNOWN, Verdict.REFUSED
Facts = dict[str, Any]


def region(client: Facts | None = None, dwelling: Facts | None = None, **facts: Any) -> Instance:
    return an_instance(
        clients=(a_client(**(client or {})),), dwellings=(a_dwelling(**(dwelling or {})),), **facts
    )


def admitting(**rules: Any) -> Facts:
    return {"housing_forms": (a_form(admission=Admission(**rules)),)}


def forbidden_until(day: date) -> Barred:
    return Barred("C1", "D1", day, DirectiveKind.FORBIDDEN)


def judged(instance: Instance) -> dict[Rule, Verdict]:
    return {one.rule: one.verdict for one in judge_pair(instance, client="C1", dwelling="D1").outcomes}


FROM_FAR: Facts = {"origin": OUTSIDE, "elsewhere": "GM0001"}
AVAILABLE = date(2027, 4, 1)
IN_TIME = AVAILABLE + timedelta(days=30)
LOW, HIGH, SOCIAL = 71_302, 76_414, 93_293
YOUNG = frozenset({TargetGroup.YOUNG})
RICH = {"maximum_rent": 200_000}

CASES: list[tuple[Rule, Verdict, Facts, Facts, Facts]] = [
    (Rule.CONSENT, FITS, {"consent": True}, {}, {}),
    (Rule.CONSENT, REFUSED, {"consent": False}, {}, {}),
    (Rule.CONSENT, UNKNOWN, {"consent": None}, {}, {}),
    (Rule.READY, FITS, {"ready_from": IN_TIME}, {}, {}),
    (Rule.READY, REFUSED, {"ready_from": IN_TIME + timedelta(days=1)}, {}, {}),
    (Rule.READY, UNKNOWN, {"ready_from": None}, {}, {}),
    (Rule.READY, FITS, {"ready_from": None}, {}, admitting(readiness_needed=False)),
    (Rule.READY, FITS, {"ready_from": TODAY}, {"available_from": date(2026, 6, 1)}, {}),
    (Rule.READY, FITS, {"ready_until": AVAILABLE}, {}, {}),
    (Rule.READY, REFUSED, {"ready_until": AVAILABLE - timedelta(days=1)}, {}, {}),
    (Rule.READY, FITS, {"ready_until": TODAY}, {"available_from": date(2026, 6, 1)}, {}),
    (
        Rule.READY,
        REFUSED,
        {"ready_until": TODAY - timedelta(days=1)},
        {"available_from": date(2026, 6, 1)},
        {},
    ),
    (Rule.HOUSING_FORM, FITS, {"housing_forms": ("own-home",)}, {}, {}),
    (Rule.HOUSING_FORM, FITS, {}, {}, {"housing_forms": (a_form("other"), a_form())}),
    (Rule.HOUSING_FORM, UNKNOWN, {"housing_forms": ()}, {}, {}),
    (
        Rule.HOUSING_FORM,
        REFUSED,
        {"housing_forms": ("other",)},
        {},
        {"housing_forms": (a_form(), a_form("other"))},
    ),
    (Rule.HOUSEHOLD, FITS, {"children": 1}, {"maximum_persons": 2}, {}),
    (Rule.HOUSEHOLD, REFUSED, {"children": 2}, {"maximum_persons": 2}, {}),
    (Rule.HOUSEHOLD, FITS, {"children": 1}, {"minimum_persons": 2}, {}),
    (Rule.HOUSEHOLD, REFUSED, {}, {"minimum_persons": 2}, {}),
    (Rule.HOUSEHOLD, FITS, {"bedrooms": 2}, {"bedrooms": 2}, {}),
    (Rule.HOUSEHOLD, REFUSED, {"bedrooms": 2}, {"bedrooms": 1}, {}),
    (Rule.HOUSEHOLD, FITS, {"bedrooms": 2}, {"bedrooms": 3}, {}),
    (Rule.HOUSEHOLD, REFUSED, {"bedrooms": 2}, {"bedrooms": 4}, {}),
    (Rule.HOUSEHOLD, UNKNOWN, {"bedrooms": None}, {}, {}),
    (Rule.HOUSEHOLD, UNKNOWN, {}, {"bedrooms": None}, {}),
    (Rule.RENT, FITS, {}, {"rent": LOW}, {}),
    (Rule.RENT, REFUSED, {}, {"rent": LOW + 1}, {}),
    (Rule.RENT, REFUSED, {"adults": 2}, {"rent": LOW + 1}, {}),
    (Rule.RENT, FITS, {"adults": 2, "children": 1}, {"rent": HIGH}, {}),
    (Rule.RENT, REFUSED, {"adults": 2, "children": 1}, {"rent": HIGH + 1}, {}),
    (Rule.RENT, FITS, {"income_band": IncomeBand.SOCIAL, **RICH}, {"rent": SOCIAL}, {}),
    (Rule.RENT, FITS, {"income_band": IncomeBand.SOCIAL, **RICH}, {"rent": SOCIAL + 1}, {}),
    (Rule.RENT, REFUSED, {"income_band": IncomeBand.ABOVE, **RICH}, {"rent": SOCIAL}, {}),
    (Rule.RENT, FITS, {"income_band": IncomeBand.ABOVE, **RICH}, {"rent": SOCIAL + 1}, {}),
    (Rule.RENT, UNKNOWN, {"income_band": None}, {}, {}),
    (Rule.RENT, UNKNOWN, {}, {"rent": None}, {}),
    (Rule.RENT, UNKNOWN, {}, {}, {"rent_limits": ()}),
    (Rule.RENT, UNKNOWN, {}, {"available_from": date(2028, 1, 1)}, {}),
    (Rule.RENT, FITS, {}, {"available_from": date(2026, 12, 1)}, {}),
    (Rule.RENT, FITS, {"maximum_rent": 63_000}, {"service_costs": 3_000}, {}),
    (Rule.RENT, REFUSED, {"maximum_rent": 62_999}, {"service_costs": 3_000}, {}),
    (Rule.RENT, UNKNOWN, {"maximum_rent": None}, {}, {}),
    (Rule.AGE, FITS, {}, {"minimum_age": 24, "maximum_age": 54}, {}),
    (Rule.AGE, REFUSED, {}, {"minimum_age": 55}, {}),
    (Rule.AGE, REFUSED, {}, {"maximum_age": 23}, {}),
    (Rule.AGE, UNKNOWN, {}, {"minimum_age": 25}, {}),
    (Rule.AGE, UNKNOWN, {}, {"maximum_age": 53}, {}),
    (Rule.AGE, FITS, {"age": 25}, {"minimum_age": 25}, {}),
    (Rule.AGE, REFUSED, {"age": 24}, {"minimum_age": 25}, {}),
    (Rule.AGE, UNKNOWN, {"age_band": None}, {"minimum_age": 18}, {}),
    (Rule.AGE, FITS, {"age_band": None}, {}, {}),
    (Rule.AGE, UNKNOWN, {"age_band": AgeBand.SENIOR}, {"maximum_age": 80}, {}),
    (Rule.ACCESSIBILITY, FITS, {"accessibility": Accessibility.NONE}, {"accessibility": None}, {}),
    (Rule.ACCESSIBILITY, UNKNOWN, {"accessibility": None}, {}, {}),
    (Rule.ACCESSIBILITY, UNKNOWN, {"accessibility": Accessibility.WALKER}, {"accessibility": None}, {}),
    (
        Rule.ACCESSIBILITY,
        FITS,
        {"accessibility": Accessibility.WALKER},
        {"accessibility": Accessibility.WHEELCHAIR},
        {},
    ),
    (
        Rule.ACCESSIBILITY,
        REFUSED,
        {"accessibility": Accessibility.ZERO_STEP},
        {"accessibility": Accessibility.WALKER_WITH_STEPS},
        {},
    ),
    (Rule.AREA, FITS, {"excluded": frozenset({FAR_STREET})}, {}, {}),
    (Rule.AREA, REFUSED, {"excluded": frozenset({STREET})}, {}, {}),
    (Rule.AREA, REFUSED, {"excluded": frozenset({"WK091733"})}, {}, {}),
    (Rule.AREA, REFUSED, {"excluded": frozenset({HEERLEN})}, {}, {}),
    (Rule.AREA, FITS, {}, {"excluded_origins": frozenset({LANDGRAAF})}, {}),
    (Rule.AREA, REFUSED, {}, {"excluded_origins": frozenset({HEERLEN})}, {}),
    (Rule.AREA, REFUSED, {"origin": OUTSIDE}, {"excluded_origins": frozenset({OUTSIDE})}, {}),
    (Rule.AREA, FITS, {"origin": OUTSIDE}, {"excluded_origins": frozenset({"GM0001"})}, {}),
    (Rule.AREA, FITS, FROM_FAR, {"excluded_origins": frozenset({"GM0002"})}, {}),
    (Rule.AREA, REFUSED, FROM_FAR, {"excluded_origins": frozenset({"GM0001"})}, {}),
    (Rule.AREA, REFUSED, FROM_FAR, {"excluded_origins": frozenset({OUTSIDE})}, {}),
    (Rule.AREA, UNKNOWN, {"origin": None}, {"excluded_origins": frozenset({LANDGRAAF})}, {}),
    (Rule.AREA, FITS, {"origin": None}, {}, {}),
    (Rule.SUPPORT, FITS, {"support": Support.NONE}, {}, {"support": ()}),
    (Rule.SUPPORT, REFUSED, {}, {}, {"support": ()}),
    (Rule.SUPPORT, UNKNOWN, {"support": None}, {}, {"support": ()}),
    (Rule.SUPPORT, FITS, {}, {}, {"support": (SupportCapacity("P1", HEERLEN, Support.AMBULANT),)}),
    (Rule.SUPPORT, REFUSED, {}, {}, {"support": (SupportCapacity("P1", LANDGRAAF, Support.NEARBY),)}),
    (Rule.SUPPORT, REFUSED, {"support_provider": "P2"}, {}, {}),
    (
        Rule.SUPPORT,
        REFUSED,
        {"support": Support.ON_CALL},
        {},
        {"support": (SupportCapacity("P1", HEERLEN, Support.AMBULANT),)},
    ),
    (Rule.SUPPORT, FITS, {"support": Support.ON_CALL}, {"support_nearby": None}, {}),
    (Rule.SUPPORT, FITS, {"support": Support.NEARBY}, {"support_nearby": True}, {}),
    (Rule.SUPPORT, REFUSED, {"support": Support.NEARBY}, {"support_nearby": False}, {}),
    (Rule.SUPPORT, UNKNOWN, {"support": Support.NEARBY}, {"support_nearby": None}, {}),
    (
        Rule.SUPPORT,
        FITS,
        {"support": Support.NEARBY},
        {},
        {"housing_forms": (a_form(supervision=Support.NEARBY),)},
    ),
    (Rule.UNIT, FITS, {"own_unit": Need.MUST}, {"own_sanitary": True}, {}),
    (Rule.UNIT, REFUSED, {"own_unit": Need.MUST}, {"own_sanitary": False}, {}),
    (Rule.UNIT, UNKNOWN, {"own_unit": Need.MUST}, {"own_sanitary": None}, {}),
    (Rule.UNIT, REFUSED, {"own_unit": Need.MUST}, {}, {"housing_forms": (a_form(self_contained=False),)}),
    (Rule.UNIT, FITS, {"own_unit": Need.SHOULD}, {"own_sanitary": False}, {}),
    (Rule.UNIT, REFUSED, {"not_in_group": Need.MUST}, {}, {"housing_forms": (a_form(group=True),)}),
    (Rule.UNIT, FITS, {"not_in_group": Need.MUST}, {}, {}),
    (Rule.UNIT, FITS, {"not_in_group": Need.SHOULD}, {}, {"housing_forms": (a_form(group=True),)}),
    (Rule.AREA, REFUSED, {"excluded": frozenset({OTHER_STREET})}, {"neighbourhood": OTHER_STREET}, {}),
    (Rule.AREA, FITS, {"excluded": frozenset({STREET})}, {"neighbourhood": OTHER_STREET}, {}),
    (Rule.RENT, FITS, {"income_band": IncomeBand.SOCIAL}, {}, {"rent_limits": ()}),
    (Rule.AGE, FITS, {"age": 0, "age_band": None}, {"maximum_age": 60}, {}),
    (Rule.UNIT, FITS, {"low_stimulus": Need.MUST}, {"low_stimulus": True}, {}),
    (Rule.UNIT, REFUSED, {"low_stimulus": Need.MUST}, {"low_stimulus": False}, {}),
    (Rule.UNIT, UNKNOWN, {"low_stimulus": Need.MUST}, {"low_stimulus": None}, {}),
    (Rule.UNIT, FITS, {"low_stimulus": Need.SHOULD}, {"low_stimulus": False}, {}),
    (Rule.RESERVATION, FITS, {}, {"reserved_provider": "P1"}, {}),
    (Rule.RESERVATION, REFUSED, {}, {"reserved_provider": "P2"}, {}),
    (Rule.RESERVATION, FITS, {"target_groups": YOUNG}, {"reserved_for": YOUNG}, {}),
    (Rule.RESERVATION, REFUSED, {}, {"reserved_for": YOUNG}, {}),
    (Rule.RESERVATION, UNKNOWN, {"target_groups": None}, {"reserved_for": YOUNG}, {}),
    (Rule.RESERVATION, FITS, {"target_groups": None}, {}, {}),
    (Rule.DECLINED, REFUSED, {}, {}, {"barred": (Barred("C1", "D1", TODAY + timedelta(days=1)),)}),
    (Rule.DECLINED, FITS, {}, {}, {"barred": (Barred("C1", "D1", TODAY),)}),
    (Rule.DECLINED, FITS, {}, {}, {"barred": (Barred("C1", "gone", date(2030, 1, 1)),)}),
    (Rule.DECLINED, FITS, {}, {}, {"barred": (forbidden_until(TODAY + timedelta(days=1)),)}),
    (Rule.FORBIDDEN, REFUSED, {}, {}, {"barred": (forbidden_until(TODAY + timedelta(days=1)),)}),
    (Rule.FORBIDDEN, FITS, {}, {}, {"barred": (forbidden_until(TODAY),)}),
    (Rule.FORBIDDEN, FITS, {}, {}, {"barred": (Barred("C1", "D1", date(2030, 1, 1)),)}),
    (Rule.TENANCY, FITS, {"tenancies": frozenset({Tenancy.FLIP, Tenancy.OWN_NAME})}, {}, {}),
    (Rule.TENANCY, REFUSED, {"tenancies": frozenset({Tenancy.FLIP})}, {}, {}),
    (Rule.TENANCY, UNKNOWN, {"tenancies": frozenset()}, {}, {}),
    (Rule.TENANCY, UNKNOWN, {}, {"tenancy": None}, {}),
    (Rule.ADMISSION, FITS, {"debts_under_control": False, "target_groups": None}, {}, {}),
    (Rule.ADMISSION, FITS, {"debts_under_control": None, "target_groups": frozenset()}, {}, {}),
    (Rule.ADMISSION, REFUSED, {"target_groups": frozenset()}, {}, admitting(target_groups=YOUNG)),
    (Rule.ADMISSION, REFUSED, {}, {}, admitting(minimum_age=55)),
    (Rule.ADMISSION, FITS, {"age": 27}, {}, admitting(maximum_age=27)),
    (Rule.ADMISSION, UNKNOWN, {}, {}, admitting(maximum_age=27)),
    (Rule.ADMISSION, REFUSED, {}, {}, admitting(children=True)),
    (Rule.ADMISSION, FITS, {"children": 1}, {}, admitting(children=True)),
    (Rule.ADMISSION, REFUSED, {"children": 1}, {}, admitting(children=False)),
    (Rule.ADMISSION, FITS, {}, {}, admitting(support_at_least=Support.AMBULANT)),
    (Rule.ADMISSION, REFUSED, {}, {}, admitting(support_at_least=Support.ON_CALL)),
    (Rule.ADMISSION, FITS, {"support": None}, {}, admitting(support_at_least=Support.NONE)),
    (Rule.ADMISSION, REFUSED, {"support": Support.NONE}, {}, admitting(support_at_least=Support.AMBULANT)),
    (Rule.ADMISSION, UNKNOWN, {"support": None}, {}, admitting(support_at_least=Support.ON_CALL)),
    (Rule.ADMISSION, FITS, {"debts_under_control": True}, {}, admitting(debts_under_control=True)),
    (Rule.ADMISSION, REFUSED, {"debts_under_control": False}, {}, admitting(debts_under_control=True)),
    (Rule.ADMISSION, UNKNOWN, {"debts_under_control": None}, {}, admitting(debts_under_control=True)),
    (Rule.ADMISSION, FITS, {"target_groups": YOUNG}, {}, admitting(target_groups=YOUNG)),
    (Rule.ADMISSION, REFUSED, {}, {}, admitting(target_groups=YOUNG)),
    (Rule.ADMISSION, UNKNOWN, {"target_groups": None}, {}, admitting(target_groups=YOUNG)),
]


@pytest.mark.parametrize(("rule", "verdict", "client", "dwelling", "facts"), CASES)
def test_a_rule_answers(rule: Rule, verdict: Verdict, client: Facts, dwelling: Facts, facts: Facts) -> None:
    instance = region(client, dwelling, **facts)

    judgement = judge_pair(instance, client="C1", dwelling="D1")
    assert judged(instance).get(rule, FITS) == verdict
    assert grid_of(instance).verdicts.tolist() == [[RANK[judgement.verdict]]]


@pytest.mark.parametrize(("rule", "verdict", "client", "dwelling", "facts"), CASES)
def test_the_referee_answers_the_same(
    rule: Rule, verdict: Verdict, client: Facts, dwelling: Facts, facts: Facts
) -> None:
    broken = violations(region(client, dwelling, **facts), [("C1", "D1")])

    told = {one.needs_data for one in broken if one.rule == rule}
    assert told == {FITS: set(), UNKNOWN: {True}, REFUSED: {False}}[verdict]


@pytest.mark.parametrize("block", [1, 7, 2_000_000])
def test_judging_all_at_once_equals_judging_one_by_one(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody of the cases against every home of them: what a check reads is what tells them apart."""
    monkeypatch.setattr(import_module("matching.solver.eligibility.grid"), "_BLOCK", block)
    people = [facts for _, _, facts, _, regional in CASES if "housing_forms" not in regional]
    people = [facts for facts in people if facts.get("housing_forms") != ("other",)]
    people = list({repr(facts): facts for facts in people}.values())
    families = [{"children": number, "housing_forms": ("own-home", "family")} for number in (0, 1, 2)]
    homes = list({repr(facts): facts for _, _, _, facts, _ in CASES}.values())
    others = [
        {"housing_form": "family"},
        {"neighbourhood": FAR_STREET},
        {"rent": 61_000, "service_costs": 1_000},
    ]
    instance = an_instance(
        clients=tuple(
            a_client(f"C{number:03}", **facts)
            for number, facts in enumerate([*people, *families, {"maximum_rent": 61_000}])
        ),
        dwellings=tuple(
            a_dwelling(f"D{number:03}", **facts) for number, facts in enumerate([*homes, *others])
        ),
        housing_forms=(a_form(), a_form("family", admission=Admission(children=True))),
        support=(SupportCapacity("P1", HEERLEN, Support.NEARBY),),
        barred=tuple(
            Barred(f"C{client:03}", f"D00{home}", date(2030, 1, 1))
            for client, home in ((len(people), 0), (len(people) + 3, 1))
        ),
    )
    grid = grid_of(instance)
    found = {
        (row, column): outcomes(grid.setting, client=client, dwelling=dwelling)
        for row, client in enumerate(grid.clients)
        for column, dwelling in enumerate(grid.dwellings)
    }

    refused = Counter(
        rule for told in found.values() for rule in {one.rule for one in told if one.verdict is REFUSED}
    )
    assert grid.refusals() == {rule: refused[rule] for rule in Rule}
    assert len(found) > 1_000
    expected = [pair for pair, told in found.items() if not told]
    assert list(zip(*(column.tolist() for column in grid.eligible), strict=True)) == expected
    assert all(grid.verdicts[pair] == RANK[verdict_of(told)] for pair, told in found.items())


def test_the_checks_of_one_client_and_of_one_dwelling_are_those_of_the_grid() -> None:
    people = (a_client("C1"), a_client("C2", consent=None), a_client("C3", consent=False))
    homes = (a_dwelling("D1"), a_dwelling("D2", tenancy=None), a_dwelling("D3", rent=90_000))
    grid = grid_of(an_instance(clients=people, dwellings=homes))

    for place in range(3):
        assert grid.client_ranks(place).max(axis=0).tolist() == grid.verdicts[place].tolist()
        assert grid.dwelling_ranks(place).max(axis=0).tolist() == grid.verdicts[:, place].tolist()
    assert grid.client_ranks(0).shape == grid.dwelling_ranks(0).shape == (len(CHECKS), 3)


def test_without_clients_there_is_a_grid_without_rows() -> None:
    assert grid_of(an_instance(clients=())).verdicts.shape == (0, 1)
    assert grid_of(an_instance(dwellings=())).verdicts.shape == (1, 0)


@pytest.mark.parametrize(
    ("client", "dwelling", "missing"),
    [
        ({"tenancies": frozenset()}, {}, ["client.tenancies"]),
        ({}, {"tenancy": None}, ["dwelling.tenancy"]),
        ({"tenancies": frozenset()}, {"tenancy": None}, ["client.tenancies", "dwelling.tenancy"]),
        ({"bedrooms": None}, {}, ["client.bedrooms"]),
        ({"bedrooms": None}, {"bedrooms": None}, ["client.bedrooms", "dwelling.bedrooms"]),
        ({"income_band": None}, {}, ["client.income_band"]),
        ({"maximum_rent": None}, {}, ["client.maximum_rent"]),
        (
            {"income_band": None, "maximum_rent": None},
            {"rent": None},
            ["client.income_band", "dwelling.rent", "client.maximum_rent", "dwelling.rent"],
        ),
        ({"age_band": None}, {"minimum_age": 20}, ["client.age_band"]),
        ({}, {"minimum_age": 30}, ["client.age"]),
    ],
)
def test_what_is_missing_is_named(client: Facts, dwelling: Facts, missing: list[str]) -> None:
    found = judge_pair(region(client, dwelling), client="C1", dwelling="D1").outcomes

    assert [field for one in found for field in one.missing] == missing


@pytest.mark.parametrize(
    ("client", "dwelling", "facts", "dutch"),
    [
        (
            {"children": 1},
            {},
            admitting(children=False),
            "Deze woonvorm is alleen voor huishoudens zonder kinderen.",
        ),
        ({}, {}, admitting(children=True), "Deze woonvorm is alleen voor huishoudens met kinderen."),
        ({"age": 30}, {"minimum_age": 40}, {}, "Deze woning is voor mensen vanaf 40 jaar."),
        ({"age": 50}, {"maximum_age": 40}, {}, "Deze woning is voor mensen tot en met 40 jaar."),
        (
            {"age": 50},
            {"minimum_age": 30, "maximum_age": 40},
            {},
            "Deze woning is voor mensen van 30 tot en met 40 jaar.",
        ),
    ],
)
def test_a_limit_is_told_as_it_is(client: Facts, dwelling: Facts, facts: Facts, dutch: str) -> None:
    found = judge_pair(region(client, dwelling, **facts), client="C1", dwelling="D1").outcomes

    assert dutch in {one.dutch for one in found}


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_tried_from_both_sides(rule: Rule) -> None:
    assert {verdict for tried, verdict, *_ in CASES if tried is rule} >= {FITS, REFUSED}


def test_the_builders_fit_each_other() -> None:
    assert eligible_pairs(an_instance()) == (("C1", "D1"),)


LABELS = [
    (Accessibility.NONE, "ZON"),
    (Accessibility.SINGLE_FLOOR, "ZON GNV"),
    (Accessibility.ZERO_STEP, "ZON GNV NUL"),
    (Accessibility.WALKER_WITH_STEPS, "ZON GNV ROG"),
    (Accessibility.WALKER, "ZON GNV NUL ROG ROA"),
    (Accessibility.WHEELCHAIR, "ZON GNV NUL ROG ROA ROL"),
    (Accessibility.LARGE_WHEELCHAIR, "ZON GNV NUL ROG ROA ROL RUI"),
]


@pytest.mark.parametrize(("label", "covered"), LABELS)
def test_a_label_covers_a_need(label: Accessibility, covered: str) -> None:
    assert {need.vera[-3:] for need in COVERS[label]} == set(covered.split())


@pytest.mark.parametrize(("label", "covered"), LABELS)
@pytest.mark.parametrize("need", Accessibility)
def test_the_referee_reads_the_labels_alike(label: Accessibility, covered: str, need: Accessibility) -> None:
    instance = region({"accessibility": need}, {"accessibility": label})

    broken = [one.rule for one in violations(instance, [("C1", "D1")])]

    assert broken == ([] if need.vera[-3:] in covered.split() else ["accessibility"])


def test_a_known_refusal_outweighs_what_is_unknown() -> None:
    instance = region({"income_band": None, "maximum_rent": 1_000})

    assert judge_pair(instance, client="C1", dwelling="D1").verdict is REFUSED


def test_unknown_is_not_a_refusal() -> None:
    judgement = judge_pair(region({"consent": None}), client="C1", dwelling="D1")

    assert judgement.verdict is UNKNOWN
    assert [one.missing for one in judgement.outcomes] == [("client.consent",)]


def test_a_refusal_tells_the_facts_in_both_languages() -> None:
    instance = region({"maximum_rent": 200_000}, {"rent": 74_510})

    (outcome,) = judge_pair(instance, client="C1", dwelling="D1").outcomes

    assert outcome.dutch == (
        "De huur (€ 745,10) is hoger dan de aftoppingsgrens voor dit huishouden (€ 713,02)."
    )
    assert outcome.english == (
        "The rent (€745.10) is above the limit of suitable allocation for this household (€713.02)."
    )
    assert (outcome.margin, outcome.unit) == (3_208, Unit.EUROCENT)


MARGINS = [
    ({"ready_from": IN_TIME + timedelta(days=4)}, {}, 4, Unit.DAY),
    ({"ready_until": AVAILABLE - timedelta(days=3)}, {}, 3, Unit.DAY),
    ({"bedrooms": 3}, {}, 2, Unit.BEDROOM),
    ({}, {"bedrooms": 5}, 3, Unit.BEDROOM),
    ({"children": 3}, {"maximum_persons": 2}, 2, Unit.PERSON),
    ({}, {"minimum_persons": 3}, 2, Unit.PERSON),
    ({"maximum_rent": 50_000}, {"service_costs": 500}, 10_500, Unit.EUROCENT),
    ({"age": 50}, {"minimum_age": 55}, 5, Unit.YEAR),
    ({"age": 50}, {"maximum_age": 49}, 1, Unit.YEAR),
]


@pytest.mark.parametrize(("client", "dwelling", "margin", "unit"), MARGINS)
def test_a_refusal_says_by_how_much(client: Facts, dwelling: Facts, margin: int, unit: Unit) -> None:
    (outcome,) = judge_pair(region(client, dwelling), client="C1", dwelling="D1").outcomes

    assert (outcome.margin, outcome.unit) == (margin, unit)


def test_an_excluded_area_is_not_told() -> None:
    """A secret address excludes areas without saying why, or which."""
    instance = region({"excluded": frozenset({STREET, FAR_STREET, HEERLEN})})

    (outcome,) = judge_pair(instance, client="C1", dwelling="D1").outcomes

    assert outcome.confidential
    assert [one.rule for one in violations(instance, [("C1", "D1")])] == ["area"]
    for word in (STREET, FAR_STREET, HEERLEN, "gebied", "buurt", "area", "neighbourhood"):
        assert word not in outcome.dutch + outcome.english


def test_the_limits_are_those_of_the_first_day() -> None:
    later = replace(
        the_rent_limits(), valid_from=date(2028, 1, 1), valid_until=date(2029, 1, 1), low_cap=59_999
    )
    both = {"rent_limits": (the_rent_limits(), later)}

    assert judged(region(**both)) == {}
    next_year = region({}, {"available_from": date(2028, 1, 1)}, **both)
    assert judged(next_year) == {Rule.RENT: REFUSED}
    broken = violations(next_year, [("C1", "D1")])
    assert [(one.rule, one.needs_data) for one in broken] == [("rent", False)]


def test_of_two_bars_the_later_counts() -> None:
    bars = (Barred("C1", "D1", date(2027, 9, 1)), Barred("C1", "D1", date(2027, 6, 1)))

    (outcome,) = judge_pair(region(barred=bars), client="C1", dwelling="D1").outcomes

    assert "1 september 2027" in outcome.dutch
    assert "1 September 2027" in outcome.english


def test_every_sentence_can_be_told_in_both_languages() -> None:
    """No fact stays a brace, no sentence stays empty."""
    for _, _, client, dwelling, facts in CASES:
        for outcome in judge_pair(region(client, dwelling, **facts), client="C1", dwelling="D1").outcomes:
            for sentence in (outcome.dutch, outcome.english):
                assert sentence.endswith(".")
                assert "{" not in sentence
                assert "None" not in sentence
            assert set(outcome.missing) <= set(FIELDS)


def test_clients_and_dwellings_stand_in_the_order_of_their_ids() -> None:
    instance = an_instance(
        clients=(a_client("C2"), a_client("C1")), dwellings=(a_dwelling("D2"), a_dwelling("D1"))
    )

    grid = grid_of(instance)

    assert [client.id for client in grid.clients] == ["C1", "C2"]
    assert [dwelling.id for dwelling in grid.dwellings] == ["D1", "D2"]


@pytest.mark.parametrize(
    ("fact", "dutch", "english"),
    [
        (Euros(174_510), "€ 1.745,10", "€1,745.10"),
        (Euros(5), "€ 0,05", "€0.05"),
        (date(2027, 3, 1), "1 maart 2027", "1 March 2027"),
        (Support.ON_CALL, "begeleiding op afroep", "on call"),
    ],
)
def test_a_fact_is_told_the_way_of_the_language(fact: object, dutch: str, english: str) -> None:
    assert in_dutch(fact) == dutch
    assert in_english(fact) == english
