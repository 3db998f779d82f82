"""Every cause of a change is told apart, in both languages, and never names anybody else."""

from datetime import date
from typing import Any

import pytest

from builders import (
    ELSEWHERE,
    FAR_STREET,
    LANDGRAAF,
    OTHER_STREET,
    STREET,
    TODAY,
    a_client,
    a_dwelling,
    a_municipality,
    a_neighbourhood,
    an_instance,
)
from matching.solver import Barred, Because, Change, Changes, Forced, Instance, KeepApart, explain_changes
from matching.vocabulary import DirectiveKind, Urgency

Facts = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]
Case = tuple[Because, str, Facts, Facts, Pairs, Pairs]
"""The cause and its sentence; the region before and after; the pairs before and after."""
TOKEN = frozenset({"token-of-two"})


def region(**facts: Any) -> Instance:
    """Return clients C1 and C2, and dwellings D1 and D2 that fit them alike."""
    usual = {
        "clients": (a_client("C1"), a_client("C2")),
        "dwellings": (a_dwelling("D1"), a_dwelling("D2")),
    }
    return an_instance(**(usual | facts))


def changes(before: Facts, after: Facts, pairs_before: Pairs, pairs_after: Pairs) -> Changes:
    return explain_changes(
        region(**before), region(**after), pairs_before=pairs_before, pairs_after=pairs_after
    )


def change_of_c1(before: Facts, after: Facts, pairs_before: Pairs, pairs_after: Pairs) -> Change:
    items = changes(before, after, pairs_before, pairs_after).items
    return next(one for one in items if one.client == "C1")


def people(first: Facts, second: Facts | None = None) -> Facts:
    return {"clients": (a_client("C1", **first), a_client("C2", **(second or {})))}


def homes(first: Facts, second: Facts | None = None) -> Facts:
    return {"dwellings": (a_dwelling("D1", **first), a_dwelling("D2", **(second or {})))}


def heerlen(**agreed: Any) -> Facts:
    return {"municipalities": (a_municipality(**agreed), a_municipality(LANDGRAAF))}


def streets(capacity: int) -> Facts:
    far = a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district=ELSEWHERE)
    return {"neighbourhoods": (a_neighbourhood(capacity=capacity), a_neighbourhood(OTHER_STREET), far)}


ONLY_C1, ONLY_C2 = {"clients": (a_client("C1"),)}, {"clients": (a_client("C2"),)}
ONLY_D1, ONLY_D2 = {"dwellings": (a_dwelling("D1"),)}, {"dwellings": (a_dwelling("D2"),)}
URGENT, CRISIS = {"urgency": Urgency.URGENT}, {"urgency": Urgency.CRISIS}
LONG_AGO = {"on_list_since": date(2024, 3, 1)}
PREFERS_D2 = {"preferred": frozenset({OTHER_STREET})}
QUOTA = "De gemeente GM0917 heeft het afgesproken aantal plaatsingen bereikt."
SECRET = "Er is een afspraak die we niet mogen toelichten."
C1, C1_MOVED, C2 = (("C1", "D1"),), (("C1", "D2"),), (("C2", "D1"),)

CASES: list[Case] = [
    (Because.CLIENT_GONE, "De kandidaat doet niet meer mee in deze ronde.", {}, ONLY_C2, C1, ()),
    (Because.DWELLING_GONE, "De woning uit de vorige ronde is niet meer op aanbod.", {}, ONLY_D2, C1, ()),
    (
        Because.DWELLING_GONE,
        "De woning uit de vorige ronde is niet meer op aanbod.",
        {},
        ONLY_D2,
        C1,
        C1_MOVED,
    ),
    (
        Because.DWELLING_GONE,
        "Van de woning uit de vorige ronde zijn er minder op aanbod.",
        homes({"capacity": 2}),
        {},
        (*C1, *C2),
        C2,
    ),
    (
        Because.UNFIT,
        "De woning uit de vorige ronde past niet meer. "
        "De huur met servicekosten (€ 600,00) is hoger dan de kandidaat kan betalen (€ 500,00).",
        {},
        people({"maximum_rent": 50_000}),
        C1,
        (),
    ),
    (
        Because.UNFIT,
        "De woning uit de vorige ronde past niet meer. Nog niet bekend: de huur van de woning.",
        {},
        homes({"rent": None}),
        C1,
        C1_MOVED,
    ),
    (
        Because.UNFIT,
        "De woning uit de vorige ronde past niet meer. "
        "Deze woning kan niet, om een reden die we niet mogen toelichten.",
        {},
        people({"excluded": frozenset({STREET})}),
        C1,
        (),
    ),
    (
        Because.DECLINED,
        "Deze combinatie is eerder afgewezen. Tot 1 juni 2027 stellen we haar niet opnieuw voor.",
        {},
        {"barred": (Barred("C1", "D1", date(2027, 6, 1)),), **people({"consent": False})},
        C1,
        (),
    ),
    (
        Because.FORBIDDEN,
        "Het matchingspunt heeft deze combinatie uitgesloten tot 1 juni 2027.",
        {},
        {"barred": (Barred("C1", "D1", date(2027, 6, 1), DirectiveKind.FORBIDDEN),)},
        C1,
        (),
    ),
    (
        Because.LESS_ROOM,
        f"{QUOTA} In de vorige ronde was er nog ruimte.",
        heerlen(maximum=1),
        heerlen(maximum=1, placed=1),
        C1,
        (),
    ),
    (
        Because.LESS_ROOM,
        "De buurt BU09173302 kan deze draaglast er niet meer bij hebben. "
        "In de vorige ronde was er nog ruimte.",
        {},
        streets(capacity=199),
        (("C1", "D1"), ("C2", "D2")),
        (("C2", "D2"),),
    ),
    (
        Because.LESS_ROOM,
        SECRET,
        people({"keep_apart": TOKEN}),
        {**people({"keep_apart": TOKEN}), "keep_apart": (KeepApart("token-of-two", STREET),)},
        C1,
        (),
    ),
    (
        Because.LESS_ROOM,
        SECRET,
        people({"keep_apart": TOKEN}, {"keep_apart": TOKEN, **URGENT}),
        people({"keep_apart": TOKEN}, {"keep_apart": TOKEN, **URGENT}),
        C1,
        (("C2", "D2"),),
    ),
    (
        Because.HIGHER_PRIORITY,
        "De woning gaat naar iemand met een hogere urgentie.",
        ONLY_C1,
        people({}, URGENT),
        C1,
        C2,
    ),
    (
        Because.HIGHER_PRIORITY,
        "De woning gaat naar iemand met een hogere urgentie.",
        people(URGENT, URGENT),
        people(URGENT, CRISIS),
        C1,
        (*C1_MOVED, *C2),
    ),
    (
        Because.HIGHER_PRIORITY,
        "De woning gaat naar iemand die langer wacht.",
        {},
        people({}, LONG_AGO),
        C1,
        C2,
    ),
    (
        Because.HIGHER_PRIORITY,
        f"{QUOTA} De ruimte gaat naar iemand met een hogere urgentie.",
        heerlen(maximum=1),
        {**heerlen(maximum=1), **people({}, URGENT)},
        C1,
        (("C2", "D2"),),
    ),
    (
        Because.HIGHER_PRIORITY,
        f"{QUOTA} De ruimte gaat naar iemand die langer wacht.",
        heerlen(maximum=1),
        {**heerlen(maximum=1), **people({}, LONG_AGO)},
        C1,
        (("C2", "D2"),),
    ),
    (
        Because.HIGHER_PRIORITY,
        "De urgentie van de kandidaat is hoger dan in de vorige ronde.",
        {},
        people(URGENT),
        C2,
        C1,
    ),
    (
        Because.FORCED,
        "De coördinator heeft deze woning voor de kandidaat vastgelegd.",
        {},
        {"forced": (Forced("C1", "D2"),)},
        C1,
        C1_MOVED,
    ),
    (
        Because.FORCED,
        "De coördinator heeft deze woning voor de kandidaat vastgelegd.",
        ONLY_C2,
        {"forced": (Forced("C1", "D1"),)},
        (),
        C1,
    ),
    (
        Because.FORCED,
        "De coördinator heeft de woning voor iemand anders vastgelegd.",
        {},
        {"forced": (Forced("C2", "D1"),)},
        C1,
        C2,
    ),
    (
        Because.FORCED,
        "De coördinator heeft de woning voor iemand anders vastgelegd.",
        {},
        {"forced": (Forced("C2", "D1"),)},
        C1,
        (*C1_MOVED, *C2),
    ),
    (
        Because.FORCED,
        f"{QUOTA} De ruimte gaat naar iemand voor wie de coördinator een woning heeft vastgelegd.",
        heerlen(maximum=1),
        {**heerlen(maximum=1), "forced": (Forced("C2", "D2"),)},
        C1,
        (("C2", "D2"),),
    ),
    (
        Because.BETTER_HOME,
        "De nieuwe woning past beter bij de kandidaat.",
        homes({}, {"neighbourhood": OTHER_STREET}),
        {**homes({}, {"neighbourhood": OTHER_STREET}), **people(PREFERS_D2)},
        C1,
        C1_MOVED,
    ),
    (Because.CAME_FREE, "De woning is nieuw op aanbod.", ONLY_D1, {}, C1, C1_MOVED),
    (Because.CAME_FREE, "De woning is nieuw op aanbod.", ONLY_D2, {}, (), C1),
    (
        Because.CAME_FREE,
        "De woning kwam vrij: in de vorige ronde was zij voor iemand anders.",
        {},
        ONLY_C1,
        C2,
        C1,
    ),
    (
        Because.CAME_FREE,
        "Van deze woning zijn er nu meer op aanbod.",
        {},
        homes({"capacity": 2}),
        C2,
        (*C1, *C2),
    ),
    (Because.NEWLY_LISTED, "De kandidaat is nieuw op de lijst.", ONLY_C2, {}, (), C1),
    (
        Because.NOW_FITS,
        "De woning past nu. In de vorige ronde paste zij niet, of was daarover te weinig bekend.",
        people({"consent": None}),
        {},
        (),
        C1,
    ),
    (
        Because.MORE_ROOM,
        "Een afspraak die in de vorige ronde vol was, heeft nu ruimte: "
        "spreidingsquotum van de gemeente (GM0917).",
        heerlen(maximum=0),
        heerlen(maximum=1),
        (),
        C1,
    ),
    (
        Because.REARRANGED,
        "De verdeling over alle kandidaten samen viel anders uit.",
        {},
        {},
        C1,
        (),
    ),
    (
        Because.REARRANGED,
        "De verdeling over alle kandidaten samen viel anders uit.",
        {},
        {},
        C1,
        C2,
    ),
    (
        Because.REARRANGED,
        "De verdeling over alle kandidaten samen viel anders uit.",
        {**people({"keep_apart": TOKEN}), "keep_apart": (KeepApart("token-of-two", STREET),)},
        people({"keep_apart": TOKEN}),
        (),
        C1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_change_is_told_with_its_cause(case: Case) -> None:
    cause, told, before, after, pairs_before, pairs_after = case

    change = change_of_c1(before, after, pairs_before, pairs_after)

    assert (change.cause, change.sentences[1].dutch) == (cause, told)
    assert change.sentences[1].english


def test_every_cause_is_tried() -> None:
    assert {cause for cause, *_ in CASES} == set(Because)


@pytest.mark.parametrize(
    ("pairs_before", "pairs_after", "what"),
    [
        (C1, (), "De kandidaat houdt de woning uit de vorige ronde niet en krijgt nu geen andere."),
        (C1, C1_MOVED, "De kandidaat krijgt een andere woning dan in de vorige ronde."),
        ((), C1, "De kandidaat krijgt nu een woning, in de vorige ronde niet."),
    ],
)
def test_a_change_says_what_changed_first(pairs_before: Pairs, pairs_after: Pairs, what: str) -> None:
    change = change_of_c1({}, {}, pairs_before, pairs_after)

    assert change.dwelling_before == dict(pairs_before).get("C1")
    assert change.dwelling_after == dict(pairs_after).get("C1")
    assert change.sentences[0].dutch == what


def test_what_is_kept_is_counted_and_not_listed() -> None:
    told = changes({}, {"clients": (a_client("C2"),)}, (("C1", "D1"), ("C2", "D2")), (("C2", "D2"),))

    assert told.kept == 1
    assert [one.client for one in told.items] == ["C1"]


def test_who_has_a_home_in_neither_is_not_listed() -> None:
    assert changes({}, {}, (), ()) == Changes(0, ())


def test_a_longer_wait_for_everybody_is_no_higher_priority() -> None:
    """A month later the same two have waited a month more, and the one who got the home is equal."""
    later = region(on=date(2027, 4, 1))

    told = explain_changes(region(), later, pairs_before=C1, pairs_after=C2)

    assert later.on > TODAY
    assert {one.client: one.cause for one in told.items} == {
        "C1": Because.REARRANGED,
        "C2": Because.CAME_FREE,
    }


def test_who_moves_away_for_a_better_home_was_not_pushed_by_who_came_after() -> None:
    """C2 ranks higher, but was on the list before and as urgent: it took what C1 left."""
    facts = {**homes({}, {"neighbourhood": OTHER_STREET}), **people(PREFERS_D2, URGENT)}

    assert change_of_c1(facts, facts, C1, (*C1_MOVED, *C2)).cause is Because.BETTER_HOME


def test_who_gets_a_lesser_home_was_pushed_by_who_ranks_higher() -> None:
    facts = {
        **homes({}, {"neighbourhood": OTHER_STREET}),
        **people({"preferred": frozenset({STREET})}, URGENT),
    }

    assert change_of_c1(facts, facts, C1, (*C1_MOVED, *C2)).cause is Because.HIGHER_PRIORITY


def test_a_pair_of_somebody_unknown_is_refused() -> None:
    with pytest.raises(KeyError):
        changes({}, {}, (("C9", "D1"),), ())
    with pytest.raises(KeyError):
        changes({}, ONLY_D2, (), C1)
