"""Set the country's rent and income limits of a period."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from matching.actors import Role
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Fact, RentLimits
from matching.work import Work

_LOCK = 7_274_654
"""Advisory lock that keeps two operators from setting overlapping periods at once."""


class RentLimitsOverlap(Conflict):
    """There are rent limits for a part of this period already."""

    dutch = "Voor een deel van deze periode zijn er al huurgrenzen."


class RentLimitsContradict(Unprocessable):
    """The rent limits contradict each other."""

    dutch = "De huurgrenzen spreken elkaar tegen."


async def set_rent_limits(work: Work, *, limits: RentLimits) -> RentLimits:
    """Add the limits of a period.

    Raises
    ------
    RentLimitsContradict
        When the period ends before it begins, or a higher limit lies below a lower one; names them all.
    RentLimitsOverlap
        When a day of the period has limits already.
    """
    work.actor.require(Role.OPERATOR)
    faults = [*_period_faults(limits), *_order_faults(limits)]
    if faults:
        raise RentLimitsContradict(faults[0].english, faults[0].dutch, faults)
    await work.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    await _refuse_overlap(work, limits.valid_from, limits.valid_until)
    work.session.add(limits)
    work.record(
        Fact.RENT_LIMITS_SET, None, valid_from=str(limits.valid_from), valid_until=str(limits.valid_until)
    )
    await work.session.flush()
    return limits


def _period_faults(limits: RentLimits) -> Iterator[Fault]:
    if limits.valid_until <= limits.valid_from:
        yield Fault(
            "validUntil",
            "period-out-of-order",
            f"The period ends on {limits.valid_until}, before it begins on {limits.valid_from}.",
            f"De periode eindigt op {limits.valid_until}, voordat zij begint op {limits.valid_from}.",
        )


_PATHS = {
    "quality_discount_cap": "qualityDiscountCap",
    "low_cap": "lowCap",
    "high_cap": "highCap",
    "social_cap": "socialCap",
    "middle_cap": "middleCap",
}


def _order_faults(limits: RentLimits) -> Iterator[Fault]:
    for lower, higher in pairwise(_PATHS):
        if getattr(limits, lower) > getattr(limits, higher):
            yield Fault(
                _PATHS[higher],
                "limits-out-of-order",
                f"{_PATHS[higher]} must not lie below {_PATHS[lower]}.",
                f"{_PATHS[higher]} mag niet onder {_PATHS[lower]} liggen.",
            )


async def _refuse_overlap(work: Work, valid_from: date, valid_until: date) -> None:
    taken = await work.session.scalar(
        select(RentLimits)
        .where(RentLimits.valid_from < valid_until, RentLimits.valid_until > valid_from)
        .order_by(RentLimits.valid_from)
        .limit(1)
    )
    if taken:
        raise RentLimitsOverlap(
            f"There are limits from {taken.valid_from} until {taken.valid_until}.",
            f"Er zijn al grenzen van {taken.valid_from} tot {taken.valid_until}.",
        )
