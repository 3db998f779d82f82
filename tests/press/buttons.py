"""Swagger UI under somebody's finger: signing in, pressing Execute, and listening to what the browser complains of."""

from dataclasses import dataclass
from typing import Any, Self

from playwright.async_api import Browser, Page, Request, ViewportSize

from flows.browsing import complaints

PATIENCE = 30_000
"""How long an answer may take to appear. [millisecond]"""

SCREEN = ViewportSize(width=1_400, height=1_000)
NARROWED = """path => document.querySelectorAll(".opblock-tag").length <= 6
    && [...document.querySelectorAll(".opblock .opblock-summary-path")].every(one => one.dataset.path.includes(path))"""
"""Swagger UI draws only what is in sight, so what is wanted is filtered for, as people do: few chapters are left."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the contract."""

    method: str
    path: str
    told: dict[str, Any]

    @property
    def name(self) -> str:
        """Return what it is called."""
        return str(self.told["operationId"])

    @property
    def names_region(self) -> bool:
        """Tell whether a region can be named."""
        return any(one.get("name") == "region" for one in self.told.get("parameters", ()))

    @property
    def chapter(self) -> str:
        """Return the head of its chapter, as a selector: chapters are closed until somebody opens them."""
        return f"#operations-tag-{self.told['tags'][0]}"

    @property
    def place(self) -> str:
        """Return where it stands on the page, as a selector."""
        return f"#operations-{self.told['tags'][0]}-{self.name}"


@dataclass
class Visit:
    """Somebody at the documentation page.

    Attributes
    ----------
    found
        What was wrong so far.
    doing
        What is being done, for what is found meanwhile.
    """

    page: Page
    base: str
    found: list[str]
    doing: str = "opening"

    @classmethod
    async def begin(cls, browser: Browser, base: str, key: str, found: list[str]) -> Self:
        """Open the page with a key, and listen."""
        context = await browser.new_context(base_url=base, locale="nl", viewport=SCREEN)
        page = await context.new_page()
        visit = cls(page, base, found)
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: visit.note(*complaints(said)))
        page.on("pageerror", lambda error: visit.note(f"script: {error}"))
        page.on("request", visit.require_inside)
        await page.goto("/docs")
        await visit.sign_in(key)
        return visit

    def note(self, *wrong: str) -> None:
        """Write down what is wrong."""
        self.found += [f"{self.doing}: {one}" for one in wrong]

    def require_inside(self, request: Request) -> None:
        """Note a request that goes to anybody else."""
        if not request.url.startswith((f"{self.base}/", "data:", "blob:")):
            self.note(f"asked outside: {request.url}")

    async def sign_in(self, key: str) -> None:
        """Show a key in the dialog."""
        self.doing = "signing in"
        await self.page.locator("button.authorize").first.click()
        dialog = self.page.locator(".modal-ux")
        await dialog.locator("input").first.fill(key)
        await dialog.locator("button.authorize").first.click()
        await dialog.locator("button.btn-done").first.click()

    async def press(self, operation: Operation, *, region: str = "") -> None:
        """Find an operation, press Execute as it stands there, look at the answer, and close it.

        Parameters
        ----------
        region
            What to fill in where a region can be named; empty: nothing.
        """
        self.doing = f"{operation.method.upper()} {operation.path}"
        await self.page.locator("input.operation-filter-input").fill(operation.path)
        await self.page.wait_for_function(NARROWED, arg=operation.path)
        chapter = self.page.locator(operation.chapter)
        if await chapter.get_attribute("data-is-open") == "false":
            await chapter.click()
        block = self.page.locator(operation.place)
        title = block.locator(".opblock-summary-control")
        await title.click()
        if region and operation.names_region:
            await block.locator("tr[data-param-name=region] input").fill(region)
        await block.locator("button.execute").click()
        answer = block.locator(".live-responses-table .response").last
        status = (await answer.locator(".response-col_status").inner_text()).split()
        if not (status[0].startswith("2") and status[0] in operation.told["responses"]):
            said = await answer.locator(".response-col_description").inner_text()
            self.note(f"{' '.join(status)} {' '.join(said.split())[:600]}")
        await title.click()
