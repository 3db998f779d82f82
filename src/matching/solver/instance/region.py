"""The region: its areas, its corporations, who delivers support, and the year's rent limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matching.solver.instance.faults import out_of_order, out_of_range
from matching.vocabulary import UNKNOWN, Support


@dataclass(frozen=True, slots=True)
class RentLimits:
    """The year's limits of suitable allocation (passend toewijzen, Woningwet art. 46). [eurocent/month]

    Attributes
    ----------
    low_cap, high_cap
        Aftoppingsgrens for one and two persons, and for three or more.
    social_cap
        DAEB rent limit: a dwelling at or below it is a social dwelling.
    """

    valid_from: date
    valid_until: date
    low_cap: int
    high_cap: int
    social_cap: int

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the limits."""
        owner = f"Rent limits from {self.valid_from}"
        if self.valid_from >= self.valid_until:
            yield f"{owner}: they end on {self.valid_until}, before they begin."
        yield from out_of_range(owner, low_cap=self.low_cap)
        yield from out_of_order(owner, self.low_cap, self.high_cap, names="low_cap and high_cap")
        yield from out_of_order(owner, self.high_cap, self.social_cap, names="high_cap and social_cap")


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and what the covenant agreed for it, for this term.

    Attributes
    ----------
    target_share
        Agreed share of all placements of the term. [hundredths of a percent, 0..10,000]
    maximum, minimum
        Most and least placements in the term; None: not agreed. [placement]
    imports_maximum
        Most placements of clients whose origin is another municipality or unknown; None: no limit.
    placed, imports_placed
        Used already in this term, live proposals that stay included. [placement]
    """

    code: str
    target_share: int = 0
    maximum: int | None = None
    minimum: int | None = None
    imports_maximum: int | None = None
    placed: int = 0
    imports_placed: int = 0

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the municipality."""
        owner = f"Municipality {self.code}"
        yield from out_of_range(owner, most=10_000, target_share=self.target_share)
        yield from out_of_range(
            owner,
            maximum=self.maximum,
            minimum=self.minimum,
            imports_maximum=self.imports_maximum,
            placed=self.placed,
            imports_placed=self.imports_placed,
        )
        yield from out_of_order(owner, self.minimum, self.maximum, names="minimum and maximum")
        yield from out_of_order(owner, self.imports_placed, self.placed, names="imports_placed and placed")


@dataclass(frozen=True, slots=True)
class OriginLimit:
    """How many clients of one origin may be placed in one municipality, for this term.

    Attributes
    ----------
    origin
        Municipality code, `OUTSIDE`, or None for clients whose origin is unknown; as `Client.origin`.
    maximum, placed
        Most placements in the term, and used already, live proposals that stay included. [placement]
    """

    origin: str | None
    municipality: str
    maximum: int
    placed: int = 0

    @property
    def subject(self) -> str:
        """Return whose agreement it is: "origin:municipality"."""
        return f"{UNKNOWN if self.origin is None else self.origin}:{self.municipality}"

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the limit."""
        yield from out_of_range(f"Origin limit {self.subject}", maximum=self.maximum, placed=self.placed)


@dataclass(frozen=True, slots=True)
class District:
    """A district; `capacity` None means that no cap was set. [hundredths of a point]"""

    code: str
    municipality: str
    capacity: int | None = None
    carried: int = 0

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the district."""
        yield from out_of_range(f"District {self.code}", capacity=self.capacity, carried=self.carried)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood: what it can carry and carries already. [hundredths of a point]"""

    code: str
    municipality: str
    district: str
    capacity: int | None = None
    carried: int = 0

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the neighbourhood."""
        yield from out_of_range(f"Neighbourhood {self.code}", capacity=self.capacity, carried=self.carried)


@dataclass(frozen=True, slots=True)
class Complex:
    """A building or complex with a cap of its own. [hundredths of a point]"""

    code: str
    capacity: int | None = None
    carried: int = 0

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the complex."""
        yield from out_of_range(f"Complex {self.code}", capacity=self.capacity, carried=self.carried)


@dataclass(frozen=True, slots=True)
class Corporation:
    """A corporation and its commitment.

    Attributes
    ----------
    commitment
        Dwellings it agreed to supply in the term; None: no commitment, everything offered may be used.
    supplied
        Used already in this term, live proposals that stay included. [placement]
    offers_more
        True when it said that what it offers above the commitment may be used too.
    """

    code: str
    commitment: int | None = None
    supplied: int = 0
    offers_more: bool = False

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the corporation."""
        owner = f"Corporation {self.code}"
        yield from out_of_range(owner, commitment=self.commitment, supplied=self.supplied)


@dataclass(frozen=True, slots=True)
class SupportCapacity:
    """Where a provider delivers support, and how much more it can.

    Attributes
    ----------
    level
        The heaviest support it delivers there.
    hours
        Hours a week it can still take on there; None: no limit. [hundredths of an hour/week]
    """

    provider: str
    municipality: str
    level: Support
    hours: int | None = None

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the capacity."""
        yield from out_of_range(f"Support of {self.provider} in {self.municipality}", hours=self.hours)


@dataclass(frozen=True, slots=True)
class KeepApart:
    """A token somebody who lives here already carries; nobody with the same token may join them.

    `neighbourhood` and `complex` are codes; `complex` may be None.
    """

    token: str
    neighbourhood: str
    complex: str | None = None
