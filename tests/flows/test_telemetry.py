"""Traces to a collector that speaks OTLP, metrics to whoever scrapes: what comes out, and that it tells of nobody."""

import asyncio
import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from conftest import Town
from matching import metrics
from matching.actors import OPERATOR
from matching.jobs import told
from matching.main import create_app
from matching.operations.keys import make_key
from matching.operations.runs import carry_out_run, request_run
from matching.queries.house import house
from matching.settings import Settings
from matching.tracing import open_tracing, tracer_of
from matching.work import Job, Workshop
from matching.workplace import utc_now
from matching_town import a_covenant, later_rent_limits, people_and_homes
from offers import a_profile
from running import free_port

MARK = "zzgeheim"


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return the real clock."""
    return utc_now


class Collector(ThreadingHTTPServer):
    """What takes spans with OTLP over HTTP, as any collector does, and keeps the messages."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.bodies: list[bytes] = []

    @property
    def spans(self) -> list[Span]:
        """Return every span that came in."""
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        zipped = self.headers.get("content-encoding") == "gzip"
        assert self.path == "/v1/traces"
        self.server.bodies.append(gzip.decompress(body) if zipped else body)
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run a collector until the end of the block."""
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


def attributes(span: Span) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes}


async def test_a_request_is_a_trace_that_tells_of_nobody(
    workshop: Workshop, town: Town, clean_database: str
) -> None:
    async with workshop.open(OPERATOR) as work:
        key = (await make_key(work, organisation=town.provider, label="test")).secret
    caller = f"{7:032x}"
    headers = {
        "Authorization": f"Bearer {key}",
        "traceparent": f"00-{caller}-{9:016x}-01",
        "tracestate": f"somebody={MARK}",
        "baggage": f"name={MARK}",
        "user-agent": MARK,
    }
    with collecting() as collector:
        endpoint = f"http://127.0.0.1:{collector.server_port}"
        app = create_app(Settings(pool_size=3, otlp_endpoint=endpoint), url=clean_database)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://t/v1", headers=headers
            ) as client,
        ):
            made = await client.post("/clients", json=a_profile(MARK, keepApart=[MARK]))
            seen = await client.get(f"/clients/{made.json()['id']}")
            odd = await client.get("/clients", params={"reference": MARK, "no": MARK})

    assert (made.status_code, seen.status_code, odd.status_code) == (201, 200, 400)
    assert made.headers["X-Request-Id"] == caller
    assert odd.json()["instance"] == f"urn:request:{caller}"
    names = {span.name for span in collector.spans}
    statements = {"SELECT matching_admit", "SELECT clients", "INSERT accesses"}
    assert {"POST /v1/clients", "GET /v1/clients/{client_id}", *statements} <= names
    requests = [attributes(span) for span in collector.spans if span.name == "GET /v1/clients/{client_id}"]
    assert [(one["http.route"], one["http.response.status_code"]) for one in requests] == [
        ("/v1/clients/{client_id}", 200)
    ]
    assert {span.trace_id.hex() for span in collector.spans} >= {caller}
    everything = b"".join(collector.bodies)
    assert MARK.encode() not in everything
    assert made.json()["id"].encode() not in everything
    assert key.encode() not in everything


async def test_a_job_is_a_trace_of_its_own_also_when_it_breaks() -> None:
    with collecting() as collector:
        tracing = open_tracing(f"http://127.0.0.1:{collector.server_port}/")
        assert tracing is not None
        tracer = tracer_of(tracing)
        with told(Job.CARRY_OUT_RUN, attempt=0, ids={"run_id": MARK}, tracer=tracer):
            pass
        with (
            pytest.raises(ValueError, match=MARK),
            told(Job.CARRY_OUT_RUN, attempt=1, ids={"run_id": MARK}, tracer=tracer),
        ):
            raise ValueError(MARK)
        await asyncio.to_thread(tracing.shutdown)

    assert [(span.name, attributes(span)["matching.outcome"]) for span in collector.spans] == [
        ("job carry-out-run", "done"),
        ("job carry-out-run", "broke"),
    ]
    assert MARK.encode() not in b"".join(collector.bodies)


def test_nobody_is_traced_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says: FastAPI would send what exceptions say."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")

    app = create_app(Settings(), url="postgresql://nobody@nowhere/nothing")

    assert not app._native_telemetry.enabled()
    assert not app._telemetry["auto_configure"]


def scraped(port: int) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Return every sample that Prometheus reads, by its name."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


async def test_prometheus_reads_requests_pool_queues_and_runs(
    workshop: Workshop, town: Town, clean_database: str
) -> None:
    await later_rent_limits(workshop)
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=3, dwellings=2)
    async with workshop.open(town.actor(town.coordinator)) as work:
        run = await request_run(work, region=town.region, seed=1, time_limit=60)
    await carry_out_run(workshop, run_id=run.id, threads=1)
    port = free_port()
    app = create_app(Settings(pool_size=3, metrics_port=port), url=clean_database)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t/v1") as client,
    ):
        assert (await client.get(f"/clients/{MARK}")).status_code in (400, 401, 404)
        async with workshop.open() as work:
            metrics.show(await house(work))
        found = await asyncio.to_thread(scraped, port)
        text = (await asyncio.to_thread(httpx.get, f"http://127.0.0.1:{port}/metrics")).text
        public = await client.get("/metrics")

    assert MARK not in text
    assert public.status_code == 404
    routes = {labels["route"] for labels, number in found["matchingspunt_request_seconds_count"] if number}
    assert "/clients/{client_id}" in routes
    assert found["matchingspunt_pool_connections_most"] == [({}, 3.0)]
    assert [value >= 0 for _, value in found["matchingspunt_pool_connections_in_use"]] == [True]
    waiting = {labels["where"]: value for labels, value in found["matchingspunt_waiting"]}
    assert waiting["line solve"] == 1.0, "the job is still there: the test did it by hand"
    assert {"deliveries", "unpublished", "unsealed"} <= waiting.keys()
    assert waiting["unsealed"] > 0
    assert all(value >= 0 for _, value in found["matchingspunt_waiting_oldest_seconds"])
    assert found["matchingspunt_run_seconds_count"] == [({"outcome": "finished"}, 1.0)]
    assert {labels["le"] for labels, _ in found["matchingspunt_run_seconds_bucket"]} >= {
        "1.0",
        "900.0",
        "+Inf",
    }
    levels = {labels["level"] for labels, value in found["matchingspunt_levels_total"] if value}
    assert {"priority", "spread", "suitability"} <= levels
