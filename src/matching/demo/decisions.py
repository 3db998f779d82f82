"""Decisions of the demo: proposals that a coordinator made by hand, and how far people have come with them.

They have clients and dwellings of their own, of which a run makes nothing else, so that the examples of
the contract always find them waiting.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from matching.actors import Role
from matching.demo.care import HOUSES, number_of
from matching.demo.numbers import NumberedWork, acting, numbered
from matching.errors import MatchingError
from matching.examples import (
    COORDINATOR,
    CORPORATION,
    CORRECTION_TO_REJECT,
    DIRECTIVE_TO_LIFT,
    PROPOSAL_ACCEPTED,
    PROPOSAL_TO_AGREE,
    PROPOSAL_TO_REFUSE,
    PROPOSAL_TO_RELEASE,
    PROPOSAL_TO_WITHDRAW,
    PROPOSAL_VIEWED,
    PROVIDER,
    REGION,
    demo_id,
)
from matching.operations import proposals
from matching.operations.clients import refer_clients
from matching.operations.dwellings import post_dwellings
from matching.operations.proposals.by_hand import SetAside, propose_by_hand
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    DeclineReason,
    IncomeBand,
    IncomeKind,
    Support,
    TargetGroup,
    Tenancy,
)
from matching.work import Work

FIRST_CLIENT, FIRST_DWELLING = 5_901, 4_901
OUT_OF_REACH = 2
"""The first pairs, which no run makes: their clients can't pay any rent of the demo."""
TURNS_OVER = 10
"""The pair whose lease is turned over (omklap): this client accepts that too."""
STAGED = (
    PROPOSAL_TO_RELEASE,
    PROPOSAL_TO_AGREE,
    PROPOSAL_TO_REFUSE,
    PROPOSAL_VIEWED,
    PROPOSAL_TO_WITHDRAW,
    PROPOSAL_ACCEPTED,
    *(demo_id(7_010 + 10 * place) for place in range(6, 14)),
)
"""The proposals, in the order of their pairs; the last two are declined, the six before them accepted."""
DESK = "A. Verzonnen, coördinator (fictief)"
COUNSELLOR = "B. Bedacht, begeleider (fictief)"
LETTER = "C. Gefingeerd, verhuurder (fictief)"


async def decide(work: Work, *, today: date) -> None:
    """Make the pairs, propose them by hand, and let people come as far as the examples need."""
    await make_pairs(work, range(OUT_OF_REACH + len(STAGED)), today=today)
    for place, proposal in enumerate(STAGED, start=OUT_OF_REACH):
        await propose(work, proposal, place=place)
    for proposal in STAGED[1:]:
        await _release(work, UUID(proposal))
    await _walk(work, UUID(PROPOSAL_VIEWED), _both_agree)
    for proposal in STAGED[5:-2]:
        await _walk(work, UUID(proposal), _both_agree, _client_accepts)
    await _provider_declines(work, UUID(STAGED[-2]), first=int(DIRECTIVE_TO_LIFT[-12:]))
    await _corporation_declines(work, UUID(STAGED[-1]), first=int(CORRECTION_TO_REJECT[-12:]) - 1)


async def make_pairs(work: Work, places: Iterable[int], *, today: date, maximum_rent: int = 70_000) -> None:
    """Offer a home and refer somebody whom it fits, for each of some places in their series.

    Parameters
    ----------
    maximum_rent
        What each of them can pay; a home costs 630 euro with service costs, or 708 out of reach. [cent]
    """
    landlord = _as(work, Role.CORPORATION, CORPORATION)
    care = _as(work, Role.PROVIDER, PROVIDER)
    for place in places:
        landlord.number, care.number = FIRST_DWELLING + place, FIRST_CLIENT + place
        _all_stored(await post_dwellings(landlord, offers=[_home(place, today)]))
        _all_stored(await refer_clients(care, profiles=[_household(place, today, maximum_rent)]))


async def propose(work: Work, proposal: str, *, place: int, set_aside: Sequence[SetAside] = ()) -> None:
    """Propose the pair at a place in the series, by hand."""
    await propose_by_hand(
        _as(work, Role.COORDINATOR, COORDINATOR, first=int(proposal[-12:])),
        client_id=UUID(demo_id(FIRST_CLIENT + place)),
        dwelling_id=UUID(demo_id(FIRST_DWELLING + place)),
        decided_by=DESK,
        note="Verzonnen, om mee te oefenen.",
        set_aside=set_aside,
    )


async def take_up(work: Work, proposal: str) -> None:
    """Let everybody say yes to a proposal."""
    await _walk(work, UUID(proposal), _release, _both_agree, _client_accepts)


Step = Callable[[Work, UUID], Awaitable[None]]


async def _walk(work: Work, proposal_id: UUID, *steps: Step) -> None:
    for step in steps:
        await step(work, proposal_id)


async def _release(work: Work, proposal_id: UUID) -> None:
    desk = _as(work, Role.COORDINATOR, COORDINATOR)
    await proposals.release_proposal(desk, proposal_id=proposal_id, released_by=DESK)


async def _both_agree(work: Work, proposal_id: UUID) -> None:
    for role, organisation, person in (
        (Role.PROVIDER, PROVIDER, COUNSELLOR),
        (Role.CORPORATION, CORPORATION, LETTER),
    ):
        await proposals.agree(_as(work, role, organisation), proposal_id=proposal_id, decided_by=person)


async def _client_accepts(work: Work, proposal_id: UUID) -> None:
    await proposals.accept_for_client(
        _as(work, Role.PROVIDER, PROVIDER), proposal_id=proposal_id, decided_by=COUNSELLOR
    )


async def _provider_declines(work: Work, proposal_id: UUID, *, first: int) -> None:
    """Decline a proposal; the bar and the correction that follow are numbered from `first`."""
    await proposals.decline(
        _as(work, Role.PROVIDER, PROVIDER, first=first),
        proposal_id=proposal_id,
        reason=DeclineReason.TOO_FEW_BEDROOMS,
        decided_by=COUNSELLOR,
        note="Verzonnen: er blijkt een kamer meer nodig.",
    )


async def _corporation_declines(work: Work, proposal_id: UUID, *, first: int) -> None:
    """Agree to a proposal, and decline it all the same; numbered as in `_provider_declines`."""
    agreeing = _as(work, Role.CORPORATION, CORPORATION)
    await proposals.agree(agreeing, proposal_id=proposal_id, decided_by=LETTER)
    await proposals.decline(
        _as(work, Role.CORPORATION, CORPORATION, first=first),
        proposal_id=proposal_id,
        reason=DeclineReason.INCOME_TOO_HIGH,
        decided_by=LETTER,
        note="Verzonnen: het inkomen blijkt hoger.",
    )


def _as(work: Work, role: Role, organisation: str, *, first: int = 0) -> NumberedWork:
    return numbered(work, actor=acting(role, organisation), first=first)


def _all_stored(outcomes: list[UUID | MatchingError]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, MatchingError):
            raise outcome


def _home(place: int, today: date) -> dict[str, Any]:
    """Return a home that is kept for seniors, of whom the demo has no others."""
    return {
        "reference": f"LK-19{place:02}",
        "neighbourhood_code": "BU09179803",
        "housing_form": "own-home",
        "floor_area": 52,
        "rooms": 2,
        "bedrooms": 1,
        "storey": 1,
        "rent": 69_000 if place < OUT_OF_REACH else 61_200,
        "service_costs": 1_800,
        "accessibility": Accessibility.SINGLE_FLOOR,
        "available_from": today - timedelta(days=10),
        "tenancy": Tenancy.OWN_NAME,
        "own_sanitary": True,
        "low_stimulus": True,
        "reserved_for": (TargetGroup.SENIOR,),
    }


def _household(place: int, today: date, maximum_rent: int) -> dict[str, Any]:
    house = next(house for house in HOUSES if house.prefix == "VB")
    return {
        "reference": f"VB-19{place:02}",
        "region": REGION,
        "origin": "GM0928" if place % 3 == 2 else "GM0917",
        "facility_id": UUID(demo_id(number_of(house))),
        "current_housing_form": "bw-own-studio",
        "on_list_since": today - timedelta(days=210 + place),
        "ready_from": today - timedelta(days=30),
        "age_band": AgeBand.SENIOR,
        "age": 61,
        "income_kind": IncomeKind.BENEFIT,
        "income_band": IncomeBand.SUITABLE,
        "debts_under_control": True,
        "load": Decimal("0.25"),
        "support": Support.NONE,
        "housing_forms": ("own-home",),
        "bedrooms": 1,
        "maximum_rent": 30_000 if place < OUT_OF_REACH else maximum_rent,
        "accessibility": Accessibility.NONE,
        "tenancies": (Tenancy.OWN_NAME, Tenancy.FLIP) if place == TURNS_OVER else (Tenancy.OWN_NAME,),
        "target_groups": (TargetGroup.SENIOR,),
        "consent_on": today - timedelta(days=200),
    }
