"""What is rare among the dwellings of a run, against how many clients need it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from matching.solver.instance import Client, Dwelling
from matching.vocabulary import Accessibility, Feature, Need, Support, Word

STEPLESS = frozenset(
    {
        Accessibility.ZERO_STEP,
        Accessibility.WALKER,
        Accessibility.WHEELCHAIR,
        Accessibility.LARGE_WHEELCHAIR,
    }
)
FOR_WALKERS = frozenset({Accessibility.WALKER, Accessibility.WHEELCHAIR, Accessibility.LARGE_WHEELCHAIR})
FOR_WHEELCHAIRS = frozenset({Accessibility.WHEELCHAIR, Accessibility.LARGE_WHEELCHAIR})


class Treasure(Word):
    """What a dwelling may have that some clients can't do without."""

    STEPLESS = "no thresholds", "geen drempels"
    WALKER = "room for a walker", "ruimte voor een rollator"
    WHEELCHAIR = "room for a wheelchair", "ruimte voor een rolstoel"
    MANY_BEDROOMS = "three bedrooms or more", "drie of meer slaapkamers"
    GROUND_FLOOR = "ground floor", "begane grond"
    PETS = "pets allowed", "huisdier toegestaan"
    LOW_STIMULUS = "low stimulus", "prikkelarm"
    SUPPORT_NEARBY = "support nearby", "begeleiding nabij"

    @property
    def english(self) -> str:
        """Return what it is in English words."""
        return self.value


class Needing(Protocol):
    """What of somebody who waits says what is scarce: a client, or no more of one than this."""

    @property
    def accessibility(self) -> Accessibility | None:
        """Return what the household needs to get about."""

    @property
    def bedrooms(self) -> int | None:
        """Return how many it needs at least."""

    @property
    def low_stimulus(self) -> Need:
        """Return whether it needs a home low in stimulus."""

    @property
    def support(self) -> Support | None:
        """Return what support it needs."""

    @property
    def wishes(self) -> Collection[Feature]:
        """Return the features it would like."""


@dataclass(frozen=True, slots=True)
class Scarcity:
    """How rare each treasure is.

    Attributes
    ----------
    rarity
        Clients who need it over clients who need it plus units that have it. [thousandths, 0..1,000]
    """

    rarity: Mapping[Treasure, int]

    def needed(self, client: Client) -> frozenset[Treasure]:
        """Return what this client needs; what is not known is not needed."""
        return _needed(client)

    def offered(self, dwelling: Dwelling) -> frozenset[Treasure]:
        """Return what this dwelling has."""
        return _offered(dwelling)

    def wasted(self, client: Client, dwelling: Dwelling) -> Treasure | None:
        """Return the rarest treasure the dwelling has and the client does not need."""
        unused = _offered(dwelling) - _needed(client)
        rare = [treasure for treasure in Treasure if treasure in unused and self.rarity[treasure] > 0]
        return max(rare, key=lambda treasure: self.rarity[treasure], default=None)


def scarcity_of(waiting: Iterable[Needing], dwellings: Iterable[Dwelling]) -> Scarcity:
    """Count who needs what, and how many units have it."""
    demand, supply = dict.fromkeys(Treasure, 0), dict.fromkeys(Treasure, 0)
    for one in waiting:
        for treasure in _needed(one):
            demand[treasure] += 1
    for dwelling in dwellings:
        for treasure in _offered(dwelling):
            supply[treasure] += dwelling.capacity
    return Scarcity({one: 1_000 * demand[one] // max(1, demand[one] + supply[one]) for one in Treasure})


def _needed(client: Needing) -> frozenset[Treasure]:
    needs = {
        Treasure.STEPLESS: client.accessibility in STEPLESS,
        Treasure.WALKER: client.accessibility in FOR_WALKERS,
        Treasure.WHEELCHAIR: client.accessibility in FOR_WHEELCHAIRS,
        Treasure.MANY_BEDROOMS: (client.bedrooms or 0) >= 3,
        Treasure.GROUND_FLOOR: Feature.GROUND_FLOOR in client.wishes,
        Treasure.PETS: Feature.PETS_ALLOWED in client.wishes,
        Treasure.LOW_STIMULUS: client.low_stimulus is not Need.NO,
        Treasure.SUPPORT_NEARBY: client.support is Support.NEARBY,
    }
    return frozenset(treasure for treasure, needed in needs.items() if needed)


def _offered(dwelling: Dwelling) -> frozenset[Treasure]:
    offers = {
        Treasure.STEPLESS: dwelling.accessibility in STEPLESS,
        Treasure.WALKER: dwelling.accessibility in FOR_WALKERS,
        Treasure.WHEELCHAIR: dwelling.accessibility in FOR_WHEELCHAIRS,
        Treasure.MANY_BEDROOMS: (dwelling.bedrooms or 0) >= 3,
        Treasure.GROUND_FLOOR: Feature.GROUND_FLOOR in dwelling.features,
        Treasure.PETS: Feature.PETS_ALLOWED in dwelling.features,
        Treasure.LOW_STIMULUS: dwelling.low_stimulus is True,
        Treasure.SUPPORT_NEARBY: dwelling.support_nearby is True,
    }
    return frozenset(treasure for treasure, offered in offers.items() if offered)
