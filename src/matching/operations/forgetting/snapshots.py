"""Take a client out of what matching runs looked at, and let whole runs be forgotten after their term."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from matching.models import (
    Client,
    Fact,
    MatchingRun,
    ReserveCandidate,
    RunSnapshot,
    Study,
    Unplaced,
)
from matching.models.base import Json
from matching.queries.holdings import looked_at
from matching.vocabulary import StudyKind
from matching.work import Work

NAMING = (StudyKind.SCENARIO, StudyKind.PLACEMENT_QUESTION)
"""Kinds of studies that may name clients."""


async def cut_out(work: Work, client: Client) -> int:
    """Take a client out of the snapshots of its region; return how many were cut.

    What is left of an instance can still be read, for the history of the region. Problem, solution and certificate
    of a run in which the client took part make sense only as a whole: they go. Their hash stays in the summary.
    """
    of_region = select(MatchingRun.id).where(MatchingRun.region_id == client.region_id)
    tokens = set(client.keep_apart)
    where = looked_at(client.id)
    for token in tokens:
        where |= RunSnapshot.instance["keep_apart"].contains([{"token": token}])
    query = select(RunSnapshot).where(RunSnapshot.run_id.in_(of_region), where).order_by(RunSnapshot.run_id)
    cut = 0
    for kept in (await work.session.scalars(query.with_for_update())).all():
        _cut(kept, str(client.id), tokens)
        kept.forgotten_at = kept.forgotten_at or work.at
        cut += 1
    await work.session.flush()
    return cut


def _cut(kept: RunSnapshot, client: str, tokens: Collection[str]) -> None:
    if kept.instance is not None:
        took_part = any(one["id"] == client for one in kept.instance["clients"])
        kept.instance = _without(kept.instance, client, tokens)
        if took_part:
            kept.problem = kept.solution = kept.certificate = None
    if kept.changes is not None:
        kept.changes = {
            name: [one for one in part if one.get("client") != client] if isinstance(part, list) else part
            for name, part in kept.changes.items()
        }


def _without(instance: Json, client: str, tokens: Collection[str]) -> Json:
    """Return an instance without a client and whatever else in it points there."""

    def others(name: str) -> list[Any]:
        return [one for one in instance.get(name, ()) if one.get("client") != client]

    return {
        **instance,
        "clients": [one for one in instance["clients"] if one["id"] != client],
        "barred": others("barred"),
        "forced": others("forced"),
        "previous": [pair for pair in instance.get("previous", ()) if pair[0] != client],
        "keep_apart": [one for one in instance.get("keep_apart", ()) if one["token"] not in tokens],
    }


async def forget_run(work: Work, run_id: UUID) -> bool:
    """Erase what a finished run looked at and explained of clients; counts, levels and hashes stay.

    Returns whether there was something left to forget.
    """
    kept = await work.session.scalar(
        select(RunSnapshot).where(RunSnapshot.run_id == run_id).with_for_update()
    )
    if kept is None or kept.instance is None:
        return False
    kept.instance = kept.problem = kept.solution = kept.certificate = kept.changes = None
    kept.forgotten_at = kept.forgotten_at or work.at
    for table in (Unplaced, ReserveCandidate):
        await work.session.execute(delete(table).where(table.run_id == run_id))
    await work.session.execute(delete(Study).where(Study.run_id == run_id, Study.kind.in_(NAMING)))
    region_id = await work.session.scalar(select(MatchingRun.region_id).where(MatchingRun.id == run_id))
    work.record(Fact.RUN_FORGOTTEN, run_id, region_id=region_id)
    return True
