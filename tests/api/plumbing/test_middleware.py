import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from api.plumbing.sample import SOME, create_sample
from matching.api.application import assemble
from matching.api.middleware import Envelope

JSON = {"Content-Type": "application/json"}
STANDING = {
    "API-Version": "1.0.0",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/dwellings", 200),
        ("HEAD", "/v1/dwellings", 200),
        ("DELETE", f"/v1/dwellings/{SOME}", 204),
        ("GET", "/", 307),
        ("POST", "/v1/dwellings", 400),
        ("GET", "/v1/nothing", 404),
        ("PATCH", "/v1/dwellings", 405),
        ("GET", f"/v1/matching-runs/{SOME}", 500),
        ("GET", f"/v1/matching-runs/{SOME}/report", 503),
        ("GET", "/v1/openapi.json", 200),
    ],
)
async def test_every_answer_carries_the_standing_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)

    assert answer.status_code == status
    assert {name: answer.headers[name] for name in STANDING} == STANDING
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


@pytest.mark.parametrize("path", ["/v1/dwellings", "/v1/nothing", "/docs", f"/v1/matching-runs/{SOME}"])
async def test_no_answer_but_the_contract_is_for_other_sites(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"Origin": "https://elsewhere.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_sane_request_id_is_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/nothing", headers={"X-Request-Id": "proxy-0001.a_b"})

    assert answer.headers["X-Request-Id"] == "proxy-0001.a_b"
    assert answer.json()["instance"] == "urn:request:proxy-0001.a_b"


@pytest.mark.parametrize("sent", ["short", "x" * 65, "with space", "semi;colon-here", "naam=<script>"])
async def test_odd_request_id_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    answer = await client.get("/v1/nothing", headers={"X-Request-Id": sent})

    assert answer.headers["X-Request-Id"] != sent


@pytest.mark.parametrize(
    "path", ["/v1/dwellings?limit=2", f"/v1/dwellings/{SOME}", "/v1/openapi.yaml", "/docs"]
)
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    headers = {"X-Request-Id": "one-and-the-same"}

    head, get = await client.head(path, headers=headers), await client.get(path, headers=headers)

    assert head.status_code == get.status_code == 200
    assert head.headers == get.headers
    assert head.content == b""


async def test_body_announced_too_large_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/dwellings", content=b" " * 10_001, headers=JSON)

    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/content-too-large"
    assert "10000 bytes" in answer.json()["detail"]


async def test_streamed_body_is_refused_as_soon_as_it_is_too_large(client: httpx.AsyncClient) -> None:
    sent = 0

    async def ten_megabytes() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1_000
            yield b" " * 1_000

    answer = await client.post("/v1/dwellings", content=ten_megabytes(), headers=JSON)

    assert answer.status_code == 413
    assert sent == 11_000


@pytest.mark.parametrize(("size", "status"), [(19_990, 204), (20_010, 413)])
async def test_route_may_have_a_limit_of_its_own(client: httpx.AsyncClient, size: int, status: int) -> None:
    body = b"{" + b" " * (size - 2) + b"}"

    answer = await client.post(f"/v1/dwellings/{SOME}/plan", content=body, headers=JSON)

    assert answer.status_code == status
    assert answer.headers["API-Version"] == "1.0.0"


async def test_client_that_leaves_gets_no_answer_and_no_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[Message] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/dwellings",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await create_sample()(scope, receive, send)

    assert sent == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_answer_that_breaks_halfway_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    """Half an answer must not look like a whole one: the server closes the connection."""

    async def half(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("half")

    transport = httpx.ASGITransport(Envelope(half, version="1.0.0"))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        with pytest.raises(ValueError, match="half"):
            await client.get("/")


async def test_life_of_the_application_passes_through() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        seen.append("start")
        yield
        seen.append("stop")

    app = assemble([], lifespan=lifespan)
    async with app.router.lifespan_context(app):
        assert seen == ["start"]

    assert seen == ["start", "stop"]
