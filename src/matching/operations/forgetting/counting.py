"""What is still counted of a client who is erased: numbers, with nobody behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from matching.models import (
    Client,
    Covenant,
    HousingOutcome,
    PastOutcome,
    PastPlacement,
    PastStay,
    Placement,
)
from matching.models.base import Base
from matching.vocabulary import UNKNOWN, DepartedAs
from matching.work import Work
from matching.workflow.placements import COUNTING


async def count_for_ever(work: Work, client: Client) -> None:
    """Add a client who left the list, with placements and outcomes, to the numbers that stay."""
    query = select(Placement).where(Placement.client_id == client.id).order_by(Placement.starts_on)
    counting = [one for one in await work.session.scalars(query) if one.state in COUNTING]
    await _count_stay(work, client, counting)
    for placement in counting:
        await _count_placement(work, placement)
        await _count_outcomes(work, placement)


async def _count_stay(work: Work, client: Client, counting: Sequence[Placement]) -> None:
    left = client.withdrawn_at.date() if client.withdrawn_at else work.at.date()
    departed = counting[0].starts_on if counting else left
    await _add(
        work,
        PastStay,
        region_id=client.region_id,
        provider_id=client.provider_id,
        origin=client.origin or UNKNOWN,
        urgency=client.urgency,
        departed_as=DepartedAs.HOUSED if counting else DepartedAs.WITHDRAWN,
        year=departed.year,
        weeks=max(0, (departed - client.on_list_since).days // 7),
    )


async def _count_placement(work: Work, placement: Placement) -> None:
    await _add(
        work,
        PastPlacement,
        region_id=placement.region_id,
        provider_id=placement.provider_id,
        corporation_id=placement.corporation_id,
        municipality_code=placement.municipality_code,
        origin=placement.origin or UNKNOWN,
        imported=placement.imported,
        counts_from=await _counts_from(work, placement),
    )


async def _counts_from(work: Work, placement: Placement) -> date:
    """Return the first day of the month that lies in the same terms as the day the lease began."""
    terms = await work.session.execute(
        select(Covenant.term_from, Covenant.term_until).where(Covenant.region_id == placement.region_id)
    )
    borders: list[date] = [day for term in terms for day in term if day <= placement.starts_on]
    return max([placement.starts_on.replace(day=1), *borders])


async def _count_outcomes(work: Work, placement: Placement) -> None:
    query = select(HousingOutcome).where(HousingOutcome.placement_id == placement.id)
    for outcome in await work.session.scalars(query):
        await _add(
            work,
            PastOutcome,
            region_id=placement.region_id,
            provider_id=placement.provider_id,
            municipality_code=placement.municipality_code,
            year=placement.starts_on.year,
            months=outcome.months,
            still_housed=outcome.still_housed,
        )


async def _add(work: Work, counts: type[Base], **same: Any) -> None:
    """Count one more of whom all this is the same."""
    number: Any = counts.__table__.c["number"]
    await work.session.execute(
        insert(counts)
        .values(**same, number=1)
        .on_conflict_do_update(index_elements=list(same), set_={"number": number + 1})
    )
