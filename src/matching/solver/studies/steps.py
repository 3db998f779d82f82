"""The single changes that can open a dwelling to a client: in the profile, the offer, or an agreement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from matching.solver.eligibility import Setting, Unit, home, person, rent
from matching.solver.eligibility.answers import FITS, Answer, Euros, in_dutch, in_english
from matching.solver.eligibility.checks import CHECKS
from matching.solver.explain import Sentence
from matching.solver.explain.board import NO_MARGIN, STEP
from matching.solver.explain.words import about, homes
from matching.solver.formulate import Cap, Measure
from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.studies.agreements import WHOSE
from matching.solver.studies.raising import raised
from matching.solver.studies.words import points
from matching.vocabulary import Word

ONE_OF = {Measure.PLACEMENTS: 10_000, Measure.LOAD: 100, Measure.HOURS: 25}
"""What one unit of an agreement counts: a placement as much as a point, four hours as much as that."""

ONE_MORE_HOME = 50_000
"""What one dwelling more counts: as much as five placements, and less than giving up a rule without a margin."""


class StepKind(Word):
    """What is changed to open a dwelling to a client."""

    EARLIER = "ready-earlier", "eerder klaar"
    LATER = "willing-later", "later nog bereid"
    MORE_RENT = "more-rent", "meer huur"
    LESS_RENT = "lower-rent", "lagere huur"
    FEWER_BEDROOMS = "fewer-bedrooms", "minder slaapkamers"
    MORE_BEDROOMS = "more-bedrooms", "meer slaapkamers"
    OTHER_FORM = "other-form", "andere woonvorm"
    OTHER_TENANCY = "other-tenancy", "ander huurcontract"
    ASK_AGAIN = "ask-again", "opnieuw voorstellen"
    MORE_HOMES = "more-dwellings", "meer woningen"
    MORE_ROOM = "more-room", "meer ruimte binnen een afspraak"


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One change.

    Attributes
    ----------
    subject
        Of what: the limit, the dwelling, a form or a tenancy; empty where it is the client's own.
    amount, unit
        How much; None where that means nothing.
    size
        How large a change it is; only good for comparing.
    make
        Makes it.
    """

    kind: StepKind
    subject: str
    amount: int | None
    unit: str | None
    size: int
    sentence: Sentence
    make: Callable[[Instance], Instance]

    @property
    def key(self) -> tuple[str, str, int]:
        """Return what tells it from other steps."""
        return self.kind.value, self.subject, self.amount or 0


def steps_to_fit(setting: Setting, client: Client, dwelling: Dwelling) -> tuple[Step, ...] | None:
    """Return what makes a pair fit; None where something can't be changed, or is not known."""
    answers = [check.judge(setting, client, dwelling) for check in CHECKS]
    against = [answer for answer in answers if answer is not FITS]
    if any(answer not in _STEPS for answer in against):
        return None
    return tuple(_step(answer, setting, client, dwelling) for answer in against)


def more_room(cap: Cap, by: int) -> Step:
    """Return so much more room in an agreement. [unit of the cap's measure]"""
    whose = about(cap, *WHOSE[cap.kind])
    amount, in_english_words = _amount_of(cap.measure, by)
    return Step(
        StepKind.MORE_ROOM,
        cap.id,
        by,
        str(cap.measure),
        ONE_OF[cap.measure] * by,
        Sentence(f"{whose.dutch}: {amount} erbij.", f"{whose.english}: {in_english_words} more."),
        lambda instance: raised(instance, cap, by),
    )


def more_homes(dwelling: Dwelling, number: int) -> Step:
    """Return so many more dwellings like this one."""

    def make(instance: Instance) -> Instance:
        return _with_home(instance, dwelling.id, lambda found: {"capacity": found.capacity + number})

    dutch, english = homes(number)
    place, costs = dwelling.neighbourhood, Euros(dwelling.rent or 0)
    return Step(
        StepKind.MORE_HOMES,
        dwelling.id,
        number,
        "dwelling",
        ONE_MORE_HOME * number,
        Sentence(
            f"{dutch} erbij zoals deze in de buurt {place}, huur {in_dutch(costs)}.",
            f"{english} more like this in neighbourhood {place}, rent {in_english(costs)}.",
        ),
        make,
    )


def _amount_of(measure: Measure, by: int) -> tuple[str, str]:
    dutch, english = points(by)
    if measure is Measure.LOAD:
        return ("1 punt", "1 point") if by == 100 else (f"{dutch} punten", f"{english} points")
    if measure is Measure.HOURS:
        return f"{dutch} uur per week", f"{english} hours a week"
    return ("1 plaatsing", "1 placement") if by == 1 else (f"{by} plaatsingen", f"{by} placements")


Change = Callable[[Client, Dwelling, int], Mapping[str, Any]]
"""The fields of the client, or of the dwelling, that change by a margin."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """How a refusal is taken away, and how that is told."""

    kind: StepKind
    dutch: str
    english: str
    change: Change
    of_dwelling: bool = False


_SHIFTS: Mapping[Answer, _Shift] = {
    person.NOT_READY: _Shift(
        StepKind.EARLIER,
        "De kandidaat kan {margin} dagen eerder verhuizen.",
        "The client can move {margin} days earlier.",
        lambda client, _, margin: {"ready_from": _days(client.ready_from, -margin)},
    ),
    person.WINDOW_CLOSED: _Shift(
        StepKind.LATER,
        "De kandidaat wil ook {margin} dagen later nog verhuizen.",
        "The client still wants to move {margin} days later.",
        lambda client, _, margin: {"ready_until": _days(client.ready_until, margin)},
    ),
    rent.TOO_EXPENSIVE: _Shift(
        StepKind.MORE_RENT,
        "De kandidaat kan {margin} per maand meer betalen.",
        "The client can pay {margin} a month more.",
        lambda client, _, margin: {"maximum_rent": (client.maximum_rent or 0) + margin},
    ),
    rent.OVER_THE_CAP: _Shift(
        StepKind.LESS_RENT,
        "De huur van de woning is {margin} per maand lager.",
        "The rent of the dwelling is {margin} a month lower.",
        lambda _, dwelling, margin: {"rent": (dwelling.rent or 0) - margin},
        of_dwelling=True,
    ),
    person.TOO_SMALL: _Shift(
        StepKind.FEWER_BEDROOMS,
        "Het huishouden kan met {margin} slaapkamer(s) minder.",
        "The household can do with {margin} bedroom(s) less.",
        lambda client, _, margin: {"bedrooms": (client.bedrooms or 0) - margin},
    ),
    person.FAR_TOO_LARGE: _Shift(
        StepKind.MORE_BEDROOMS,
        "Het huishouden mag {margin} slaapkamer(s) meer hebben.",
        "The household may have {margin} bedroom(s) more.",
        lambda client, _, margin: {"bedrooms": (client.bedrooms or 0) + margin},
    ),
    home.OTHER_FORM: _Shift(
        StepKind.OTHER_FORM,
        "Deze woonvorm ({form}) past ook bij de kandidaat.",
        "This housing form ({form}) fits the client too.",
        lambda client, dwelling, _: {"housing_forms": (*client.housing_forms, dwelling.housing_form)},
    ),
    home.OTHER_TENANCY: _Shift(
        StepKind.OTHER_TENANCY,
        "De kandidaat neemt ook dit huurcontract: {tenancy}.",
        "The client takes this tenancy too: {tenancy}.",
        lambda client, dwelling, _: {"tenancies": client.tenancies | {dwelling.tenancy}},
    ),
}
_STEPS = frozenset({*_SHIFTS, person.STILL_BARRED})
"""The refusals that people can take away; needs, admission, safety, a ban of the desk and the law they can't."""


def _step(answer: Answer, setting: Setting, client: Client, dwelling: Dwelling) -> Step:
    if answer is person.STILL_BARRED:
        return _ask_again(client, dwelling)
    shift = _SHIFTS[answer]
    margin = None if answer.margin is None else answer.margin(setting, client, dwelling)
    fields = shift.change(client, dwelling, margin or 0)
    return Step(
        shift.kind,
        _subject(shift, dwelling),
        margin,
        None if answer.unit is None else answer.unit.value,
        NO_MARGIN if margin is None or answer.unit is None else STEP[answer.unit] * margin,
        _sentence(shift, answer, margin, dwelling),
        _maker(shift, client, dwelling, fields),
    )


def _maker(
    shift: _Shift, client: Client, dwelling: Dwelling, fields: Mapping[str, Any]
) -> Callable[[Instance], Instance]:
    """Return what changes only these fields, so that several steps go together."""

    def make(instance: Instance) -> Instance:
        if shift.of_dwelling:
            return _with_home(instance, dwelling.id, lambda _: fields)
        people = (replace(one, **fields) if one.id == client.id else one for one in instance.clients)
        return replace(instance, clients=tuple(people))

    return make


def _with_home(
    instance: Instance, dwelling: str, fields: Callable[[Dwelling], Mapping[str, Any]]
) -> Instance:
    offered = (replace(one, **fields(one)) if one.id == dwelling else one for one in instance.dwellings)
    return replace(instance, dwellings=tuple(offered))


def _subject(shift: _Shift, dwelling: Dwelling) -> str:
    if shift.kind is StepKind.OTHER_FORM:
        return dwelling.housing_form
    if shift.kind is StepKind.OTHER_TENANCY:
        return str(dwelling.tenancy)
    return dwelling.id if shift.of_dwelling else ""


def _sentence(shift: _Shift, answer: Answer, margin: int | None, dwelling: Dwelling) -> Sentence:
    amount: object = Euros(margin or 0) if answer.unit is Unit.EUROCENT else margin
    facts: dict[str, object] = {"margin": amount, "form": dwelling.housing_form, "tenancy": dwelling.tenancy}
    return Sentence(
        shift.dutch.format_map({name: in_dutch(fact) for name, fact in facts.items()}),
        shift.english.format_map({name: in_english(fact) for name, fact in facts.items()}),
    )


def _ask_again(client: Client, dwelling: Dwelling) -> Step:
    def make(instance: Instance) -> Instance:
        kept = (one for one in instance.barred if (one.client, one.dwelling) != (client.id, dwelling.id))
        return replace(instance, barred=tuple(kept))

    return Step(
        StepKind.ASK_AGAIN,
        dwelling.id,
        None,
        None,
        NO_MARGIN,
        Sentence(
            "De combinatie die eerder is afgewezen, mag opnieuw worden voorgesteld.",
            "The pair that was declined before may be proposed again.",
        ),
        make,
    )


def _days(day: Any, by: int) -> Any:
    return day + timedelta(days=by)
