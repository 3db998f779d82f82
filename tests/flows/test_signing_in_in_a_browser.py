"""Signing in at an issuer, in Chromium: at the coordinator's pages, and in Swagger UI's own dialog.

Our own issuer signs people in everywhere. So does one that others made, the npm package `oidc-provider`, certified by
the OpenID Foundation; that needs Node.js and the package:

    npm install oidc-provider
    OIDC_PROVIDER=$PWD python3 do.py test tests/flows/test_signing_in_in_a_browser.py
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from flows.browsing import NEEDS_CHROMIUM, Browsing, browsing, complaints
from flows.conftest import SETTINGS
from flows.test_in_a_real_browser import a_coordinator, known_to
from issuers import AUDIENCE, CLIENT, IssuerServer
from press.__main__ import OPERATIONS
from press.buttons import SCREEN, Visit

WHERE = os.environ.get("OIDC_PROVIDER", "")
SCRIPT = Path(__file__).with_name("issuer_of_others.mjs")

pytestmark = NEEDS_CHROMIUM

SignIn = Callable[[Page], Awaitable[None]]


async def by_swagger_ui(at: Browsing, sign_in: SignIn) -> list[str]:
    """Sign in with Swagger UI's own dialog, and press Execute at the list of clients; return what was wrong."""
    page = await (await at.browser.new_context(base_url=at.base, locale="en", viewport=SCREEN)).new_page()
    visit = Visit(page, at.base, [])
    await page.goto("/docs")
    await page.locator("button.authorize").first.click()
    dialog = page.locator(".modal-ux")
    await dialog.get_by_text("OAuth2").first.wait_for()
    ways = [way for way in await dialog.locator("h4").all_inner_texts() if "OAuth2" in way]
    assert ways == ["signIn (OAuth2, authorization_code with PKCE)"]
    async with page.context.expect_page() as opened:
        await dialog.locator("button.authorize").last.click()
    await sign_in(await opened.value)
    await dialog.get_by_text("Logout").wait_for()
    await dialog.locator("button.btn-done").last.click()
    page.on("console", lambda said: visit.note(*complaints(said)))
    page.on("request", visit.require_inside)
    await visit.press(next(one for one in OPERATIONS if one.name == "listClients"))
    return visit.found


async def at_once(_page: Page) -> None:
    """Do nothing: our own issuer signs in whoever comes."""


async def test_swagger_ui_signs_in_by_code_and_in_no_other_way(demo_url: str) -> None:
    with IssuerServer() as issuer:
        async with browsing(demo_url, known_to(issuer)) as at:
            issuer.person = await a_coordinator(at.workshop)

            assert await by_swagger_ui(at, at_once) == []


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def issuer_of_others(at: Browsing, port: int, person: dict[str, Any]) -> Iterator[None]:
    """Let an issuer that others made sign in one person for our pages."""
    node = shutil.which("node")
    assert node, "Node.js is not installed"
    redirects = [f"{at.base}/desk/sign-in/return", f"{at.base}/docs/oauth2-redirect.html"]
    command = [node, SCRIPT, str(port), AUDIENCE, CLIENT, json.dumps(redirects), json.dumps(person)]
    with subprocess.Popen(command, cwd=WHERE, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert any("listening" in line for line in running.stdout)
            yield
        finally:
            running.terminate()


async def by_its_pages(page: Page) -> None:
    """Fill in the pages of that issuer: who somebody is, and that our pages may know."""
    await page.locator("input[name=login]").fill("mw-7")
    await page.locator("input[name=password]").fill("verzonnen")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()


@pytest.mark.skipif(not WHERE, reason="OIDC_PROVIDER names no folder with the npm package `oidc-provider`")
async def test_an_issuer_of_others_signs_in_too(demo_url: str) -> None:
    port = free_port()
    known = SETTINGS.model_copy(
        update={
            "oidc_issuer": f"http://localhost:{port}",
            "oidc_client_id": CLIENT,
            "oidc_audience": AUDIENCE,
        }
    )
    async with browsing(demo_url, known) as at:
        with issuer_of_others(at, port, await a_coordinator(at.workshop)):
            page = await (await at.browser.new_context(base_url=at.base, locale="en")).new_page()
            await page.goto("/desk/proposals")
            await page.get_by_role("link", name="Sign in with your organisation").click()
            await by_its_pages(page)
            await page.wait_for_url("**/desk/proposals")
            heading = await page.locator("h1").inner_text()
            wrong = await by_swagger_ui(at, by_its_pages)

    assert heading == "Proposals"
    assert wrong == []
