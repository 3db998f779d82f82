"""The clients of the demo: for each way of living what such households need, and a few told one by one.

Nobody in it exists. Each kind of household stands in a table; chance, always the same, does the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from matching.actors import Role
from matching.demo.care import COVERAGE, HOUSES, number_of, provider
from matching.demo.homes import SHARES
from matching.demo.numbers import acting, numbered
from matching.demo.organisations import PROVIDERS
from matching.demo.particular import TOLD
from matching.demo.places import PARKSTAD, neighbourhoods
from matching.errors import MatchingError
from matching.examples import demo_id
from matching.operations.clients import refer_clients
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    Feature,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
)
from matching.work import Work

SEED = 20_260_102


@dataclass(frozen=True, slots=True)
class Kind:
    """What households of one kind have in common.

    Attributes
    ----------
    forms
        Orders of housing forms, one of which is drawn.
    hours, load
        Least and most; hours a week, quarters of a point.
    bands
        Age bands, one of which is drawn.
    """

    prefix: str
    count: int
    group: TargetGroup
    current: str
    forms: tuple[tuple[str, ...], ...]
    support: Support
    hours: tuple[int, int]
    load: tuple[int, int]
    bands: tuple[AgeBand, ...] = (AgeBand.ADULT, AgeBand.ADULT, AgeBand.ADULT, AgeBand.SENIOR)
    children: tuple[int, ...] = (0,)


_NONE, _AMBULANT, _CALL, _NEARBY = Support.NONE, Support.AMBULANT, Support.ON_CALL, Support.NEARBY
_SHELTERED, _SHELTER = TargetGroup.LEAVING_SHELTERED_LIVING, TargetGroup.LEAVING_SHELTER
_WOMEN, _YOUTH = TargetGroup.LEAVING_WOMENS_SHELTER, TargetGroup.LEAVING_YOUTH_CARE
_AMB, _HOME, _PLUS = "own-home-ambulant", "own-home", "housing-plus"
_THUIS, _FIRST, _NEXT = "beschermd-thuis", "housing-first", "transitional-furnished"
_YOUNG = (AgeBand.YOUNG,)

KINDS = (
    Kind("VB", 11, _SHELTERED, "bw-group-small", ((_AMB, _HOME), (_AMB,)), _AMBULANT, (2, 5), (4, 8)),
    Kind("VB", 7, _SHELTERED, "bw-own-studio", ((_HOME,), (_HOME, _AMB)), _NONE, (0, 0), (2, 4)),
    Kind("VB", 8, _SHELTERED, "bw-group-large", ((_THUIS, _PLUS), (_THUIS,)), _CALL, (4, 8), (6, 11)),
    Kind("VB", 5, _SHELTERED, "bw-group-small", ((_PLUS, _AMB), (_PLUS,)), _AMBULANT, (3, 6), (5, 9)),
    Kind("VB", 4, _SHELTERED, "bw-group-large", (("bw-own-studio", "bw-group-small"),), _NEARBY, (9, 14), (8, 13)),
    Kind("LS", 11, _SHELTER, "crisis-shelter", ((_AMB,), (_AMB, _NEXT), (_NEXT, _AMB)), _AMBULANT, (1, 4), (4, 9)),
    Kind("LS", 7, _SHELTER, "crisis-shelter", ((_FIRST,),), _CALL, (4, 8), (7, 12)),
    Kind("LS", 3, _SHELTER, "crisis-shelter", (("skaeve-huse",), ("skaeve-huse", _FIRST)), _CALL, (4, 7), (9, 14)),
    Kind("LS", 4, TargetGroup.LEAVING_DETENTION, "crisis-shelter", (("credohuis", _NEXT),), _AMBULANT, (2, 4), (5, 9)),
    Kind("LS", 3, _SHELTER, "crisis-shelter", ((_HOME,),), _NONE, (0, 0), (3, 5)),
    Kind("DS", 9, _YOUTH, "guided-living-youth", (("clustered-youth", _AMB),), _AMBULANT, (2, 5), (3, 7), _YOUNG),
    Kind("DS", 5, _YOUTH, "clustered-youth", ((_AMB,), (_AMB, _HOME)), _AMBULANT, (1, 3), (3, 6), _YOUNG),
    Kind("DS", 4, _YOUTH, "guided-living-youth", (("guided-living-youth",),), _AMBULANT, (4, 7), (4, 8), _YOUNG),
    Kind("FA", 7, _WOMEN, "womens-shelter", ((_AMB, _HOME), (_NEXT, _AMB)), _AMBULANT, (1, 3), (3, 6), children=(1, 2)),
    Kind("FA", 4, _WOMEN, "womens-shelter", ((_HOME,),), _NONE, (0, 0), (2, 4), children=(1, 2, 3)),
    Kind("FA", 4, _WOMEN, "womens-shelter", (("mother-and-child", _NEXT),), _AMBULANT, (3, 6), (4, 7), children=(1,)),
    Kind("SZ", 8, _SHELTERED, "bw-group-small", ((_AMB, _HOME), (_PLUS, _AMB)), _AMBULANT, (2, 5), (4, 8)),
    Kind("SZ", 6, _SHELTERED, "bw-group-small", ((_THUIS,), (_THUIS, _PLUS)), _CALL, (4, 7), (6, 10)),
    Kind("SZ", 4, _SHELTERED, "bw-own-studio", ((_HOME,),), _NONE, (0, 0), (2, 4)),
)  # fmt: skip

_TENANCIES: Mapping[str, tuple[Tenancy, ...]] = {
    _AMB: (Tenancy.FLIP, Tenancy.OWN_NAME, Tenancy.THREE_PARTY),
    _HOME: (Tenancy.OWN_NAME,),
    _PLUS: (Tenancy.FLIP, Tenancy.THREE_PARTY),
    _THUIS: (Tenancy.FLIP, Tenancy.THREE_PARTY),
    _FIRST: (Tenancy.THREE_PARTY, Tenancy.OWN_NAME),
    _NEXT: (Tenancy.TEMPORARY,),
    "skaeve-huse": (Tenancy.THREE_PARTY,),
    "clustered-youth": (Tenancy.YOUTH,),
}
"""The leases that go with a form; in every other form one stays without."""

_INCOMES = (
    (IncomeKind.BENEFIT, 58),
    (IncomeKind.DISABILITY, 20),
    (IncomeKind.WORK, 14),
    (IncomeKind.UNEMPLOYMENT, 4),
    (IncomeKind.NONE, 4),
)
_ACCESS = ((Accessibility.NONE, 86), (Accessibility.SINGLE_FLOOR, 9), (Accessibility.WALKER, 5))
_ORIGINS = (*SHARES, ("outside", 3))


async def refer_people(work: Work, *, today: date) -> int:
    """Refer every client, each provider its own; return how many."""
    rng = Random(SEED)  # noqa: S311 - the same on every machine is what it is for
    total = 0
    for place, player in enumerate(PROVIDERS, start=1):
        drawn = [
            _profile(rng, kind, today)
            for kind in KINDS
            if kind.prefix == player.prefix
            for _ in range(kind.count)
        ]
        mine = [*_told(player.prefix, today), *drawn]
        for number, profile in enumerate(mine, start=1):
            profile |= {"reference": f"{player.prefix}-{number:04}", "region": "parkstad"}
        desk = numbered(work, actor=acting(Role.PROVIDER, player.id), first=5_000 + 100 * place + 1)
        for outcome in await refer_clients(desk, profiles=mine):
            if isinstance(outcome, MatchingError):
                raise outcome
        total += len(mine)
    return total


def _profile(rng: Random, kind: Kind, today: date) -> dict[str, Any]:
    """Draw a household of a kind."""
    band = rng.choice(kind.bands)
    forms = rng.choice(kind.forms)
    children = tuple(rng.randint(0, 15) for _ in range(rng.choice(kind.children)))
    adults = 2 if not children and band is not AgeBand.YOUNG and rng.random() < 0.08 else 1
    hours = Decimal(rng.randint(2 * kind.hours[0], 2 * kind.hours[1])) / 2
    bedrooms = 1 if not children else 2 if len(children) < 3 else 3
    return {
        **_where(rng, kind),
        **_when(rng, today),
        **_means(rng, band, children=len(children)),
        **_wishes(rng),
        "current_housing_form": kind.current,
        "adults": adults,
        "children_ages": children,
        "persons_weight": Decimal("1.5") if adults == 2 else Decimal(1 + len(children)),
        "age_band": band,
        "age": rng.randint(band.first, min(band.last, 74)),
        "load": Decimal(rng.randint(*kind.load)) / 4,
        "support": kind.support,
        "support_hours": hours,
        "housing_forms": forms,
        "bedrooms": bedrooms,
        "accessibility": _drawn(rng, _ACCESS),
        "tenancies": tuple(
            dict.fromkeys(one for form in forms for one in _TENANCIES.get(form, (Tenancy.STAY,)))
        ),
        "target_groups": (kind.group, TargetGroup.FAMILY) if children else (kind.group,),
    }


def _drawn(rng: Random, table: tuple[tuple[Any, int], ...]) -> Any:
    values, weights = zip(*table, strict=True)
    return rng.choices(values, weights)[0]


def _where(rng: Random, kind: Kind) -> dict[str, Any]:
    """Draw where somebody comes from, lives now, and would like to live."""
    origin: str = _drawn(rng, _ORIGINS)
    houses = [house for house in HOUSES if house.prefix == kind.prefix and house.name != "Inloop De Kade"]
    served = list(COVERAGE[kind.prefix])
    preferred = [origin] if origin != "outside" and rng.random() < 0.6 else []
    acceptable = (
        [code for code in rng.sample(served, 2) if code not in preferred] if rng.random() < 0.4 else []
    )
    return {
        "origin": origin,
        "facility_id": UUID(demo_id(number_of(rng.choice(houses)))),
        "preferred_areas": tuple(preferred),
        "acceptable_areas": tuple(acceptable),
        "excluded_areas": _secret(rng, kind, wanted={*preferred, *acceptable}),
    }


def _secret(rng: Random, kind: Kind, *, wanted: set[str]) -> tuple[str, ...]:
    """Draw what a secret address rules out: a municipality, or a neighbourhood with a bad memory."""
    town = rng.choice([town for town in PARKSTAD if town.code not in wanted])
    if kind.group is _WOMEN:
        return (town.code,)
    return (rng.choice(neighbourhoods(town)),) if rng.random() < 0.06 else ()


def _when(rng: Random, today: date) -> dict[str, Any]:
    """Draw since when somebody waits, and when they can move; some are referred with an expected date."""
    waiting = rng.randint(10, 560)
    ready = rng.randint(-150, 20) if rng.random() < 0.88 else rng.randint(45, 130)
    return {
        "on_list_since": today - timedelta(days=waiting),
        "ready_from": today + timedelta(days=max(ready, 5 - waiting)),
        "consent_on": today - timedelta(days=max(1, waiting - rng.randint(0, 9))),
    }


def _means(rng: Random, band: AgeBand, *, children: int) -> dict[str, Any]:
    """Draw income, and the rent that goes with it."""
    income = IncomeKind.PENSION if band is AgeBand.SENIOR and rng.random() < 0.4 else _drawn(rng, _INCOMES)
    well_off = income is IncomeKind.WORK and rng.random() < 0.4
    most = rng.choice((620, 660, 700, 735)) + (60 if children or well_off else 0)
    if band is AgeBand.YOUNG:
        most = rng.choice((500, 520, 560, 640))
    return {
        "income_kind": income,
        "income_band": IncomeBand.SOCIAL if well_off else IncomeBand.SUITABLE,
        "debts_under_control": rng.random() < 0.8,
        "maximum_rent": 100 * most,
    }


def _wishes(rng: Random) -> dict[str, Any]:
    wishes = (
        Feature.BALCONY,
        Feature.GARDEN,
        Feature.NEAR_SHOPS,
        Feature.NEAR_PUBLIC_TRANSPORT,
        Feature.PETS_ALLOWED,
    )
    return {
        "own_unit": Need.SHOULD if rng.random() < 0.3 else Need.NO,
        "low_stimulus": rng.choices((Need.NO, Need.SHOULD, Need.MUST), (72, 18, 10))[0],
        "wishes": tuple(sorted(rng.sample(wishes, rng.randint(0, 2)))),
    }


def _told(prefix: str, today: date) -> Iterator[dict[str, Any]]:
    """Yield the households that are told one by one; days count from today."""
    for told in TOLD[prefix]:
        profile = dict(told)
        facility = next((house for house in HOUSES if house.name == profile.pop("house", None)), None)
        for name in ("on_list_since", "ready_from", "ready_until", "consent_on"):
            if profile.get(name) is not None:
                profile[name] = today + timedelta(days=profile[name])
        if supporter := profile.pop("supported_by", None):
            profile["support_provider_id"] = UUID(provider(supporter).id)
        yield {**profile, "facility_id": UUID(demo_id(number_of(facility))) if facility else None}
