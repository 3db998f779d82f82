"""Look up what the words of other systems mean in one's own regions: housing forms and neighbourhoods."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import aliased

from matching.models import Area, HousingForm, RegionMunicipality
from matching.vocabulary import AreaLevel
from matching.work import Work


async def forms_by_vera(work: Work) -> dict[str, tuple[str, ...]]:
    """Return the codes of the housing forms of the actor's regions by VERA code, as in `WOONVORM.BEG`."""
    rows = await work.session.execute(
        select(HousingForm.vera, HousingForm.code)
        .where(
            HousingForm.region_id.in_(work.actor.region_ids),
            HousingForm.retired_at.is_(None),
            HousingForm.vera != "",
        )
        .distinct()
        .order_by(HousingForm.code)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for vera, code in rows:
        found[vera].append(code)
    return {vera: tuple(codes) for vera, codes in found.items()}


async def neighbourhoods_by_name(work: Work) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return codes of neighbourhoods by municipality, its code or its name, and name; in small letters."""
    town = aliased(Area)
    rows = await work.session.execute(
        select(Area.code, Area.name, town.code, town.name)
        .join(town, town.code == Area.municipality_code)
        .join(RegionMunicipality, RegionMunicipality.municipality_code == Area.municipality_code)
        .where(
            RegionMunicipality.region_id.in_(work.actor.region_ids),
            Area.level == AreaLevel.NEIGHBOURHOOD,
        )
        .distinct()
    )
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, name, municipality, municipality_name in rows:
        for each in (municipality, municipality_name):
            found[each.casefold(), name.casefold()].add(code)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}
