"""A browser without scripts: who signs in at the desk, reads pages, and sends their forms."""

from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import UUID

import httpx
import pytest

from conftest import Doors, Town
from matching.actors import OPERATOR
from matching.models import ApiKey, Organisation
from matching.operations import keys
from matching.operations.runs import carry_out_run
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes


class Forms(HTMLParser):
    """Finds the forms of a page: where each goes, and what it sends by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((told.get("action", ""), {}))
        elif tag == "input" and self.found and told.get("name"):
            self.found[-1][1][told["name"]] = sent(told)


def sent(field: dict[str, str]) -> str:
    """Return what a browser sends of a field that nobody touched: a slider stands on one of its steps."""
    value = field.get("value", "")
    if field.get("type") != "range":
        return value
    step, most = int(field["step"]), int(field["max"])
    return str(min(most - most % step, (2 * int(value) + step) // (2 * step) * step))


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's browser."""

    http: httpx.AsyncClient

    async def sign_in(self, key: str, **more: str) -> httpx.Response:
        """Sign in with a key."""
        sent = {"key": key, "person": "A. Jansen, coördinator", "next": "/desk", **more}
        return await self.http.post("/desk/sign-in", data=sent)

    async def send(self, path: str, action: str, **filled: str) -> httpx.Response:
        """Open a page, fill in the form that goes to an address, and send it."""
        page = await self.http.get(path)
        assert page.status_code == 200, page.text
        forms = Forms()
        forms.feed(page.text)
        hidden = next(fields for where, fields in forms.found if where == action)
        return await self.http.post(action, data={**hidden, **filled})


@pytest.fixture
async def browser(doors: Doors) -> Browser:
    """Return a browser in which nobody is signed in."""
    return Browser(await doors.as_browser())


@pytest.fixture
async def at_the_desk(browser: Browser, town: Town, workshop: Workshop) -> Browser:
    """Return a coordinator's browser, after a run in which six people got four homes."""
    await a_covenant(workshop, town)
    await people_and_homes(workshop, town, clients=6, dwellings=4)
    await browser.sign_in((await a_key(workshop, town.coordinator))[1])
    asked = await browser.send("/desk", "/desk/runs")
    await carry_out_run(workshop, run_id=UUID(asked.url.path.rpartition("/")[2]), threads=1)
    return browser


async def a_key(workshop: Workshop, organisation: Organisation) -> tuple[ApiKey, str]:
    """Make a key for an organisation; return it with its secret."""
    async with workshop.open(OPERATOR) as work:
        made = await keys.make_key(work, organisation=organisation, label="browser")
    return made.key, made.secret
