"""The clients of the demo that are told one by one, by provider: urgent, particular, incomplete, impossible.

Days count from the day of the demo. The first of the first provider is the client of the examples.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

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

Told = Mapping[str, Any]

_SINGLE: Told = {
    "on_list_since": -200,
    "ready_from": -30,
    "consent_on": -190,
    "origin": "GM0917",
    "age_band": AgeBand.ADULT,
    "age": 41,
    "income_kind": IncomeKind.BENEFIT,
    "income_band": IncomeBand.SUITABLE,
    "debts_under_control": True,
    "load": Decimal("1.25"),
    "support": Support.AMBULANT,
    "support_hours": Decimal(3),
    "housing_forms": ("own-home-ambulant", "housing-plus"),
    "bedrooms": 1,
    "maximum_rent": 72_000,
    "accessibility": Accessibility.NONE,
    "tenancies": (Tenancy.FLIP, Tenancy.OWN_NAME, Tenancy.THREE_PARTY),
    "target_groups": (TargetGroup.LEAVING_SHELTERED_LIVING,),
}
"""A person alone who can move, about whom everything is known; what is particular is put over it."""

_FAMILY: Told = {
    **_SINGLE,
    "adults": 2,
    "children_ages": (4, 9),
    "persons_weight": Decimal("3.5"),
    "bedrooms": 3,
    "maximum_rent": 82_000,
    "housing_forms": ("own-home", "own-home-ambulant"),
    "target_groups": (TargetGroup.FAMILY, TargetGroup.LEAVING_SHELTER),
}
_YOUNG: Told = {
    **_SINGLE,
    "age_band": AgeBand.YOUNG,
    "age": 20,
    "load": Decimal(1),
    "maximum_rent": 52_000,
    "housing_forms": ("clustered-youth", "own-home-ambulant"),
    "tenancies": (Tenancy.YOUTH, Tenancy.FLIP, Tenancy.OWN_NAME),
    "target_groups": (TargetGroup.LEAVING_YOUTH_CARE, TargetGroup.YOUNG),
}
_DESK = "urgentiecommissie (fictief)"
_URGENT: Told = {"urgency": Urgency.URGENT, "urgency_approved_by": _DESK}
_CRISIS: Told = {"urgency": Urgency.CRISIS, "urgency_approved_by": _DESK}

_BRUG: tuple[Told, ...] = (
    {**_SINGLE, **_CRISIS, "urgency_reason": "Huidige plek sluit binnen een maand.", "house": "Woonvorm De Brug",
     "preferred_areas": ("GM0917",), "wishes": (Feature.BALCONY,)},
    {**_SINGLE, "house": "Woonvorm De Brug", "on_list_since": -90, "consent_on": -80},
    {**_SINGLE, **_URGENT, "urgency_reason": "Terugval dreigt door een te zware plek.", "house": "Woonvorm Het Papier",
     "origin": "GM0928", "preferred_areas": ("GM0928",), "on_list_since": -320},
    {**_SINGLE, "accessibility": Accessibility.WHEELCHAIR, "house": "Woonvorm De Brug", "bedrooms": 1,
     "housing_forms": ("own-home-ambulant", "own-home"), "on_list_since": -410},
    {**_SINGLE, "accessibility": Accessibility.LARGE_WHEELCHAIR, "house": "Woonvorm Het Papier"},
    {**_SINGLE, "consent_on": None, "on_list_since": -12, "house": "Woonvorm De Brug"},
    {**_SINGLE, "consent_on": None, "on_list_since": -6, "ready_from": 20, "house": "Woonvorm Het Papier"},
    {**_SINGLE, "maximum_rent": None, "income_band": None, "income_kind": None, "house": "Woonvorm De Brug"},
    {**_SINGLE, "housing_forms": (), "tenancies": (), "on_list_since": -20},
    # PGA+: a window in which somebody is willing; nobody tests whether they are ready.
    {**_SINGLE, "ready_from": -5, "ready_until": 21, "house": "Kliniek De Schets", "origin": "GM0882",
     "housing_forms": ("housing-plus", "beschermd-thuis"), "support": Support.ON_CALL, "support_hours": Decimal(5)},
    {**_SINGLE, "ready_from": 0, "ready_until": 14, "house": "Kliniek De Schets", "on_list_since": -35,
     "consent_on": -30, "housing_forms": ("housing-plus",)},
    {**_SINGLE, "support": Support.NEARBY, "support_hours": Decimal(12), "load": Decimal(3), "origin": "GM0986",
     "housing_forms": ("beschermd-thuis",), "tenancies": (Tenancy.FLIP,), "house": "Woonvorm De Brug"},
    {**_SINGLE, "keep_apart": ("duo-7f3a",), "house": "Woonvorm Het Papier", "on_list_since": -330},
    {**_SINGLE, "maximum_rent": 41_000, "house": "Woonvorm De Brug", "debts_under_control": False},
)  # fmt: skip

_LUCHTSCHIP: tuple[Told, ...] = (
    {**_FAMILY, **_CRISIS, "urgency_reason": "Gezin in de crisisopvang.", "house": "Crisisopvang Halte",
     "on_list_since": -45, "consent_on": -44},
    {**_FAMILY, **_URGENT, "urgency_reason": "Kinderen zonder eigen plek.", "house": "Opvang Het Anker",
     "origin": "GM0928", "children_ages": (2, 5, 11), "bedrooms": 3},
    {**_FAMILY, **_URGENT, "urgency_reason": "Groot gezin in één kamer.", "house": "Opvang Het Anker",
     "children_ages": (1, 3, 6, 8, 13), "persons_weight": Decimal("4.5"), "bedrooms": 5},
    {**_SINGLE, **_URGENT, "urgency_reason": "Medische noodzaak, getoetst.", "house": "Opvang Het Anker",
     "housing_forms": ("housing-first",), "ready_from": None, "support": Support.ON_CALL, "support_hours": Decimal(6),
     "load": Decimal("2.25"), "target_groups": (TargetGroup.LEAVING_SHELTER,)},
    # Housing First asks for no readiness.
    {**_SINGLE, "housing_forms": ("housing-first",), "ready_from": None, "support": Support.ON_CALL,
     "support_hours": Decimal(6), "load": Decimal("2.5"), "house": "Opvang Het Anker", "on_list_since": -500,
     "target_groups": (TargetGroup.LEAVING_SHELTER,)},
    {**_SINGLE, "keep_apart": ("duo-7f3a",), "house": "Opvang Het Anker", "on_list_since": -340,
     "target_groups": (TargetGroup.LEAVING_SHELTER,)},
    {**_SINGLE, "consent_on": None, "on_list_since": -3, "ready_from": 0, "house": "Crisisopvang Halte"},
    {**_SINGLE, "accessibility": None, "bedrooms": None, "house": "Opvang Het Anker"},
    {**_SINGLE, "ready_from": None, "on_list_since": -60, "house": "Opvang Het Anker"},
    {**_SINGLE, "income_band": IncomeBand.ABOVE, "income_kind": IncomeKind.WORK, "house": "Opvang Het Anker",
     "maximum_rent": 95_000},
    {**_SINGLE, "housing_forms": ("crisis-shelter",), "tenancies": (Tenancy.STAY,), "on_list_since": -4,
     "consent_on": -4, "ready_from": None, "support": Support.ON_CALL, "support_hours": Decimal(7)},
)  # fmt: skip

_DENKSTAP: tuple[Told, ...] = (
    {**_YOUNG, **_URGENT, "urgency_reason": "Wordt te oud voor de jeugdzorg.", "house": "Jongerenhuis De Trap",
     "origin": "GM0882", "preferred_areas": ("GM0882",)},
    {**_YOUNG, "ready_from": 100, "house": "Jongerenhuis De Opmaat", "on_list_since": -25, "consent_on": -20},
    {**_YOUNG, "age": None, "age_band": None, "house": "Jongerenhuis De Opmaat"},
    {**_YOUNG, "maximum_rent": 30_000, "income_kind": IncomeKind.STUDY, "house": "Jongerenhuis De Trap"},
)  # fmt: skip

_FABEL: tuple[Told, ...] = (
    {**_FAMILY, **_URGENT, "urgency_reason": "Onveilige situatie; adres blijft geheim.", "adults": 1,
     "children_ages": (3, 6), "persons_weight": Decimal(3), "bedrooms": 2, "excluded_areas": ("GM0928", "GM0882"),
     "house": "Vrouwenopvang De Fabel", "maximum_rent": 76_000,
     "target_groups": (TargetGroup.LEAVING_WOMENS_SHELTER, TargetGroup.FAMILY)},
    {**_SINGLE, "excluded_areas": ("GM0917", "GM0928", "GM0882", "GM0899", "GM1954"), "origin": "outside",
     "house": "Vrouwenopvang De Fabel", "target_groups": (TargetGroup.LEAVING_WOMENS_SHELTER,)},
    {**_FAMILY, "adults": 1, "children_ages": (0,), "bedrooms": 2, "support": None, "support_hours": Decimal(0),
     "house": "Moederhuis De Wieg"},
)  # fmt: skip

_SCHETSZORG: tuple[Told, ...] = (
    {**_SINGLE, "origin": "GM1954", "preferred_areas": ("GM1954",), "low_stimulus": Need.MUST,
     "house": "Woonvorm De Lijn", "on_list_since": -600},
    {**_SINGLE, "origin": "GM0965", "preferred_areas": ("BU09659901",), "house": "Woonvorm De Stip"},
    {**_SINGLE, "origin": "GM0965", "age_band": AgeBand.SENIOR, "age": 67, "income_kind": IncomeKind.PENSION,
     "accessibility": Accessibility.WALKER, "house": "Woonvorm De Stip", "supported_by": "VB"},
    {**_SINGLE, "origin": None, "tenancies": (), "house": "Woonvorm De Lijn"},
)  # fmt: skip

TOLD: Mapping[str, tuple[Told, ...]] = {
    "VB": _BRUG,
    "LS": _LUCHTSCHIP,
    "DS": _DENKSTAP,
    "FA": _FABEL,
    "SZ": _SCHETSZORG,
}
