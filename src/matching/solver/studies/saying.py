"""What a scenario changes, in Dutch and in English; clients and dwellings in counts only."""

from collections.abc import Iterator, Sequence

from matching.solver.eligibility.answers import Euros, in_dutch, in_english
from matching.solver.explain import Sentence
from matching.solver.explain.words import homes, origin_in_words, people
from matching.solver.instance import (
    Complex,
    Corporation,
    District,
    Dwelling,
    Instance,
    Municipality,
    Neighbourhood,
    Policy,
)
from matching.solver.studies.scenario import Amended, Scenario, changed_policy
from matching.solver.studies.words import points
from matching.solver.suitability import TERMS

Words = tuple[str, str]

_SECTIONS: tuple[tuple[str, str, Words], ...] = (
    ("quotas", "municipalities", ("De gemeente", "Municipality")),
    ("load_caps", "districts", ("De wijk", "District")),
    ("load_caps", "neighbourhoods", ("De buurt", "Neighbourhood")),
    ("complex_caps", "complexes", ("Het complex", "Complex")),
    ("commitments", "corporations", ("De corporatie", "Corporation")),
)
"""Field of the scenario, field of the instance, and what to call one."""
_NUMBERS: dict[str, Words] = {
    "target_share": ("streefaandeel in procenten", "target share in percent"),
    "maximum": ("hoogste aantal plaatsingen", "most placements"),
    "minimum": ("laagste aantal plaatsingen", "least placements"),
    "imports_maximum": ("hoogste aantal van elders", "most from elsewhere"),
    "capacity": ("draagkracht in punten", "capacity in points"),
    "commitment": ("taakstelling", "commitment"),
    "offers_more": ("biedt meer aan", "offers more"),
}
_POLICY: dict[str, Words] = {
    "waiting_weight": ("punten per maand wachten", "points for a month of waiting"),
    "waiting_months": ("langste wachttijd die telt, in maanden", "longest wait that counts, in months"),
    "ready_margin_days": ("dagen te laat klaar die mogen", "days late that are still in time"),
    "spare_bedrooms": ("slaapkamers over die mogen", "bedrooms to spare that are allowed"),
}
_HUNDREDTHS = frozenset({"target_share", "capacity"})


def said(instance: Instance, scenario: Scenario) -> tuple[Sentence, ...]:
    """Say what the scenario changes, one sentence for each change."""
    return (
        *_agreements(instance, scenario),
        *_origins(instance, scenario),
        *_goals(instance.policy, changed_policy(instance.policy, scenario)),
        *_fewer(scenario),
        *(_more_homes(dwelling) for dwelling in scenario.more_dwellings),
        *_more_people(scenario),
    )


def _agreements(instance: Instance, scenario: Scenario) -> Iterator[Sentence]:
    for section, part, (dutch, english) in _SECTIONS:
        places: Sequence[Municipality | District | Neighbourhood | Complex | Corporation] = getattr(
            instance, part
        )
        amendments: Sequence[Amended] = getattr(scenario, section)
        known = {place.code: place for place in places}
        for one in amendments:
            if (was := known.get(one.code)) is not None:
                yield from (
                    _change(
                        (f"{dutch} {one.code}", f"{english} {one.code}"), name, getattr(was, name), number
                    )
                    for name, number in one.numbers
                )


def _origins(instance: Instance, scenario: Scenario) -> Iterator[Sentence]:
    known = {limit.subject: limit for limit in instance.origin_limits}
    for one in scenario.origin_limits:
        if (was := known.get(one.code)) is not None:
            dutch, english = origin_in_words(one.code.partition(":")[0])
            whose = (
                f"De gemeente {was.municipality}, voor mensen {dutch}",
                f"Municipality {was.municipality}, for people from {english}",
            )
            yield from (_change(whose, name, was.maximum, number) for name, number in one.numbers)


def _change(whose: Words, name: str, was: int | None, becomes: int | None) -> Sentence:
    what, before, after = _NUMBERS[name], _number(name, was), _number(name, becomes)
    return Sentence(
        f"{whose[0]}: {what[0]} {after[0]} (was {before[0]}).",
        f"{whose[1]}: {what[1]} {after[1]} (was {before[1]}).",
    )


def _number(name: str, number: int | None) -> Words:
    if number is None:
        return "zonder afspraak", "without agreement"
    if isinstance(number, bool):
        return ("ja", "yes") if number else ("nee", "no")
    return points(number) if name in _HUNDREDTHS else (str(number), str(number))


def _goals(was: Policy, becomes: Policy) -> Iterator[Sentence]:
    if was.goals != becomes.goals:
        yield Sentence(
            f"Volgorde van de doelen: {', '.join(goal.dutch for goal in becomes.goals)}.",
            f"Order of the goals: {', '.join(goal.value for goal in becomes.goals)}.",
        )
    for (urgency, before), (_, after) in zip(was.urgency_weight, becomes.urgency_weight, strict=True):
        if before != after:
            yield _weight((f"urgentie {urgency.dutch}", f"urgency {urgency.value}"), before, after)
    for (term, before), (_, after) in zip(was.suitability_weight, becomes.suitability_weight, strict=True):
        if before != after:
            names = next((one.dutch, one.english) for one in TERMS if one.name == term)
            yield _weight(names, before, after)
    for name, (dutch, english) in _POLICY.items():
        before, after = getattr(was, name), getattr(becomes, name)
        if before != after:
            yield Sentence(
                f"{dutch.capitalize()}: {after} (was {before}).",
                f"{english.capitalize()}: {after} (was {before}).",
            )


def _weight(what: Words, before: int, after: int) -> Sentence:
    return Sentence(
        f"Gewicht van {what[0]}: {after} (was {before}).", f"Weight of {what[1]}: {after} (was {before})."
    )


def _fewer(scenario: Scenario) -> Iterator[Sentence]:
    for gone, counted in ((scenario.without_dwellings, homes), (scenario.without_clients, people)):
        if gone:
            dutch, english = counted(len(gone))
            yield Sentence(f"Zonder {dutch} die er nu zijn.", f"Without {english} that are there now.")


def _more_homes(dwelling: Dwelling) -> Sentence:
    dutch, english = homes(dwelling.capacity)
    rent = Euros(dwelling.rent or 0)
    return Sentence(
        f"Erbij: {dutch} ({dwelling.housing_form}) in de buurt {dwelling.neighbourhood}, "
        f"{dwelling.bedrooms} slaapkamer(s), huur {in_dutch(rent)}.",
        f"More: {english} ({dwelling.housing_form}) in neighbourhood {dwelling.neighbourhood}, "
        f"{dwelling.bedrooms} bedroom(s), rent {in_english(rent)}.",
    )


def _more_people(scenario: Scenario) -> Iterator[Sentence]:
    more = sum(one.number for one in scenario.more_clients)
    if more:
        dutch, english = people(more)
        yield Sentence(f"Erbij: {dutch}.", f"More: {english}.")
