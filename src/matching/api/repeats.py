"""A POST that comes twice is done once: its Idempotency-Key, and the answer that is kept under it."""

import hashlib
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from matching.api.problem_schemas import joined
from matching.api.problems import refuses
from matching.errors import Fault, Unprocessable
from matching.models import KeptAnswer
from matching.operations import kept_answers
from matching.operations.kept_answers import Answer, IdempotencyKeyReused, SecretShownOnce
from matching.work import Work

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

SHOWN_ONCE = "x-secret-shown-once"
HOLDS_A_SECRET = {SHOWN_ONCE: True}
"""The `openapi_extra` of a route whose answer holds a secret: it is never kept, so a repeat is a 409."""

_KEY = re.compile(r"[!-~]{8,200}")
_CLAIM = "matching.claim"


class MalformedIdempotencyKey(Unprocessable):
    """An Idempotency-Key is one text of 8 to 200 visible ASCII characters."""

    dutch = "Een Idempotency-Key is één tekst van 8 tot 200 zichtbare ASCII-tekens."


class Replayed(Exception):
    """The request was done before, and this is what it was answered."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__()
        self.kept = kept

    @property
    def response(self) -> Response:
        """Return the answer again, and say that it is a replay."""
        assert self.kept.status is not None  # noqa: S101 - committed together with the key
        headers = {**(self.kept.headers or {}), "idempotent-replay": "true"}
        return Response(self.kept.body, self.kept.status, headers)


@dataclass(slots=True)
class Claim:
    """What a request lays hold of before it has any effect.

    Attributes
    ----------
    work
        The unit of work in which the request is done, once it is known who asks.
    """

    key: str
    fingerprint: bytes
    work: Work | None = None


def doing_once(answer: Handler, *, route: APIRoute) -> Handler:
    """Return a handler that does a request with an Idempotency-Key once, however often it comes."""
    keeps_body = not (route.openapi_extra or {}).get(SHOWN_ONCE, False)

    async def once(request: Request) -> Response:
        claim = await _claim_of(request)
        if claim is None:
            return await answer(request)
        request.scope[_CLAIM] = claim
        try:
            response = await answer(request)
        except Replayed as replayed:
            return replayed.response
        if claim.work is not None:
            body = bytes(response.body) if keeps_body else None
            kept = Answer(response.status_code, response.headers, body)
            await kept_answers.keep_answer(claim.work, key=claim.key, answer=kept)
        return response

    return once


async def answered_before(request: Request, *, work: Work) -> KeptAnswer | None:
    """Return what a request was answered before; otherwise its key is taken, and `work` is to do it."""
    claim: Claim | None = request.scope.get(_CLAIM)
    if claim is None:
        return None
    claim.work = work
    return await kept_answers.claim_key(work, key=claim.key, fingerprint=claim.fingerprint)


async def _claim_of(request: Request) -> Claim | None:
    sent = request.headers.getlist("idempotency-key")
    if not sent:
        return None
    key = ", ".join(sent)
    if not _KEY.fullmatch(key):
        english, dutch = (
            "Send one text of 8 to 200 visible ASCII characters, such as a UUID.",
            "Stuur één tekst van 8 tot 200 zichtbare ASCII-tekens, zoals een UUID.",
        )
        fault = Fault("header.Idempotency-Key", "idempotency-key", english, dutch)
        raise MalformedIdempotencyKey(english, dutch, [fault])
    return Claim(key, _fingerprint(request, await request.body()))


def _fingerprint(request: Request, body: bytes) -> bytes:
    scope = request.scope
    asked = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    return hashlib.sha256(asked.encode() + body).digest()


def declare_repeats(operation: dict[str, Any]) -> None:
    """Declare on a POST of the contract the key it takes, and what comes of using one twice."""
    operation.setdefault("parameters", []).append(_parameter(operation["operationId"]))
    answers = operation["responses"]
    for status, answer in answers.items():
        if status[0] == "2":
            reference = {"$ref": "#/components/headers/IdempotentReplay"}
            answer.setdefault("headers", {})["Idempotent-Replay"] = reference
    shown_once = operation.get(SHOWN_ONCE, False)
    refusals = refuses(IdempotencyKeyReused, *([SecretShownOnce] if shown_once else []))
    for status, declared in refusals.items():
        answers[str(status)] = joined(answers.get(str(status), {}), declared)


def _parameter(operation_id: str) -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A key of your own choice, such as a UUID. The same request with the same key is done once in "
        "24 hours: a repeat gets the answer of then.",
        "schema": {
            "type": "string",
            "minLength": 8,
            "maxLength": 200,
            "pattern": "^[!-~]+$",
            "examples": [f"{operation_id}-0001"],
        },
    }


IDEMPOTENT_REPLAY = {
    "description": "`true` when this is the kept answer to an earlier request.",
    "schema": {"type": "string", "enum": ["true"]},
}
"""The header of a kept answer, for the contract."""
