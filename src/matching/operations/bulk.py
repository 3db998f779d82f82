"""Store any number of new rows, and that they came, in one statement; name those whose reference is taken."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Select, Table, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from matching.errors import MatchingError
from matching.models import Client, Dwelling, Entry, Fact
from matching.operations.drafts import Draft
from matching.work import Work

Outcome = UUID | MatchingError
"""What became of one of many: its id, or why it was refused."""
Stored = Dwelling | Client


def table_of(noun: type[Stored]) -> Table:
    """Return where the rows of a noun are."""
    table = noun.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours has a table of its own
    return table


def as_json(row: Stored, *, names: Sequence[str]) -> dict[str, Any]:
    """Return columns of a row as JSON keeps them: decimals, dates and ids as texts."""
    kept: dict[str, Any] = json.loads(_text([{name: getattr(row, name) for name in names}]))[0]
    return kept


async def store_new(
    work: Work,
    table: Table,
    *,
    rows: Sequence[Draft],
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
    sound: dict[str, Draft] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        if not isinstance(verdict, MatchingError):
            sound.setdefault(row.reference, row)
    if not sound:
        return list(verdicts)
    stored = set((await work.ask(_insertion(work, table, list(sound.values()), owner, fact))).scalars())
    if len(stored) == len(rows):
        return list(verdicts)
    first = await _known(work, table, list(sound.values()), owner)
    return [
        verdict
        if isinstance(verdict, MatchingError) or verdict in stored
        else exists(row.reference, first[row.reference])
        for row, verdict in zip(rows, verdicts, strict=True)
    ]


def _insertion(work: Work, table: Table, rows: Sequence[Draft], owner: str, fact: Fact) -> Executable:
    """Return the statement that inserts rows whose reference is free, and their journal entries.

    The rows go in by reference: two batches that share some wait for each other, and never in a circle.
    """
    text = _text([vars(row) for row in sorted(rows, key=lambda row: row.reference)])
    return _storing(table, owner).params(rows=text, **_entry(work, fact))


def _entry(work: Work, fact: Fact) -> dict[str, Any]:
    """Return what each entry says in the journal, as `Work.record` does for one; their owner hears of it."""
    return {
        "at": work.at,
        "fact": fact.value,
        "role": work.actor.role,
        "organisation_id": work.actor.organisation_id,
        "key_id": work.actor.key_id,
        "on_behalf_of": work.actor.on_behalf_of,
        "parties": [work.actor.organisation],
        "details": {},
    }


_ENTRY = ("at", "fact", "role", "organisation_id", "key_id", "on_behalf_of", "parties", "details")


@cache
def _storing(table: Table, owner: str) -> Select[UUID]:
    """Return the statement for any rows and any entry; to make it takes longer than to carry it out."""
    names = [each.name for each in table.columns]
    given = (
        func.jsonb_to_recordset(cast(bindparam("rows", type_=Text), JSONB))
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
    journal = Entry.__table__.c
    values = [bindparam(name, type_=journal[name].type) for name in _ENTRY]
    noted = (
        insert(Entry)
        .from_select(["subject_id", "region_id", *_ENTRY], select(fresh.c.id, fresh.c.region_id, *values))
        .cte("noted")
    )
    return select(fresh.c.id).add_cte(noted)


def _text(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str)


async def _known(work: Work, table: Table, rows: Sequence[Draft], owner: str) -> dict[str, UUID]:
    """Return who has the references of these rows, which are all of one owner."""
    found = await work.ask(
        select(table.c.reference, table.c.id).where(
            table.c[owner] == getattr(rows[0], owner), table.c.reference.in_([row.reference for row in rows])
        )
    )
    return {row["reference"]: row["id"] for row in found.mappings()}
