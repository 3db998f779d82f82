"""Places on offer: those of dwellings, less those where somebody lives; and how many of these who is erased took."""

from collections.abc import Iterable, Mapping

from matching.models import PastCount
from matching.queries.reports.kept import NOT_OVER, OF_ALL_APART, Kept, each_way, filled
from matching.reporting.indicators import Dimension

_LIVING = """
    select placements.dwelling_id, count(*) as taken {and_theirs}
    from placements join proposals on proposals.id = placements.proposal_id
    where placements.region_id = :region and placements.created_at < :end
    and coalesce(proposals.ended_at, 'infinity') >= :end {and_home}
    group by 1
"""
_OFFERED = """
    dwellings.region_id = :region and dwellings.created_at < :end
    and (dwellings.withdrawn_at is null or dwellings.withdrawn_at >= :end) {and_offered}
"""


def free_places(*, and_offered: str) -> str:
    """Return a select of `code` and the `number` of places on offer on the last day.

    Never below none: a home of which a place went, or that is told otherwise, after somebody who lived there was
    erased, was counted as it was then.

    Parameters
    ----------
    and_offered
        What must be true of a dwelling besides, to be on offer.
    """
    return filled(
        """
    select code, greatest(0, sum(number)) as number from (
    select {given} as code, greatest(0, capacity - coalesce(taken, 0)) as number
    from dwellings left join (""",
        _LIVING,
        ") living on living.dwelling_id = dwellings.id where",
        _OFFERED,
        """
    union all  -- and as many fewer as were taken by those who were erased since
    select nullif(code, ''), number from past_counts where {kept} and step = 'taken'
    ) places group by code
""",
        kept=OF_ALL_APART,
        and_theirs="",
        and_home="",
        and_offered=and_offered,
    )


def taken_places(by: Iterable[Dimension], given: Mapping[Dimension, str], *, and_offered: str) -> Kept:
    """Return how many places more would be on offer without a client; below zero, for they are not."""
    return Kept(
        PastCount,
        filled(
            "with living as (",
            _LIVING,
            """
), taken as (
    select dwellings.*, greatest(0, capacity - taken) - greatest(0, capacity - taken + theirs) as number
    from living join dwellings on dwellings.id = living.dwelling_id where""",
            _OFFERED,
            """
)
select dimension, code, 'taken' as step, 0 as days, date '{not_over}' as month, sum(number)::int as number
from taken {each_way} group by 1, 2 having sum(number) <> 0
""",
            and_theirs=", count(*) filter (where placements.client_id = :client) as theirs",
            and_home="and placements.dwelling_id in (select dwelling_id from placements where client_id = :client)",
            and_offered=and_offered,
            not_over=NOT_OVER.isoformat(),
            each_way=each_way(by, given),
        ),
    )
