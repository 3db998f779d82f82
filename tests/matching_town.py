"""A town in which a matching can run: a covenant, dwellings and clients that fit each other."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from conftest import NEIGHBOURHOODS, Town
from matching.models import Client, Dwelling, RentLimits
from matching.operations.covenants import make_covenant
from matching.queries.agreements import (
    Agreement,
    CommitmentTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Wording,
)
from matching.vocabulary import Accessibility, AgeBand, IncomeBand, Support, Tenancy, Urgency
from matching.work import Workshop
from rows import a_dwelling_row, a_waiting_client

EASY: dict[str, Any] = {
    "ready_from": date(2026, 11, 1),
    "age_band": AgeBand.ADULT,
    "income_band": IncomeBand.SUITABLE,
    "debts_under_control": True,
    "support": Support.NONE,
    "bedrooms": 1,
    "maximum_rent": 80_000,
    "accessibility": Accessibility.NONE,
    "tenancies": ["own-name"],
    "target_groups": [],
    "consent_on": date(2026, 6, 1),
}
"""What makes a client fit every ordinary dwelling."""

PRESSING: dict[str, Any] = {
    "urgency": Urgency.CRISIS,
    "urgency_reason": "Plek is eindig.",
    "urgency_approved_by": "toegangsteam",
}
"""What makes a client go first."""

ORDINARY: dict[str, Any] = {
    "available_from": date(2026, 12, 15),
    "rent": 60_000,
    "tenancy": Tenancy.OWN_NAME,
    "bedrooms": 1,
    "own_sanitary": True,
    "accessibility": Accessibility.NONE,
}
"""What makes a dwelling fit every easy client."""


def a_wording(
    town: Town,
    *,
    since: date,
    maximum: int = 10,
    points: int | Decimal = 100,
    origin_limits: tuple[OriginLimitTerm, ...] = (),
) -> Wording:
    """Return an agreement with a quota for each municipality and a cap for the first neighbourhood."""
    parties = (town.corporation, town.other_corporation, town.provider, town.other_provider)
    return Wording(
        parties=tuple(PartyTerm(one.id, since) for one in parties),
        quotas=tuple(
            QuotaTerm(code, target_share=Decimal(50), maximum=maximum) for code in ("GM9001", "GM9002")
        ),
        origin_limits=origin_limits,
        commitments=(CommitmentTerm(town.corporation.id, 40),),
        load_caps=(LoadCapTerm(NEIGHBOURHOODS[0], since, Decimal(points), "Afgesproken."),),
    )


async def a_covenant(workshop: Workshop, town: Town, **facts: Any) -> Agreement:
    """Make the town's covenant, for this year and the next by the workshop's clock."""
    year = workshop.clock().year
    since = date(year, 1, 1)
    async with workshop.open(town.actor(town.coordinator)) as work:
        return await make_covenant(
            work,
            region=town.region,
            name="Convenant",
            term_from=since,
            term_until=date(year + 2, 1, 1),
            wording=a_wording(town, since=since, **facts),
            reason="Vastgesteld.",
        )


async def later_rent_limits(workshop: Workshop) -> None:
    """Invent the rent limits of all years after those that are shipped, for tests by the real clock."""
    async with workshop.open() as work:
        shipped = await work.session.get_one(RentLimits, date(2026, 1, 1))
        kept = {column.key: getattr(shipped, column.key) for column in inspect(RentLimits).columns}
        work.session.add(
            RentLimits(**kept | {"valid_from": date(2027, 1, 1), "valid_until": date(2100, 1, 1)})
        )


async def people_and_homes(
    workshop: Workshop, town: Town, *, clients: int, dwellings: int, **profile: Any
) -> tuple[list[UUID], list[UUID]]:
    """Store clients, of which the first is the most urgent, and dwellings, spread over the neighbourhoods."""
    async with workshop.open() as work:
        made: list[Client] = [
            a_waiting_client(
                work,
                town,
                **{
                    **EASY,
                    **(PRESSING if number == 0 else {}),
                    "on_list_since": date(2025, 1 + number % 12, 1),
                    **profile,
                },
            )
            for number in range(clients)
        ]
        offered: list[Dwelling] = [
            a_dwelling_row(
                work,
                town,
                **{
                    **ORDINARY,
                    "neighbourhood_code": NEIGHBOURHOODS[number % 4],
                    "municipality_code": f"GM{NEIGHBOURHOODS[number % 4][2:6]}",
                },
            )
            for number in range(dwellings)
        ]
        work.session.add_all([*made, *offered])
        return [client.id for client in made], [dwelling.id for dwelling in offered]
