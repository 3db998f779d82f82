"""The agreement that held on the last day of a report, and what was placed under it."""

from typing import Any

from matching.queries.agreements import Agreement
from matching.queries.covenants import NoCovenant, agreement_on
from matching.queries.reports.sources import Asked
from matching.work import Work

COUNTING = """
with counting as (  -- what counts for the term: also what is over since, not what failed by then
    select placements.municipality_code, placements.imported, placements.corporation_id
    from placements join proposals on proposals.id = placements.proposal_id
    where placements.region_id = :region and placements.created_at < :end
    and placements.starts_on >= :term_from and placements.starts_on < :term_until
    and not (placements.state = 'failed' and proposals.ended_at < :end)
    union all  -- and those of clients who were erased since
    select municipality_code, imported, corporation_id
    from past_placements cross join generate_series(1, number)
    where region_id = :region and counts_from < :end
    and counts_from >= :term_from and counts_from < :term_until
)
"""
"""Begins a statement, with `term(agreement)` among its parameters."""


async def agreement_then(work: Work, asked: Asked) -> Agreement | None:
    """Return the agreement of the last day; None: the region had none, and so there is nothing to compare with."""
    try:
        return await agreement_on(work, region_id=asked.region.id, on=asked.on)
    except NoCovenant:
        return None


def term(agreement: Agreement) -> dict[str, Any]:
    """Return the days between which a placement counts."""
    return {"term_from": agreement.term_from, "term_until": agreement.term_until}
