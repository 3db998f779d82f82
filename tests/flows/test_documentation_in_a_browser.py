"""The documentation in Debian's Chromium: languages, deep links, refusals, and what it remembers of who signed in."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from flows.conftest import demo_service
from flows.test_in_a_real_browser import AXE, CHROMIUM, RULES, complaints, served
from matching.actors import Role
from matching.demo import make_keys

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's package `chromium` is not installed")

ME = "#operations-organisations-whoAmI"
OFFER = "#operations-dwellings-postDwelling"
REFUSED = {
    "nl": ("Uw corporatie bood al een woning met dit kenmerk aan.", "Voorbeelden"),
    "en": ("Your corporation offered a dwelling with this reference before.", "Examples"),
}
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
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
    assert await page.evaluate(NARROW), "it scrolls sideways"

    other = "en" if language == "nl" else "nl"
    await page.locator(f"a[hreflang={other}]").click()
    await page.wait_for_url(f"**/docs?lang={other}#/organisations/whoAmI")
    await page.locator(f"{ME} .execute", has_text=SAID[other][1]).wait_for()
    assert await page.evaluate("document.documentElement.lang") == other


async def look_at_refusals(page: Page, language: str) -> None:
    """Read what each refusal of an operation looks like, and take another one where there are several."""
    title, several = REFUSED[language]
    await page.goto(f"/docs?lang={language}#/dwellings/postDwelling")
    await page.locator(f"{OFFER} tr.response").first.wait_for()
    shown = {}
    for row in await page.locator(f"{OFFER} tr.response").all():
        shown[await row.get_attribute("data-code")] = await row.locator("pre.example").inner_text()
    refused = {int(code): json.loads(text) for code, text in shown.items() if code and code >= "4"}
    assert {code: problem["status"] for code, problem in refused.items()} == {code: code for code in refused}
    assert len({problem["type"] for problem in refused.values()}) == len(refused) == 11
    assert refused[409]["title"] == title

    row = page.locator(f'{OFFER} tr.response[data-code="409"]')
    assert await row.get_by_label(several, exact=True).count() == 1
    await row.locator(".examples-select-element").select_option("idempotency-key-reused")
    await row.locator("pre.example", has_text="/problems/idempotency-key-reused").wait_for()
    assert await page.evaluate(NARROW), "it scrolls sideways"


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
    for each in SAID:
        await look_at_refusals(page, each)
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
