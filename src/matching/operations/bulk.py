"""Store any number of new rows, and that they came, in one statement; name those whose reference is taken."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Text, bindparam, cast, column, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from matching.errors import MatchingError
from matching.models import Client, Dwelling, Entry, Fact, Region
from matching.operations.drafts import Draft
from matching.queries.stored import Noun, table_of
from matching.questions import Question
from matching.work import Record, Work

Outcome = UUID | MatchingError
"""What became of one of many: its id, or why it was refused."""


def as_json(row: Client | Dwelling, *, names: Sequence[str]) -> dict[str, Any]:
    """Return columns of a row as JSON keeps them: decimals, dates and ids as texts."""
    kept: dict[str, Any] = json.loads(_text([{name: getattr(row, name) for name in names}]))[0]
    return kept


@dataclass(frozen=True, slots=True)
class Shelf:
    """A noun of which new rows are stored, and what is said of them.

    Attributes
    ----------
    noun
        What is stored.
    owner
        The column that names a row together with `reference`.
    fact
        What the journal says of each.
    exists
        Makes the refusal of a row whose reference is taken: by the reference and the id of the first.
    """

    noun: Noun
    owner: str
    fact: Fact
    exists: Callable[[str, UUID], MatchingError]


async def store_new(
    work: Work, shelf: Shelf, *, rows: Sequence[Draft], verdicts: Sequence[Outcome]
) -> list[Outcome]:
    """Store the rows that were found sound, and return what became of each.

    Parameters
    ----------
    verdicts
        Its id for a sound row, otherwise the refusal.
    """
    sound: dict[str, Draft] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        if not isinstance(verdict, MatchingError):
            sound.setdefault(row.reference, row)
    if not sound:
        return list(verdicts)
    [fresh] = await work.answers(_storing(shelf)(**_sent(work, shelf, list(sound.values()))))
    stored = {row["id"] for row in fresh}
    if len(stored) == len(rows):
        return list(verdicts)
    first = await _known(work, shelf, list(sound.values()))
    return [
        verdict
        if isinstance(verdict, MatchingError) or verdict in stored
        else shelf.exists(row.reference, first[row.reference])
        for row, verdict in zip(rows, verdicts, strict=True)
    ]


async def store_one(work: Work, shelf: Shelf, *, row: Draft) -> Record:
    """Store a row that was found sound, and return it as it is read, with the slug of its `region`.

    Raises
    ------
    MatchingError
        What the shelf `exists` with, when the reference is taken.
    """
    [fresh] = await work.answers(_storing_to_show(shelf)(**_sent(work, shelf, [row])))
    if not fresh:
        raise shelf.exists(row.reference, (await _known(work, shelf, [row]))[row.reference])
    return fresh[0]


def _sent(work: Work, shelf: Shelf, rows: Sequence[Draft]) -> dict[str, Any]:
    """Return the values that store rows and their entries in the journal.

    The rows go in by reference: two batches that share some wait for each other, and never in a circle.
    """
    text = _text([vars(row) for row in sorted(rows, key=lambda row: row.reference)])
    return {"rows": text, **_entry(work, shelf.fact)}


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
def _storing(shelf: Shelf) -> Question:
    """Return the question that stores rows whose reference is free, and finds their ids."""
    fresh, noted = _insertions(shelf)
    return Question.of(select(fresh.c.id).add_cte(noted))


@cache
def _storing_to_show(shelf: Shelf) -> Question:
    """Return the question that stores rows as `_storing` does, and finds them as `as_stored` would."""
    fresh, noted = _insertions(shelf)
    shown = select(fresh, Region.slug.label("region")).join(Region, Region.id == fresh.c.region_id)
    return Question.of(shown.add_cte(noted))


def _insertions(shelf: Shelf) -> tuple[CTE, CTE]:
    """Return what inserts any rows, those whose reference is free, and what inserts their entries."""
    table = table_of(shelf.noun)
    names = [each.name for each in table.columns]
    given = (
        func.jsonb_to_recordset(cast(bindparam("rows", type_=Text), JSONB))
        .table_valued(*(column(each.name, each.type) for each in table.columns))
        .render_derived(with_types=True)
    )
    fresh = (
        insert_or_skip(table)
        .from_select(names, select(*(given.c[name] for name in names)))
        .on_conflict_do_nothing(index_elements=[shelf.owner, "reference"])
        .returning(*table.columns)
        .cte("fresh")
    )
    journal = Entry.__table__.c
    values = [bindparam(name, type_=journal[name].type) for name in _ENTRY]
    noted = (
        insert(Entry)
        .from_select(["subject_id", "region_id", *_ENTRY], select(fresh.c.id, fresh.c.region_id, *values))
        .cte("noted")
    )
    return fresh, noted


def _text(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str)


async def _known(work: Work, shelf: Shelf, rows: Sequence[Draft]) -> dict[str, UUID]:
    """Return who has the references of these rows, which are all of one owner."""
    table, owner = table_of(shelf.noun), shelf.owner
    found = await work.ask(
        select(table.c.reference, table.c.id).where(
            table.c[owner] == getattr(rows[0], owner), table.c.reference.in_([row.reference for row in rows])
        )
    )
    return {row["reference"]: row["id"] for row in found.mappings()}
