"""The board pack, and pages of the desk, printed by Debian's Chromium on A4, in both languages, as an office prints."""

import os
import re
import zlib
from pathlib import Path

from playwright.async_api import Page

from flows.browsing import AXE, NEEDS_CHROMIUM, Browsing, browsing, complaints, follow, sign_in, violations
from matching.queries.reports import SOURCES

pytestmark = NEEDS_CHROMIUM

A4 = (595, 842)
"""Width and height of a sheet. [point, 1/72 inch]"""
SCREENS = (360, 1920)
"""Widths on which the pack is read before it is printed. [CSS pixel]"""
KEEP = os.environ.get("MATCHING_KEEP_PRINTS")
"""A folder to leave what was printed in, for who wants to look at it."""


async def signed_in(at: Browsing, language: str) -> Page:
    """Return a page of somebody who signed in; axe is let in past the policy, which has no say in what is printed."""
    page = await (await at.browser.new_context(base_url=at.base, locale=language, bypass_csp=True)).new_page()
    await page.goto("/desk")
    await sign_in(page, at.key)
    return page


async def judged(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    return await violations(page)


async def printed(page: Page, language: str) -> bytes:
    """Choose the last quarter that is over at the desk, and print what comes."""
    await page.goto("/desk/reports")
    await follow(page.locator("form[action$='/board-pack'] button"))
    assert "/desk/reports/board-pack?" in page.url
    assert await page.evaluate("document.documentElement.lang") == language
    sheet = await page.pdf(prefer_css_page_size=True, print_background=True)
    keep(sheet, f"board-pack-{language}")
    return sheet


def keep(sheet: bytes, name: str) -> None:
    if KEEP:
        Path(KEEP, f"{name}.pdf").write_bytes(sheet)


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Return width and height of each page, rounded up. [point]"""
    whole = pdf + b"".join(
        _opened(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    )
    pages = re.findall(rb"/Type\s*/Page\b(?!s).*?/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", whole, re.DOTALL)
    return [(round(float(width)), round(float(height))) for width, height in pages]


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:  # a picture or a font in another form: no page stands in it
        return b""


WIDE = """() => [...document.querySelectorAll("th, td, svg")]
    .filter((one) => one.getBoundingClientRect().right > document.body.getBoundingClientRect().right + 1
        || [...document.querySelectorAll("div, figure")].some((around) => around.contains(one)
            && getComputedStyle(around).overflowX !== "visible"
            && one.getBoundingClientRect().right > around.getBoundingClientRect().right + 1))
    .map((one) => one.outerHTML.slice(0, 80))"""
"""What is wider than a sheet has room for, or is cut by what is around it."""
OVERLAP = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
    const boxes = [...svg.querySelectorAll("text")].map((one) => [one.textContent, one.getBBox()]);
    return boxes.flatMap(([words, a], place) => boxes.slice(place + 1)
        .filter(([, b]) => a.x + 1 < b.x + b.width && b.x + 1 < a.x + a.width
            && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height)
        .map(([others]) => words + " | " + others));
})"""
"""Which words of a picture stand over each other."""
SEEN = """(what) => [...document.querySelectorAll(what)]
    .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
ROOM = (688, 950)
"""What a sheet has room for between its margins. [CSS pixel, 1/96 inch]"""
CUT = """(height) => [...document.querySelectorAll("figure, tr")]
    .filter((one) => one.getBoundingClientRect().height > height).length"""
"""How many pictures and rows are higher than a sheet has room for, and would be cut however they are moved."""


async def test_the_pack_of_a_quarter_prints_on_a_handful_of_a4_sheets(demo_url: str) -> None:
    async with browsing(demo_url) as at:
        for language in ("nl", "en"):
            page = await signed_in(at, language)
            said: list[str] = []
            page.on("console", lambda one, said=said: said.extend(complaints(one)))  # type: ignore[misc]
            pdf = await printed(page, language)
            parts = await page.locator("section").count()
            assert set(sizes(pdf)) == {A4}
            assert parts / 3 < len(sizes(pdf)) <= parts + 3
            await page.emulate_media(media="print")
            await page.set_viewport_size({"width": ROOM[0], "height": ROOM[1]})
            assert await page.evaluate(WIDE) == []
            assert await page.evaluate(OVERLAP) == []
            assert await page.evaluate(CUT, ROOM[1]) == 0
            assert said == []
            if language == "nl":  # the other language `python3 do.py press --axe` judges
                await page.emulate_media(media="screen")
                for width in SCREENS:
                    await page.set_viewport_size({"width": width, "height": 800})
                    assert await judged(page) == []


async def test_a_page_of_the_desk_prints_all_that_it_tells_and_nothing_to_press(demo_url: str) -> None:
    async with browsing(demo_url) as at:
        page = await signed_in(at, "nl")
        await page.emulate_media(media="print")
        await page.set_viewport_size({"width": ROOM[0], "height": ROOM[1]})
        for slug in (source.indicator.slug for source in SOURCES):
            await page.goto(f"/desk/reports/{slug}")
            assert await page.evaluate(WIDE) == [], slug
            assert await page.evaluate(OVERLAP) == [], slug
            assert await page.evaluate(SEEN, "form, a[download], nav") == [], slug
        keep(await page.pdf(prefer_css_page_size=True), "durable-outflow")
        await page.goto("/desk/proposals?state=proposed")
        await follow(page.locator("tbody a").first)
        assert await page.evaluate(SEEN, "form, .card") == []
        assert (
            await page.evaluate("getComputedStyle(document.querySelector('meter')).printColorAdjust")
            == "exact"
        )
