"""The dwellings of the demo: for each rung of the woonladder how they look, and a few told one by one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from matching.actors import Role
from matching.demo.care import provider
from matching.demo.numbers import acting, numbered
from matching.demo.organisations import CORPORATIONS, Player
from matching.demo.places import PARKSTAD, neighbourhoods
from matching.errors import MatchingError
from matching.operations.dwellings import post_dwellings
from matching.vocabulary import Accessibility, DwellingKind, Feature, TargetGroup, Tenancy
from matching.work import Work

SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Kind:
    """How the dwellings of a housing form look.

    Attributes
    ----------
    rents
        Lowest and highest. [euro/month]
    areas
        Smallest and largest, for one bedroom. [m2]
    """

    form: str
    count: int
    bedrooms: tuple[int, ...]
    rents: tuple[int, int]
    areas: tuple[int, int]
    tenancies: tuple[Tenancy, ...]
    kinds: tuple[DwellingKind, ...]
    extra: Mapping[str, Any]


_FLATS = (DwellingKind.PORCH_FLAT, DwellingKind.GALLERY_FLAT, DwellingKind.UPPER_FLOOR)
_HOUSES = (DwellingKind.TERRACED, DwellingKind.CORNER, DwellingKind.GROUND_FLOOR)
_ROOM = (DwellingKind.ROOM,)
_OWN, _FLIP, _THREE = Tenancy.OWN_NAME, Tenancy.FLIP, Tenancy.THREE_PARTY
_STAY = (Tenancy.STAY,)
_NEAR = {"own_sanitary": True, "support_nearby": True}
_GROUP = {"own_sanitary": False, "support_nearby": True}
_HOME = {"own_sanitary": True, "support_nearby": False}

KINDS = (
    Kind("own-home-ambulant", 16, (1, 1, 2, 2, 3), (520, 705), (42, 58), (_FLIP, _FLIP, _OWN, _THREE), _FLATS, _HOME),
    Kind("own-home", 8, (1, 2, 2, 3), (540, 760), (46, 64), (_OWN,), (*_FLATS, *_HOUSES), _HOME),
    Kind("housing-plus", 5, (1, 1, 2), (500, 660), (40, 52), (_FLIP, _THREE), _FLATS, _HOME),
    Kind("housing-first", 5, (1, 1, 2), (480, 640), (38, 50), (_THREE, _OWN), (*_FLATS, *_HOUSES), _HOME),
    Kind("beschermd-thuis", 6, (1, 1, 2), (500, 680), (40, 54), (_FLIP, _THREE), _FLATS, _NEAR),
    Kind("transitional-furnished", 4, (1, 2, 2), (520, 640), (36, 48), (Tenancy.TEMPORARY,), _FLATS, _HOME),
    Kind("skaeve-huse", 2, (1,), (420, 480), (30, 36), (_THREE,), (DwellingKind.TINY_HOUSE,), _HOME),
    Kind("clustered-youth", 3, (1,), (430, 495), (24, 30), (Tenancy.YOUTH,), (DwellingKind.CORRIDOR_FLAT,), _NEAR),
    Kind("guided-living-youth", 2, (1,), (380, 430), (16, 20), _STAY, _ROOM, _GROUP),
    Kind("credohuis", 2, (1,), (400, 450), (15, 18), _STAY, _ROOM, _GROUP),
    Kind("mother-and-child", 2, (2,), (450, 520), (34, 40), _STAY, (DwellingKind.CORRIDOR_FLAT,), _GROUP),
    Kind("bw-own-studio", 2, (1,), (450, 520), (26, 32), _STAY, (DwellingKind.CORRIDOR_FLAT,), _NEAR),
    Kind("bw-group-small", 1, (1,), (380, 420), (16, 18), _STAY, _ROOM, _GROUP),
    Kind("bw-group-large", 1, (1,), (380, 420), (14, 16), _STAY, _ROOM, _GROUP),
    Kind("crisis-shelter", 1, (1,), (300, 340), (14, 16), _STAY, _ROOM, _GROUP),
    Kind("womens-shelter", 1, (2,), (400, 440), (28, 32), _STAY, _ROOM, _GROUP),
)  # fmt: skip

SHARES = (
    ("GM0917", 21),
    ("GM0928", 12),
    ("GM0882", 10),
    ("GM1954", 6),
    ("GM0899", 6),
    ("GM0986", 3),
    ("GM0965", 3),
)
"""How many of the dwellings lie in each municipality."""

TOLD: Mapping[int, Mapping[str, Any]] = {
    0: {"neighbourhood_code": "BU09179801", "bedrooms": 1, "rooms": 2, "maximum_persons": 2},
    1: {"neighbourhood_code": "BU09179802"},
    2: {"accessibility": Accessibility.WHEELCHAIR, "storey": 0, "bedrooms": 2, "rooms": 3, "rent": 69_500},
    4: {"complex": "FLAT-DE-WOLK", "neighbourhood_code": "BU09179803", "corporation": "LK"},
    5: {"reserved_for": (TargetGroup.LEAVING_SHELTERED_LIVING,)},
    6: {"minimum_age": 55},
    7: {"bedrooms": None, "rooms": None},
    8: {"rent": None},
    10: {"complex": "FLAT-DE-WOLK", "neighbourhood_code": "BU09179803", "corporation": "LK"},
    12: {"excluded_origins": ("outside",)},
    13: {"complex": "FLAT-DE-WOLK", "neighbourhood_code": "BU09179803", "corporation": "LK"},
    15: {"reserved_for": (TargetGroup.LEAVING_SHELTER,)},
    16: {"bedrooms": 3, "rooms": 4, "rent": 75_200, "minimum_persons": 3, "maximum_persons": 6},
    18: {"accessibility": None},
    19: {"minimum_persons": 2},
    22: {"rent": 84_500, "service_costs": 3_500},
    23: {
        "bedrooms": 4,
        "rooms": 5,
        "rent": 75_900,
        "minimum_persons": 4,
        "maximum_persons": 8,
        "floor_area": 96,
    },
    32: {"reserved_provider": "LS"},
    33: {"low_stimulus": None},
    35: {"reserved_provider": "SZ"},
    36: {"reserved_for": (TargetGroup.LEAVING_DETENTION,)},
    40: {"reserved_for": (TargetGroup.LEAVING_WOMENS_SHELTER, TargetGroup.FAMILY)},
    46: {"capacity": 4, "neighbourhood_code": "BU08829902"},
    55: {"tenancy": None},
}
"""What is particular about some dwellings, by their place in the list."""

_FEATURES = tuple(feature for feature in Feature if feature is not Feature.FURNISHED)
_LABELS = ("A", "B", "B", "C", "C", "D", "E")
_ACCESS = (
    (Accessibility.NONE, 45),
    (Accessibility.SINGLE_FLOOR, 28),
    (Accessibility.ZERO_STEP, 16),
    (Accessibility.WALKER, 9),
    (Accessibility.WHEELCHAIR, 2),
)


async def offer_homes(work: Work, *, today: date) -> int:
    """Offer every dwelling, each corporation its own; return how many."""
    offers = list(_offers(Random(SEED), today))  # noqa: S311 - the same on every machine is what it is for
    for place, player in enumerate(CORPORATIONS, start=1):
        mine = [offer for corporation, offer in offers if corporation == player.prefix]
        for number, offer in enumerate(mine, start=1):
            offer["reference"] = f"{player.prefix}-{1000 + number}"
        desk = numbered(work, actor=acting(Role.CORPORATION, player.id), first=4_000 + 100 * place + 1)
        for outcome in await post_dwellings(desk, offers=mine):
            if isinstance(outcome, MatchingError):
                raise outcome
    return len(offers)


def _offers(rng: Random, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each corporation's prefix and its offer."""
    towns = _dealt(SHARES)
    kinds = [kind for kind in KINDS for _ in range(kind.count)]
    for place, kind in enumerate(kinds):
        offer = _offer(rng, kind, town=towns[place], today=today)
        told = dict(TOLD.get(place, {}))
        corporation = told.pop("corporation", None) or (
            "LK" if place < 2 else _corporation(rng, towns[place])
        )
        if reserved := told.pop("reserved_provider", None):
            told["reserved_provider_id"] = UUID(provider(reserved).id)
        yield corporation, {**offer, **told}


def _dealt(shares: tuple[tuple[str, int], ...]) -> list[str]:
    """Deal the towns out evenly, so that every town gets its part of every kind of dwelling."""
    total = sum(count for _, count in shares)
    dealt: list[str] = []
    for place in range(1, total + 1):
        dealt.append(max(shares, key=lambda share: place * share[1] / total - dealt.count(share[0]))[0])
    return dealt


def _corporation(rng: Random, town: str) -> str:
    """Return who owns a dwelling: each corporation has towns of its own, and some elsewhere."""
    at_home = {"GM0917": "LK", "GM0928": "TN", "GM0882": "WV", "GM0899": "TN", "GM1954": "WV"}.get(town, "DH")
    others: list[Player] = [player for player in CORPORATIONS if player.prefix != at_home]
    return at_home if rng.random() < 0.7 else rng.choice(others).prefix


def _offer(rng: Random, kind: Kind, *, town: str, today: date) -> dict[str, Any]:
    bedrooms = rng.choice(kind.bedrooms)
    low, high = kind.rents
    home = next(one for one in PARKSTAD if one.code == town)
    storey = rng.randint(0, 4)
    return {
        "neighbourhood_code": rng.choice(neighbourhoods(home)),
        "bag_id": f"{town[2:]}01{rng.randrange(10**9, 10**10)}",
        "kind": rng.choice(kind.kinds),
        "housing_form": kind.form,
        "floor_area": rng.randint(*kind.areas) + 14 * (bedrooms - 1),
        "rooms": bedrooms + 1,
        "bedrooms": bedrooms,
        "storey": storey,
        "construction_year": rng.randint(1954, 2021),
        "energy_label": rng.choice(_LABELS),
        "rent": min(rng.randint(low, high) + 25 * (bedrooms - 1), 709 if bedrooms < 3 else 760) * 100,
        "service_costs": rng.choice((0, 1_250, 1_800, 2_600, 3_400)),
        "accessibility": rng.choices([label for label, _ in _ACCESS], [weight for _, weight in _ACCESS])[0],
        "available_from": today + timedelta(days=rng.randint(-12, 70)),
        "tenancy": rng.choice(kind.tenancies),
        "maximum_persons": 2 * bedrooms,
        "low_stimulus": rng.random() < 0.35,
        "features": tuple(sorted(rng.sample(_FEATURES, rng.randint(1, 4)))),
        **kind.extra,
    }
