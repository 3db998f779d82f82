"""What a covenant must keep to, section by section: each rule names every row that breaks it.

Pure: what the region looks like comes in as `Ground`.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from matching.errors import Fault
from matching.queries.agreements import (
    SUITABILITY_TERMS,
    LoadCapTerm,
    OriginLimitTerm,
    QuotaTerm,
    Weights,
    Wording,
)
from matching.queries.procedures import Decay
from matching.vocabulary import OUTSIDE, UNKNOWN, AreaLevel, OrganisationKind, Urgency


@dataclass(frozen=True, slots=True)
class Ground:
    """What a covenant is held against.

    Attributes
    ----------
    municipalities
        Codes of the region's municipalities.
    levels
        The level of each area in those municipalities.
    organisations
        The kind of each organisation that is active in the region.
    taken, imports_taken, moves_taken
        Placements and live proposals that count for the term, per municipality; those of people from elsewhere;
        and per origin and municipality.
    """

    municipalities: frozenset[str]
    levels: Mapping[str, AreaLevel]
    organisations: Mapping[UUID, OrganisationKind]
    taken: Mapping[str, int] = field(default_factory=dict)
    imports_taken: Mapping[str, int] = field(default_factory=dict)
    moves_taken: Mapping[tuple[str, str], int] = field(default_factory=dict)


def faults_in(wording: Wording, ground: Ground, *, sections: Sequence[str]) -> list[Fault]:
    """Name everything that is wrong in these sections."""
    return [fault for section in sections for fault in _RULES[section](wording, ground)]


def faults_in_term(term_from: date, term_until: date) -> Iterator[Fault]:
    """Name a term that ends before it begins."""
    if term_until <= term_from:
        yield Fault(
            "termUntil",
            "term-out-of-order",
            f"The term ends on {term_until}, not after it begins on {term_from}.",
            f"De looptijd eindigt op {term_until}, niet na het begin op {term_from}.",
        )


def _faults_in_parties(wording: Wording, ground: Ground) -> Iterator[Fault]:
    yield from _twice("parties", [(party.organisation,) for party in wording.parties])
    for place, party in enumerate(wording.parties):
        yield from _organisation_fault(f"parties.{place}.organisation", party.organisation, ground)
        if party.left_on is not None and party.left_on <= party.joined_on:
            yield Fault(
                f"parties.{place}.leftOn",
                "left-before-joined",
                f"It left on {party.left_on}, not after it joined on {party.joined_on}.",
                f"Vertrek op {party.left_on} ligt niet na toetreding op {party.joined_on}.",
            )


def _faults_in_quotas(wording: Wording, ground: Ground) -> Iterator[Fault]:
    yield from _twice("quotas", [(quota.municipality,) for quota in wording.quotas])
    shares = sum(quota.target_share for quota in wording.quotas)
    if shares > 100:
        yield Fault(
            "quotas",
            "shares-above-100",
            f"The target shares add up to {shares}; the most is 100.",
            f"De streefpercentages tellen op tot {shares}; het hoogste is 100.",
        )
    for place, quota in enumerate(wording.quotas):
        yield from _faults_in_quota(f"quotas.{place}", quota, ground)


def _faults_in_quota(path: str, quota: QuotaTerm, ground: Ground) -> Iterator[Fault]:
    yield from _municipality_fault(f"{path}.municipality", quota.municipality, ground)
    if quota.minimum is not None and quota.minimum > quota.maximum:
        yield Fault(
            f"{path}.minimum",
            "minimum-above-maximum",
            f"The minimum {quota.minimum} is above the maximum, {quota.maximum}.",
            f"Het minimum {quota.minimum} ligt boven het maximum, {quota.maximum}.",
        )
    if quota.imports_before > quota.placed_before:
        yield Fault(
            f"{path}.importsBefore",
            "imports-above-placed",
            f"{quota.imports_before} imports can't be part of {quota.placed_before} placements.",
            f"{quota.imports_before} van elders kan geen deel zijn van {quota.placed_before} plaatsingen.",
        )
    taken = ground.taken.get(quota.municipality, 0)
    yield from _below_placed(f"{path}.maximum", quota.maximum, quota.placed_before, taken)
    imports = ground.imports_taken.get(quota.municipality, 0)
    yield from _below_placed(f"{path}.importsMaximum", quota.imports_maximum, quota.imports_before, imports)


def _faults_in_origin_limits(wording: Wording, ground: Ground) -> Iterator[Fault]:
    limits = wording.origin_limits
    yield from _twice("originLimits", [(limit.origin, limit.municipality) for limit in limits])
    for place, limit in enumerate(limits):
        yield from _faults_in_origin_limit(f"originLimits.{place}", limit, ground)


def _faults_in_origin_limit(path: str, limit: OriginLimitTerm, ground: Ground) -> Iterator[Fault]:
    yield from _municipality_fault(f"{path}.municipality", limit.municipality, ground)
    if limit.origin not in ground.municipalities | {OUTSIDE, UNKNOWN}:
        yield Fault(
            f"{path}.origin",
            "origin-not-in-region",
            f"{limit.origin} is not a municipality of this region; say {OUTSIDE} for all of elsewhere.",
            f"{limit.origin} is geen gemeente van deze regio; noem alles van elders {OUTSIDE}.",
        )
    if limit.origin == limit.municipality:
        yield Fault(
            f"{path}.origin",
            "origin-is-municipality",
            f"{limit.origin} can't be an origin from elsewhere for itself.",
            f"{limit.origin} kan voor zichzelf geen herkomst van elders zijn.",
        )
    taken = ground.moves_taken.get((limit.origin, limit.municipality), 0)
    yield from _below_placed(f"{path}.maximum", limit.maximum, limit.placed_before, taken)


def _below_placed(path: str, maximum: int | None, before: int, taken: int) -> Iterator[Fault]:
    if maximum is not None and maximum < before + taken:
        yield Fault(
            path,
            "below-placed",
            f"{maximum} is below what is taken in this term: {before} before it was kept here "
            f"and {taken} placed or proposed since.",
            f"{maximum} ligt onder wat in deze looptijd al bezet is: {before} van eerder en "
            f"{taken} geplaatst of voorgesteld.",
        )


def _faults_in_commitments(wording: Wording, ground: Ground) -> Iterator[Fault]:
    yield from _twice("commitments", [(one.organisation,) for one in wording.commitments])
    for place, commitment in enumerate(wording.commitments):
        yield from _corporation_fault(f"commitments.{place}.organisation", commitment.organisation, ground)


def _faults_in_load_caps(wording: Wording, ground: Ground) -> Iterator[Fault]:
    for place, cap in enumerate(wording.load_caps):
        yield from _cap_area_fault(f"loadCaps.{place}.area", cap.area, ground)
        if cap.valid_until is not None and cap.valid_until <= cap.valid_from:
            yield Fault(
                f"loadCaps.{place}.validUntil",
                "period-out-of-order",
                f"It ends on {cap.valid_until}, not after it begins on {cap.valid_from}.",
                f"Het eindigt op {cap.valid_until}, niet na het begin op {cap.valid_from}.",
            )
    yield from _overlapping_caps(wording.load_caps)


def _cap_area_fault(path: str, area: str, ground: Ground) -> Iterator[Fault]:
    level = ground.levels.get(area)
    if level is None:
        yield Fault(
            path,
            "area-not-in-region",
            f"{area} is not a district or neighbourhood of this region.",
            f"{area} is geen wijk of buurt van deze regio.",
        )
    elif level is AreaLevel.MUNICIPALITY:
        yield Fault(
            path,
            "cap-on-municipality",
            f"{area} is a municipality; agree a quota for it, or cap its districts and neighbourhoods.",
            f"{area} is een gemeente; spreek daarvoor een quotum af, of begrens haar wijken en buurten.",
        )


def _overlapping_caps(caps: Sequence[LoadCapTerm]) -> Iterator[Fault]:
    """Compare each cap with the one before it of the same area, in order of beginning."""
    order = sorted(range(len(caps)), key=lambda place: (caps[place].area, caps[place].valid_from, place))
    for earlier, later in pairwise(order):
        first, second = caps[earlier], caps[later]
        apart = first.valid_until is not None and first.valid_until <= second.valid_from
        if first.area == second.area and not apart:
            yield Fault(
                f"loadCaps.{later}.validFrom",
                "caps-overlap",
                f"{second.area} has another cap on {second.valid_from}: see loadCaps.{earlier}.",
                f"{second.area} heeft op {second.valid_from} al een andere grens: zie loadCaps.{earlier}.",
            )


def _faults_in_complex_caps(wording: Wording, ground: Ground) -> Iterator[Fault]:
    yield from _twice("complexCaps", [(cap.organisation, cap.complex) for cap in wording.complex_caps])
    for place, cap in enumerate(wording.complex_caps):
        yield from _corporation_fault(f"complexCaps.{place}.organisation", cap.organisation, ground)


def _faults_in_goals(wording: Wording, _ground: Ground) -> Iterator[Fault]:
    if not wording.goals:
        yield Fault("goals", "no-goal", "Name at least one goal.", "Noem ten minste één doel.")
    yield from _twice("goals", [(goal,) for goal in wording.goals])


def _faults_in_policy(wording: Wording, _ground: Ground) -> Iterator[Fault]:
    yield from _urgency_faults(wording.policy)
    for term, _weight in wording.policy.suitability_weight:
        if term not in SUITABILITY_TERMS:
            known = ", ".join(SUITABILITY_TERMS)
            yield Fault(
                f"policy.suitabilityWeights.{term}",
                "unknown-term",
                f"{term} is unknown; choose from {known}.",
                f"{term} is onbekend; kies uit {known}.",
            )


def _urgency_faults(policy: Weights) -> Iterator[Fault]:
    """Keep a higher class above a lower one that waited as long as counts."""
    weight = dict(policy.urgency_weight)
    for higher, lower in pairwise(Urgency):
        most = weight[lower] + policy.waiting_weight * policy.waiting_months
        if weight[higher] <= most:
            yield Fault(
                f"policy.urgencyWeights.{higher}",
                "urgency-order",
                f"{higher} weighs {weight[higher]}, and {lower} after the longest wait {most}; "
                f"make it at least {most + 1}.",
                f"{higher.dutch} weegt {weight[higher]}, en {lower.dutch} na de langste wachttijd {most}; "
                f"maak het ten minste {most + 1}.",
            )


def _faults_in_procedure(wording: Wording, ground: Ground) -> Iterator[Fault]:
    procedure = wording.procedure
    yield from _decay_faults(procedure.load_decay)
    yield from _twice("procedure.checkIns", [(scheme.municipality,) for scheme in procedure.check_ins])
    for place, scheme in enumerate(procedure.check_ins):
        path = f"procedure.checkIns.{place}"
        if scheme.municipality is not None:
            yield from _municipality_fault(f"{path}.municipality", scheme.municipality, ground)
        days = [one.after_days for one in scheme.check_ins]
        if sorted(set(days)) != days:
            yield Fault(
                f"{path}.checkIns",
                "days-out-of-order",
                "Name the contacts in order, each on a day of its own.",
                "Noem de contacten op volgorde, elk op een eigen dag.",
            )


def _decay_faults(steps: Sequence[Decay]) -> Iterator[Fault]:
    """Let load only settle: later steps count less."""
    for place, (earlier, later) in enumerate(pairwise(steps), start=1):
        if later.after_months <= earlier.after_months or later.percent > earlier.percent:
            yield Fault(
                f"procedure.loadDecay.{place}",
                "decay-out-of-order",
                "Each step comes later than the one before, and counts no more.",
                "Elke trap ligt later dan die ervoor, en telt niet zwaarder.",
            )


def _twice(section: str, keys: Sequence[tuple[Hashable, ...]]) -> Iterator[Fault]:
    for place, key in enumerate(keys):
        first = keys.index(key)
        if first < place:
            yield Fault(
                f"{section}.{place}",
                "twice",
                f"This says again what {section}.{first} says.",
                f"Dit staat al in {section}.{first}.",
            )


def _municipality_fault(path: str, municipality: str, ground: Ground) -> Iterator[Fault]:
    if municipality not in ground.municipalities:
        yield Fault(
            path,
            "municipality-not-in-region",
            f"{municipality} is not a municipality of this region.",
            f"{municipality} is geen gemeente van deze regio.",
        )


def _organisation_fault(path: str, organisation: UUID, ground: Ground) -> Iterator[Fault]:
    if organisation not in ground.organisations:
        yield Fault(
            path,
            "unknown-organisation",
            "No such organisation is active in this region.",
            "Deze organisatie is niet actief in deze regio.",
        )


def _corporation_fault(path: str, organisation: UUID, ground: Ground) -> Iterator[Fault]:
    yield from _organisation_fault(path, organisation, ground)
    kind = ground.organisations.get(organisation, OrganisationKind.CORPORATION)
    if kind is not OrganisationKind.CORPORATION:
        yield Fault(
            path,
            "not-a-corporation",
            f"This must be a corporation; it is a {kind}.",
            f"Dit moet een woningcorporatie zijn; het is een {kind.dutch}.",
        )


_RULES: dict[str, Callable[[Wording, Ground], Iterator[Fault]]] = {
    "parties": _faults_in_parties,
    "quotas": _faults_in_quotas,
    "origin_limits": _faults_in_origin_limits,
    "commitments": _faults_in_commitments,
    "load_caps": _faults_in_load_caps,
    "complex_caps": _faults_in_complex_caps,
    "goals": _faults_in_goals,
    "policy": _faults_in_policy,
    "procedure": _faults_in_procedure,
}
SECTIONS = tuple(_RULES)
"""The sections of a covenant, in the order in which they are checked."""
