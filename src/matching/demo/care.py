"""Where people of the demo live now, and who supports them where: facilities with their places, and coverage.

Occupancies are decimal, as in the Parkstad agenda: a couple with two indications weighs 1.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from matching.actors import Role
from matching.demo.numbers import acting, numbered
from matching.demo.organisations import PROVIDERS, Player
from matching.models import Region
from matching.operations.coverages import Coverage, set_coverage
from matching.operations.facilities import Places, register_facility, set_places
from matching.vocabulary import FacilityKind, FundingStream, Support
from matching.work import Work

FIRST_NUMBER = 2001


@dataclass(frozen=True, slots=True)
class House:
    """A facility: `now` and `before` are capacity and occupancy of each stream. [place]"""

    prefix: str
    name: str
    kind: FacilityKind
    neighbourhood: str
    now: dict[FundingStream, tuple[str, str]]
    before: tuple[str, str]
    load: str = "0.5"


WMO, WLZ, FORENSIC = FundingStream.WMO, FundingStream.WLZ, FundingStream.FORENSIC
BW = FacilityKind.SHELTERED_LIVING
HOUSES = (
    House("VB", "Woonvorm De Brug", BW, "BU09179901", {WMO: ("14", "15.5"), WLZ: ("6", "5.5")}, ("16", "15")),
    House("VB", "Woonvorm Het Papier", BW, "BU09289903", {WMO: ("10", "10.5")}, ("10", "9.5")),
    House("VB", "Kliniek De Schets", FacilityKind.CLINIC, "BU09179803", {FORENSIC: ("8", "7")}, ("8", "6")),
    House("LS", "Opvang Het Anker", FacilityKind.SHELTER, "BU09179902", {WMO: ("24", "28")}, ("24", "25"), "0.4"),
    House("LS", "Crisisopvang Halte", FacilityKind.CRISIS_SHELTER, "BU09179801", {WMO: ("8", "8")}, ("8", "7")),
    House("LS", "Inloop De Kade", FacilityKind.DAY_CENTRE, "BU09289901", {WMO: ("20", "17.5")}, ("20", "15"), "0.2"),
    House("DS", "Jongerenhuis De Trap", FacilityKind.YOUTH, "BU08829901", {WMO: ("12", "11.5")}, ("12", "10")),
    House("DS", "Jongerenhuis De Opmaat", FacilityKind.YOUTH, "BU08999901", {WMO: ("8", "9")}, ("8", "8")),
    House("FA", "Vrouwenopvang De Fabel", FacilityKind.WOMENS_SHELTER, "BU09179903", {WMO: ("10", "10")}, ("10", "9")),
    House("FA", "Moederhuis De Wieg", FacilityKind.MOTHER_AND_CHILD, "BU19549902", {WMO: ("6", "5.5")}, ("6", "6")),
    House("SZ", "Woonvorm De Lijn", BW, "BU19549901", {WMO: ("9", "9"), WLZ: ("4", "4")}, ("10", "9")),
    House("SZ", "Woonvorm De Stip", BW, "BU09659901", {WMO: ("6", "6.5")}, ("6", "5")),
)  # fmt: skip

COVERAGE: Mapping[str, Mapping[str, tuple[Support, str | None]]] = {
    "VB": {
        "GM0917": (Support.NEARBY, "80"), "GM0928": (Support.NEARBY, "40"), "GM0882": (Support.ON_CALL, "30"),
        "GM0899": (Support.ON_CALL, "20"), "GM1954": (Support.ON_CALL, "24"), "GM0986": (Support.AMBULANT, "8"),
        "GM0965": (Support.AMBULANT, "6"),
    },
    "LS": {
        "GM0917": (Support.ON_CALL, "60"), "GM0928": (Support.ON_CALL, "40"), "GM0882": (Support.ON_CALL, "24"),
        "GM0899": (Support.AMBULANT, "16"), "GM1954": (Support.AMBULANT, "12"), "GM0986": (Support.ON_CALL, "8"),
        "GM0965": (Support.ON_CALL, "7"),
    },
    "DS": {
        "GM0917": (Support.ON_CALL, "40"), "GM0928": (Support.ON_CALL, "24"), "GM0882": (Support.ON_CALL, "20"),
        "GM0899": (Support.ON_CALL, "20"), "GM1954": (Support.AMBULANT, "10"), "GM0986": (Support.AMBULANT, "6"),
    },
    "FA": {
        "GM0917": (Support.NEARBY, None), "GM0928": (Support.ON_CALL, None), "GM0882": (Support.AMBULANT, None),
        "GM0899": (Support.AMBULANT, None), "GM1954": (Support.NEARBY, None), "GM0986": (Support.AMBULANT, None),
    },
    "SZ": {
        "GM1954": (Support.NEARBY, "40"), "GM0986": (Support.ON_CALL, "18"), "GM0965": (Support.ON_CALL, "16"),
        "GM0917": (Support.AMBULANT, "30"), "GM0928": (Support.AMBULANT, "12"),
    },
}  # fmt: skip
"""The heaviest support each provider delivers, and how many hours a week it has left; None: no limit."""


def number_of(house: House) -> int:
    """Return the number of a facility."""
    return FIRST_NUMBER + HOUSES.index(house)


def provider(prefix: str) -> Player:
    """Return the provider whose references begin so."""
    return next(player for player in PROVIDERS if player.prefix == prefix)


async def open_houses(work: Work, *, region: Region, today: date) -> None:
    """Register the facilities, with their places of a year ago and of now."""
    for place, house in enumerate(HOUSES, start=1):
        mine = numbered(work, actor=acting(Role.PROVIDER, provider(house.prefix).id), first=number_of(house))
        facility = await register_facility(
            mine,
            region=region,
            reference=f"VZ-{house.prefix}-{place:02}",
            name=f"{house.name} (fictief)",
            kind=house.kind,
            neighbourhood_code=house.neighbourhood,
        )
        for places in _places(house, today):
            await set_places(mine, facility_id=facility.id, places=places)


def _places(house: House, today: date) -> list[Places]:
    first = next(iter(house.now))
    dated = [(first, house.before, 420), *((funding, counts, 50) for funding, counts in house.now.items())]
    return [
        Places(funding, today - timedelta(days=ago), Decimal(capacity), Decimal(taken), Decimal(house.load))
        for funding, (capacity, taken), ago in dated
    ]


async def cover(work: Work, *, region: Region) -> None:
    """Say where every provider delivers support."""
    for prefix, rows in COVERAGE.items():
        player = provider(prefix)
        await set_coverage(
            numbered(work, actor=acting(Role.PROVIDER, player.id)),
            region=region,
            organisation_id=UUID(player.id),
            coverage=[
                Coverage(code, level, None if hours is None else Decimal(hours))
                for code, (level, hours) in rows.items()
            ],
        )
