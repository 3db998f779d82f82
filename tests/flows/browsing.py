"""Debian's Chromium at a demo that is served: what the tests in a browser, the presses and the pictures share."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright

from flows.conftest import SETTINGS, demo_service
from matching.actors import Role
from matching.demo import make_keys
from matching.settings import Settings
from matching.work import Workshop

CHROMIUM = shutil.which("chromium")
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_JUDGE = """rules => axe
    .run(document, {runOnly: rules, resultTypes: ['violations']})
    .then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)]))
"""
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="Debian's package `chromium` is not installed")


async def violations(page: Page) -> list[str]:
    """Return what axe-core, which is there already, has against the page as it is; what it has for it stays there."""
    found: list[tuple[str, list[str]]] = await page.evaluate(_JUDGE, RULES)
    return [f"{rule} {[html[:200] for html in nodes]}" for rule, nodes in found]


@dataclass(frozen=True, slots=True)
class Browsing:
    """A browser, where the demo is served, and its keys."""

    browser: Browser
    base: str
    keys: Mapping[Role, str]
    app: FastAPI
    workshop: Workshop

    @property
    def key(self) -> str:
        """Return the coordinator's key."""
        return self.keys[Role.COORDINATOR]


@asynccontextmanager
async def browsing(url: str, settings: Settings = SETTINGS) -> AsyncIterator[Browsing]:
    """Serve a demo, and open a browser."""
    async with (
        demo_service(url, settings) as (app, workshop),
        _served(app) as base,
        async_playwright() as playwright,
    ):
        keys = {one.role: one.secret for one in await make_keys(workshop)}
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Browsing(browser, base, keys, app, workshop)
        await browser.close()


@asynccontextmanager
async def _served(app: FastAPI) -> AsyncIterator[str]:
    """Serve an application whose life has begun already; tell where."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="warning"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


def complaints(said: ConsoleMessage) -> list[str]:
    """Return what the browser complains of; its advice and its small talk are left out."""
    return [f"console: {said.text}"] if said.type in ("error", "warning") else []


async def sign_in(page: Page, key: str) -> None:
    """Show a key at the desk's door, which is open already."""
    await page.locator("#key").fill(key)
    await page.locator("#person").fill("A. Jansen, coördinator")
    async with page.expect_event("load"):
        await page.keyboard.press("Enter")


async def follow(leading: Locator) -> None:
    """Press what leads to another page, and wait until that page is there with its style sheets."""
    async with leading.page.expect_event("load"):
        await leading.click()
