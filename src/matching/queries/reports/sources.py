"""What is asked of a report, and what each report is made of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from matching.models import Region
from matching.reporting.indicators import Dimension, Indicator
from matching.reporting.tables import Table
from matching.work import Work


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are wanted.

    Attributes
    ----------
    since, on
        The first and the last day of the period; the stock is that at the end of `on`.
    by
        How to tell it apart.
    provider_id, corporation_id
        Only what is about its clients, or its dwellings; None: everybody's.
    """

    region: Region
    since: date
    on: date
    by: Dimension
    provider_id: UUID | None = None
    corporation_id: UUID | None = None

    @property
    def begin(self) -> datetime:
        """Return the moment at which the period begins. [UTC]"""
        return datetime.combine(self.since, time(), UTC)

    @property
    def end(self) -> datetime:
        """Return the moment at which the period is over. [UTC]"""
        return datetime.combine(self.on + timedelta(days=1), time(), UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """An indicator, and what looks its figures up."""

    indicator: Indicator
    figures: Callable[[Work, Asked], Awaitable[Table]]


async def select_all(work: Work, statement: str, asked: Asked, **besides: Any) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a statement that knows `:region`, `:begin`, `:end`, `:since`, `:on`, `:by` and whose it is."""
    given = {
        "region": asked.region.id,
        "begin": asked.begin,
        "end": asked.end,
        "since": asked.since,
        "on": asked.on,
        "by": asked.by.value,
        "provider": asked.provider_id,
        "corporation": asked.corporation_id,
        **besides,
    }
    query = text(statement)
    used = {name: value for name, value in given.items() if name in query.compile().params}
    return [dict(row) for row in (await work.session.execute(query, used)).mappings()]
