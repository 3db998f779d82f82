"""A span leaves with what is on the list, and nothing else."""

import asyncio

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    StatusCode,
    TraceFlags,
    TraceState,
    set_span_in_context,
)

from matching.tracing import KEPT, TRACER, Reviewed, open_tracing, told_of, traced

SECRET = "zzgeheim"


def sent(**attributes: str) -> ReadableSpan:
    """Return what leaves of a span with a secret wherever one can be."""
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(Reviewed(kept)))
    caller = SpanContext(
        7, 9, is_remote=True, trace_flags=TraceFlags(1), trace_state=TraceState([("a", SECRET)])
    )
    span = provider.get_tracer("test").start_span(
        "GET /v1/clients/{client_id}",
        context=set_span_in_context(NonRecordingSpan(caller)),
        attributes={"url.path": f"/v1/clients/{SECRET}", "url.query": f"name={SECRET}", **attributes},
    )
    span.add_event("told", {"what": SECRET})
    span.record_exception(ValueError(SECRET))
    span.set_status(StatusCode.ERROR, SECRET)
    span.end()
    [left] = kept.get_finished_spans()
    return left


def test_nothing_but_the_list_leaves() -> None:
    left = sent(**{"http.route": "/v1/clients/{client_id}", "db.query.text": SECRET})

    assert SECRET not in left.to_json()
    assert left.context is not None
    assert left.parent is not None
    assert (left.context.trace_id, left.parent.span_id) == (7, 9)
    assert len(left.context.trace_state) == len(left.parent.trace_state) == 0
    assert dict(left.attributes or {}) == {"http.route": "/v1/clients/{client_id}"}
    assert left.status.status_code is StatusCode.ERROR


def test_what_is_on_the_list_leaves() -> None:
    assert dict(sent(**dict.fromkeys(KEPT, "x")).attributes or {}) == dict.fromkeys(KEPT, "x")


@pytest.mark.parametrize("broken_off_by", [None, ValueError, asyncio.CancelledError])
def test_statements_past_the_engine_end_however_they_end(broken_off_by: type[BaseException] | None) -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))

    def ask() -> None:
        with traced({TRACER: provider.get_tracer("test")}, ["select 1 from clients", "begin"]):
            if broken_off_by:
                raise broken_off_by

    if broken_off_by is None:
        ask()
    else:
        with pytest.raises(broken_off_by):
            ask()

    spans = kept.get_finished_spans()
    assert [span.name for span in spans] == ["SELECT clients", "BEGIN"]
    expected = StatusCode.UNSET if broken_off_by is None else StatusCode.ERROR
    assert {span.status.status_code for span in spans} == {expected}


def test_without_an_address_there_are_no_traces() -> None:
    assert open_tracing("") is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT clients.id FROM clients WHERE reference = %(r)s", ("SELECT", "clients")),
        ("\n  insert into journal (at) values (%s)", ("INSERT", "journal")),
        ('UPDATE "dwellings" SET rent = 61237', ("UPDATE", "dwellings")),
        ("with moved as (delete from unpublished returning 1) select 1", ("WITH", "unpublished")),
        ("select set_config('matching.role', %s, true)", ("SELECT", "")),
        ("", ("", "")),
    ],
)
def test_a_statement_is_told_by_verb_and_table(statement: str, expected: tuple[str, str]) -> None:
    assert told_of(statement) == expected
