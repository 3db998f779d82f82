"""axe-core at every page and every report, in both languages, on a phone and on a wall screen; and at Swagger UI."""

from playwright.async_api import Page

from flows.browsing import Browsing, browsing
from flows.test_documentation_in_a_browser import NOT_OURS_TO_MEND, SAID, states
from flows.test_in_a_real_browser import WIDTHS, Visit, known_to, walk
from issuers import IssuerServer
from matching.work import Workshop

LANGUAGES = tuple(SAID)
BESIDE_THE_WALK = {
    "board pack": "/desk/reports/board-pack",
    "first steps": "/docs/first-steps",
}
"""Pages that a week's work does not come to."""
SWAGGER = "Swagger UI, "


class Judge(Visit):
    """A visit that judges pages with something in their name, and passes the others by."""

    def __init__(self, page: Page, workshop: Workshop, only: str) -> None:
        super().__init__(page, workshop, WIDTHS)
        self.only = only.lower()
        self.judged: list[str] = []

    async def look(self, name: str) -> None:
        """Judge the page that is open, on both screens."""
        if self.only in name.lower():
            self.judged.append(name)
            await super().look(name)

    @property
    def wrong(self) -> list[str]:
        """Return what was found, but for what only the makers of Swagger UI can mend."""
        return [one for one in self.found if not _theirs(one)]


def _theirs(found: str) -> bool:
    name, _, what = found.partition(": ")
    return name.startswith(SWAGGER) and what.split()[0] in NOT_OURS_TO_MEND


async def judge(language: str, *, url: str, only: str) -> Judge:
    """Walk through a demo in a language and judge it; the walk changes the demo."""
    with IssuerServer() as issuer:
        async with browsing(url, known_to(issuer)) as at:
            pages = await _judge(at, language, only)
            await walk(pages, at.key)
            for name, path in BESIDE_THE_WALK.items():
                await pages.page.goto(path)
                await pages.look(name)
    async with browsing(url) as at:
        documentation = await _judge(at, language, only)
        async for state in states(documentation.page, at.key, language):
            await documentation.look(f"{SWAGGER}{state}")
    pages.judged += documentation.judged
    pages.found += documentation.found
    return pages


async def _judge(at: Browsing, language: str, only: str) -> Judge:
    """Open a page without the policy that would keep axe out."""
    context = await at.browser.new_context(
        base_url=at.base, locale=language, viewport={"width": WIDTHS[0], "height": 900}, bypass_csp=True
    )
    return Judge(await context.new_page(), at.workshop, only)
