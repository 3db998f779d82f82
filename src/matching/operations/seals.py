"""Seal both trails, the journal and the looks, link by link, and tell whether a chain still holds.

A link's hash is SHA-256 over the link before it and, on a line each, every row it covers as JSON: the columns
that hold something, by name, moments in UTC. A column added later is empty in old rows, so their hash stays.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, func, select

from matching.models import Access, Entry, Seal, Unsealed
from matching.operations.events import alone
from matching.vocabulary import Trail
from matching.work import Work

SEALING = {Trail.JOURNAL: 7_274_656, Trail.ACCESSES: 7_274_657}
"""Advisory locks of who seals, until the end of the transaction."""

MOST_AT_ONCE = 2_000
"""Rows under one seal, so that sealing and checking one takes little memory, however much there is."""

START = bytes(32)
"""What comes before the first link."""

_TABLES: dict[Trail, Table] = {
    Trail.JOURNAL: Entry.__table__,  # type: ignore[dict-item]  # declared as FromClause
    Trail.ACCESSES: Access.__table__,  # type: ignore[dict-item]
}


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found of a trail.

    Attributes
    ----------
    links, sealed, unsealed
        How many seals there are, rows under them, and rows that wait for the next.
    head
        The hash of the last link; kept elsewhere it shows later that nothing up to it was changed.
    breaks
        What does not hold, in sentences; empty when all does.
    """

    trail: Trail
    links: int
    sealed: int
    unsealed: int
    head: bytes
    breaks: tuple[str, ...]


async def seal(work: Work) -> None:
    """Seal what was committed in either trail; leave it to whoever is doing so already."""
    for trail in Trail:
        waiting = select(Unsealed.entry_id).where(Unsealed.trail == trail)
        if await work.session.scalar(select(waiting.exists())) and await alone(work, SEALING[trail]):
            ids = list(await work.session.scalars(waiting.order_by(Unsealed.entry_id).limit(MOST_AT_ONCE)))
            await _add_link(work, trail, ids)


async def _add_link(work: Work, trail: Trail, ids: list[int]) -> None:
    """Seal these rows, after the last link."""
    query = select(Seal).where(Seal.trail == trail).order_by(Seal.number.desc()).limit(1)
    last = await work.session.scalar(query)
    previous = last.hash if last else START
    link = Seal(
        trail=trail,
        number=last.number + 1 if last else 1,
        entry_ids=ids,
        previous=previous,
        hash=link_hash(previous, await _rows(work, trail, ids)),
        sealed_at=work.at,
    )
    work.session.add(link)
    await work.session.execute(delete(Unsealed).where(Unsealed.trail == trail, Unsealed.entry_id.in_(ids)))


async def _rows(work: Work, trail: Trail, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the rows with these ids that are there, by id."""
    table = _TABLES[trail]
    found = await work.session.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def link_hash(previous: bytes, rows: Sequence[dict[str, Any]]) -> bytes:
    """Return the hash of a link: of the one before, and of the rows it covers."""
    digest = hashlib.sha256(previous)
    for row in rows:
        held = {name: value for name, value in row.items() if value is not None}
        line = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
        digest.update(line.encode() + b"\n")
    return digest.digest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"A trail holds no {type(value).__name__}.")


async def inspect(work: Work, trail: Trail, *, expected: dict[int, bytes]) -> Chain:
    """Walk a whole chain again, and name every place where it does not hold.

    Parameters
    ----------
    expected
        Hashes that were kept elsewhere, by number: whoever could write in the tables could have made a
        whole new chain, but not one with these.
    """
    links, sealed, head, breaks, missing = 0, 0, START, [], dict(expected)
    async for link in _links(work, trail):
        breaks += await _breaks(work, link, number=links + 1, previous=head)
        if missing.pop(link.number, link.hash) != link.hash:
            breaks.append(f"Link {link.number} is not the one you expected.")
        links, sealed, head = link.number, sealed + len(link.entry_ids), link.hash
    breaks += [f"Link {number}, which you expected, is not there." for number in sorted(missing)]
    breaks += await _loose(work, trail)
    waiting = select(func.count()).select_from(Unsealed).where(Unsealed.trail == trail)
    return Chain(trail, links, sealed, await work.session.scalar(waiting) or 0, head, tuple(breaks))


async def _links(work: Work, trail: Trail) -> AsyncIterator[Seal]:
    """Yield the links by number, one in memory at a time."""
    after = 0
    query = select(Seal).where(Seal.trail == trail).order_by(Seal.number).limit(1)
    while (link := await work.session.scalar(query.where(Seal.number > after))) is not None:
        yield link
        after = link.number
        work.session.expunge(link)


async def _breaks(work: Work, link: Seal, *, number: int, previous: bytes) -> list[str]:
    """Return what does not hold at a link."""
    rows = await _rows(work, link.trail, link.entry_ids)
    gone = sorted(set(link.entry_ids) - {row["id"] for row in rows})
    found = []
    if link.number != number:
        found.append(f"Link {number} is missing.")
    if link.previous != previous:
        found.append(f"Link {link.number} does not follow the one before it.")
    if gone:
        found.append(f"Link {link.number} covers rows that are gone: {_some(gone)}.")
    elif link_hash(link.previous, rows) != link.hash:
        found.append(f"Link {link.number} covers a row that was changed, or was changed itself.")
    return found


async def _loose(work: Work, trail: Trail) -> list[str]:
    """Return what is under no seal and does not wait for one, and what is under two."""
    table = _TABLES[trail]
    covered = select(func.unnest(Seal.entry_ids).label("id")).where(Seal.trail == trail)
    waiting = select(Unsealed.entry_id).where(Unsealed.trail == trail)
    rows, again = select(table.c.id).except_(covered, waiting).subquery(), covered.subquery()
    loose = select(rows.c.id)
    twice = select(again.c.id).group_by(again.c.id).having(func.count() > 1)
    found = {
        "No seal covers, or will cover, rows": await _first(work, loose.order_by(rows.c.id)),
        "More than one seal covers rows": await _first(work, twice.order_by(again.c.id)),
    }
    return [f"{what} {_some(ids)}." for what, ids in found.items() if ids]


async def _first(work: Work, query: Select[int]) -> list[int]:
    return list(await work.session.scalars(query.limit(_SHOWN + 1)))


_SHOWN = 10


def _some(ids: Sequence[int]) -> str:
    """Return the first ids, and whether there are more."""
    return ", ".join(map(str, ids[:_SHOWN])) + (", and more" if len(ids) > _SHOWN else "")
