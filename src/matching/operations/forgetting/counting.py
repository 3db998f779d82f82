"""What is still counted of a client who is erased: numbers, with nobody behind them."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.dialects.postgresql import insert

from matching.models import (
    Client,
    Dwelling,
    Override,
    PastException,
    PastLoad,
    PastPlacement,
    PastWaiter,
    Placement,
    ProfileVersion,
    Proposal,
    Region,
)
from matching.models.base import Base
from matching.queries.reports import KEPT
from matching.queries.reports.agreed import COUNTS_FROM
from matching.queries.reports.demand import WHILE_IT_LASTS
from matching.queries.reports.exceptions import ENDED
from matching.queries.reports.kept import NOT_OVER, Kept, filled, middle_of_week
from matching.queries.reports.sources import Asked, select_all
from matching.reporting.indicators import Dimension
from matching.work import Work
from matching.workflow.placements import COUNTING

Cell = tuple[type[Base], tuple[tuple[str, Any], ...]]
"""A table of counts, and the columns of whoever is counted together."""


_FOR_QUOTAS = Kept(
    PastPlacement,
    filled(
        """
select provider_id, corporation_id, municipality_code, coalesce(origin, 'unknown') as origin, imported,
    {counts_from} as counts_from, count(*)::int as number
from placements where client_id = :client and state in ({counting}) group by 1, 2, 3, 4, 5, 6
""",
        counts_from=COUNTS_FROM,
        counting=", ".join(f"'{state.value}'" for state in COUNTING),
    ),
)


async def count_for_ever(work: Work, client: Client) -> None:
    """Add a client who left the list to the numbers that stay: of quotas, and of reports."""
    region = await work.session.get_one(Region, client.region_id)
    await _count_for_quotas(work, client, region)
    await _count_for_reports(work, client, region)


async def _count_for_quotas(work: Work, client: Client, region: Region) -> None:
    now = await _counted(work, client, _asked(region, on=work.at.date()), _FOR_QUOTAS)
    await _add(
        work, Counter({(counts, (("region_id", region.id), *same)): n for (counts, same), n in now.items()})
    )


async def _count_for_reports(work: Work, client: Client, region: Region) -> None:
    """Write down what reports count of a client, as they knew it at the end of each month in which that changed.

    A month adds what is new and takes off what is so no longer, as the book of the list does: whatever month a report
    is asked for, the sum of what was known by then is what it counted.
    """
    today = work.at.date()
    known = [
        (month, await _counted(work, client, _asked(region, on=_last_of(month)), *KEPT))
        for month in await _eventful_months(work, client)
    ]
    before: Counter[Cell] = Counter()
    at_last = (
        known[-1][1] if known else before
    )  # nothing is known when the clock was put back to before they came
    for month, now in [*known, (today.replace(day=1), _seen_until(today, at_last))]:
        changed = Counter(now)
        changed.subtract(before)
        whose = (("region_id", region.id), ("known_from", month))
        await _add(
            work, Counter({(counts, (*whose, *same)): n for (counts, same), n in changed.items() if n})
        )
        before = now


def _seen_until(day: date, counted: Counter[Cell]) -> Counter[Cell]:
    """Return what is counted of somebody of whom nothing is known after a day.

    Who is erased waits no more and lives nowhere any more. After a backup was put back the rows may not say so yet:
    how it ended is not known then, only that it did.
    """
    seen: Counter[Cell] = Counter()
    for (counts, same), number in counted.items():
        columns = dict(same)
        if counts in (PastLoad, PastWaiter) or columns.get("step") in WHILE_IT_LASTS:
            continue
        if columns.get("over_in") == NOT_OVER:
            columns["over_in"] = middle_of_week(day)
        if columns.get("month") == NOT_OVER:
            columns["month"] = day.replace(day=1)
        if counts is PastException:
            columns["outcome"] = ENDED.get(columns["outcome"], columns["outcome"])
        seen[counts, tuple(columns.items())] += number
    return seen


async def _eventful_months(work: Work, client: Client) -> list[date]:
    """Return the first days of the months in which reports learned something of a client, in order.

    Also of the homes they had: of who else lived there, and until when they were on offer.
    """
    theirs = Placement.client_id == client.id
    homes = Dwelling.id.in_(select(Placement.dwelling_id).where(theirs))
    proposals = select(Proposal.id).where(Proposal.client_id == client.id)
    moments = await work.session.scalars(
        union(
            select(Proposal.ended_at).where(Proposal.client_id == client.id),
            select(ProfileVersion.replaced_at).where(ProfileVersion.client_id == client.id),
            select(Override.created_at).where(Override.proposal_id.in_(proposals)),
            select(Placement.created_at).join(Dwelling, Dwelling.id == Placement.dwelling_id).where(homes),
            select(Proposal.ended_at).join(Dwelling, Dwelling.id == Proposal.dwelling_id).where(homes),
        )
    )
    days = await work.session.scalars(
        union(select(Placement.starts_on).where(theirs), select(Dwelling.available_until).where(homes))
    )
    known = [client.created_at, client.withdrawn_at, *moments]
    learned = [*(moment.date() for moment in known if moment), *(day for day in days if day)]
    return sorted({day.replace(day=1) for day in learned if day <= work.at.date()})


def _asked(region: Region, *, on: date) -> Asked:
    return Asked(region, since=date.min, on=on, by=Dimension.PROVIDER)


def _last_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


async def _counted(work: Work, client: Client, asked: Asked, *each: Kept) -> Counter[Cell]:
    """Return what is counted of a client at the end of a day."""
    found: Counter[Cell] = Counter()
    for kept in each:
        for row in await select_all(work, kept.statement, asked, client=client.id):
            same = tuple((name, value) for name, value in row.items() if name != "number")
            found[kept.counts, same] = row["number"]
    return found


async def _add(work: Work, more: Counter[Cell]) -> None:
    """Count more, or fewer, of whom all this is the same."""
    tables: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for (counts, same), number in more.items():
        tables[counts].append({**dict(same), "number": number})
    for counts, rows in tables.items():
        adding = insert(counts)
        keys = [name for name in rows[0] if name != "number"]
        added = counts.__table__.c["number"] + adding.excluded["number"]
        await work.session.execute(
            adding.on_conflict_do_update(index_elements=keys, set_={"number": added}), rows
        )
