"""What is told of the service to who keeps it running: a line an event, and nothing that tells of people.

Exceptions are told by their kinds and the lines of our source they went through. What they say is left out: a
driver quotes rows, pydantic what was sent, and a traceback of it would lie for years where nobody looks after it.
"""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any, TextIO

from opentelemetry.trace import format_trace_id, get_current_span
from pythonjsonlogger.json import JsonFormatter

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The id of the request that is being answered."""

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_QUIET = ("alembic", "procrastinate", "httpx")
_SILENT = ("sqlalchemy", "httpcore", "httpx", "psycopg", "psycopg.pool", "hpack")
"""These would tell rows, addresses and headers when somebody wants to hear more; so they never may."""


def set_up(*, as_json: bool, level: str = "info", to: TextIO | None = None) -> None:
    """Let everything that is logged, and whatever breaks the process, be told on standard error.

    Parameters
    ----------
    as_json
        A JSON object a line, for machines; otherwise text for people on a terminal.
    level
        From which weight on it is told: "debug", "info", "warning" or "error". Of rows, addresses and headers
        nothing is told, whatever the level.
    """
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(_Json() if as_json else _Text(_TEXT))
    handler.addFilter(_decent)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _SILENT if level == "debug" else (*_QUIET, *_SILENT):
        logging.getLogger(name).setLevel("ERROR" if level == "error" else "WARNING")
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def told(error: BaseException) -> str:
    """Return the lines of source an exception went through, and its kind and those of its causes; never its words."""
    return "\n".join(_lines(error, seen=set()))


def _lines(error: BaseException, *, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen=seen)
        yield "and because of that, or meanwhile:"
    for part in traceback.format_tb(error.__traceback__):
        yield part.rstrip()
    yield _kind(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each, seen=seen)


def _kind(error: BaseException) -> str:
    """Return what kind of error it is; of the database's own also its code and the constraint, which are no data."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    code = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return " ".join(filter(None, [kind, code, constraint]))


def _caught(caught: Caught) -> str:
    return told(caught[1]) if caught[1] is not None else ""


class _Text(logging.Formatter):
    """A line for people, with what belongs to it behind it."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        first, newline, rest = line.partition("\n")
        extra = " ".join(
            f"{name}={value}" for name, value in _facts(record).items() if value not in ("", None)
        )
        return f"{first} {extra}".rstrip() + newline + rest

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - the library's name
        return _caught(ei)


class _Json(JsonFormatter):
    """A line for machines: when, how bad, who, what, and what belongs to it by name."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
            timestamp="time",
        )

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - the library's name
        return _caught(ei)


_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def _facts(record: logging.LogRecord) -> Mapping[str, Any]:
    """Return what a record carries besides its sentence."""
    return {name: value for name, value in vars(record).items() if name not in _USUAL}


_OURS = ("matching", "__main__")


def _decent(record: logging.LogRecord) -> bool:
    """Add the request that a record belongs to; leave out what other people's code would say of its arguments.

    asyncio puts the words of exceptions, and procrastinate all it knows, into records of their own.
    """
    if record.name.partition(".")[0] not in _OURS:
        if record.name == "asyncio":
            record.msg, record.args = record.getMessage().partition("\n")[0], None
        for name in set(vars(record)) - _USUAL:
            delattr(record, name)
    if request := REQUEST.get():
        record.request = request
    if (span := get_current_span().get_span_context()).is_valid:
        record.trace = format_trace_id(span.trace_id)
    return True


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("matching").critical("It broke.", exc_info=error)


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        logging.getLogger("matching").critical("A thread broke.", exc_info=arguments.exc_value)
