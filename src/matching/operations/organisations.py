"""Register organisations, say where they are active, suspend them."""

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from matching.actors import Role
from matching.database import violated_constraint
from matching.errors import Conflict, Fault, Unprocessable
from matching.models import Area, Fact, Membership, Organisation, Region
from matching.operations.revisions import WHATEVER, Expected
from matching.queries.organisations import require_only_here
from matching.vocabulary import AreaLevel, OrganisationKind
from matching.work import Work


class OrganisationExists(Conflict):
    """An organisation with this name exists already."""

    dutch = "Er bestaat al een organisatie met deze naam."


class NotAMunicipality(Unprocessable):
    """An organisation of kind municipality, and only that kind, says which municipality it is."""

    dutch = "Alleen een organisatie van de soort gemeente noemt welke gemeente zij is, en dan ook altijd."


class RegionNotYours(Unprocessable):
    """You can't make an organisation active in a region that you don't work in."""

    dutch = "U kunt een organisatie niet actief maken in een regio waar u niet werkt."


async def register_organisation(
    work: Work, *, kind: OrganisationKind, name: str, municipality: str | None, regions: list[Region]
) -> Organisation:
    """Register an organisation and make it active in regions.

    Raises
    ------
    OrganisationExists
        When the name is taken.
    NotAMunicipality
        When kind and municipality contradict each other, or the map lacks it.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    await _check_municipality(work, kind, municipality)
    organisation = Organisation(**work.stamp(), kind=kind, name=name, municipality_code=municipality)
    work.session.add(organisation)
    try:
        await work.session.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "uq_organisations_name":
            raise
        raise OrganisationExists(f"{name} is registered already.", f"{name} is al ingeschreven.") from error
    _activate(work, organisation, regions)
    work.record(Fact.ORGANISATION_REGISTERED, organisation.id, parties=[organisation.id], kind=kind.value)
    await work.session.flush()
    return organisation


async def change_organisation(
    work: Work,
    *,
    organisation: Organisation,
    expected: Expected = WHATEVER,
    regions: list[Region] | None = None,
    suspended: bool | None = None,
) -> Organisation:
    """Make an organisation active elsewhere, suspend it, or let it back in.

    A coordinator changes only the regions it works in itself; the others stay as they are. It suspends, and lets back
    in, who works in no others.

    Parameters
    ----------
    expected
        The revisions that the change was made for.

    Raises
    ------
    ResourceMovedOn
        When it was changed since.
    RegionNotYours
        When a coordinator makes it active where it does not work itself.
    OrganisationElsewhereToo
        When a coordinator suspends one that works elsewhere too, or lets it back in.
    """
    work.actor.require(Role.OPERATOR, Role.COORDINATOR)
    await work.session.refresh(organisation, with_for_update={"key_share": True})
    expected.require(organisation.revision)
    if suspended is not None and suspended != (organisation.suspended_at is not None):
        await require_only_here(work, organisation)
        organisation.suspended_at = work.at if suspended else None
        work.record(
            Fact.ORGANISATION_SUSPENDED, organisation.id, parties=[organisation.id], suspended=suspended
        )
    organisation.modified_at = work.at
    # Also when only its regions, which are rows of their own, changed at this moment.
    organisation.revision += 1
    await work.session.flush()  # before it leaves the regions that make it the coordinator's to change
    if regions is not None:
        leaving = delete(Membership).where(Membership.organisation_id == organisation.id)
        if not work.actor.works_everywhere:
            leaving = leaving.where(Membership.region_id.in_(work.actor.region_ids))
        await work.session.execute(leaving)
        _activate(work, organisation, regions)
    work.record(Fact.ORGANISATION_CHANGED, organisation.id, parties=[organisation.id])
    await work.session.flush()
    return organisation


def _activate(work: Work, organisation: Organisation, regions: list[Region]) -> None:
    mine = work.actor
    for region in regions:
        if not (mine.works_everywhere or region.id in mine.region_ids):
            raise RegionNotYours(f"You don't work in {region.slug}.", f"U werkt niet in {region.slug}.")
    work.session.add_all(
        Membership(organisation_id=organisation.id, region_id=region.id) for region in regions
    )


async def _check_municipality(work: Work, kind: OrganisationKind, municipality: str | None) -> None:
    wanted = kind is OrganisationKind.MUNICIPALITY
    known = municipality is not None and await work.session.scalar(
        select(Area.code).where(Area.code == municipality, Area.level == AreaLevel.MUNICIPALITY)
    )
    if wanted == (municipality is not None) and (known or not wanted):
        return
    fault = Fault(
        "municipality",
        "municipality",
        "Give the code of a municipality on the map, for this kind of organisation only.",
        "Geef de code van een gemeente op de kaart, en alleen bij deze soort organisatie.",
    )
    raise NotAMunicipality(
        "kind and municipality don't agree.", "kind en municipality kloppen niet samen.", [fault]
    )
