"""Say in time that a route goes away: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) on every answer of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from fastapi.routing import APIRoute
from starlette.responses import Response

SHORTEST = timedelta(days=365)
"""How long a route stays after its end was announced; see docs/api-policy.md."""

_SINCE, _UNTIL, _INSTEAD = "x-deprecated-since", "x-sunset", "x-instead"


def ending(*, since: date, until: date, instead: str) -> dict[str, Any]:
    """Return the `openapi_extra` of a route that goes away.

    Parameters
    ----------
    since
        The day from which on it should not be used any more.
    until
        The day on which it is gone, at least a year later.
    instead
        The path of what to use instead, as in `/v1/vera-imports`.

    Raises
    ------
    ValueError
        When the year is not kept.
    """
    if until - since < SHORTEST:
        raise ValueError(f"A route stays for {SHORTEST.days} days after its end is announced.")
    return {"deprecated": True, _SINCE: since.isoformat(), _UNTIL: until.isoformat(), _INSTEAD: instead}


def announcing(route: APIRoute) -> Callable[[Response], Response]:
    """Return what puts the announcement on an answer of a route: nothing, where the route stays."""
    extra = route.openapi_extra or {}
    if _SINCE not in extra:
        return lambda response: response
    since, until = (_midnight(extra[name]) for name in (_SINCE, _UNTIL))
    headers = {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(until, usegmt=True),
        "Link": f'<{extra[_INSTEAD]}>; rel="successor-version"',
    }

    def announce(response: Response) -> Response:
        response.headers.update(headers)
        return response

    return announce


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), UTC)


def declare_ending(operation: dict[str, Any]) -> None:
    """Declare the headers on the good answers of an operation that goes away."""
    if _SINCE not in operation:
        return
    for status, answer in operation["responses"].items():
        if status[0] == "2":
            for name, told in _DECLARED.items():
                answer.setdefault("headers", {})[name] = {"description": told, "schema": {"type": "string"}}


_DECLARED = {
    "Deprecation": "Since when you should not use this any more (RFC 9745).",
    "Sunset": "When this is gone (RFC 8594).",
    "Link": "What comes in its place.",
}
