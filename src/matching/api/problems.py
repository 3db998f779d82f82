"""Every refusal as one RFC 9457 problem document, in Dutch or English.

`type` is `/problems/` and the error's class name in kebab case; `instance` names the request, as
the answer's `X-Request-Id` does. Faults in what was sent come all at once, in `invalidParams`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic.alias_generators import to_camel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from matching import errors
from matching.actors import ScopeMissing
from matching.api import translations
from matching.api.problem_schemas import MEDIA_TYPE, TYPES, declaration
from matching.doors.languages import Language, preferred
from matching.doors.refusals import Sentence, detail_of, kind_of, status_of, title_of
from matching.errors import Fault, MatchingError


@dataclass(frozen=True, slots=True)
class Problem:
    """What a problem document says, before a language is chosen.

    Attributes
    ----------
    kind
        What kind of problem, in kebab case; the last part of `type`.
    faults
        What is wrong with what was sent, all of it.
    headers
        What the answer needs besides, such as `Allow`.
    """

    status: int
    kind: str
    title: Sentence
    detail: Sentence
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class WireRefusal(HTTPException):
    """A refusal that is about HTTP itself, not about housing: 406, 413, 415."""

    def __init__(
        self, status: int, *, english: str, dutch: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail=english, headers=headers)
        self.sentence = Sentence(english, dutch)


class ProblemResponse(JSONResponse):
    """A problem document on its way out."""

    media_type = MEDIA_TYPE


_GENERAL: dict[int, tuple[str, Sentence]] = {
    400: ("malformed-request", Sentence("The request can't be read.", "Het verzoek is niet te lezen.")),
    404: ("unknown-path", Sentence("There is nothing at this address.", "Op dit adres is niets.")),
    405: (
        "method-not-allowed",
        Sentence("This address does not take this method.", "Dit adres kent deze methode niet."),
    ),
    406: (
        "not-acceptable",
        Sentence("We can't answer in a format you accept.", "We hebben geen antwoordformaat dat u aanneemt."),
    ),
    408: ("request-timeout", Sentence("The body comes in too slowly.", "De inhoud komt te langzaam binnen.")),
    413: ("content-too-large", Sentence("The body is too large.", "De inhoud is te groot.")),
    415: (
        "unsupported-media-type",
        Sentence("This address takes another content type.", "Dit adres neemt een ander soort inhoud aan."),
    ),
    500: (
        "internal-server-error",
        Sentence("Something went wrong on our side.", "Er ging iets mis aan onze kant."),
    ),
}

_INVALID_KIND = "invalid-request"
_INVALID = Sentence("What was sent is not valid.", "Wat u stuurde, klopt niet.")


def install_problems(app: FastAPI) -> None:
    """Let every refusal of the application leave as a problem document."""
    app.add_exception_handler(MatchingError, _refused)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _undeliverable)


def answer(problem: Problem, scope: Scope) -> Response:
    """Return the problem document for a request, in the language it prefers."""
    request = Request(scope)
    language = preferred(request.headers.get("accept-language", ""))
    headers = {"Content-Language": language.value, "Vary": "Accept-Language", **problem.headers}
    return ProblemResponse(_document(problem, request, language), problem.status, headers)


def crash(scope: Scope) -> Response:
    """Return the answer to a request that broke something: its id, and nothing of what broke."""
    detail = Sentence(
        "The fault is recorded. Mention the request id when you report it.",
        "De fout is vastgelegd. Noem het verzoeknummer als u haar meldt.",
    )
    return answer(_general(500, detail), scope)


def _document(problem: Problem, request: Request, language: Language) -> dict[str, Any]:
    document: dict[str, Any] = {
        "type": TYPES + problem.kind,
        "title": problem.title.in_language(language),
        "status": problem.status,
        "detail": problem.detail.in_language(language),
        "instance": _instance(request.scope.get("state", {}).get("request_id", "")),
    }
    if problem.faults:
        document["invalidParams"] = [_invalid_param(fault, language) for fault in problem.faults]
    return document


def _instance(request_id: str) -> str:
    """Return a URN of the request; ours are UUIDs, a client may send another kind of id."""
    is_uuid = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", request_id)
    return f"urn:uuid:{request_id}" if is_uuid else f"urn:request:{request_id}"


def _invalid_param(fault: Fault, language: Language) -> dict[str, str]:
    reason = language.choose(english=fault.english, dutch=fault.dutch)
    return {"name": fault.path, "code": fault.code, "reason": reason}


async def _refused(request: Request, error: Exception) -> Response:
    """Answer a refusal of the rooms below."""
    assert isinstance(error, MatchingError)  # noqa: S101 - Starlette only sends these here
    return refusal(error, request)


def refusal(error: MatchingError, request: Request) -> Response:
    """Return the answer that says no."""
    problem = Problem(
        status_of(type(error)),
        kind_of(type(error)),
        title_of(type(error)),
        detail_of(error),
        tuple(_on_the_wire(fault) for fault in error.faults),
        _headers_of(error, request),
    )
    return answer(problem, request.scope)


def _headers_of(error: MatchingError, request: Request) -> dict[str, str]:
    if isinstance(error, errors.Unauthenticated):
        return _challenge(request)
    if isinstance(error, ScopeMissing):
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{error.scope}"'}
    return {"Retry-After": str(ceil(error.wait))} if error.wait else {}


def _challenge(request: Request) -> dict[str, str]:
    """Ask for a key, and say so when one was sent that is no good (RFC 6750, section 3)."""
    sent = "authorization" in request.headers
    return {"WWW-Authenticate": 'Bearer error="invalid_token"' if sent else "Bearer"}


def _on_the_wire(fault: Fault) -> Fault:
    """Name a fault's place as the sender knows it: in the body, in camelCase."""
    place, dot, rest = fault.path.partition(".")
    if place not in ("body", "query", "path", "header"):
        place, dot, rest = "body", "." if fault.path else "", fault.path
    path = place + dot + ".".join(to_camel(part) if "_" in part else part for part in rest.split("."))
    return Fault(path, fault.code, fault.english, fault.dutch)


async def _misread(request: Request, error: Exception) -> Response:
    """Answer a request that does not fit the contract, with every fault in it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - Starlette only sends these here
    return answer(invalid(_faults(error.errors())), request.scope)


def invalid(faults: Sequence[Fault]) -> Problem:
    """Return the problem of a request that does not fit the contract."""
    count = len(faults)
    detail = Sentence(
        "One thing is wrong; see invalidParams."
        if count == 1
        else f"{count} things are wrong; see invalidParams.",
        "Eén ding klopt niet; zie invalidParams."
        if count == 1
        else f"{count} dingen kloppen niet; zie invalidParams.",
    )
    return Problem(400, _INVALID_KIND, _INVALID, detail, tuple(faults))


def _faults(found: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [translations.fault(each) for each in found]


async def _undeliverable(request: Request, error: Exception) -> Response:
    """Answer what went wrong in HTTP itself: no such path, another method, a body too large."""
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette only sends these here
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return await _refused(request, errors.Unauthenticated())
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_methods(request))
    detail = error.sentence if isinstance(error, WireRefusal) else None
    return answer(_general(error.status_code, detail, headers), request.scope)


def allowed_methods(request: Request) -> list[str]:
    """Return every method that some route takes at this address, HEAD beside GET.

    Starlette names those of the first route it met.
    """
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    methods: set[str] = set()
    for route in request.app.routes:
        if route.methods and route.path_regex.match(path):
            methods |= route.methods
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _general(
    status: int, detail: Sentence | None = None, headers: Mapping[str, str] | None = None
) -> Problem:
    """Return the problem of an HTTP status."""
    kind, title = _GENERAL.get(status) or _by_phrase(status)
    return Problem(status, kind, title, detail or title, headers=headers or {})


def _by_phrase(status: int) -> tuple[str, Sentence]:
    phrase = HTTPStatus(status).phrase
    return phrase.lower().replace(" ", "-"), Sentence(phrase, phrase)


def refuses(*refusals: type[MatchingError]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that refuses for these reasons.

    What every route may answer (400, 401, 406, 413, 415, 500) is declared by the contract.
    """
    by_status: dict[int, list[type[MatchingError]]] = {}
    for refusal in refusals:
        by_status.setdefault(status_of(refusal), []).append(refusal)
    return {status: _declared(status, by_status[status]) for status in sorted(by_status)}


def titles() -> Iterator[Sentence]:
    """Return what every kind of refusal is called, in both languages."""
    yield from (problem.title for problem in kinds().values())


def kinds() -> dict[str, Problem]:
    """Return every kind of problem by its name, as it is when nothing more is said of it."""
    general = {kind: Problem(status, kind, title, title) for status, (kind, title) in _GENERAL.items()}
    known = {_INVALID_KIND: Problem(400, _INVALID_KIND, _INVALID, _INVALID), **general}
    errors_known = [MatchingError]
    for error in errors_known:
        kind, title = kind_of(error), title_of(error)
        known[kind] = Problem(status_of(error), kind, title, title)
        errors_known += error.__subclasses__()
    return known


def _declared(status: int, refusals: Sequence[type[MatchingError]]) -> dict[str, Any]:
    named = {kind_of(refusal): title_of(refusal).english for refusal in refusals}
    if status == HTTPStatus.BAD_REQUEST:
        return declaration({_INVALID_KIND: _INVALID.english, **named}, schema="InvalidInput")
    return declaration(named)
