"""What a rule can answer: it fits, it is refused, or a datum is missing; and how that is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling
from matching.vocabulary import Word


class Rule(Word):
    """The rules for a pair, in the order they are told."""

    CONSENT = "consent", "toestemming"
    READY = "ready-in-time", "op tijd klaar"
    HOUSING_FORM = "housing-form", "woonvorm"
    HOUSEHOLD = "household", "huishouden"
    RENT = "rent", "huur"
    AGE = "age", "leeftijd"
    ACCESSIBILITY = "accessibility", "toegankelijkheid"
    AREA = "area", "gebied"
    SUPPORT = "support", "begeleiding"
    UNIT = "unit-and-stimulus", "eigen woonruimte en prikkels"
    RESERVATION = "reservation", "gereserveerd"
    DECLINED = "declined-before", "eerder afgewezen"
    FORBIDDEN = "forbidden", "uitgesloten door het matchingspunt"
    TENANCY = "tenancy", "huurcontract"
    ADMISSION = "admission", "toelating tot de woonvorm"

    @property
    def english(self) -> str:
        """Return the rule's name in English words."""
        return self.value.replace("-", " ")


class Verdict(StrEnum):
    """The three answers; unknown is not a refusal, it asks for a datum."""

    FITS = "fits"
    UNKNOWN = "needs-data"
    REFUSED = "refused"


class Unit(Word):
    """What the margin of a refusal is counted in."""

    EUROCENT = "eurocent", "eurocent"
    DAY = "day", "dagen"
    PERSON = "person", "personen"
    BEDROOM = "bedroom", "slaapkamers"
    YEAR = "year", "jaar"


class Euros(int):
    """An amount that is told as money. [eurocent]"""


class Phrase(NamedTuple):
    """A fact that needs other words in each language."""

    dutch: str
    english: str


Facts = Callable[[Setting, Client, Dwelling], Mapping[str, object]]
Amount = Callable[[Setting, Client, Dwelling], int]


def _no_facts(_setting: Setting, _client: Client, _dwelling: Dwelling) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One thing a rule can say; a constant, so that asking three million times costs little.

    Attributes
    ----------
    dutch, english
        Sentences with {facts} in them.
    facts
        Looks the facts up for one pair.
    missing
        Names of what is not known, such as `client.maximum_rent`.
    unit, margin
        By how much the pair missed, where that means something.
    confidential
        True when the sentence may not say why: telling it would show what must stay hidden.
    """

    verdict: Verdict
    dutch: str = ""
    english: str = ""
    facts: Facts = _no_facts
    missing: tuple[str, ...] = ()
    unit: Unit | None = None
    margin: Amount | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check says about one pair, in sentences for people.

    Attributes
    ----------
    margin
        By how much it missed, in `unit`; None where that means nothing.
    """

    rule: Rule
    verdict: Verdict
    dutch: str
    english: str
    missing: tuple[str, ...] = ()
    margin: int | None = None
    unit: Unit | None = None
    confidential: bool = False


FITS = Answer(Verdict.FITS)

FIELDS: Mapping[str, tuple[str, str]] = {
    "client.accessibility": ("welke toegankelijkheid de kandidaat nodig heeft", "the accessibility needed"),
    "client.age": ("de leeftijd van de kandidaat", "the client's age"),
    "client.age_band": ("de leeftijdsgroep van de kandidaat", "the client's age band"),
    "client.bedrooms": ("hoeveel slaapkamers nodig zijn", "the bedrooms needed"),
    "client.consent": ("de toestemming van de kandidaat", "the client's consent"),
    "client.debts_under_control": ("of schulden onder controle zijn", "whether debts are under control"),
    "client.housing_forms": ("welke woonvormen passen", "the housing forms that fit"),
    "client.income_band": ("de inkomensgroep van de kandidaat", "the client's income band"),
    "client.maximum_rent": ("de hoogste huur voor de kandidaat", "the client's highest rent"),
    "client.origin": ("uit welke gemeente de kandidaat komt", "the municipality the client comes from"),
    "client.ready_from": ("vanaf wanneer de kandidaat kan verhuizen", "when the client is ready to move"),
    "client.support": ("welke begeleiding de kandidaat nodig heeft", "the support the client needs"),
    "client.target_groups": ("bij welke doelgroep de kandidaat hoort", "the client's target groups"),
    "client.tenancies": ("welk huurcontract kan", "the kinds of tenancy that are acceptable"),
    "dwelling.accessibility": ("de toegankelijkheid van de woning", "the dwelling's accessibility"),
    "dwelling.bedrooms": ("het aantal slaapkamers van de woning", "the dwelling's bedrooms"),
    "dwelling.low_stimulus": ("of de woning prikkelarm is", "whether the dwelling is low in stimulus"),
    "dwelling.own_sanitary": (
        "of de woning eigen sanitair heeft",
        "whether the sanitary is the dwelling's own",
    ),
    "dwelling.rent": ("de huur van de woning", "the dwelling's rent"),
    "dwelling.support_nearby": ("of er 24 uur begeleiding nabij is", "whether support is near for 24 hours"),
    "dwelling.tenancy": ("het soort huurcontract van de woning", "the dwelling's kind of tenancy"),
    "rent_limits": ("de huurgrenzen van dat jaar", "the rent limits of that year"),
}
"""What can be missing, in Dutch and English words."""


def unknown(*missing: str) -> Answer:
    """Make the answer that something is not known yet."""
    dutch = ", ".join(FIELDS[name][0] for name in missing)
    english = ", ".join(FIELDS[name][1] for name in missing)
    return Answer(
        Verdict.UNKNOWN, f"Nog niet bekend: {dutch}.", f"Not known yet: {english}.", missing=missing
    )


def refused(
    dutch: str,
    english: str,
    *,
    facts: Facts = _no_facts,
    unit: Unit | None = None,
    margin: Amount | None = None,
    confidential: bool = False,
) -> Answer:
    """Make an answer that refuses."""
    return Answer(Verdict.REFUSED, dutch, english, facts, unit=unit, margin=margin, confidential=confidential)


def outcome_of(
    answer: Answer, *, rule: Rule, setting: Setting, client: Client, dwelling: Dwelling
) -> Outcome:
    """Fill an answer in for one pair."""
    facts = answer.facts(setting, client, dwelling)
    return Outcome(
        rule=rule,
        verdict=answer.verdict,
        dutch=answer.dutch.format_map({name: in_dutch(fact) for name, fact in facts.items()}),
        english=answer.english.format_map({name: in_english(fact) for name, fact in facts.items()}),
        missing=answer.missing,
        margin=None if answer.margin is None else answer.margin(setting, client, dwelling),
        unit=answer.unit,
        confidential=answer.confidential,
    )


_MAANDEN = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_dutch(fact: object) -> str:
    """Write a fact the Dutch way: € 1.745,10 and 3 maart 2027."""
    if isinstance(fact, Euros):
        whole = f"{fact // 100:,}".replace(",", ".")
        return f"€ {whole},{fact % 100:02}"
    if isinstance(fact, date):
        return f"{fact.day} {_MAANDEN[fact.month - 1]} {fact.year}"
    return fact.dutch if isinstance(fact, (Word, Phrase)) else str(fact)


def in_english(fact: object) -> str:
    """Write a fact the English way: €1,745.10 and 3 March 2027."""
    if isinstance(fact, Euros):
        return f"€{fact // 100:,}.{fact % 100:02}"
    if isinstance(fact, date):
        return f"{fact.day} {_MONTHS[fact.month - 1]} {fact.year}"
    if isinstance(fact, Phrase):
        return fact.english
    return fact.value.replace("-", " ") if isinstance(fact, Word) else str(fact)
