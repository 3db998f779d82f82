"""The coordinator's pages in Debian's Chromium: on a phone and on a wall screen, in Dutch and in English.

axe-core judges every page; nothing may scroll sideways, and the console stays silent.
"""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, ViewportSize
from sqlalchemy import select
from starlette.routing import compile_path

from flows.browsing import AXE, NEEDS_CHROMIUM, browsing, complaints, follow, sign_in, violations
from flows.conftest import SETTINGS
from issuers import CLIENT, IssuerServer
from matching.models import Organisation, Study, StudyState
from matching.operations.studies import carry_out_study
from matching.pages import PAGES
from matching.queries.reports import SOURCES
from matching.settings import Settings
from matching.vocabulary import OrganisationKind
from matching.work import Workshop

REPORTS = tuple(source.indicator.slug for source in SOURCES)
WIDTHS = (360, 1920)
"""How wide the screens are on which each page is judged; the walk is on the first. [pixel]"""

NOT_WALKED = {"/desk/reports/{slug}.csv", "/desk/reports/board-pack"}
"""A sheet, and every report once more: `python3 do.py press --axe` judges the pack."""

pytestmark = NEEDS_CHROMIUM


class Visit:
    """One browser, which looks critically at every page it comes to."""

    def __init__(self, page: Page, workshop: Workshop, widths: tuple[int, ...]) -> None:
        self.page = page
        self.widths = widths
        self.workshop = workshop
        self.found: list[str] = []
        self.addresses: list[str] = []
        page.on("console", lambda said: self.found.extend(complaints(said)))
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))

    async def look(self, name: str) -> None:
        """Judge the page that is open on each screen, without loading it anew."""
        self.addresses.append(urlsplit(self.page.url).path)
        await self.page.evaluate(AXE.read_text())
        for width in reversed(self.widths):
            await self.page.set_viewport_size({"width": width, "height": 900})
            await self._judge(f"{name} at {width}")

    async def _judge(self, name: str) -> None:
        self.found += [f"{name}: {violation}" for violation in await violations(self.page)]
        root = "document.documentElement"
        if await self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
            self.found.append(f"{name}: it scrolls sideways")

    async def answered(self) -> None:
        """Have what was asked worked out, while the page waits for it."""
        await self.page.locator("[data-follow]").wait_for()
        async with self.workshop.open() as work:
            query = select(Study.id).where(Study.state == StudyState.REQUESTED)
            asked = (await work.session.scalars(query)).all()
        for study_id in asked:
            await carry_out_study(self.workshop, study_id=study_id, threads=1)
        await self.page.locator("[data-follow]").wait_for(state="detached")


async def walk(visit: Visit, key: str) -> None:
    """Do a week's work with mouse and keyboard."""
    page = visit.page
    await page.goto("/desk")
    await visit.look("sign-in")
    await sign_in(page, key)
    await visit.look("board")
    await follow(page.locator("main a[href*='/desk/runs/']").first)
    await visit.look("run")
    await page.goto("/desk/proposals?state=proposed")
    await visit.look("proposals")
    await follow(page.locator("tbody a").first)
    await visit.look("proposal")
    await follow(page.locator("form[action$='/release'] button"))
    assert await page.locator("form[action$='/release']").count() == 0
    await visit.look("released")
    await page.goto("/desk/clients")
    await visit.look("clients")
    await follow(page.locator("tbody a").last)
    await visit.look("client")
    await follow(page.locator("form[action$='/questions'] button").first)
    await visit.answered()
    await visit.look("question")
    await page.goto("/desk/scenarios")
    await visit.look("scenarios")
    await page.locator("input[type=range]").first.focus()
    before = await page.locator("output").first.inner_text()
    await page.keyboard.press("ArrowLeft")
    assert await page.locator("output").first.inner_text() != before
    await follow(page.locator("main form button"))
    await visit.answered()
    await visit.look("scenario")
    await page.goto("/desk/reports")
    await visit.look("reports")
    for slug in REPORTS:
        await page.goto(f"/desk/reports/{slug}")
        await visit.look(slug)
    await page.goto("/desk/wanted")
    await visit.look("wanted")
    await page.goto("/desk/by-hand")
    await visit.look("pair")
    for choice in ("#client", "#dwelling"):
        await page.locator(choice).select_option(index=1)
    await follow(page.locator("main form button"))
    assert "client=" in page.url
    await visit.look("weighing")
    # The browser says itself that a page was not found, and that is no complaint of ours.
    said = len(visit.found)
    await page.goto("/desk/nowhere")
    del visit.found[said:]
    await visit.look("refused")


async def test_every_page_is_for_everybody(demo_url: str) -> None:
    """In Dutch; in both languages, and Swagger UI with it, `python3 do.py press --axe` judges them."""
    with IssuerServer() as issuer:
        async with browsing(demo_url, known_to(issuer)) as at:
            viewport: ViewportSize = {"width": WIDTHS[0], "height": 900}
            context = await at.browser.new_context(
                base_url=at.base, locale="nl", viewport=viewport, bypass_csp=True
            )
            visit = Visit(await context.new_page(), at.workshop, WIDTHS)
            await walk(visit, at.key)

    assert not visit.found, "\n".join(visit.found)
    pages = {page.path for page in PAGES if page.method == "GET"} - NOT_WALKED
    assert {path for path in pages if not any(map(compile_path(path)[0].match, visit.addresses))} == set()


def known_to(issuer: IssuerServer) -> Settings:
    """Return the settings of a service whose pages an issuer knows."""
    return SETTINGS.model_copy(update={"oidc_issuer": issuer.url, "oidc_client_id": CLIENT})


async def a_coordinator(workshop: Workshop) -> dict[str, Any]:
    """Return what tokens say of somebody at the desk."""
    async with workshop.open() as work:
        at_the_desk = select(Organisation.id).where(Organisation.kind == OrganisationKind.COORDINATOR)
        organisation = (await work.session.scalars(at_the_desk)).first()
    return {"organisation": str(organisation), "roles": ["coordinator"], "name": "A. Jansen"}


async def test_the_policy_of_the_pages_stops_nothing_of_ours(demo_url: str) -> None:
    """The walk above judges with a foreign script, so without the policy; here it holds, to the issuer and back too."""
    with IssuerServer() as issuer:
        issuer.url = issuer.url.replace("127.0.0.1", "localhost")  # to the browser, another site
        async with browsing(demo_url, known_to(issuer)) as at:
            issuer.person = await a_coordinator(at.workshop)
            page = await (await at.browser.new_context(base_url=at.base, locale="nl")).new_page()
            said: list[str] = []
            page.on("console", lambda one: said.extend(complaints(one)))
            await page.goto("/desk/scenarios")
            await follow(page.get_by_role("link", name="Inloggen met uw organisatie"))
            assert page.url.endswith("/desk/scenarios")
            shown = await page.locator("main").evaluate("main => getComputedStyle(main).maxWidth")
            told = await page.locator("input[type=range]").first.get_attribute("aria-valuetext")

    assert said == []
    assert shown == "1600px", "the style is loaded"
    assert told, "the script is run"
