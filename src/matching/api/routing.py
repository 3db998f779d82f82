"""The route every router is made of: what may come in and go out, settled before the endpoint runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from starlette.responses import Response

from matching.api.bodies import read_json
from matching.api.endings import announcing
from matching.api.middleware import allow_body, note
from matching.api.problems import WireRefusal
from matching.api.repeats import Handler, doing_once
from matching.api.scopes import EVERY_KEY, scope_of
from matching.doors.languages import quality
from matching.errors import Fault, Unprocessable

PREFIX = "/v1"
"""What every address of the API begins with."""

JSON = "application/json"


class UnknownParameter(Unprocessable):
    """The address asks for something this route does not know."""

    dutch = "In het adres staat iets dat deze route niet kent."


def open_router(prefix: str = "", *, tag: str) -> APIRouter:
    """Return an empty router below `/v1` whose routes all are a `Door`, named as in `postDwelling`.

    Each route is whole when it is declared: `application.assemble` takes it as it is.
    """
    return APIRouter(
        prefix=PREFIX + prefix, tags=[tag], route_class=Door, generate_unique_id_function=_operation_id
    )


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)


class Door(APIRoute):
    """A route that answers 415, 406 and 400 by itself, reads its JSON strictly, and does a repeated POST once."""

    @property
    def scope(self) -> str | None:
        """Return the scope that a limited key needs here; None: every key will do."""
        if (self.openapi_extra or {}).get(EVERY_KEY):
            return None
        method = min(self.methods or {"GET"})
        return scope_of(method, chapter=str(self.tags[0]))

    def get_route_handler(self) -> Handler:
        """Return the endpoint behind its checks."""
        answer: Handler = super().get_route_handler()
        if "POST" in (self.methods or ()):
            answer = doing_once(answer, route=self)
        terms, template = Terms.of(self), self.path_format.removeprefix(PREFIX)
        announce = announcing(self)

        async def enter(request: Request) -> Response:
            note(request.scope, route=template)
            terms.check(request)
            if terms.most_bytes is not None:
                allow_body(request.scope, terms.most_bytes)
            if JSON not in terms.consumes:
                return announce(await answer(request))
            reader = _StrictRequest(request.scope, request.receive)
            await reader.read(terms.consumes)
            return announce(await answer(reader))

        return enter


class _StrictRequest(Request):
    """A request whose JSON was read before FastAPI asks for it."""

    _json: Any

    async def read(self, consumes: frozenset[str]) -> None:
        """Read the body, if there is one, as what the route takes.

        Raises
        ------
        WireRefusal
            415 when it is something else.
        UnreadableBody
            When it is not the JSON it says to be.
        """
        body = await self.body()
        if not body:
            return
        content_type = self.headers.get("content-type", "")
        if not _takes(content_type, consumes):
            raise _unsupported(consumes)
        self._json = self.state.sent = read_json(body)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a route takes and gives.

    Attributes
    ----------
    consumes
        Content types of its body; empty when it takes none.
    produces
        Content types of its answer; empty when it answers without a body.
    queries
        Names in the query, and whether each may stand there more than once.
    most_bytes
        A limit of its own to the body, None for the service's. [byte]
    """

    consumes: frozenset[str]
    produces: tuple[str, ...]
    queries: dict[str, bool]
    most_bytes: int | None

    @classmethod
    def of(cls, route: APIRoute) -> "Terms":
        """Read the terms from a route's declaration."""
        return cls(_consumed(route), _produced(route), dict(_queries(route.dependant)), route.max_body_size)

    def check(self, request: Request) -> None:
        """Refuse a request whose address or `Accept` does not fit.

        Raises
        ------
        UnknownParameter
            When the address names what the route does not know, or one thing twice.
        WireRefusal
            406 when we have nothing that is accepted.
        """
        scope = request.scope
        if scope["query_string"] or "\0" in scope["path"]:
            self._check_address(request)
        accept = request.headers.get("accept")
        if accept is not None and self.produces and not acceptable(accept, self.produces):
            offer = ", ".join(self.produces)
            raise WireRefusal(
                406, english=f"This address answers in {offer}.", dutch=f"Dit adres antwoordt in {offer}."
            )

    def _check_address(self, request: Request) -> None:
        query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        faults = [*_query_faults(query, self.queries), *_path_faults(request.scope["path"])]
        if faults:
            raise UnknownParameter(faults=faults)


def _query_faults(query: list[tuple[str, str]], known: dict[str, bool]) -> Iterator[Fault]:
    """Find names that mean nothing here, stand twice, or carry a character that is no text."""
    seen: set[str] = set()
    for name, value in query:
        place = f"query.{name}".replace("\0", "�")
        if name not in known:
            yield Fault(
                place,
                "unknown-parameter",
                "This parameter is unknown here.",
                "Deze parameter bestaat hier niet.",
            )
        elif name in seen and not known[name]:
            yield Fault(
                place,
                "duplicate-name",
                "This parameter stands here twice.",
                "Deze parameter staat hier dubbel.",
            )
        elif "\0" in value:
            yield _not_text(place)
        seen.add(name)


def _path_faults(path: str) -> Iterator[Fault]:
    if "\0" in path:
        yield _not_text("path")


def _not_text(place: str) -> Fault:
    return Fault(
        place,
        "string-unicode",
        "This holds a character that is no text.",
        "Hierin staat een teken dat geen tekst is.",
    )


@lru_cache(maxsize=256)
def acceptable(accept: str, produced: tuple[str, ...]) -> bool:
    """Tell whether an `Accept` header takes one of the content types."""
    wishes = [_media_range(part) for part in accept.lower().split(",") if part.strip()]
    return not wishes or any(_weight(kind, wishes) > 0 for kind in produced)


def weight_of(accept: str, kind: str) -> float:
    """Return how welcome a content type is by an `Accept` header, from 0 to 1."""
    wishes = [_media_range(part) for part in accept.lower().split(",") if part.strip()]
    return _weight(kind, wishes) if wishes else 1.0


def _media_range(part: str) -> tuple[str, float]:
    kind, _, parameters = part.partition(";")
    return kind.strip(), quality(parameters)


def _weight(kind: str, wishes: list[tuple[str, float]]) -> float:
    """Return how welcome a content type is: the most specific wish for it decides (RFC 9110, 12.5.1)."""
    weights = dict(wishes)
    family = kind.partition("/")[0] + "/*"
    return next((weights[wish] for wish in (kind, family, "*/*") if wish in weights), 0.0)


def _takes(content_type: str, consumes: frozenset[str]) -> bool:
    """Tell whether a `Content-Type` is one of these, and its text UTF-8."""
    kind, _, parameters = content_type.lower().partition(";")
    charset = parameters.partition("charset=")[2].strip(' "')
    return kind.strip() in consumes and charset in ("", "utf-8", "utf8")


def _unsupported(consumes: frozenset[str]) -> WireRefusal:
    wanted = ", ".join(sorted(consumes))
    return WireRefusal(
        415,
        english=f"Send {wanted}, in UTF-8.",
        dutch=f"Stuur {wanted}, in UTF-8.",
        headers={"Accept": wanted},
    )


def _consumed(route: APIRoute) -> frozenset[str]:
    body = route.body_field
    if body is None:
        return frozenset()
    return frozenset({getattr(body.field_info, "media_type", JSON)})


def _produced(route: APIRoute) -> tuple[str, ...]:
    """Return what a route answers in when all goes well, by its response class and its `responses`."""
    if route.status_code in (204, 205, 304):
        return ()
    given = route.response_class
    response = given if isinstance(given, type) else given.value
    declared = [
        kind
        for status, answer in route.responses.items()
        if str(status).startswith("2")
        for kind in answer.get("content", {})
    ]
    return tuple(dict.fromkeys([*([response.media_type] if response.media_type else []), *declared]))


def _queries(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Return the names a route and all it depends on read from the query, and which may be repeated."""
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from (
                (info.alias or name, _repeats(info.annotation))
                for name, info in annotation.model_fields.items()
            )
        else:
            yield field.alias, _repeats(annotation)
    for below in dependant.dependencies:
        yield from _queries(below)


def _repeats(annotation: Any) -> bool:
    """Tell whether a type is a collection, or may be one."""
    kinds = (annotation, get_origin(annotation))
    return any(kind in (list, tuple, set, frozenset) for kind in kinds) or any(
        _repeats(part) for part in get_args(annotation) if get_origin(part) or isinstance(part, type)
    )
