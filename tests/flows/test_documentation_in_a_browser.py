"""The documentation in Debian's Chromium: languages, deep links, refusals, and what it remembers of who signed in."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from playwright.async_api import Page

from flows.browsing import AXE, NEEDS_CHROMIUM, Browsing, browsing, complaints, violations

pytestmark = NEEDS_CHROMIUM

ME = "#operations-organisations-whoAmI"
OFFER = "#operations-dwellings-postDwelling"
REFUSED = {
    "nl": ("Uw corporatie bood al een woning met dit kenmerk aan.", "Voorbeelden"),
    "en": ("Your corporation offered a dwelling with this reference before.", "Examples"),
}
NARROW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
TOLD = """() => {
  const place = document.getElementById("swagger-ui");
  const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const told = [];
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.closest("pre, code, textarea, .renderedMarkdown")) {
      told.push(texts.currentNode.nodeValue.trim());
    }
  }
  for (const element of place.querySelectorAll("*")) {
    told.push(...["alt", "aria-label", "placeholder", "title"].map((name) => element.getAttribute(name) ?? ""));
  }
  return told;
}"""
"""Every text of Swagger UI, and what is told of its elements; what is sent and answered is left out."""
LACKING = """async () => {
  const contract = await (await fetch(document.getElementById("swagger-ui").dataset.contract)).json();
  const operations = Object.entries(contract.paths).flatMap(
    ([path, item]) => Object.keys(item).map((method) => ["paths", path, method]));
  const schemas = Object.keys(contract.components.schemas).map((name) => ["components", "schemas", name]);
  return [...operations, ...schemas].flatMap((opened) => {
    const needed = neededFor(contract, opened);
    const told = JSON.stringify(needed);
    const lacks = [...told.matchAll(/"#\\/components\\/([^/"]+)\\/([^/"]+)/g)]
      .filter(([, kind, name]) => !(name in (needed.components[kind] ?? {})));
    const much = told.length > JSON.stringify(contract).length / 4 ? ["much"] : [];
    return [...lacks, ...much].map((one) => `${opened.join(" ")}: ${one}`);
  });
}"""
"""What an operation or schema refers to and is not opened with; and which is opened with much of the contract."""
NAMES = re.compile(r"(get|put|post|patch|delete)? ?\u200b?/.*|[A-Z]+|.*[<|(].*|[\W\d]*")
"""Paths, methods and types."""
ALIKE = {
    "- Website",
    "Headers:",
    "Parameters",
    "Schema",
    "Servers",
    "Type",
}
"""The same word in both languages."""
NOT_OURS_TO_MEND = {"heading-order", "nested-interactive", "region"}
"""What only the makers of Swagger UI can mend, as `python3 do.py press --axe` finds it: docs/assurance.md tells."""
SAID = {"nl": ("Aanmelden", "Uitvoeren", "nl"), "en": ("Authorize", "Execute", "en")}


async def unfold(page: Page, operation: str) -> None:
    """Open an operation and its chapter, as who looks for it does."""
    await page.locator(f"#operations-tag-{operation.split('-')[1]}").click()
    await page.locator(f"{operation} .opblock-summary-control").click()


async def walk(page: Page, key: str, language: str) -> None:
    """Follow a deep link, sign in, look again, ask who one is, read refusals, and in the other language too."""
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
    assert await page.evaluate(LACKING) == []
    assert await page.evaluate("localStorage.length") == 0, "nothing is left when the tab is closed"
    assert await page.evaluate(NARROW), "it scrolls sideways"
    await unfold(page, OFFER)
    await look_at_refusals(page, language)

    other = "en" if language == "nl" else "nl"
    await page.locator(f"a[hreflang={other}]").click()
    await page.wait_for_url(f"**/docs?lang={other}#/dwellings/postDwelling")
    await page.locator(f"{OFFER} .execute", has_text=SAID[other][1]).wait_for()
    assert await page.evaluate("document.documentElement.lang") == other
    await look_at_refusals(page, other)


async def look_at_refusals(page: Page, language: str) -> None:
    """Read what each refusal of an operation looks like, and take another one where there are several."""
    title, several = REFUSED[language]
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
    found = []
    for width in (360, 1920):
        await page.set_viewport_size({"width": width, "height": 900})
        found += await violations(page)
        if not await page.evaluate(NARROW):
            found.append(f"first steps at {width}: it scrolls sideways")
    return found


async def look(at: Browsing, language: str, width: int) -> list[str]:
    settings: dict[str, Any] = {
        "base_url": at.base,
        "locale": language,
        "viewport": {"width": width, "height": 900},
    }
    page = await (await at.browser.new_context(**settings)).new_page()
    said: list[str] = []
    page.on("console", lambda one: said.extend(complaints(one)))
    await walk(page, at.key, language)
    unguarded = await (await at.browser.new_context(**settings, bypass_csp=True)).new_page()
    return said + await judged(unguarded)


async def states(page: Page, key: str, language: str) -> AsyncIterator[str]:
    """Go through what Swagger UI can look like, and stop at each."""
    await page.goto(f"/docs?lang={language}#/dwellings/postDwelling")
    await page.locator(f"{OFFER} tr.response").first.wait_for()
    yield "an operation"
    await page.locator(".auth-wrapper .btn.authorize").click()
    await page.locator(".dialog-ux input").fill(key)
    yield "the dialog"
    await page.locator(".dialog-ux .btn.authorize").click()
    await page.locator(".dialog-ux form .btn.modal-btn:not(.authorize):not(.btn-done)").wait_for()
    yield "signed in"
    await page.locator(".dialog-ux .btn-done").click()
    await unfold(page, ME)
    await page.locator(f"{ME} .execute").click()
    await page.locator(f"{ME} .live-responses-table").wait_for()
    await page.locator("section.models button").first.click()
    await page.locator("section.models .json-schema-2020-12-accordion").first.click()
    await page.locator("section.models .json-schema-2020-12-property").first.wait_for()
    yield "an answer and a schema"


def strings(part: Any) -> Iterator[str]:
    """Return every name and text of the contract."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield name
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)
    else:
        yield str(part)


async def test_swagger_ui_speaks_dutch_to_everybody(demo_url: str) -> None:
    """What it says in both languages alike is a name of the contract, or one of a few words."""
    told: dict[str, set[str]] = {"nl": set(), "en": set()}
    async with browsing(demo_url) as at:
        for language, heard in told.items():
            context = await at.browser.new_context(base_url=at.base, locale=language, bypass_csp=True)
            async for _state in states(await context.new_page(), at.key, language):
                heard.update(await context.pages[0].evaluate(TOLD))
            await context.close()
        contract = set(strings(at.app.openapi()))

    alike = {one for one in told["nl"] & told["en"] if not NAMES.fullmatch(one) and one not in contract}
    assert alike <= ALIKE


async def test_the_documentation_speaks_remembers_and_is_found_again(demo_url: str) -> None:
    async with browsing(demo_url) as at:
        found = await look(at, "nl", 360)
        english = await at.browser.new_context(base_url=at.base, locale="en", bypass_csp=True)
        found += await judged(await english.new_page())

    assert found == []
