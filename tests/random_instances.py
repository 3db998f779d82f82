"""Random instances for property tests: small ones with every rule alive, large ones to measure on."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from matching.solver.instance import (
    OUTSIDE,
    Admission,
    Barred,
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    Forced,
    HousingForm,
    Instance,
    KeepApart,
    Municipality,
    Neighbourhood,
    OriginLimit,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    DirectiveKind,
    Feature,
    IncomeBand,
    IncomeKind,
    Need,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
)

Thing = TypeVar("Thing")
TODAY = date(2027, 3, 1)
FORMS = (
    HousingForm("own-home", Support.AMBULANT, self_contained=True, group=False),
    HousingForm(
        "housing-first",
        Support.AMBULANT,
        True,
        False,
        Admission(readiness_needed=False, debts_under_control=True),
    ),
    HousingForm("thuis", Support.NEARBY, True, False, Admission(support_at_least=Support.ON_CALL)),
    HousingForm(
        "youth",
        Support.ON_CALL,
        self_contained=False,
        group=True,
        admission=Admission(maximum_age=27, children=False, target_groups=frozenset({TargetGroup.YOUNG})),
    ),
    HousingForm("family", Support.ON_CALL, True, False, Admission(children=True, minimum_age=20)),
)
PLACES = ("GM1", "GM2", "GM3")
STREETS = tuple(f"BU{place}{street}" for place in (1, 2, 3) for street in (1, 2, 3))
FAR = "GM9"
"""A municipality outside the region."""
PROVIDERS = ("P1", "P2")
BARS = (DirectiveKind.DECLINED, DirectiveKind.FORBIDDEN)


def random_instance(seed: int, *, clients: int = 5, dwellings: int = 4, gaps: float = 0.08) -> Instance:
    """Return an instance that is the same for the same seed.

    Parameters
    ----------
    gaps
        The share of facts that are not known.
    """
    draw = Random(seed)
    people = tuple(_client(draw, f"C{number}", gaps) for number in range(clients))
    homes = tuple(_dwelling(draw, f"D{number}", gaps) for number in range(dwellings))
    return Instance(
        on=TODAY,
        clients=tuple(draw.sample(people, clients)),
        dwellings=tuple(draw.sample(homes, dwellings)),
        housing_forms=FORMS,
        municipalities=tuple(_municipality(draw, code, clients) for code in PLACES),
        districts=tuple(
            District(f"WK{place[2]}", place, _room(draw, clients, 3), draw.randrange(200)) for place in PLACES
        ),
        neighbourhoods=tuple(
            Neighbourhood(code, f"GM{code[2]}", f"WK{code[2]}", _room(draw, clients, 9), draw.randrange(200))
            for code in STREETS
        ),
        corporations=tuple(
            Corporation(code, draw.choice((None, draw.randrange(1 + dwellings))), 1, draw.random() < 0.3)
            for code in ("K1", "K2")
        ),
        complexes=(Complex("X1", _room(draw, clients, 9)), Complex("X2")),
        support=tuple(
            SupportCapacity(provider, place, draw.choice(tuple(Support)[1:]), _hours(draw, clients))
            for provider in PROVIDERS
            for place in PLACES
            if draw.random() < 0.85
        ),
        rent_limits=(RentLimits(date(2027, 1, 1), date(2027, 7, 1), 70_000, 76_000, 93_000),),
        keep_apart=(KeepApart("T1", draw.choice(STREETS), draw.choice((None, "X1"))),),
        barred=tuple(
            Barred(
                f"C{draw.randrange(clients)}",
                f"D{draw.randrange(dwellings)}",
                _day(draw, 60),
                draw.choice(BARS),
            )
            for _ in range(max(1, clients // 10))
        ),
        previous=frozenset(
            (f"C{draw.randrange(clients)}", f"D{draw.randrange(dwellings)}") for _ in range(clients // 4)
        ),
        forced=tuple(
            Forced(f"C{draw.randrange(clients)}", f"D{draw.randrange(dwellings)}")
            for _ in range(draw.choice((0, 0, clients // 4, clients // 2)))
        ),
        origin_limits=tuple(
            OriginLimit(origin, place, draw.randrange(1 + clients // 3), draw.randrange(2))
            for origin in (None, OUTSIDE, *PLACES)
            for place in PLACES
            if origin != place and draw.random() < 0.2
        ),
    )


_WILLING: dict[str, Any] = {
    "consent": True,
    "housing_forms": ("own-home", "thuis"),
    "maximum_rent": 200_000,
    "bedrooms": 2,
    "adults": 1,
    "children": 0,
    "ready_until": None,
    "income_band": IncomeBand.SUITABLE,
    "accessibility": Accessibility.NONE,
    "low_stimulus": Need.SHOULD,
    "tenancies": frozenset(Tenancy),
}
_WELCOMING: dict[str, Any] = {
    "housing_form": "own-home",
    "rent": 60_000,
    "available_from": TODAY,
    "bedrooms": 2,
    "minimum_age": None,
    "maximum_age": None,
    "minimum_persons": None,
    "maximum_persons": None,
    "reserved_for": frozenset(),
    "reserved_provider": None,
    "excluded_origins": frozenset(),
}


def crowded_instance(seed: int) -> Instance:
    """Return a region in which many pairs are possible, so that limits and dwellings are fought over."""
    instance = random_instance(seed, clients=12, dwellings=6, gaps=0.0)
    people = tuple(replace(client, **_WILLING) for client in instance.clients)
    homes = tuple(replace(dwelling, **_WELCOMING) for dwelling in instance.dwellings)
    return replace(instance, clients=people, dwellings=homes)


def _day(draw: Random, spread: int) -> date:
    return TODAY + timedelta(days=draw.randint(-spread, spread))


def _room(draw: Random, clients: int, areas: int) -> int | None:
    return draw.choice((None, draw.randrange(400 + 200 * clients // areas)))


def _hours(draw: Random, clients: int) -> int | None:
    return draw.choice((None, draw.randrange(200 + 300 * clients // 6)))


def _known(draw: Random, gaps: float, thing: Thing) -> Thing | None:
    return None if draw.random() < gaps else thing


def _some(draw: Random, things: tuple[Thing, ...], most: int) -> frozenset[Thing]:
    return frozenset(draw.sample(things, draw.randint(0, min(most, len(things)))))


def _municipality(draw: Random, code: str, clients: int) -> Municipality:
    return Municipality(
        code,
        target_share=draw.choice((0, 2_000, 3_333)),
        maximum=draw.choice((None, 1 + draw.randrange(1 + clients))),
        imports_maximum=draw.choice((None, draw.randrange(1 + clients // 2))),
        placed=1,
        minimum=draw.choice((None, 1)),
    )


def _needs(draw: Random, often: float) -> Need:
    return draw.choice((Need.SHOULD, Need.MUST)) if draw.random() < often else Need.NO


def _client(draw: Random, name: str, gaps: float) -> Client:
    children = draw.choice((0, 0, 0, 0, 1, 2))
    band = draw.choice((*AgeBand, AgeBand.ADULT))
    areas = (*PLACES, "WK1", "WK2", "WK3", *STREETS)
    origin = draw.choice((None, OUTSIDE, *PLACES, *PLACES))
    return Client(
        id=name,
        provider=draw.choice(PROVIDERS),
        urgency=draw.choice((*Urgency, Urgency.REGULAR)),
        on_list_since=TODAY - timedelta(days=draw.randrange(2_500)),
        load=draw.randrange(50, 400),
        adults=draw.choice((1, 1, 1, 2)),
        children=children,
        origin=origin,
        elsewhere=draw.choice((None, FAR)) if origin == OUTSIDE else None,
        ready_from=_known(draw, gaps, _day(draw, 45) - timedelta(days=40)),
        ready_until=draw.choice((None, None, None, TODAY + timedelta(days=draw.randrange(10, 90)))),
        age_band=_known(draw, gaps, band),
        age=draw.choice((None, draw.randint(band.first, min(band.last, 80)))),
        income_kind=_known(draw, gaps, draw.choice(tuple(IncomeKind))),
        income_band=_known(draw, gaps, draw.choice((*IncomeBand, IncomeBand.SUITABLE, IncomeBand.SUITABLE))),
        debts_under_control=draw.choice((None, True, True, False)),
        support=_known(draw, gaps, draw.choice(tuple(Support))),
        support_hours=draw.randrange(0, 900),
        support_provider=draw.choice((None, None, *PROVIDERS)),
        housing_forms=tuple(draw.sample([form.code for form in FORMS], draw.randint(0 if gaps else 1, 4))),
        bedrooms=_known(draw, gaps, 1 + children),
        maximum_rent=_known(draw, gaps, draw.randrange(55_000, 110_000)),
        accessibility=_known(draw, gaps, draw.choice((Accessibility.NONE,) * 12 + tuple(Accessibility))),
        own_unit=_needs(draw, 0.2),
        not_in_group=_needs(draw, 0.2),
        low_stimulus=_needs(draw, 0.2),
        tenancies=_some(draw, tuple(Tenancy), 6) | {Tenancy.OWN_NAME}
        if draw.random() > gaps
        else frozenset(),
        preferred=_some(draw, areas, 2),
        acceptable=_some(draw, areas, 2),
        excluded=_some(draw, STREETS, 3) if draw.random() < 0.3 else frozenset(),
        keep_apart=_some(draw, ("T1", "T2"), 1) if draw.random() < 0.3 else frozenset(),
        target_groups=_known(draw, gaps, _some(draw, tuple(TargetGroup), 3)),
        wishes=_some(draw, tuple(Feature), 3),
        facility_pressure=_known(draw, gaps, draw.randrange(6_000, 13_000)),
        consent=draw.choice((True,) * 15 + (False, None)),
    )


def _dwelling(draw: Random, name: str, gaps: float) -> Dwelling:
    bedrooms = draw.choice((1, 1, 2, 2, 3, 4))
    return Dwelling(
        id=name,
        neighbourhood=draw.choice(STREETS),
        corporation=draw.choice(("K1", "K2")),
        housing_form=draw.choice(FORMS).code,
        rent=_known(draw, gaps, draw.randrange(45_000, 100_000)),
        service_costs=draw.randrange(0, 6_000),
        available_from=_day(draw, 60) + timedelta(days=draw.choice((20, 20, 90))),
        tenancy=_known(draw, gaps, draw.choice((Tenancy.OWN_NAME, Tenancy.OWN_NAME, *Tenancy))),
        complex=draw.choice((None, "X1", "X2")),
        bedrooms=_known(draw, gaps, bedrooms),
        accessibility=_known(draw, gaps, draw.choice(tuple(Accessibility))),
        minimum_age=draw.choice((None,) * 6 + (23, 55)),
        maximum_age=draw.choice((None,) * 6 + (60, 70)),
        minimum_persons=draw.choice((None, None, None, 2)),
        maximum_persons=draw.choice((None, bedrooms + 1)),
        own_sanitary=_known(draw, gaps, draw.random() < 0.8),
        low_stimulus=_known(draw, gaps, draw.random() < 0.3),
        support_nearby=_known(draw, gaps, draw.random() < 0.3),
        reserved_for=_some(draw, tuple(TargetGroup), 3) if draw.random() < 0.15 else frozenset(),
        reserved_provider=draw.choice((None,) * 8 + PROVIDERS),
        excluded_origins=_some(draw, (OUTSIDE, FAR, *PLACES), 1),
        features=_some(draw, tuple(Feature), 6),
        capacity=draw.choice((1, 1, 1, 2)),
    )
