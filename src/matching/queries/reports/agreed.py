"""The agreement that held on the last day of a report, and what was placed under it."""

from typing import Any

from matching.models import PastCount
from matching.queries.agreements import Agreement
from matching.queries.covenants import NoCovenant, agreement_on
from matching.queries.reports.kept import OF_ALL_APART, Kept, filled, month_of
from matching.queries.reports.sources import Asked
from matching.reporting.indicators import Dimension
from matching.work import Work

_COUNTING = """
    from placements join proposals on proposals.id = placements.proposal_id
    where placements.region_id = :region and placements.created_at < :end
    and not (placements.state = 'failed' and proposals.ended_at < :end)
"""
_BORDER = """(
    select max(day) from covenants cross join lateral (values (term_from), (term_until)) as border (day)
    where covenants.region_id = :region and day <= placements.starts_on
)"""
COUNTS_FROM = f"greatest({month_of('placements.starts_on')}, {_BORDER})"
"""The first day of the month that lies in the same terms as the day the lease began."""


def counting(code: str) -> str:
    """Return what begins a statement, with `term(agreement)` among its parameters: what counts for the term.

    Also what is over since, not what had failed by then: the `number` of it, by `code`, and whether `imported`.

    Parameters
    ----------
    code
        The expression by which a placement is told apart.
    """
    return filled(
        "with counting as (select {code} as code, imported, 1 as number",
        _COUNTING,
        """
    and placements.starts_on >= :term_from and placements.starts_on < :term_until
    union all  -- and those of clients who were erased since
    select code, step = 'imported', number from past_counts
    where {kept} and step in ('counted', 'imported') and month >= :term_from and month < :term_until
)
""",
        code=code,
        kept=OF_ALL_APART,
    )


def kept_counting(by: Dimension, code: str, *, step: str = "'counted'") -> Kept:
    """Return what a client adds to what counts, of whichever term: by the month, or a later day on which one began.

    Parameters
    ----------
    step
        The expression for `counted`, or `imported` where that is told apart.
    """
    return Kept(
        PastCount,
        filled(
            "select '{by}' as dimension, {code} as code, {step} as step, 0 as days, {month} as month,",
            "count(*)::int as number",
            _COUNTING,
            "and placements.client_id = :client group by 1, 2, 3, 4, 5",
            by=by.value,
            code=code,
            step=step,
            month=COUNTS_FROM,
        ),
    )


async def agreement_then(work: Work, asked: Asked) -> Agreement | None:
    """Return the agreement of the last day; None: the region had none, and so there is nothing to compare with."""
    try:
        return await agreement_on(work, region_id=asked.region.id, on=asked.on)
    except NoCovenant:
        return None


def term(agreement: Agreement) -> dict[str, Any]:
    """Return the days between which a placement counts."""
    return {"term_from": agreement.term_from, "term_until": agreement.term_until}
