"""Look up the woonladder of a region."""

from uuid import UUID

from sqlalchemy import select

from matching.errors import NotFound
from matching.models import HousingForm
from matching.work import Work


class HousingFormNotFound(NotFound):
    """The region has no such housing form."""

    dutch = "De regio heeft deze woonvorm niet."


async def woonladder(
    work: Work, *, region_id: UUID, after: tuple[int, str] | None = None, limit: int | None = None
) -> list[HousingForm]:
    """Return the housing forms of a region by rung and code, retired ones too, from after a place on."""
    query = select(HousingForm).where(HousingForm.region_id == region_id)
    if after is not None:
        rung, code = after
        query = query.where(
            (HousingForm.rung > rung) | ((HousingForm.rung == rung) & (HousingForm.code > code))
        )
    return list(await work.session.scalars(query.order_by(HousingForm.rung, HousingForm.code).limit(limit)))


async def housing_form(work: Work, *, region_id: UUID, code: str) -> HousingForm:
    """Return one housing form of a region.

    Raises
    ------
    HousingFormNotFound
        When the region has no such form.
    """
    found = await work.session.scalar(
        select(HousingForm).where(HousingForm.region_id == region_id, HousingForm.code == code)
    )
    if found is None:
        raise HousingFormNotFound(
            f"There is no housing form {code} here.", f"Er is hier geen woonvorm {code}."
        )
    return found
