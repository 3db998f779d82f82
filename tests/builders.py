"""Builders with sensible defaults, so that a test shows only the fact that matters.

`a_client()` fits `a_dwelling()`; `an_instance()` is a small region of two municipalities that knows both.
"""

from datetime import date
from typing import Any

from matching.solver.explain import Explanation, explain
from matching.solver.formulate import formulate
from matching.solver.instance import (
    Client,
    Corporation,
    District,
    Dwelling,
    HousingForm,
    Instance,
    Municipality,
    Neighbourhood,
    RentLimits,
    SupportCapacity,
)
from matching.solver.problem import Placement, Problem, Solution, problem_hash
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    IncomeBand,
    IncomeKind,
    Support,
    TargetGroup,
    Tenancy,
    Urgency,
)

TODAY = date(2027, 3, 1)
HEERLEN, LANDGRAAF = "GM0917", "GM0882"
DISTRICT, ELSEWHERE = "WK091733", "WK088201"
STREET, OTHER_STREET, FAR_STREET = "BU09173302", "BU09173303", "BU08820101"


def a_client(client_id: str = "C1", **facts: Any) -> Client:
    """Return a single adult about whom everything is known, who fits `a_dwelling()`."""
    usual: dict[str, Any] = {
        "provider": "P1",
        "urgency": Urgency.REGULAR,
        "on_list_since": date(2026, 3, 1),
        "load": 100,
        "origin": HEERLEN,
        "ready_from": date(2027, 1, 1),
        "age_band": AgeBand.ADULT,
        "income_kind": IncomeKind.WORK,
        "income_band": IncomeBand.SUITABLE,
        "debts_under_control": True,
        "support": Support.AMBULANT,
        "support_hours": 300,
        "housing_forms": ("own-home",),
        "bedrooms": 1,
        "maximum_rent": 80_000,
        "accessibility": Accessibility.NONE,
        "tenancies": frozenset({Tenancy.OWN_NAME}),
        "target_groups": frozenset({TargetGroup.LEAVING_SHELTERED_LIVING}),
        "consent": True,
    }
    return Client(id=client_id, **(usual | facts))


def a_dwelling(dwelling_id: str = "D1", **facts: Any) -> Dwelling:
    """Return a dwelling about which everything is known, that fits `a_client()`."""
    usual: dict[str, Any] = {
        "neighbourhood": STREET,
        "corporation": "K1",
        "housing_form": "own-home",
        "rent": 60_000,
        "available_from": date(2027, 4, 1),
        "tenancy": Tenancy.OWN_NAME,
        "bedrooms": 1,
        "accessibility": Accessibility.NONE,
        "own_sanitary": True,
        "low_stimulus": False,
        "support_nearby": False,
    }
    return Dwelling(id=dwelling_id, **(usual | facts))


def a_form(code: str = "own-home", **facts: Any) -> HousingForm:
    """Return a self-contained home with ambulant support."""
    usual: dict[str, Any] = {"supervision": Support.AMBULANT, "self_contained": True, "group": False}
    return HousingForm(code=code, **(usual | facts))


def a_municipality(code: str = HEERLEN, **facts: Any) -> Municipality:
    """Return a municipality without agreements."""
    return Municipality(code=code, **facts)


def a_neighbourhood(code: str = STREET, **facts: Any) -> Neighbourhood:
    """Return a neighbourhood in the first district of Heerlen without a cap."""
    return Neighbourhood(code=code, **({"municipality": HEERLEN, "district": DISTRICT} | facts))


def support_everywhere(provider: str = "P1", *, hours: int | None = None) -> tuple[SupportCapacity, ...]:
    """Return one provider that delivers everything in both municipalities."""
    return tuple(SupportCapacity(provider, place, Support.NEARBY, hours) for place in (HEERLEN, LANDGRAAF))


def the_rent_limits() -> RentLimits:
    """Return limits that hold in the whole of 2027."""
    return RentLimits(date(2027, 1, 1), date(2028, 1, 1), low_cap=71_302, high_cap=76_414, social_cap=93_293)


def an_instance(**facts: Any) -> Instance:
    """Return one client and one dwelling that fit, in a region of two municipalities."""
    usual: dict[str, Any] = {
        "on": TODAY,
        "clients": (a_client(),),
        "dwellings": (a_dwelling(),),
        "housing_forms": (a_form(),),
        "municipalities": (a_municipality(), a_municipality(LANDGRAAF)),
        "districts": (District(DISTRICT, HEERLEN), District(ELSEWHERE, LANDGRAAF)),
        "neighbourhoods": (
            a_neighbourhood(),
            a_neighbourhood(OTHER_STREET),
            a_neighbourhood(FAR_STREET, municipality=LANDGRAAF, district=ELSEWHERE),
        ),
        "corporations": (Corporation("K1"),),
        "support": support_everywhere(),
        "rent_limits": (the_rent_limits(),),
    }
    return Instance(**(usual | facts))


def a_solution(problem: Problem, pairs: tuple[tuple[str, str], ...]) -> Solution:
    """Return a matching made by hand, by the ids of clients and dwellings."""
    clients = [client.id for client in problem.clients]
    dwellings = [dwelling.id for dwelling in problem.dwellings]
    placements = [Placement(clients.index(client), dwellings.index(home)) for client, home in pairs]
    return Solution(problem_hash(problem), "feasible", tuple(placements), (), 0.0, 1)


def explained(instance: Instance, *pairs: tuple[str, str]) -> Explanation:
    """Return what is told about a matching made by hand."""
    problem = formulate(instance)
    return explain(instance, problem, a_solution(problem, pairs))
