"""The terms of suitability: what each is called, what it is worth (0..1,000), and why.

A term reads a few attributes only, as a rule does; 500 is neutral: nothing is known or nothing was asked.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from matching.solver.eligibility import Setting
from matching.solver.instance import OUTSIDE, Client, Dwelling
from matching.solver.suitability.scarcity import Scarcity
from matching.vocabulary import IncomeKind, Need

BEST = 1_000
NEUTRAL = 500


@dataclass(frozen=True, slots=True)
class Scene:
    """What a term can look up: the setting of the rules, and what is rare among these dwellings."""

    setting: Setting
    scarcity: Scarcity


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a term is worth what it is, in Dutch and in English."""

    points: int
    dutch: str
    english: str


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that makes a home more or less suitable.

    Attributes
    ----------
    judge
        Points with the reason; its only home. [0..1,000]
    client, dwelling
        What it reads: equal keys, equal points.
    """

    name: str
    dutch: str
    english: str
    judge: Callable[[Scene, Client, Dwelling], Reason]
    client: Callable[[Scene, Client], Hashable]
    dwelling: Callable[[Scene, Dwelling], Hashable]


def _housing_form(_scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Take off an equal step for every form the client would rather have."""
    forms = client.housing_forms
    if not forms:
        return Reason(NEUTRAL, "Welke woonvorm past, is niet bekend.", "Which form fits is not known.")
    if dwelling.housing_form not in forms:
        return Reason(0, "Deze woonvorm staat niet in het profiel.", "This form is not in the profile.")
    place = forms.index(dwelling.housing_form)
    points = BEST - BEST * place // len(forms)
    return Reason(
        points,
        f"Dit is woonvorm {place + 1} van de voorkeur.",
        f"This is form {place + 1} of the preference.",
    )


def _area(scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Prefer what the client prefers, then what is acceptable; a list that is empty asks for nothing."""
    areas = scene.setting.areas(dwelling)
    if not client.preferred and not client.acceptable:
        return Reason(NEUTRAL, "Er is geen voorkeur voor een gebied.", "No area is preferred.")
    if not client.preferred.isdisjoint(areas):
        return Reason(BEST, "De woning staat in een voorkeursgebied.", "It is in a preferred area.")
    if not client.acceptable.isdisjoint(areas):
        return Reason(600, "De woning staat in een gebied dat ook goed is.", "It is in an acceptable area.")
    return Reason(200, "De woning staat buiten de voorkeursgebieden.", "It is outside the preferred areas.")


def _origin(scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Obey "lokaal wat lokaal kan": a border crossed costs half, and all of it where a benefit stops."""
    if client.origin is None:
        return Reason(NEUTRAL, "De gemeente van herkomst is niet bekend.", "The origin is not known.")
    if client.origin == scene.setting.municipality(dwelling):
        return Reason(
            BEST, "De kandidaat blijft in de eigen gemeente.", "The client stays in the municipality."
        )
    if client.income_kind is IncomeKind.BENEFIT:
        return Reason(
            0,
            "De kandidaat gaat naar een andere gemeente. De bijstand loopt dan niet door.",
            "The client moves to another municipality. The benefit does not run on.",
        )
    if client.origin == OUTSIDE:
        return Reason(NEUTRAL, "De kandidaat komt van buiten de regio.", "The client comes from outside.")
    return Reason(
        400, "De kandidaat gaat naar een andere gemeente.", "The client moves to another municipality."
    )


def _bedrooms(_scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Take off half for every bedroom that stays empty."""
    if client.bedrooms is None or dwelling.bedrooms is None:
        return Reason(NEUTRAL, "Het aantal slaapkamers is niet bekend.", "The bedrooms are not known.")
    spare = dwelling.bedrooms - client.bedrooms
    points = max(0, BEST - 500 * max(0, spare))
    if spare <= 0:
        return Reason(points, "Er blijft geen slaapkamer leeg.", "No bedroom stays empty.")
    return Reason(points, f"Slaapkamers die leeg blijven: {spare}.", f"Bedrooms that stay empty: {spare}.")


def _rent(_scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Give the full points where a fifth of the highest rent is left, none where nothing is, in whole euros."""
    if client.maximum_rent is None or dwelling.rent is None:
        return Reason(NEUTRAL, "De huurruimte is niet bekend.", "The room in the rent is not known.")
    most = client.maximum_rent // 100
    left = max(0, most - _euros(dwelling.rent + dwelling.service_costs))
    return Reason(
        min(BEST, left * 5 * BEST // most) if most else 0,
        f"Onder de hoogste huur blijft {left} euro per maand over.",
        f"Below the highest rent {left} euros a month are left.",
    )


def _euros(costs: int) -> int:
    """Round eurocents up to whole euros."""
    return -(-costs // 100)


def _wishes(_scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Count the share of the wishes that come true."""
    if not client.wishes:
        return Reason(NEUTRAL, "Er zijn geen wensen opgegeven.", "No wishes were given.")
    wishes, met = len(client.wishes), len(client.wishes & dwelling.features)
    return Reason(
        BEST * met // wishes, f"Vervulde wensen: {met} van {wishes}.", f"Wishes met: {met} of {wishes}."
    )


def _needs(scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Count the share of what the profile says should be; what must be is a rule."""
    form = scene.setting.form(dwelling)
    met = [
        answer
        for need, answer in (
            (client.own_unit, form.self_contained and dwelling.own_sanitary is True),
            (client.not_in_group, not form.group),
            (client.low_stimulus, dwelling.low_stimulus is True),
        )
        if need is Need.SHOULD
    ]
    if not met:
        return Reason(NEUTRAL, "Er is verder niets gewenst.", "Nothing else is asked.")
    return Reason(
        BEST * sum(met) // len(met),
        f"Wat verder gewenst is: {sum(met)} van {len(met)} klopt.",
        f"What else should be: {sum(met)} of {len(met)} holds.",
    )


def _scarcity(scene: Scene, client: Client, dwelling: Dwelling) -> Reason:
    """Keep what is rare for who needs it: take off the rarity of the rarest thing that is not needed."""
    wasted = scene.scarcity.wasted(client, dwelling)
    if wasted is None:
        return Reason(BEST, "De woning heeft niets schaars dat onbenut blijft.", "Nothing rare stays unused.")
    return Reason(
        BEST - scene.scarcity.rarity[wasted],
        f"Schaars en hier niet nodig: {wasted.dutch}.",
        f"Rare and not needed here: {wasted.english}.",
    )


def _outflow(_scene: Scene, client: Client, _dwelling: Dwelling) -> Reason:
    """Empty the fullest facilities first: nothing at 80 % of the places, everything at 120 %."""
    if client.facility_pressure is None:
        return Reason(NEUTRAL, "De drukte in de voorziening is niet bekend.", "The pressure is not known.")
    full = client.facility_pressure // 100
    return Reason(
        min(BEST, max(0, client.facility_pressure - 8_000) // 4),
        f"De voorziening die de kandidaat verlaat is voor {full} % bezet.",
        f"The facility the client leaves is {full} % full.",
    )


def _form_and_home(_scene: Scene, dwelling: Dwelling) -> Hashable:
    return dwelling.housing_form, dwelling.own_sanitary, dwelling.low_stimulus


def _costs(_scene: Scene, dwelling: Dwelling) -> Hashable:
    return None if dwelling.rent is None else _euros(dwelling.rent + dwelling.service_costs)


def _most(_scene: Scene, client: Client) -> Hashable:
    return None if client.maximum_rent is None else client.maximum_rent // 100


TERMS: tuple[Term, ...] = (
    Term(
        "housing-form",
        "woonvorm",
        "housing form",
        _housing_form,
        client=lambda _scene, client: client.housing_forms,
        dwelling=lambda _scene, dwelling: dwelling.housing_form,
    ),
    Term(
        "area",
        "gebied",
        "area",
        _area,
        client=lambda _scene, client: (client.preferred, client.acceptable),
        dwelling=lambda _scene, dwelling: dwelling.neighbourhood,
    ),
    Term(
        "origin",
        "eigen gemeente",
        "own municipality",
        _origin,
        client=lambda _scene, client: (client.origin, client.income_kind),
        dwelling=lambda scene, dwelling: scene.setting.municipality(dwelling),
    ),
    Term(
        "bedrooms",
        "slaapkamers",
        "bedrooms",
        _bedrooms,
        client=lambda _scene, client: client.bedrooms,
        dwelling=lambda _scene, dwelling: dwelling.bedrooms,
    ),
    Term("rent", "huur", "rent", _rent, client=_most, dwelling=_costs),
    Term(
        "wishes",
        "wensen",
        "wishes",
        _wishes,
        client=lambda _scene, client: client.wishes,
        dwelling=lambda _scene, dwelling: dwelling.features,
    ),
    Term(
        "needs",
        "gewenst in het profiel",
        "should be",
        _needs,
        client=lambda _scene, client: (client.own_unit, client.not_in_group, client.low_stimulus),
        dwelling=_form_and_home,
    ),
    Term(
        "scarcity",
        "schaarste",
        "scarcity",
        _scarcity,
        client=lambda scene, client: scene.scarcity.needed(client),
        dwelling=lambda scene, dwelling: scene.scarcity.offered(dwelling),
    ),
    Term(
        "outflow",
        "uitstroom uit volle voorzieningen",
        "outflow from full facilities",
        _outflow,
        client=lambda _scene, client: client.facility_pressure,
        dwelling=lambda _scene, _dwelling: None,
    ),
)
