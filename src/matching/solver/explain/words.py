"""The sentences of an explanation, in plain language (B1), Dutch and English side by side."""

from matching.solver.eligibility import Rule
from matching.solver.explain.parts import UNDISCLOSED, Sentence
from matching.solver.formulate import Cap, CapKind
from matching.vocabulary import OUTSIDE, UNKNOWN

_CAPS = {
    CapKind.NEIGHBOURHOOD: (
        "De buurt {subject} kan deze draaglast er niet meer bij hebben.",
        "Neighbourhood {subject} can't carry this load any more.",
    ),
    CapKind.DISTRICT: (
        "De wijk {subject} kan deze draaglast er niet meer bij hebben.",
        "District {subject} can't carry this load any more.",
    ),
    CapKind.COMPLEX: (
        "Het complex {subject} kan deze draaglast er niet meer bij hebben.",
        "Complex {subject} can't carry this load any more.",
    ),
    CapKind.QUOTA: (
        "De gemeente {subject} heeft het afgesproken aantal plaatsingen bereikt.",
        "Municipality {subject} has reached the agreed number of placements.",
    ),
    CapKind.IMPORTS: (
        "De gemeente {subject} heeft geen ruimte meer voor mensen uit andere gemeenten.",
        "Municipality {subject} has no room left for people from other municipalities.",
    ),
    CapKind.ORIGIN: (
        "De gemeente {place} heeft geen ruimte meer voor mensen {origin}.",
        "Municipality {place} has no room left for people from {origin}.",
    ),
    CapKind.COMMITMENT: (
        "De corporatie {subject} heeft het afgesproken aantal woningen al geleverd.",
        "Corporation {subject} has supplied the agreed number of dwellings already.",
    ),
    CapKind.SUPPORT: (
        "De zorgaanbieder heeft in deze gemeente niet genoeg begeleidingsuren over ({subject}).",
        "The provider has too few hours of support left in this municipality ({subject}).",
    ),
    CapKind.KEEP_APART: (
        "Er is een afspraak die we niet mogen toelichten.",
        "There is an agreement that we may not explain.",
    ),
}


_ORIGINS = {
    OUTSIDE: ("van buiten de regio", "outside the region"),
    UNKNOWN: ("van wie de herkomst niet bekend is", "an unknown origin"),
}


def blocked_by(cap: Cap) -> Sentence:
    """Say that a cap has no room."""
    return about(cap, *_CAPS[cap.kind])


def about(cap: Cap, dutch: str, english: str) -> Sentence:
    """Put whose a cap is into words: `{subject}`, or `{origin}` and `{place}` of a limit on an origin."""
    origin, _, place = cap.subject.partition(":")
    whence = origin_in_words(origin)
    return Sentence(
        dutch.format(subject=cap.subject, origin=whence[0], place=place),
        english.format(subject=cap.subject, origin=whence[1], place=place),
    )


def origin_in_words(origin: str) -> tuple[str, str]:
    """Say where people come from, to put after "mensen" and "people from"."""
    return _ORIGINS.get(origin, (f"uit {origin}", origin))


def homes(count: int | None) -> tuple[str, str]:
    """Count dwellings in words; None: so few that a stranger is not told how many."""
    if count is None:
        return "een klein aantal woningen", "a small number of dwellings"
    return _counted(count, "woning", "woningen", "dwelling", "dwellings")


def people(count: int | None) -> tuple[str, str]:
    """Count clients in words; None: a stranger is not told how many."""
    if count is None:
        return "kandidaten", "clients"
    return _counted(count, "kandidaat", "kandidaten", "client", "clients")


def months(count: int) -> tuple[str, str]:
    """Count months in words."""
    return _counted(count, "maand", "maanden", "month", "months")


def rule_names(rule: str) -> tuple[str, str]:
    """Return how a rule is called, or that it is not told."""
    if rule == UNDISCLOSED:
        return "een reden die we niet mogen toelichten", "a reason we may not explain"
    return f"de regel ‘{Rule(rule).dutch}’", f"the rule ‘{Rule(rule).english}’"


def _counted(count: int, one: str, many: str, english_one: str, english_many: str) -> tuple[str, str]:
    if count == 1:
        return f"1 {one}", f"1 {english_one}"
    return f"{count} {many}", f"{count} {english_many}"
