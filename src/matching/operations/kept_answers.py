"""Keep what a request was answered, so that whoever sends it again gets the same and nothing happens twice.

The answer is kept in the transaction of its effect: both are there, or neither is. A refusal takes
everything back, so it is not remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from matching.errors import Conflict
from matching.models import KeptAnswer
from matching.vocabulary import Purpose
from matching.work import Work

KEPT_FOR = timedelta(hours=24)


class IdempotencyKeyReused(Conflict):
    """The Idempotency-Key was used for another request."""

    dutch = "Deze Idempotency-Key is al voor een ander verzoek gebruikt."


class SecretShownOnce(Conflict):
    """The request was done already; the secret it made was shown then, and never again."""

    dutch = "Het verzoek is al uitgevoerd; het geheim is toen getoond, en daarna nooit meer."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; without a body when that held a secret."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


async def claim_key(work: Work, *, key: str, fingerprint: bytes) -> KeptAnswer | None:
    """Take an idempotency key for this request, or return what it was answered before.

    Whoever sends the same key meanwhile waits here until this work is over.

    Parameters
    ----------
    fingerprint
        SHA-256 of what is asked.

    Raises
    ------
    IdempotencyKeyReused
        When the key was used for something else.
    SecretShownOnce
        When the answer held a secret; names what was made.
    """
    if await work.session.scalar(_claim(work, key, fingerprint)):
        return None
    kept = await work.session.get_one(KeptAnswer, (work.actor.owner, key))
    if kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused(
            "A repeat has the same method, address and body; anything else needs a key of its own.",
            "Een herhaling heeft dezelfde methode, hetzelfde adres en dezelfde inhoud; voor iets anders is "
            "een eigen sleutel nodig.",
        )
    if kept.body is None:
        made = (kept.headers or {}).get("location", "")
        raise SecretShownOnce(
            f"It made {made}. Is the secret lost? Revoke that, and make another under a new Idempotency-Key.",
            f"Gemaakt is {made}. Is het geheim kwijt? Trek dat in, en maak een ander met een nieuwe "
            "Idempotency-Key.",
        )
    work.saw(kept.client_ids, purpose=Purpose.REPLAY)
    return kept


async def keep_answer(work: Work, *, key: str, answer: Answer) -> None:
    """Keep the answer to the request that took a key in this work."""
    await work.session.execute(
        update(KeptAnswer)
        .where(KeptAnswer.owner_id == work.actor.owner, KeptAnswer.key == key)
        .values(
            status=answer.status, headers=dict(answer.headers), body=answer.body, client_ids=work.seen_clients
        )
    )


async def forget_answers(work: Work) -> None:
    """Delete the answers that were kept long enough."""
    await work.session.execute(delete(KeptAnswer).where(KeptAnswer.at <= work.at - KEPT_FOR))


def _claim(work: Work, key: str, fingerprint: bytes) -> ReturningInsert[str]:
    """Return what inserts the key, or takes it over when its answer was kept long enough."""
    fresh = {
        "owner_id": work.actor.owner,
        "key": key,
        "fingerprint": fingerprint,
        "at": work.at,
        "status": None,
        "headers": None,
        "body": None,
        "client_ids": [],
    }
    return (
        insert(KeptAnswer)
        .values(fresh)
        .on_conflict_do_update(
            index_elements=[KeptAnswer.owner_id, KeptAnswer.key],
            set_=fresh,
            where=KeptAnswer.at <= work.at - KEPT_FOR,
        )
        .returning(KeptAnswer.key)
    )
