"""The outlines of a region's areas, to draw on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from matching.models import Area, RegionMunicipality
from matching.queries.reports.sources import Asked
from matching.vocabulary import AreaLevel
from matching.work import Work


async def shapes(work: Work, asked: Asked) -> Mapping[str, Any]:
    """Return the name, municipality, outline and middle of every area of the level that was asked."""
    around = aliased(Area)
    held = select(RegionMunicipality.municipality_code).where(RegionMunicipality.region_id == asked.region.id)
    query = (
        select(Area.code, Area.name, around.name, Area.outline, Area.longitude, Area.latitude)
        .outerjoin(around, around.code == Area.municipality_code)
        .where(Area.level == AreaLevel(asked.by.value), Area.municipality_code.in_(held))
        .order_by(Area.code)
    )
    return {
        code: {
            "name": name,
            "municipality": municipality or "",
            "outline": outline,
            "point": None if x is None or y is None else (x, y),
        }
        for code, name, municipality, outline, x, y in (await work.session.execute(query)).all()
    }
