"""Store any number of new rows, and that they came, in one statement; name those whose reference is taken."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, Table, Text, cast, column, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from matching.errors import MatchingError
from matching.models import Client, Dwelling, Entry, Fact
from matching.work import Work

Outcome = UUID | MatchingError
"""What became of one of many: its id, or why it was refused."""
Row = Dwelling | Client


def as_json(row: Row, *, names: Sequence[str]) -> dict[str, Any]:
    """Return columns of a row as JSON keeps them: decimals, dates and ids as texts."""
    kept: dict[str, Any] = json.loads(_text([row], names))[0]
    return kept


async def store_new(
    work: Work,
    *,
    rows: Sequence[Row],
    verdicts: Sequence[Outcome],
    owner: str,
    fact: Fact,
    exists: Callable[[str, UUID], MatchingError],
) -> list[Outcome]:
    """Store the rows that were found sound, and return what became of each.

    Parameters
    ----------
    verdicts
        Its id for a sound row, otherwise the refusal.
    owner
        The column that names a row together with `reference`.
    exists
        Makes the refusal of a row whose reference is taken: by the reference and the id of the first.
    """
    sound: dict[str, Row] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        if not isinstance(verdict, MatchingError):
            sound.setdefault(row.reference, row)
    if not sound:
        return list(verdicts)
    stored = set(await work.session.scalars(_insertion(work, list(sound.values()), owner, fact)))
    if len(stored) == len(rows):
        return list(verdicts)
    first = await _known(work, list(sound.values()), owner)
    return [
        verdict
        if isinstance(verdict, MatchingError) or verdict in stored
        else exists(row.reference, first[row.reference])
        for row, verdict in zip(rows, verdicts, strict=True)
    ]


def _insertion(work: Work, rows: Sequence[Row], owner: str, fact: Fact) -> Select[UUID]:
    """Return the statement that inserts rows whose reference is free, and their journal entries.

    The rows go in by reference: two batches that share some wait for each other, and never in a circle.
    """
    table = type(rows[0]).__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours has a table of its own
    names = [each.name for each in table.columns]
    text = _text(sorted(rows, key=lambda row: row.reference), names)
    given = (
        func.jsonb_to_recordset(cast(literal(text, Text), JSONB))
        .table_valued(*(column(each.name, each.type) for each in table.columns))
        .render_derived(with_types=True)
    )
    fresh = (
        insert_or_skip(table)
        .from_select(names, select(*(given.c[name] for name in names)))
        .on_conflict_do_nothing(index_elements=[owner, "reference"])
        .returning(table.c.id, table.c.region_id)
        .cte("fresh")
    )
    return select(fresh.c.id).add_cte(_noted(work, fresh, fact))


def _noted(work: Work, fresh: CTE, fact: Fact) -> CTE:
    """Return what writes fresh rows in the journal, as `Work.record` does for one; their owner hears of it."""
    journal = Entry.__table__.c
    entry: dict[str, Any] = {
        "at": work.at,
        "fact": fact.value,
        "role": work.actor.role,
        "organisation_id": work.actor.organisation_id,
        "key_id": work.actor.key_id,
        "on_behalf_of": work.actor.on_behalf_of,
        "parties": [work.actor.organisation],
        "details": {},
    }
    values = [literal(value, journal[name].type) for name, value in entry.items()]
    return (
        insert(Entry)
        .from_select(["subject_id", "region_id", *entry], select(fresh.c.id, fresh.c.region_id, *values))
        .cte("noted")
    )


def _text(rows: Sequence[Row], names: Sequence[str]) -> str:
    return json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str)


async def _known(work: Work, rows: Sequence[Row], owner: str) -> dict[str, UUID]:
    """Return who has the references of these rows, which are all of one owner."""
    table = type(rows[0]).__table__
    found = await work.session.execute(
        select(table.c.reference, table.c.id).where(
            table.c[owner] == getattr(rows[0], owner), table.c.reference.in_([row.reference for row in rows])
        )
    )
    return {row["reference"]: row["id"] for row in found.mappings()}
