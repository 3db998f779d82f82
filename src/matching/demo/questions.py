"""Questions about the demo's first matching run: what if, and which dwellings would help most."""

from uuid import UUID

from matching.actors import Role
from matching.demo.numbers import acting, numbered
from matching.examples import (
    CLIENT,
    COORDINATOR,
    DWELLING,
    LEDGER,
    PLACEMENT_QUESTION,
    PROCUREMENT_PLAN,
    REGION,
    SCENARIO,
)
from matching.models import Study
from matching.operations.studies import (
    Amended,
    PlacementQuestion,
    Scenario,
    Terms,
    ask_for_ledger,
    request_study,
)
from matching.queries import runs
from matching.queries.regions import region
from matching.vocabulary import StudyKind
from matching.work import Workshop


async def ask(workshop: Workshop) -> list[UUID]:
    """Ask about the run that finished last, unless something was asked before; return what to follow."""
    desk = acting(Role.COORDINATOR, COORDINATOR)
    async with workshop.open(desk) as work:
        if await work.session.get(Study, UUID(SCENARIO)) is not None:
            return [UUID(one) for one in (SCENARIO, PROCUREMENT_PLAN, PLACEMENT_QUESTION, LEDGER)]
        where = await region(work, slug=REGION)
        run = await runs.run_to_ask_about(work, region_id=where.id, run_id=None)
        scenario = await request_study(
            numbered(work, actor=desk, first=int(SCENARIO[-12:])),
            kind=StudyKind.SCENARIO,
            run=run,
            asked=WHAT_IF,
            meant=_what_if(),
        )
        plan = await request_study(
            numbered(work, actor=desk, first=int(PROCUREMENT_PLAN[-12:])),
            kind=StudyKind.PROCUREMENT_PLAN,
            run=run,
            asked={"dwellings": DWELLINGS, "forCorporations": True},
            meant=Terms(DWELLINGS),
        )
        why_not = await request_study(
            numbered(work, actor=desk, first=int(PLACEMENT_QUESTION[-12:])),
            kind=StudyKind.PLACEMENT_QUESTION,
            run=run,
            asked={"client": CLIENT, "dwelling": DWELLING},
            meant=PlacementQuestion(CLIENT, DWELLING),
        )
    ledger = await ask_for_ledger(workshop, run_id=run.id)
    return [scenario.id, plan.id, why_not.id, *([ledger] if ledger else [])]


DWELLINGS = 5
WHAT_IF = {
    "quotas": [{"municipality": "GM0882", "maximum": 20}],
    "loadCaps": [{"area": "BU09179901", "points": 22}],
}
"""As it would have been sent."""


def _what_if() -> Scenario:
    return Scenario(
        quotas=(Amended("GM0882", (("maximum", 20),)),),
        load_caps=(Amended("BU09179901", (("capacity", 2_200),)),),
    )
