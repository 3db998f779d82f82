"""Look up covenants and their versions, within what the actor may see."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from matching.errors import NotFound
from matching.models import (
    Commitment,
    ComplexCap,
    Covenant,
    CovenantVersion,
    LoadCap,
    OriginLimit,
    Party,
    SpreadingQuota,
)
from matching.queries.agreements import (
    Agreement,
    CommitmentTerm,
    ComplexCapTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Weights,
    Wording,
)
from matching.queries.procedures import Procedure
from matching.vocabulary import Goal
from matching.work import Work


class CovenantNotFound(NotFound):
    """There is no such covenant, or it is of a region that you don't work in."""

    dutch = "Dit convenant bestaat niet, of het is van een regio waar u niet werkt."


class VersionNotFound(NotFound):
    """The covenant has no version with this number."""

    dutch = "Het convenant heeft geen versie met dit nummer."


class NoCovenant(NotFound):
    """The region has no covenant on this day."""

    dutch = "De regio heeft op deze dag geen convenant."


def _visible(work: Work) -> Select[Covenant]:
    query = select(Covenant)
    if work.actor.works_everywhere:
        return query
    return query.where(Covenant.region_id.in_(work.actor.region_ids))


async def visible_covenants(
    work: Work, *, region_id: UUID | None, on: date | None, after: UUID | None, limit: int
) -> list[Covenant]:
    """Return the covenants of the actor's regions by id, from after a place on; perhaps those of one day."""
    query = _visible(work).order_by(Covenant.id).limit(limit)
    if region_id is not None:
        query = query.where(Covenant.region_id == region_id)
    if on is not None:
        query = query.where(Covenant.term_from <= on, Covenant.term_until > on)
    if after is not None:
        query = query.where(Covenant.id > after)
    return list(await work.session.scalars(query))


async def covenant(work: Work, *, covenant_id: UUID) -> Covenant:
    """Return one covenant.

    Raises
    ------
    CovenantNotFound
        When it does not exist, or is of a region the actor does not work in.
    """
    found = await work.session.scalar(_visible(work).where(Covenant.id == covenant_id))
    if found is None:
        raise CovenantNotFound("There is no such covenant for you.", "Dit convenant is er voor u niet.")
    return found


async def versions(work: Work, *, covenant_id: UUID, after: int | None, limit: int) -> list[CovenantVersion]:
    """Return the versions of a covenant by number, from after a number on."""
    found = await covenant(work, covenant_id=covenant_id)
    query = (
        select(CovenantVersion)
        .where(CovenantVersion.covenant_id == found.id, CovenantVersion.number > (after or 0))
        .order_by(CovenantVersion.number)
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def covenant_on(work: Work, *, region_id: UUID, on: date) -> CovenantVersion:
    """Return the version that a region matches under on a day.

    That is the latest made on or before that day; the first one when the covenant was written
    down later than its term began.

    Raises
    ------
    NoCovenant
        When no covenant's term holds the day.
    """
    day_after = datetime.combine(on + timedelta(days=1), time(), UTC)
    made_by_then = CovenantVersion.created_at < day_after
    found = await work.session.scalar(
        select(CovenantVersion)
        .join(Covenant, Covenant.id == CovenantVersion.covenant_id)
        .where(Covenant.region_id == region_id, Covenant.term_from <= on, Covenant.term_until > on)
        .where(made_by_then | (CovenantVersion.number == 1))
        .order_by(CovenantVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise NoCovenant(f"The region has no covenant on {on}.", f"De regio heeft op {on} geen convenant.")
    return found


async def agreement_on(work: Work, *, region_id: UUID, on: date) -> Agreement:
    """Return all of the version that a region matches under on a day.

    Raises
    ------
    NoCovenant
        As in `covenant_on`.
    """
    version = await covenant_on(work, region_id=region_id, on=on)
    return await agreement(work, version_id=version.id)


async def procedure_on(work: Work, *, region_id: UUID, on: date) -> Procedure:
    """Return how a region goes about proposals and placements on a day; the default without a covenant."""
    try:
        version = await covenant_on(work, region_id=region_id, on=on)
    except NoCovenant:
        return Procedure()
    return Procedure.from_json(version.procedure)


async def agreement_of(work: Work, *, covenant_id: UUID, number: int | None = None) -> Agreement:
    """Return all of one version of a covenant the actor may see; the version of now when none is named.

    Raises
    ------
    CovenantNotFound
        As in `covenant`.
    VersionNotFound
        When the covenant has no such version.
    """
    found = await covenant(work, covenant_id=covenant_id)
    wanted = found.version if number is None else number
    version_id = await work.session.scalar(
        select(CovenantVersion.id).where(
            CovenantVersion.covenant_id == found.id, CovenantVersion.number == wanted
        )
    )
    if version_id is None:
        raise VersionNotFound(f"There is no version {wanted}.", f"Er is geen versie {wanted}.")
    return await agreement(work, version_id=version_id)


async def agreement(work: Work, *, version_id: UUID) -> Agreement:
    """Return all that one version says, in a stable order."""
    version = await work.session.get_one(CovenantVersion, version_id)
    found = await work.session.get_one(Covenant, version.covenant_id)
    wording = Wording(
        parties=await _parties(work, version_id),
        quotas=await _quotas(work, version_id),
        origin_limits=await _origin_limits(work, version_id),
        commitments=await _commitments(work, version_id),
        load_caps=await _load_caps(work, version_id),
        complex_caps=await _complex_caps(work, version_id),
        goals=tuple(Goal(goal) for goal in version.goals),
        policy=Weights.from_json(version.policy),
        procedure=Procedure.from_json(version.procedure),
    )
    return Agreement(
        covenant_id=found.id,
        region_id=found.region_id,
        name=found.name,
        term_from=found.term_from,
        term_until=found.term_until,
        created_at=found.created_at,
        modified_at=found.modified_at,
        version_id=version.id,
        number=version.number,
        reason=version.reason,
        made_at=version.created_at,
        wording=wording,
    )


async def _parties(work: Work, version_id: UUID) -> tuple[PartyTerm, ...]:
    rows = await work.session.scalars(
        select(Party).where(Party.version_id == version_id).order_by(Party.organisation_id)
    )
    return tuple(PartyTerm(row.organisation_id, row.joined_on, row.left_on) for row in rows)


async def _quotas(work: Work, version_id: UUID) -> tuple[QuotaTerm, ...]:
    rows = await work.session.scalars(
        select(SpreadingQuota)
        .where(SpreadingQuota.version_id == version_id)
        .order_by(SpreadingQuota.municipality_code)
    )
    return tuple(
        QuotaTerm(
            row.municipality_code,
            row.target_share,
            row.maximum,
            row.minimum,
            row.imports_maximum,
            row.placed_before,
            row.imports_before,
        )
        for row in rows
    )


async def _origin_limits(work: Work, version_id: UUID) -> tuple[OriginLimitTerm, ...]:
    rows = await work.session.scalars(
        select(OriginLimit)
        .where(OriginLimit.version_id == version_id)
        .order_by(OriginLimit.municipality_code, OriginLimit.origin)
    )
    return tuple(
        OriginLimitTerm(row.origin, row.municipality_code, row.maximum, row.placed_before) for row in rows
    )


async def _commitments(work: Work, version_id: UUID) -> tuple[CommitmentTerm, ...]:
    rows = await work.session.scalars(
        select(Commitment).where(Commitment.version_id == version_id).order_by(Commitment.organisation_id)
    )
    return tuple(
        CommitmentTerm(row.organisation_id, row.dwellings, row.supplied_before, row.offers_more)
        for row in rows
    )


async def _load_caps(work: Work, version_id: UUID) -> tuple[LoadCapTerm, ...]:
    rows = await work.session.scalars(
        select(LoadCap)
        .where(LoadCap.version_id == version_id)
        .order_by(LoadCap.area_code, LoadCap.valid_from)
    )
    return tuple(
        LoadCapTerm(
            area=row.area_code,
            valid_from=row.valid_from,
            points=row.points,
            reason=row.reason,
            valid_until=row.valid_until,
            carried_before=row.carried_before,
        )
        for row in rows
    )


async def _complex_caps(work: Work, version_id: UUID) -> tuple[ComplexCapTerm, ...]:
    rows = await work.session.scalars(
        select(ComplexCap)
        .where(ComplexCap.version_id == version_id)
        .order_by(ComplexCap.organisation_id, ComplexCap.complex)
    )
    return tuple(
        ComplexCapTerm(row.organisation_id, row.complex, row.points, row.reason, row.carried_before)
        for row in rows
    )
