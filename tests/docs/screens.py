"""Take the pictures in `docs/`, of the demo in Debian's Chromium: `.venv/bin/python tests/docs/screens.py`."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flows.conftest import demo_service
from flows.test_in_a_real_browser import CHROMIUM, served
from matching.actors import Role
from matching.demo import make_keys
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


async def take(browser: Browser, base: str, key: str, screen: Screen) -> None:
    """Sign in at the desk, and take a picture of one page."""
    width, height = screen.size
    viewport = {"width": width, "height": height}
    context = await browser.new_context(base_url=base, locale=screen.language, viewport=viewport)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto("/desk")
    await page.locator("#key").fill(key)
    await page.locator("#person").fill("A. Jansen, coördinator")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")
    await page.goto(screen.path)
    if screen.link:
        await page.locator(screen.link).first.click()
        await page.wait_for_load_state()
    if screen.size is SHEET:
        await page.emulate_media(media="print")
    await keep(page, screen.name)
    await context.close()


async def take_chart(browser: Browser, base: str, key: str) -> None:
    """Take a picture of Swagger UI that shows a chart."""
    visit = await Visit.begin(browser, base, key, [])
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
    async with demo_service(url) as (app, workshop), served(app) as base, async_playwright() as playwright:
        key = next(one.secret for one in await make_keys(workshop) if one.role is Role.COORDINATOR)
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for screen in SCREENS:
            await take(browser, base, key, screen)
        await take_chart(browser, base, key)
        await browser.close()


if __name__ == "__main__":
    with a_demo() as (postgres, demo):
        asyncio.run(main(postgres.create_database("pictures", template=demo)))
