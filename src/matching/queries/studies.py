"""Look up questions about runs and their answers, within what the actor may see."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from matching.actors import Role
from matching.errors import NotFound
from matching.models import Study, StudyState
from matching.vocabulary import Purpose, StudyKind
from matching.work import Crossing, Work


class StudyNotFound(NotFound):
    """There is no such question, or it is of a region that you don't work in."""

    dutch = "Deze vraag bestaat niet, of zij is van een regio waar u niet werkt."


def _visible(work: Work, kind: StudyKind) -> Select[Study]:
    query = select(Study).where(Study.kind == kind)
    if work.actor.works_everywhere:
        return query
    query = query.where(Study.region_id.in_(work.actor.region_ids))
    if work.actor.role is Role.PROVIDER:
        return query.where(Study.requested_by == work.actor.organisation_id)
    return query


async def visible_studies(
    work: Work,
    *,
    kind: StudyKind,
    region_id: UUID | None,
    run_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Study]:
    """Return the studies of a kind in the actor's regions, newest first, from after a place on.

    A provider sees only what it asked itself.
    """
    query = _visible(work, kind).order_by(Study.id.desc()).limit(limit)
    if region_id is not None:
        query = query.where(Study.region_id == region_id)
    if run_id is not None:
        query = query.where(Study.run_id == run_id)
    if after is not None:
        query = query.where(Study.id < after)
    return list(await work.session.scalars(query))


async def study(work: Work, *, kind: StudyKind, study_id: UUID) -> Study:
    """Return one study.

    Raises
    ------
    StudyNotFound
        When it does not exist, is of another kind, or of a region the actor does not work in.
    """
    found = await work.session.scalar(_visible(work, kind).where(Study.id == study_id))
    if found is None:
        raise StudyNotFound("There is no such question for you.", "Deze vraag is er voor u niet.")
    return found


async def placement_question(work: Work, *, study_id: UUID) -> Study:
    """Return one question about a client, and note who looked.

    Raises
    ------
    StudyNotFound
        As in `study`.
    """
    work.actor.require(Role.COORDINATOR, Role.PROVIDER)
    found = await study(work, kind=StudyKind.PLACEMENT_QUESTION, study_id=study_id)
    work.saw([UUID(found.meant["client"])], purpose=Purpose.READ_WHY_NOT)
    return found


async def last_plans(work: Work, *, region_ids: Collection[UUID]) -> list[Study]:
    """Return of each region the procurement plan for corporations that was worked out last.

    No more of it may leave than the statement, which tells of nobody.
    """
    query = (
        select(Study)
        .where(Study.kind == StudyKind.PROCUREMENT_PLAN, Study.state == StudyState.FINISHED)
        .where(Study.region_id.in_(region_ids), Study.asked["forCorporations"].as_boolean())
        .ext(distinct_on(Study.region_id))
        .order_by(Study.region_id, Study.finished_at.desc(), Study.id.desc())
    )
    async with work.across(Crossing.WHAT_IS_ASKED):
        return list(await work.session.scalars(query))
