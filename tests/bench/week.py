"""A week at the desk of a town: a run with its proposals, and what was asked about it. What its pages show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from conftest import Town
from matching.models import Study, StudyState
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.pages import PAGES
from matching.queries.reports import SOURCES
from matching.work import Workshop
from matching_town import people_and_homes
from pages.conftest import Browser, a_key

AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
CLIENTS, DWELLINGS = 120, 80
"""Who waits this week, and what is offered."""
MORE = (
    "/desk/proposals?state=placed",
    "/desk/clients?after={client_id}",
    "/desk/by-hand?client={client_id}&dwelling={dwelling_id}",
)
"""Pages that show something else when asked for it."""


@dataclass(frozen=True, slots=True)
class Week:
    """What there is to look at."""

    run: str
    proposal: str
    client: str
    dwelling: str
    question: str
    scenario: str


async def a_week(browser: Browser, workshop: Workshop, town: Town) -> Week:
    """Sign in, have a matching run made, and ask about it."""
    people, homes = await people_and_homes(workshop, town, clients=CLIENTS, dwellings=DWELLINGS)
    await browser.sign_in((await a_key(workshop, town.coordinator))[1])
    run = (await browser.send("/desk", "/desk/runs")).url.path
    await carry_out_run(workshop, run_id=UUID(AN_ID.findall(run)[0]), threads=2)
    proposals = AN_ID.findall((await browser.http.get("/desk/proposals")).text)
    client, dwelling = str(people[-1]), str(homes[-1])
    question = await browser.send(f"/desk/clients/{client}", f"/desk/clients/{client}/questions")
    scenario = await browser.send("/desk/scenarios", "/desk/scenarios", **{"quota:GM9001": "5"})
    await _work_out(workshop)
    return Week(
        *(AN_ID.findall(one)[0] for one in (run, proposals[0])),
        client,
        dwelling,
        *(AN_ID.findall(one.url.path)[0] for one in (question, scenario)),
    )


async def _work_out(workshop: Workshop) -> None:
    async with workshop.open() as work:
        asked = (
            await work.session.scalars(select(Study.id).where(Study.state == StudyState.REQUESTED))
        ).all()
    for study_id in asked:
        await carry_out_study(workshop, study_id=study_id, threads=2)


def addresses(week: Week) -> Iterator[str]:
    """Return the address of every page that shows something, once for each report."""
    known = {
        "run_id": week.run,
        "proposal_id": week.proposal,
        "client_id": week.client,
        "dwelling_id": week.dwelling,
    }
    for path in (*(page.path for page in PAGES if page.method == "GET"), *MORE):
        study = week.question if "/questions/" in path else week.scenario
        for source in SOURCES if "{slug}" in path else SOURCES[:1]:
            yield path.format(**known, study_id=study, slug=source.indicator.slug)
