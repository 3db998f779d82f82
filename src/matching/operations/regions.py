"""Make regions, and say which municipalities they hold."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from matching.actors import Role
from matching.database import violated_constraint
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Area, Dwelling, Fact, Region, RegionMunicipality
from matching.operations import housing_forms
from matching.operations.revisions import WHATEVER, Expected
from matching.vocabulary import AreaLevel
from matching.work import Crossing, Work


class RegionExists(Conflict):
    """A region with this slug exists already."""

    dutch = "Er bestaat al een regio met deze naam in het adres."


class UnknownMunicipality(Unprocessable):
    """A municipality is not on the map."""

    dutch = "Een gemeente staat niet op de kaart."


class MunicipalityTaken(Conflict):
    """A municipality belongs to another region already."""

    dutch = "Een gemeente hoort al bij een andere regio."


class MunicipalityInUse(Conflict):
    """A municipality with dwellings on offer can't leave its region."""

    dutch = "Een gemeente met aangeboden woningen kan de regio niet verlaten."


async def make_region(work: Work, *, slug: str, name: str, municipalities: list[str]) -> Region:
    """Make a region with its municipalities and the default woonladder.

    Raises
    ------
    RegionExists
        When the slug is taken.
    UnknownMunicipality
        When the map does not know a code; names them all.
    MunicipalityTaken
        When a municipality matches in another region.
    """
    work.actor.require(Role.OPERATOR)
    region = Region(**work.stamp(), slug=slug, name=name)
    work.session.add(region)
    try:
        await work.session.flush()
    except IntegrityError as error:
        raise RegionExists(f"The slug {slug} is taken.", f"De naam {slug} is al in gebruik.") from error
    await _hold(work, region, municipalities)
    housing_forms.install_defaults(work, region)
    work.record(Fact.REGION_MADE, region.id, region_id=region.id, municipalities=municipalities)
    await work.session.flush()
    return region


async def change_region(
    work: Work,
    *,
    region: Region,
    expected: Expected = WHATEVER,
    name: str | None = None,
    municipalities: list[str] | None = None,
) -> Region:
    """Rename a region, or give it other municipalities.

    Parameters
    ----------
    expected
        The revisions that the change was made for.

    Raises
    ------
    ResourceMovedOn
        When it was changed since.
    UnknownMunicipality, MunicipalityTaken
        As in `make_region`.
    MunicipalityInUse
        When a municipality leaves in which dwellings are on offer.
    """
    work.actor.require(Role.OPERATOR)
    await work.session.refresh(region, with_for_update={"key_share": True})
    expected.require(region.revision)
    if name is not None:
        region.name = name
    if municipalities is not None:
        await _refuse_leaving(work, region, municipalities)
        await work.session.execute(
            delete(RegionMunicipality).where(RegionMunicipality.region_id == region.id)
        )
        await _hold(work, region, municipalities)
    region.modified_at = work.at
    region.revision += (
        1  # also when only its municipalities, which are rows of their own, changed at this moment
    )
    work.record(Fact.REGION_CHANGED, region.id, region_id=region.id)
    await work.session.flush()
    return region


async def _hold(work: Work, region: Region, municipalities: list[str]) -> None:
    known = set(
        await work.session.scalars(
            select(Area.code).where(Area.code.in_(municipalities), Area.level == AreaLevel.MUNICIPALITY)
        )
    )
    faults = [
        Fault(
            f"municipalities.{place}",
            "unknown-municipality",
            f"{code} is not a municipality on the map; import it first.",
            f"{code} is geen gemeente op de kaart; importeer die eerst.",
        )
        for place, code in enumerate(municipalities)
        if code not in known
    ]
    if faults:
        raise UnknownMunicipality("The map lacks a municipality.", "De kaart mist een gemeente.", faults)
    work.session.add_all(
        RegionMunicipality(municipality_code=code, region_id=region.id)
        for code in dict.fromkeys(municipalities)
    )
    try:
        await work.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "pk_region_municipalities":
            raise
        raise MunicipalityTaken(
            "One of these municipalities matches in another region.",
            "Een van deze gemeenten hoort bij een andere regio.",
        ) from error


async def _refuse_leaving(work: Work, region: Region, municipalities: list[str]) -> None:
    query = (
        select(Dwelling.municipality_code)
        .where(Dwelling.region_id == region.id, Dwelling.municipality_code.not_in(municipalities))
        .limit(1)
    )
    async with work.across(Crossing.REGION_SHRINKS):
        in_use = await work.session.scalar(query)
    if in_use:
        raise MunicipalityInUse(
            f"{in_use} has dwellings in this region.", f"{in_use} heeft woningen in deze regio."
        )


async def lock_region(work: Work, region_id: UUID) -> None:
    """Let one change of a region's covenants, or of what is proposed under them, happen at a time.

    Whoever locks more comes here first: region, then client, dwelling, proposal.
    """
    await work.session.get_one(Region, region_id, with_for_update={"key_share": True})


async def lock_region_at_once(work: Work, region_id: UUID) -> None:
    """Lock a region without waiting: for who holds what is locked after it, and may hold the region already.

    Raises
    ------
    DatabaseAway
        When others hold it.
    """
    free = {"key_share": True, "nowait": True}
    await work.session.get_one(Region, region_id, with_for_update=free)
