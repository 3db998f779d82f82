"""Look up matching runs and what came of them, within what the actor may see."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from matching.actors import Role
from matching.errors import NotFound
from matching.models import (
    Client,
    Covenant,
    CovenantVersion,
    Dwelling,
    EmptyDwelling,
    MatchingRun,
    RunSnapshot,
    RunState,
    Unplaced,
)
from matching.models.base import Json
from matching.vocabulary import Purpose
from matching.work import Crossing, Work


class RunNotFound(NotFound):
    """There is no such matching run, or it is of a region that you don't work in."""

    dutch = "Deze matchronde bestaat niet, of zij is van een regio waar u niet werkt."


class ResultNotFound(NotFound):
    """The matching run has no result: it is not finished, failed or was cancelled."""

    dutch = "De matchronde heeft geen uitkomst: zij is nog bezig, mislukt of afgebroken."


class CertificateNotFound(NotFound):
    """The matching run has no certificate: it was made before certificates were kept."""

    dutch = "De matchronde heeft geen bewijs: zij is van voor de tijd dat bewijzen bewaard worden."


class RunForgotten(NotFound):
    """Part of what this run looked at was erased, with a client or after its term; its counts and hash stay."""

    dutch = "Een deel van wat deze ronde zag is gewist, met een kandidaat of na de termijn; tellingen en hash blijven."


def _visible(work: Work) -> Select[MatchingRun]:
    query = select(MatchingRun)
    if work.actor.works_everywhere:
        return query
    return query.where(MatchingRun.region_id.in_(work.actor.region_ids))


async def visible_runs(
    work: Work, *, region_id: UUID | None, state: RunState | None, after: UUID | None, limit: int
) -> list[MatchingRun]:
    """Return the runs of the actor's regions, newest first, from after a place on."""
    query = _visible(work).order_by(MatchingRun.id.desc()).limit(limit)
    if region_id is not None:
        query = query.where(MatchingRun.region_id == region_id)
    if state is not None:
        query = query.where(MatchingRun.state == state)
    if after is not None:
        query = query.where(MatchingRun.id < after)
    return list(await work.session.scalars(query))


async def run(work: Work, *, run_id: UUID) -> MatchingRun:
    """Return one run.

    Raises
    ------
    RunNotFound
        When it does not exist, or is of a region the actor does not work in.
    """
    found = await work.session.scalar(_visible(work).where(MatchingRun.id == run_id))
    if found is None:
        raise RunNotFound("There is no such run for you.", "Deze matchronde is er voor u niet.")
    return found


class NothingMatchedYet(NotFound):
    """No matching run of this region has finished yet."""

    dutch = "In deze regio is nog geen matchronde afgerond."


async def last_finished(work: Work, *, region_id: UUID) -> MatchingRun | None:
    """Return the run of a region that finished last; None where none has."""
    found: MatchingRun | None = await work.session.scalar(
        select(MatchingRun)
        .where(MatchingRun.region_id == region_id, MatchingRun.state == RunState.FINISHED)
        .order_by(MatchingRun.finished_at.desc(), MatchingRun.id.desc())
        .limit(1)
    )
    return found


async def run_to_ask_about(work: Work, *, region_id: UUID, run_id: UUID | None) -> MatchingRun:
    """Return the run that was named or, when none was, the last one of the region that finished.

    Raises
    ------
    RunNotFound
        When it does not exist, or is not of that region.
    NothingMatchedYet
        When none was named and none has finished.
    """
    if run_id is not None:
        found = await run(work, run_id=run_id)
        if found.region_id != region_id:
            raise RunNotFound("It is of another region.", "Zij is van een andere regio.")
        return found
    last = await last_finished(work, region_id=region_id)
    if last is None:
        raise NothingMatchedYet("Ask for a matching run first.", "Vraag eerst een matchronde aan.")
    return last


async def covenant_version_of(work: Work, *, run: MatchingRun) -> tuple[UUID, int]:
    """Return the covenant and the number of its version that a run was made under."""
    row = await work.session.execute(
        select(Covenant.id, CovenantVersion.number)
        .join(CovenantVersion, CovenantVersion.covenant_id == Covenant.id)
        .where(CovenantVersion.id == run.covenant_version_id)
    )
    covenant_id, number = row.one()
    return covenant_id, number


async def result(work: Work, *, run_id: UUID) -> RunSnapshot:
    """Return what a finished run looked at and made of it.

    Raises
    ------
    RunNotFound
        As in `run`.
    ResultNotFound
        When it has none.
    """
    found = await run(work, run_id=run_id)
    kept = await work.session.get(RunSnapshot, found.id)
    if kept is None or found.state is not RunState.FINISHED:
        raise _no_result(found)
    return kept


def _no_result(found: MatchingRun) -> ResultNotFound:
    return ResultNotFound(f"It is {found.state.value}.", f"De stand is {found.state.value}.")


def kept_parts(kept: RunSnapshot, *names: str) -> list[Json]:
    """Return parts of what a run kept.

    Raises
    ------
    RunForgotten
        When one of them was erased.
    """
    parts = [getattr(kept, name) for name in names]
    if any(part is None for part in parts):
        raise RunForgotten("Ask for a new run.", "Vraag een nieuwe matchronde aan.")
    return parts


async def document(work: Work, *, run_id: UUID, name: str) -> Json:
    """Return the problem or the solution of a finished run.

    Raises
    ------
    RunNotFound, ResultNotFound
        As in `result`.
    RunForgotten
        When it was erased.
    """
    [found] = kept_parts(await result(work, run_id=run_id), name)
    return found


async def usage_of(work: Work, *, run_id: UUID) -> list[Json]:
    """Return how far every quota and cap was used by a finished run: counts, for town halls too.

    Raises
    ------
    RunNotFound, ResultNotFound
        As in `result`.
    """
    found = await run(work, run_id=run_id)
    query = select(RunSnapshot.usage).where(RunSnapshot.run_id == found.id)
    async with work.across(Crossing.COUNTS_OF_A_RUN):
        kept = (await work.session.execute(query)).first()
    if kept is None or found.state is not RunState.FINISHED:
        raise _no_result(found)
    return kept[0] or []


async def certificate(work: Work, *, run_id: UUID) -> dict[str, Any]:
    """Return the proof of each level of a finished run.

    Raises
    ------
    RunNotFound, ResultNotFound
        As in `result`.
    CertificateNotFound, RunForgotten
        When none was kept, or it was erased.
    """
    kept = await result(work, run_id=run_id)
    if kept.certificate is None and kept.forgotten_at is None:
        raise CertificateNotFound("Ask for a new run.", "Vraag een nieuwe matchronde aan.")
    [found] = kept_parts(kept, "certificate")
    return found


async def changes(work: Work, *, run_id: UUID) -> dict[str, Any]:
    """Return what a finished run changed since the one before, and because of what.

    Raises
    ------
    RunNotFound, ResultNotFound
        As in `result`.
    """
    work.actor.require(Role.COORDINATOR)
    found = (await result(work, run_id=run_id)).changes or {"kept": 0, "items": [], "forced_unmet": []}
    clients = {UUID(one["client"]) for one in (*found["items"], *found["forced_unmet"])}
    work.saw(sorted(clients), purpose=Purpose.READ_CHANGES)
    return found


async def unplaced_clients(
    work: Work, *, run_id: UUID, after: UUID | None, limit: int
) -> list[tuple[Unplaced, str]]:
    """Return the clients a run could not place, with their references: all, or a provider's own."""
    await run(work, run_id=run_id)
    query = (
        select(Unplaced, Client.reference)
        .join(Client, Client.id == Unplaced.client_id)
        .where(Unplaced.run_id == run_id)
        .order_by(Unplaced.client_id)
        .limit(limit)
    )
    if work.actor.role is Role.PROVIDER:
        query = query.where(Client.provider_id == work.actor.organisation)
    if after is not None:
        query = query.where(Unplaced.client_id > after)
    rows = (await work.session.execute(query)).all()
    work.saw([unplaced.client_id for unplaced, _ in rows], purpose=Purpose.EXPLAIN_UNPLACED)
    return [(unplaced, reference) for unplaced, reference in rows]


async def unplaced_client(work: Work, *, run_id: UUID, client_id: UUID) -> Unplaced | None:
    """Return why a run could not place a client; None when it could, or did not know them."""
    work.actor.require(Role.COORDINATOR)
    await run(work, run_id=run_id)
    work.saw([client_id], purpose=Purpose.EXPLAIN_UNPLACED)
    return await work.session.get(Unplaced, (run_id, client_id))


async def empty_dwellings(
    work: Work, *, run_id: UUID, after: UUID | None, limit: int
) -> list[tuple[EmptyDwelling, str]]:
    """Return the dwellings a run found nobody for, with their references: all, or a corporation's own."""
    await run(work, run_id=run_id)
    query = (
        select(EmptyDwelling, Dwelling.reference)
        .join(Dwelling, Dwelling.id == EmptyDwelling.dwelling_id)
        .where(EmptyDwelling.run_id == run_id)
        .order_by(EmptyDwelling.dwelling_id)
        .limit(limit)
    )
    if work.actor.role is Role.CORPORATION:
        query = query.where(Dwelling.corporation_id == work.actor.organisation)
    if after is not None:
        query = query.where(EmptyDwelling.dwelling_id > after)
    rows = (await work.session.execute(query)).all()
    return [(empty, reference) for empty, reference in rows]
