"""The people of the invented years: kinds of households as in the demo, with what is rare drawn over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from matching.replay.invented.agreed import COVERAGE, SUPPLY, TOWNS
from matching.solver import OUTSIDE, Client
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
    Urgency,
)

URGENCY = ((Urgency.CRISIS, 3), (Urgency.URGENT, 12), (Urgency.REGULAR, 85))
"""Of every hundred clients."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What households of one kind have in common.

    Attributes
    ----------
    share
        Of every hundred clients.
    forms
        Orders of housing forms, one of which is drawn.
    hours, load
        Least and most. [hour/week; quarters of a point]
    """

    provider: str
    share: int
    group: TargetGroup
    forms: tuple[tuple[str, ...], ...]
    support: Support
    hours: tuple[int, int]
    load: tuple[int, int]
    bands: tuple[AgeBand, ...] = (AgeBand.ADULT, AgeBand.ADULT, AgeBand.ADULT, AgeBand.SENIOR)
    children: tuple[int, ...] = (0,)


_NONE, _AMBULANT, _CALL, _NEARBY = Support.NONE, Support.AMBULANT, Support.ON_CALL, Support.NEARBY
_SHELTERED, _SHELTER = TargetGroup.LEAVING_SHELTERED_LIVING, TargetGroup.LEAVING_SHELTER
_WOMEN, _YOUTH = TargetGroup.LEAVING_WOMENS_SHELTER, TargetGroup.LEAVING_YOUTH_CARE
_AMB, _HOME, _PLUS, _THUIS = "own-home-ambulant", "own-home", "housing-plus", "beschermd-thuis"
_FIRST, _NEXT, _CLUSTER = "housing-first", "transitional-furnished", "clustered-youth"

KINDS = (
    Kind("VB", 14, _SHELTERED, ((_AMB, _HOME), (_AMB, _PLUS)), _AMBULANT, (2, 5), (4, 8)),
    Kind("VB", 8, _SHELTERED, ((_HOME,), (_HOME, _AMB)), _NONE, (0, 0), (2, 4)),
    Kind("VB", 9, _SHELTERED, ((_THUIS, _PLUS), (_THUIS,)), _CALL, (4, 8), (6, 11)),
    Kind("VB", 3, _SHELTERED, ((_THUIS,),), _NEARBY, (9, 12), (8, 12)),
    Kind("LS", 14, _SHELTER, ((_AMB,), (_AMB, _NEXT), (_NEXT, _AMB)), _AMBULANT, (1, 4), (4, 9)),
    Kind("LS", 8, _SHELTER, ((_FIRST,), (_FIRST, _AMB)), _CALL, (4, 8), (7, 12)),
    Kind("LS", 4, _SHELTER, ((_HOME,),), _NONE, (0, 0), (3, 5)),
    Kind("DS", 9, _YOUTH, ((_CLUSTER, _AMB),), _AMBULANT, (2, 5), (3, 7), (AgeBand.YOUNG,)),
    Kind("DS", 5, _YOUTH, ((_AMB,), (_AMB, _HOME)), _AMBULANT, (1, 3), (3, 6), (AgeBand.YOUNG,)),
    Kind("FA", 6, _WOMEN, ((_AMB, _HOME), (_NEXT, _AMB)), _AMBULANT, (1, 3), (3, 6), children=(1, 1, 2)),
    Kind("FA", 5, _WOMEN, ((_HOME,), (_HOME, _NEXT)), _NONE, (0, 0), (2, 4), children=(1, 2, 3, 4)),
    Kind("SZ", 9, _SHELTERED, ((_AMB, _HOME), (_PLUS, _AMB)), _AMBULANT, (2, 5), (4, 8)),
    Kind("SZ", 6, _SHELTERED, ((_THUIS,), (_THUIS, _PLUS)), _CALL, (4, 7), (6, 10)),
)  # fmt: skip

TENANCIES: Mapping[str, tuple[Tenancy, ...]] = {
    _AMB: (Tenancy.FLIP, Tenancy.OWN_NAME, Tenancy.THREE_PARTY),
    _HOME: (Tenancy.OWN_NAME,),
    _PLUS: (Tenancy.FLIP, Tenancy.THREE_PARTY),
    _THUIS: (Tenancy.FLIP, Tenancy.THREE_PARTY),
    _FIRST: (Tenancy.THREE_PARTY, Tenancy.OWN_NAME),
    _NEXT: (Tenancy.TEMPORARY,),
    _CLUSTER: (Tenancy.YOUTH,),
}
"""The leases that go with a form."""

_INCOMES = (
    (IncomeKind.BENEFIT, 58),
    (IncomeKind.DISABILITY, 20),
    (IncomeKind.WORK, 14),
    (IncomeKind.UNEMPLOYMENT, 8),
)
_ACCESS = (
    (Accessibility.NONE, 86),
    (Accessibility.SINGLE_FLOOR, 7),
    (Accessibility.WALKER, 5),
    (Accessibility.WHEELCHAIR, 2),
)
_WISHES = (
    Feature.BALCONY,
    Feature.GARDEN,
    Feature.NEAR_SHOPS,
    Feature.NEAR_PUBLIC_TRANSPORT,
    Feature.PETS_ALLOWED,
)


def person(draw: Random, *, number: int, since: date) -> Client:
    """Draw a household that joins the list on a day."""
    kind = draw.choices(KINDS, [one.share for one in KINDS])[0]
    band, forms = draw.choice(kind.bands), draw.choice(kind.forms)
    children = draw.choice(kind.children)
    partner = not children and band is not AgeBand.YOUNG and draw.random() < 0.08
    return Client(
        id=f"C{number:03}",
        provider=kind.provider,
        urgency=_drawn(draw, URGENCY),
        on_list_since=since,
        load=25 * draw.randint(*kind.load),
        adults=2 if partner else 1,
        children=children,
        ready_from=since + timedelta(days=draw.randint(0, 60)),
        age_band=band,
        debts_under_control=draw.random() < 0.8,
        support=kind.support,
        support_hours=50 * draw.randint(2 * kind.hours[0], 2 * kind.hours[1]),
        housing_forms=forms,
        bedrooms=(1, 2, 2, 3, 4)[children],
        accessibility=_drawn(draw, _ACCESS),
        tenancies=frozenset(one for form in forms for one in TENANCIES[form]),
        target_groups=frozenset((kind.group, TargetGroup.FAMILY) if children else (kind.group,)),
        facility_pressure=100 * draw.randint(85, 120),
        consent=True,
        **_means(draw, band, children=children),
        **_where(draw, kind),
        **_asked(draw),
    )


def _drawn(draw: Random, table: tuple[tuple[Any, int], ...]) -> Any:
    values, weights = zip(*table, strict=True)
    return draw.choices(values, weights)[0]


def _means(draw: Random, band: AgeBand, *, children: int) -> dict[str, Any]:
    income = IncomeKind.PENSION if band is AgeBand.SENIOR and draw.random() < 0.4 else _drawn(draw, _INCOMES)
    well_off = income is IncomeKind.WORK and draw.random() < 0.4
    usual = draw.choice((500, 520, 560, 640) if band is AgeBand.YOUNG else (620, 660, 700, 735))
    return {
        "income_kind": income,
        "income_band": IncomeBand.SOCIAL if well_off else IncomeBand.SUITABLE,
        "maximum_rent": 100 * (usual + (80 if children or well_off else 0)),
    }


def _where(draw: Random, kind: Kind) -> dict[str, Any]:
    """Draw where somebody comes from and would like to live; a secret address rules a municipality out."""
    codes = [code for code, *_ in TOWNS]
    origin: str = draw.choices((*codes, OUTSIDE), (*SUPPLY, 3))[0]
    served = [code for code, row in zip(codes, COVERAGE[kind.provider], strict=True) if row]
    preferred = {origin} if origin != OUTSIDE and draw.random() < 0.6 else set()
    acceptable = set(draw.sample(served, 2)) - preferred if draw.random() < 0.4 else set()
    others = [code for code in codes if code not in preferred | acceptable]
    excluded = {draw.choice(others)} if kind.provider == "FA" else set()
    return {
        "origin": origin,
        "preferred": frozenset(preferred),
        "acceptable": frozenset(acceptable),
        "excluded": frozenset(excluded),
    }


def _asked(draw: Random) -> dict[str, Any]:
    """Draw what else is asked; some must not live near each other."""
    return {
        "own_unit": Need.SHOULD if draw.random() < 0.3 else Need.NO,
        "low_stimulus": draw.choices((Need.NO, Need.SHOULD, Need.MUST), (72, 18, 10))[0],
        "wishes": frozenset(draw.sample(_WISHES, draw.randint(0, 2))),
        "keep_apart": frozenset({f"T{draw.randint(1, 3)}"} if draw.random() < 0.04 else ()),
    }
