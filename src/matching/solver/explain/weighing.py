"""One pair that somebody wants to make by hand: what stands in its way, what to mind, and why it may be good."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from matching.solver.eligibility import Grid, Outcome, Rule, Verdict, grid_of
from matching.solver.eligibility.pair import outcomes
from matching.solver.eligibility.setting import setting_of
from matching.solver.explain.parts import UNDISCLOSED, ProposalReasons, Sentence
from matching.solver.explain.proposals import reasons_of
from matching.solver.explain.words import blocked_by
from matching.solver.formulate import Cap, CapKind, Measure, caps_of
from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.referee import violations
from matching.solver.suitability import Needing


@dataclass(frozen=True, slots=True)
class Objection:
    """A hard rule that a pair breaks.

    Attributes
    ----------
    rule
        Code of the pair rule or of the limit; `UNDISCLOSED` where telling it would tell too much.
    overridable
        False where no reason is good enough: consent, a secret address, people who must be kept apart.
    """

    rule: str
    dutch: str
    english: str
    overridable: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is to be said of a pair.

    Attributes
    ----------
    objections
        Hard rules it breaks, in the order of the rules.
    remarks
        What is not known, and where it does not suit at all.
    """

    objections: tuple[Objection, ...]
    remarks: tuple[Sentence, ...]
    reasons: ProposalReasons


def weigh_pair(
    instance: Instance, *, client: str, dwelling: str, waiting: Iterable[Needing] | None = None
) -> Weighing:
    """Weigh one pair of a region by its ids, as if nobody else were placed now.

    Parameters
    ----------
    waiting
        Everybody who waits, to say what is scarce; None: the clients of the instance.

    Raises
    ------
    KeyError
        When the instance has no such client or dwelling.
    """
    person, home = _pair_of(instance, client, dwelling)
    among_homes = replace(instance, clients=(person,))
    grid = grid_of(among_homes)
    found = outcomes(grid.setting, client=person, dwelling=home)
    needing = instance.clients if waiting is None else waiting
    reasons = reasons_of(among_homes, grid, client=person, dwelling=home, waiting=needing)
    alone = replace(instance, clients=(person,), dwellings=(home,))
    return Weighing(
        objections=(*_by_the_pair(found), *_by_agreements(alone, person, home)),
        remarks=tuple(_remarks(found, reasons)),
        reasons=reasons,
    )


def never_set_aside(instance: Instance, *, client: str, dwelling: str) -> tuple[Objection, ...]:
    """Return what a pair breaks, by its ids, that no reason weighs up against.

    Raises
    ------
    KeyError
        When the instance has no such client or dwelling.
    """
    person, home = _pair_of(instance, client, dwelling)
    found = outcomes(setting_of(instance), client=person, dwelling=home)
    objections = (*_by_the_pair(found), *_kept_apart(instance, person, home))
    return tuple(one for one in objections if not one.overridable)


def full_numbers(instance: Instance, *, client: str, dwelling: str) -> tuple[Objection, ...]:
    """Return the agreements on numbers of placements in which there is no room for a pair, by its ids.

    Raises
    ------
    KeyError
        When the instance has no such client or dwelling.
    """
    person, home = _pair_of(instance, client, dwelling)
    alone = replace(instance, clients=(person,), dwellings=(home,))
    return tuple(_full(alone, person, among=lambda cap: cap.measure is Measure.PLACEMENTS))


def _pair_of(instance: Instance, client: str, dwelling: str) -> tuple[Client, Dwelling]:
    person = {one.id: one for one in instance.clients}[client]
    home = {one.id: one for one in instance.dwellings}[dwelling]
    return person, home


def _by_the_pair(found: tuple[Outcome, ...]) -> Iterator[Objection]:
    for outcome in found:
        if outcome.confidential:
            yield _secret()
        elif outcome.rule is Rule.CONSENT:
            yield Objection(outcome.rule.value, outcome.dutch, outcome.english, overridable=False)
        elif outcome.verdict is Verdict.REFUSED:
            yield Objection(outcome.rule.value, outcome.dutch, outcome.english, overridable=True)


def _by_agreements(alone: Instance, client: Client, dwelling: Dwelling) -> Iterator[Objection]:
    yield from _full(alone, client, among=lambda _cap: True)
    yield from _kept_apart(alone, client, dwelling)


def _full(alone: Instance, client: Client, *, among: Callable[[Cap], bool]) -> Iterator[Objection]:
    grid = grid_of(alone)
    for cap in filter(among, caps_of(alone, grid=grid)):
        if cap.kind is not CapKind.KEEP_APART and _takes(cap, grid, client) > cap.room:
            told = blocked_by(cap)
            yield Objection(cap.kind.value, told.dutch, told.english, overridable=True)


def _kept_apart(alone: Instance, client: Client, dwelling: Dwelling) -> Iterator[Objection]:
    broken = {violation.rule for violation in violations(alone, [(client.id, dwelling.id)])}
    if CapKind.KEEP_APART.value in broken:
        yield _secret()


def _takes(cap: Cap, grid: Grid, client: Client) -> int:
    """Return what this placement asks of a cap; 0 where the cap is not about it. [unit of the measure]"""
    if not cap.dwellings or (cap.clients is not None and grid.clients.index(client) not in cap.clients):
        return 0
    asked = {Measure.PLACEMENTS: 1, Measure.LOAD: client.load, Measure.HOURS: client.support_hours}
    return asked[cap.measure]


def _secret() -> Objection:
    """Return the objection that may not be explained."""
    return Objection(
        UNDISCLOSED,
        "Er is een afspraak die we niet mogen toelichten.",
        "There is an agreement that we may not explain.",
        overridable=False,
    )


def _remarks(found: tuple[Outcome, ...], reasons: ProposalReasons) -> Iterator[Sentence]:
    for outcome in found:
        if outcome.verdict is Verdict.UNKNOWN and outcome.rule is not Rule.CONSENT:
            yield Sentence(outcome.dutch, outcome.english)
    for term in reasons.terms:
        if term.points == 0:
            yield Sentence(term.dutch, term.english)
