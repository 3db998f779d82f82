"""What the agreements of a region hold back: one unit more of each, and the price of spreading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.solver.eligibility import grid_of
from matching.solver.explain import Sentence
from matching.solver.explain.board import is_secret
from matching.solver.explain.words import about
from matching.solver.formulate import Cap, CapKind, Measure, caps_of, formulate
from matching.solver.problem import Placement, Problem, Solution
from matching.solver.studies.base import Base, Solve, settled
from matching.solver.studies.differences import what_differs
from matching.solver.studies.ledger import ONE_MORE, Entry, Looser, ledger, used_up
from matching.solver.studies.raising import lifted, raised
from matching.solver.studies.spreading import LEFT_OUT, Price, Without, price_of_spreading
from matching.solver.studies.variants import Difference, Made
from matching.vocabulary import Urgency

Hint = Sequence[Placement]

LONGEST = 20.0
"""How long a ledger may take, and the price of spreading as long again; what is not proven then says so. [s]"""


@dataclass(frozen=True, slots=True)
class OneMore:
    """An agreement that is used up, and what one unit more of it changes.

    Attributes
    ----------
    maximum, used
        What was agreed, and what is used of it, this run included. [unit of the measure]
    step
        One unit: a placement, or a hundred hundredths of a point or of an hour a week. [unit of the measure]
    by_bound
        True where a bound showed that nothing changes, without solving again.
    """

    limit: str
    kind: str
    subject: str
    measure: str
    maximum: int
    used: int
    step: int
    by_bound: bool
    difference: Difference
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class WithoutAgreements:
    """The best matching without some of the agreements on spreading."""

    without: Without
    difference: Difference
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every agreement that is used up, and the price of spreading.

    Attributes
    ----------
    agreements
        How many agreements there are that may be told, used up or not.
    """

    agreements: int
    entries: tuple[OneMore, ...]
    price: tuple[WithoutAgreements, ...]


def ledger_of(base: Base, solve: Solve, *, longest: float = LONGEST) -> Ledger:
    """Return what one unit more of each agreement that is used up changes, and what spreading costs.

    Agreements to keep people apart are not in it. The most that is gained comes first.

    Parameters
    ----------
    longest
        For the ledger, and as much again for the price. [s]
    """
    base = settled(base)
    instance = base.instance
    grid = grid_of(instance)
    problem = formulate(instance, grid=grid)
    made = made_of(base, problem)
    caps = {cap.id: cap for cap in caps_of(instance, grid=grid) if not is_secret(cap)}
    named = [limit.id for limit in problem.limits]

    def with_one_more(one: Looser, problem: Problem, hint: Hint, seconds: float | None) -> Solution:
        cap = caps[named[one.index]]
        return solve(raised(instance, cap, ONE_MORE[cap.measure]), problem, hint=hint, seconds=seconds)

    def without(one: Without, problem: Problem, hint: Hint, seconds: float | None) -> Solution:
        return solve(lifted(instance, LEFT_OUT[one]), problem, hint=hint, seconds=seconds)

    entries = ledger(made, tuple(_looser(problem, made, caps)), with_one_more, seconds=longest)
    price = price_of_spreading(made, without, seconds=longest)
    return Ledger(
        agreements=len(caps),
        entries=tuple(sorted((_told(made, caps[one.limit], one) for one in entries), key=_most_first)),
        price=tuple(_price_told(one) for one in price),
    )


def made_of(base: Base, problem: Problem) -> Made:
    """Return what a run made of its problem, its clients in groups by urgency."""
    urgency = {client.id: client.urgency.value for client in base.instance.clients}
    return Made(
        problem=problem,
        placements=base.placements(problem),
        levels=base.levels,
        group_of=tuple(urgency[client.id] for client in problem.clients),
        groups=tuple(one.value for one in Urgency),
    )


def _looser(problem: Problem, made: Made, caps: dict[str, Cap]) -> Iterator[Looser]:
    """Yield what is used up with one unit more; more for who is over it already may still be no room at all."""
    for index in used_up(problem, made.placements):
        cap = caps.get(problem.limits[index].id)
        if cap is not None:
            room = max(0, cap.maximum + ONE_MORE[cap.measure] - cap.used)
            yield Looser(index, room)


def _told(made: Made, cap: Cap, entry: Entry) -> OneMore:
    chosen = [(one.client, one.dwelling) for one in made.placements]
    taken = cap.limit().total(chosen, clients=made.problem.clients)
    return OneMore(
        limit=cap.id,
        kind=str(cap.kind),
        subject=cap.subject,
        measure=str(cap.measure),
        maximum=cap.maximum,
        used=cap.used + taken,
        step=entry.step,
        by_bound=entry.by_bound,
        difference=entry.difference,
        sentences=(one_more_of(cap), *what_differs(entry.difference)),
    )


def _most_first(one: OneMore) -> tuple[object, ...]:
    gains = [
        (level.before - level.after) * (-1 if level.name == "spread" else 1)
        for level in one.difference.levels
    ]
    return *gains, one.limit


def _price_told(price: Price) -> WithoutAgreements:
    dutch, english = _WITHOUT[price.without]
    return WithoutAgreements(
        price.without, price.difference, (Sentence(dutch, english), *what_differs(price.difference))
    )


_WITHOUT = {
    Without.QUOTAS: ("Zonder quota en instroomgrenzen.", "Without quotas and limits on imports."),
    Without.CAPS: ("Zonder grenzen aan de draaglast.", "Without caps on load."),
    Without.BOTH: (
        "Zonder quota, instroomgrenzen en grenzen aan de draaglast.",
        "Without quotas, limits on imports and caps on load.",
    ),
}

_MORE = {
    Measure.PLACEMENTS: ("één plaatsing erbij", "one placement more"),
    Measure.LOAD: ("één punt erbij", "one point more"),
    Measure.HOURS: ("één uur per week erbij", "one hour a week more"),
}

WHOSE = {
    CapKind.NEIGHBOURHOOD: ("Draagkracht van de buurt {subject}", "Capacity of neighbourhood {subject}"),
    CapKind.DISTRICT: ("Draagkracht van de wijk {subject}", "Capacity of district {subject}"),
    CapKind.COMPLEX: ("Draagkracht van het complex {subject}", "Capacity of complex {subject}"),
    CapKind.QUOTA: ("Quotum van de gemeente {subject}", "Quota of municipality {subject}"),
    CapKind.IMPORTS: (
        "Ruimte voor mensen van elders in de gemeente {subject}",
        "Room for people from elsewhere in municipality {subject}",
    ),
    CapKind.ORIGIN: (
        "Ruimte voor mensen {origin} in de gemeente {place}",
        "Room for people from {origin} in {place}",
    ),
    CapKind.COMMITMENT: ("Taakstelling van de corporatie {subject}", "Commitment of corporation {subject}"),
    CapKind.SUPPORT: (
        "Begeleidingsuren van de zorgaanbieder ({subject})",
        "Hours of support of the provider ({subject})",
    ),
}
"""What each family of agreements is called, with whose it is; people who are kept apart are not told of."""


def one_more_of(cap: Cap) -> Sentence:
    """Say what one unit more of an agreement is."""
    whose, (more, in_english) = about(cap, *WHOSE[cap.kind]), _MORE[cap.measure]
    return Sentence(f"{whose.dutch}: {more}.", f"{whose.english}: {in_english}.")
