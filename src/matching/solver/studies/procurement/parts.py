"""What a procurement plan is asked with and made of: counts only, nothing that points to one client."""

from dataclasses import dataclass
from datetime import date

from matching.solver.explain import Sentence
from matching.solver.studies.parts import Side
from matching.vocabulary import Accessibility, Tenancy, Urgency

RENT_STEP = 5_000
"""Where no rents are given they go up by this much, so that few differ. [eurocent/month]"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be asked of the corporations.

    Attributes
    ----------
    dwellings
        How many extra dwellings at most. [dwelling]
    housing_forms, municipalities
        Only these; empty: all of the region.
    rents
        Only these rents, service costs included; empty: every multiple of `RENT_STEP`. [eurocent/month]
    available_from
        From when they would be there; None: the day of the run.
    """

    dwellings: int
    housing_forms: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    rents: tuple[int, ...] = ()
    available_from: date | None = None


@dataclass(frozen=True, slots=True)
class Housed:
    """How many clients of an urgency class. [client]"""

    urgency: Urgency
    clients: int


@dataclass(frozen=True, slots=True)
class Line:
    """A number of dwellings of one kind in one municipality.

    Attributes
    ----------
    maximum_rent
        What who would live there can pay, service costs included. [eurocent/month]
    accessibility
        The least it needs to have.
    number
        [dwelling]
    houses
        Who would live there.
    fits
        How many on the list could live there. [client]
    """

    housing_form: str
    municipality: str
    bedrooms: int
    maximum_rent: int
    accessibility: Accessibility
    tenancy: Tenancy
    low_stimulus: bool
    support_nearby: bool
    number: int
    houses: tuple[Housed, ...]
    fits: int = 0


@dataclass(frozen=True, slots=True)
class Gain:
    """What the best plan of at most so many dwellings comes to; the best of two need not hold the best of one.

    Attributes
    ----------
    dwellings, used
        How many may be asked, and how many of them do any good. [dwelling]
    placed
        Clients with a home, in those and in what is on offer. [client]
    priority
        What all placements are worth. [point]
    houses
        Clients with a home by urgency.
    proven
        Whether nothing better exists.
    """

    dwellings: int
    used: int
    placed: int
    priority: int
    houses: tuple[Housed, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Which extra dwellings would help most.

    Attributes
    ----------
    placed
        Clients with a home without and with them. [client]
    gains
        From none to as many as were asked.
    waiting
        Clients still without a home. [client]
    undescribed
        Of these, whom no dwelling within the terms fits: not ready, data missing, no form or rent that will do.
        [client]
    """

    lines: tuple[Line, ...]
    placed: Side
    gains: tuple[Gain, ...]
    waiting: int
    undescribed: int
    sentences: tuple[Sentence, ...]
