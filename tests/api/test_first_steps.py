"""The page of the first steps tells the truth: every address on it is there."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.routing import Match

from matching.api import ROUTERS
from matching.api.application import assemble
from matching.api.contract_languages import in_language
from matching.doors.languages import Language
from matching.pages import install_pages

APP = assemble(ROUTERS)
install_pages(APP)


class Links(HTMLParser):
    """Where a page leads, where it can be entered, and how often it says something inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.anchors: set[str] = set()
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.addresses += [named["href"] or ""] if tag == "a" else []
        self.anchors |= {named["id"] or ""} if "id" in named else set()
        self.inline += tag == "script" or any(name.startswith("on") or name == "style" for name in named)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://test") as found:
        yield found


def is_there(path: str) -> bool:
    """Tell whether the service has a page at a path."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in APP.routes)


@pytest.mark.parametrize("language", Language)
async def test_every_link_leads_somewhere(client: httpx.AsyncClient, language: Language) -> None:
    answer = await client.get("/docs/first-steps", headers={"Accept-Language": language.value})
    page = Links(answer.text)
    deep = {f"/{tag}/{name}" for tag, name in operations(language)}

    assert len(page.addresses) > 40
    for address in page.addresses:
        parts = urlsplit(address)
        assert not parts.path or is_there(parts.path), address
        assert not parts.fragment or parts.fragment in (deep if parts.path == "/docs" else page.anchors), (
            address
        )
    assert page.inline == 0
    assert answer.headers["Content-Language"] == language.value


def operations(language: Language) -> list[tuple[str, str]]:
    contract: dict[str, Any] = in_language(APP.openapi(), language)
    return [
        (each["tags"][0], each["operationId"])
        for item in contract["paths"].values()
        for each in item.values()
    ]
