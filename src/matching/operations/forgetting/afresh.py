"""Forget again: who was erased after a backup was made is in it, and is erased once more when it is put back."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.errors import Unprocessable
from matching.models import Client, Erasure
from matching.operations.forgetting.erasing import erase_now
from matching.vocabulary import ErasureGround, ErasureState
from matching.work import Work, Workshop

Line = dict[str, Any]


class ErasuresUnreadable(Unprocessable):
    """The list of erasures can't be read."""

    dutch = "De lijst van gewiste kandidaten is niet te lezen."


async def list_erasures(work: Work) -> list[Line]:
    """Return who was erased or is about to be, the first one first: identities and the ground."""
    query = (
        select(Erasure)
        .where(Erasure.state.in_((ErasureState.CONFIRMED, ErasureState.ERASED)))
        .order_by(Erasure.id)
    )
    return [
        {
            "id": str(row.id),
            "client": str(row.client_id),
            "region": str(row.region_id),
            "provider": str(row.provider_id),
            "ground": row.ground.value,
        }
        for row in await work.session.scalars(query)
    ]


def read_list(text: str) -> list[Line]:
    """Return the lines that were printed before.

    Raises
    ------
    ErasuresUnreadable
        When a line is none of ours.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            one: Line = json.loads(line)
            for name in ("id", "client", "region", "provider"):
                UUID(one[name])
            ErasureGround(one["ground"])
        except (KeyError, TypeError, ValueError) as error:
            raise ErasuresUnreadable(
                f"Line {number} is not as `erasures` prints it.",
                f"Regel {number} is niet zoals `erasures` hem schrijft.",
            ) from error
        found.append(one)
    return found


async def erase_again(workshop: Workshop, lines: Sequence[Line]) -> int:
    """Erase every client of a list that is there again; return how many were.

    Nobody else is at work in the database. Also who lived in a home of ours when the backup was made: that was over
    before the client was erased. Who is not in the backup is written down as erased all the same.
    """
    again = 0
    for line in {line["client"]: line for line in lines}.values():
        async with workshop.open() as work:
            again += await _erase_again(work, line)
    return again


async def _erase_again(work: Work, line: Line) -> bool:
    client_id = UUID(line["client"])
    query = select(Erasure).where(Erasure.client_id == client_id).order_by(Erasure.id.desc())
    rows = list(await work.session.scalars(query))
    client = await work.session.get(Client, client_id, with_for_update=True)
    if any(row.state is ErasureState.ERASED for row in rows) and client is None:
        return False
    open_row = next((row for row in rows if row.state in (ErasureState.ASKED, ErasureState.CONFIRMED)), None)
    found = open_row or _written_down(work, line)
    found.state, found.decided_at, found.modified_at = ErasureState.CONFIRMED, work.at, work.at
    work.session.add(found)
    await work.session.flush()
    await erase_now(work, found, client)
    return client is not None


def _written_down(work: Work, line: Line) -> Erasure:
    return Erasure(
        **work.stamp(),
        region_id=UUID(line["region"]),
        provider_id=UUID(line["provider"]),
        client_id=UUID(line["client"]),
        ground=ErasureGround(line["ground"]),
    )
