"""The documentation in Debian's Chromium: its languages, its deep links, and what it remembers of who signed in."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from flows.conftest import demo_service
from flows.test_in_a_real_browser import AXE, CHROMIUM, RULES, complaints, served
from matching.actors import Role
from matching.demo import make_keys

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's package `chromium` is not installed")

ME = "#operations-organisations-whoAmI"
SAID = {"nl": ("Aanmelden", "Uitvoeren", "nl"), "en": ("Authorize", "Execute", "en")}


async def walk(page: Page, key: str, language: str) -> None:
    """Follow a deep link, sign in, look again, ask who one is, and take the other language."""
    authorize, execute, sent = SAID[language]
    await page.goto("/docs#/organisations/whoAmI")
    await page.locator(f"{ME} .execute").wait_for()
    assert await page.locator(f"{ME} .execute").inner_text() == execute
    assert await page.locator(".auth-wrapper .btn.authorize span").first.inner_text() == authorize

    await page.locator(".auth-wrapper .btn.authorize").click()
    await page.locator(".dialog-ux input").fill(key)
    await page.locator(".dialog-ux .btn.authorize").click()
    await page.locator(".dialog-ux .btn-done").click()
    await page.reload()
    async with page.expect_response("**/v1/me") as asked:
        await page.locator(f"{ME} .execute").click()
    answer = await asked.value
    assert (answer.status, answer.request.headers["accept-language"]) == (200, sent)
    assert await page.evaluate("localStorage.length") == 0, "nothing is left when the tab is closed"
    root = "document.documentElement"
    assert await page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), "it scrolls sideways"

    other = "en" if language == "nl" else "nl"
    await page.locator(f"a[hreflang={other}]").click()
    await page.wait_for_url(f"**/docs?lang={other}#/organisations/whoAmI")
    await page.locator(f"{ME} .execute", has_text=SAID[other][1]).wait_for()
    assert await page.evaluate(f"{root}.lang") == other


async def judged(page: Page) -> list[str]:
    """Return what axe-core has against the first steps."""
    await page.goto("/docs/first-steps")
    await page.evaluate(AXE.read_text())
    found: dict[str, Any] = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']} {[node['html'] for node in one['nodes']]}" for one in found["violations"]]


async def look(browser: Browser, base: str, key: str, language: str, width: int) -> list[str]:
    settings: dict[str, Any] = {
        "base_url": base,
        "locale": language,
        "viewport": {"width": width, "height": 900},
    }
    page = await (await browser.new_context(**settings)).new_page()
    said: list[str] = []
    page.on("console", lambda one: said.extend(complaints(one)))
    await walk(page, key, language)
    unguarded = await (await browser.new_context(**settings, bypass_csp=True)).new_page()
    return said + await judged(unguarded)


async def test_the_documentation_speaks_remembers_and_is_found_again(demo_url: str) -> None:
    async with (
        demo_service(demo_url) as (app, workshop),
        served(app) as base,
        async_playwright() as playwright,
    ):
        key = next(one.secret for one in await make_keys(workshop) if one.role is Role.COORDINATOR)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = await look(browser, base, key, "nl", 360)
        await browser.close()

    assert found == []
