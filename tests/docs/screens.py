"""Take the pictures in `docs/`, of the demo in Debian's Chromium: `.venv/bin/python tests/docs/screens.py`."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, ViewportSize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows.browsing import Browsing, browsing, follow, sign_in
from press.__main__ import a_demo
from press.buttons import Visit

DOCS = Path(__file__).resolve().parents[2] / "docs"
DESK, PHONE, SHEET = (1280, 900), (390, 844), (794, 1123)
"""Width and height of what is taken. [pixel]"""


@dataclass(frozen=True, slots=True)
class Screen:
    """A page as somebody sees it; `link` is what they follow on it first."""

    name: str
    path: str
    link: str | None = None
    language: str = "nl"
    size: tuple[int, int] = DESK


SCREENS = (
    Screen("desk-board", "/desk"),
    Screen("desk-proposal", "/desk/proposals?state=proposed", "tbody a"),
    Screen("desk-what-if", "/desk/scenarios"),
    Screen("desk-waiting-times", "/desk/reports/waiting-times"),
    Screen("desk-load", "/desk/reports/load"),
    Screen("desk-wanted", "/desk/wanted", language="en"),
    Screen("desk-phone", "/desk", language="en", size=PHONE),
    Screen("board-pack", "/desk/reports/board-pack", size=SHEET),
)


async def take(at: Browsing, screen: Screen) -> None:
    """Sign in at the desk, and take a picture of one page."""
    width, height = screen.size
    viewport: ViewportSize = {"width": width, "height": height}
    context = await at.browser.new_context(base_url=at.base, locale=screen.language, viewport=viewport)
    page = await context.new_page()
    await page.goto("/desk")
    await sign_in(page, at.key)
    await page.goto(screen.path)
    if screen.link:
        await follow(page.locator(screen.link).first)
    if screen.size is SHEET:
        await page.emulate_media(media="print")
    await keep(page, screen.name)
    await context.close()


async def take_chart(at: Browsing) -> None:
    """Take a picture of Swagger UI that shows a chart."""
    visit = await Visit.begin(at.browser, at.base, at.key, [])
    await visit.page.goto("/docs#/reports/readWaitingTimes")
    await visit.page.reload()
    block = visit.page.locator("#operations-reports-readWaitingTimes")
    await block.locator("select.content-type").first.select_option("image/svg+xml")
    await block.locator("button.execute").click()
    await block.locator(".live-responses-table img, .live-responses-table svg").first.wait_for()
    # Not the command above it, which shows the key.
    await block.locator(".live-responses-table").evaluate("table => table.scrollIntoView()")
    await keep(visit.page, "swagger-chart")


async def keep(page: Page, name: str) -> None:
    """Write a picture of what is seen."""
    await page.screenshot(path=DOCS / f"{name}.png")
    sys.stdout.write(f"{name}.png is taken.\n")


async def main(url: str) -> None:
    """Take them all."""
    async with browsing(url) as at:
        for screen in SCREENS:
            await take(at, screen)
        await take_chart(at)


if __name__ == "__main__":
    with a_demo() as (postgres, demo):
        asyncio.run(main(postgres.create_database("pictures", template=demo)))
