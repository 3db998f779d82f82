"""The dwellings that would help most: the last plan of the region, added up line by line."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from conftest import Clock, Town
from matching.models import CovenantVersion, MatchingRun, Study, StudyState
from matching.vocabulary import StudyKind, Urgency
from matching.work import Work, Workshop
from matching_town import a_covenant
from operations.reports.asking import by_group, report
from rows import a_live_proposal

FIELDS = {
    "rung": "housing_form",
    "municipality": "municipality",
    "bedrooms": "bedrooms",
    "accessibility": "accessibility",
}


def random_lines(dice: random.Random) -> list[dict[str, Any]]:
    """Return lines of a plan as a study keeps them."""
    return [
        {
            "number": dice.randrange(1, 4),
            "housing_form": dice.choice(["own-home", "own-home-ambulant"]),
            "municipality": dice.choice(["GM9001", "GM9002"]),
            "bedrooms": dice.choice([1, 2, 3]),
            "accessibility": dice.choice(["none", "single-floor"]),
            "houses": [
                {"urgency": urgency.value, "clients": dice.randrange(1, 5)}
                for urgency in dice.sample(list(Urgency), dice.randrange(3))
            ],
        }
        for _ in range(dice.randrange(3, 9))
    ]


def a_plan(work: Work, run: MatchingRun, lines: list[dict[str, Any]] | None, **facts: Any) -> Study:
    """Return a plan of a run; without lines one that is still being worked out."""
    usual: dict[str, Any] = {
        "kind": StudyKind.PROCUREMENT_PLAN,
        "region_id": run.region_id,
        "run_id": run.id,
        "state": StudyState.RUNNING if lines is None else StudyState.FINISHED,
        "asked": {},
        "meant": {},
        "answer": None if lines is None else {"lines": lines},
        "attempts": 1,
        "finished_at": None if lines is None else work.at,
    }
    return Study(**work.stamp(), **usual | facts)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_plan_is_added_up_line_by_line(
    workshop: Workshop, town: Town, clock: Clock, seed: int
) -> None:
    """The last that was finished by then: not one of before, of later, of another kind, or still going on."""
    await a_covenant(workshop, town)
    dice = random.Random(seed)
    before, last, later = (random_lines(dice) for _ in range(3))
    async with workshop.open() as work:
        [version] = await work.session.scalars(select(CovenantVersion))
        proposal = await a_live_proposal(work, town, version=version)
        run = await work.session.get_one(MatchingRun, proposal.run_id)
        yesterday = work.at - timedelta(days=1)
        work.session.add_all(
            [
                a_plan(work, run, before, finished_at=yesterday),
                a_plan(work, run, last),
                a_plan(work, run, None),
                a_plan(work, run, later, kind=StudyKind.SCENARIO),
            ]
        )
    then = clock.now.date()
    clock.tick(days=1)
    async with workshop.open() as work:
        work.session.add(a_plan(work, run, later))

    for by, field in FIELDS.items():
        dwellings: Counter[str] = Counter()
        helped: Counter[str] = Counter()
        for line in last:
            dwellings[str(line[field])] += line["number"]
            helped[str(line[field])] += sum(one["clients"] for one in line["houses"])
        found = await report(workshop, town, "procurement", by=by, on=then)

        assert by_group(found, "dwellings", "helped") == {
            group: (count, helped[group]) for group, count in dwellings.items()
        }
        assert found.table.total is not None
        assert (found.table.total["dwellings"], found.table.total["helped"]) == (
            dwellings.total(),
            helped.total(),
        )
