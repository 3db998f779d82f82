"""Look up the country's rent and income limits."""

from datetime import date

from sqlalchemy import select

from matching.models import RentLimits
from matching.work import Work


async def rent_limits(
    work: Work, *, on: date | None = None, after: date | None = None, limit: int | None = None
) -> list[RentLimits]:
    """Return the limits of every period, or only of the one that holds on a day, oldest first."""
    query = select(RentLimits).order_by(RentLimits.valid_from).limit(limit)
    if on is not None:
        query = query.where(RentLimits.valid_from <= on, RentLimits.valid_until > on)
    if after is not None:
        query = query.where(RentLimits.valid_from > after)
    return list(await work.session.scalars(query))
