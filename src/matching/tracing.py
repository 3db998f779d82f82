"""Traces, sent with OTLP to whoever collects them: off unless an address is given, and nothing in them about people.

A span leaves with what stands in `KEPT` and nothing else: no address with identities or a query, no words of an
exception, no text or parameters of a statement, nothing that a caller put into its own trace state.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import NoOpTracerProvider, Span, SpanContext, SpanKind, Status, StatusCode, Tracer
from sqlalchemy import event
from sqlalchemy.engine import Engine

from matching import __version__

KEPT = frozenset(
    {
        "http.request.method",
        "http.route",
        "http.response.status_code",
        "network.protocol.version",
        "url.scheme",
        "error.type",
        "db.system.name",
        "db.operation.name",
        "db.collection.name",
        "matching.job",
        "matching.attempt",
        "matching.outcome",
    }
)
"""What a span may tell. Whoever adds to it asks first whether it can ever hold something that somebody sent."""

_STATEMENT = re.compile(r"\s*(?=(\w+))(?:.*?\b(?:from|into|update)\s+\"?(\w+))?", re.IGNORECASE | re.DOTALL)
TRACER, _UNDER_WAY = "matching.tracer", "matching.spans"
"""Where a connection keeps what makes its spans, and those that are under way."""


class Reviewed(SpanExporter):
    """Passes spans on to another exporter, with only what is on the list."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them."""
        return self._exporter.export([reviewed(span) for span in spans])

    def shutdown(self) -> None:
        """Close the other."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Let the other send what it has. [millisecond]"""
        return self._exporter.force_flush(timeout_millis)


def reviewed(span: ReadableSpan) -> ReadableSpan:
    """Return a span with only what is on the list."""
    return ReadableSpan(
        name=span.name,
        context=_bare(span.context),
        parent=_bare(span.parent),
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in KEPT},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _bare(context: SpanContext | None) -> SpanContext | None:
    """Return who a span is, without what a caller added to that."""
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def open_tracing(endpoint: str) -> TracerProvider | None:
    """Return what makes traces and sends them to an OTLP collector over HTTP; None without an address."""
    if not endpoint:
        return None
    provider = TracerProvider(
        resource=Resource({"service.name": "matchingspunt", "service.version": __version__}),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(Reviewed(exporter)))
    return provider


def tracer_of(provider: TracerProvider | None) -> Tracer:
    """Return what begins spans; without a provider they are nothing and cost nothing."""
    return (provider or NoOpTracerProvider()).get_tracer("matching", __version__)


def trace_statements(engine: Engine, tracer: Tracer) -> None:
    """Let each statement of an engine be a span that tells what is done to which table; not its text."""

    def connect(_connection: Any, record: Any) -> None:
        record.info[TRACER] = tracer

    def begin(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        connection.info.setdefault(_UNDER_WAY, []).append(_begun(tracer, statement))

    def end(connection: Any, *_: Any) -> None:
        _last(connection).end()

    def fail(context: Any) -> None:
        if context.connection is not None and context.connection.info.get(_UNDER_WAY):
            _break_off(_last(context.connection), context.original_exception)

    event.listen(engine, "connect", connect)
    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)


@contextmanager
def traced(connection: Mapping[Any, Any], statements: Iterable[str]) -> Iterator[None]:
    """Let statements that go past the engine be spans too, where those of the engine are.

    They succeed or fail together.

    Parameters
    ----------
    connection
        The `info` of their connection.
    """
    tracer: Tracer | None = connection.get(TRACER)
    spans = [_begun(tracer, statement) for statement in statements] if tracer else []
    try:
        yield
    except BaseException as error:  # also when who waits for them is stopped
        for span in spans:
            _break_off(span, error)
        raise
    for span in spans:
        span.end()


def _begun(tracer: Tracer, statement: str) -> Span:
    verb, table = told_of(statement)
    attributes = {"db.system.name": "postgresql", "db.operation.name": verb}
    if table:
        attributes["db.collection.name"] = table
    return tracer.start_span(f"{verb} {table}".strip(), kind=SpanKind.CLIENT, attributes=attributes)


def _break_off(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__name__)
    span.set_status(StatusCode.ERROR)
    span.end()


def told_of(statement: str) -> tuple[str, str]:
    """Return the verb of a statement and the first table it names, "" when it names none."""
    found = _STATEMENT.match(statement)
    return (found[1].upper(), (found[2] or "").lower()) if found else ("", "")


def _last(connection: Any) -> Span:
    span: Span = connection.info[_UNDER_WAY].pop()
    return span
