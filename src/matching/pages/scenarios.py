"""What if: sliders on quotas and caps, and what would come of it beside the run as it was."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from matching.models import StudyState
from matching.operations.studies import Amended, Scenario, request_study
from matching.pages.desk import Desk, Form, Page
from matching.queries import covenants, naming, runs, studies
from matching.vocabulary import StudyKind

PATH = "/desk/scenarios"
SHOWN = 10
"""How many earlier ones are listed."""
QUOTA, CAP = "quota", "cap"


@dataclass(frozen=True, slots=True)
class Slider:
    """A number that can be moved.

    Attributes
    ----------
    name
        In the form: "quota:GM0917", "cap:BU09179901".
    value, most
        As agreed, and where the slider ends; caps in hundredths of a point. [placement or hundredths]
    """

    name: str
    label: str
    value: int
    most: int
    unit: str


async def show_all(desk: Desk) -> Response:
    """Show the sliders as the covenant has them, and what was asked before."""
    return desk.draw(
        "scenarios.html",
        sliders=await _sliders(desk),
        earlier=await studies.visible_studies(
            desk.work,
            kind=StudyKind.SCENARIO,
            region_id=desk.region.id,
            run_id=None,
            after=None,
            limit=SHOWN,
        ),
    )


async def _sliders(desk: Desk) -> list[Slider]:
    agreed = await covenants.agreement_on(desk.work, region_id=desk.region.id, on=desk.work.at.date())
    names = (await naming.names_of(desk.work, region_id=desk.region.id)).places
    quotas = [
        Slider(f"{QUOTA}:{one.municipality}", names[one.municipality], one.maximum, _beyond(one.maximum), "")
        for one in agreed.wording.quotas
    ]
    caps = [
        Slider(f"{CAP}:{area}", names[area], int(one.points * 100), _beyond(int(one.points * 100)), "load")
        for area, one in agreed.wording.caps_on(desk.work.at.date()).items()
    ]
    return sorted(quotas, key=lambda one: one.label) + sorted(caps, key=lambda one: one.label)


def _beyond(value: int) -> int:
    """Return where a slider ends: twice as far, and never nowhere."""
    return max(2 * value, 10)


async def ask(desk: Desk) -> Response:
    """Ask what would come of the numbers that were moved."""
    run = await runs.run_to_ask_about(desk.work, region_id=desk.region.id, run_id=None)
    moved = dict(_moved(desk.form, await _sliders(desk)))
    scenario = Scenario(
        quotas=tuple(_amended(moved, QUOTA, "maximum")), load_caps=tuple(_amended(moved, CAP, "capacity"))
    )
    asked = {"quotas": _told(moved, QUOTA), "loadCaps": _told(moved, CAP)}
    made = await request_study(desk.work, kind=StudyKind.SCENARIO, run=run, asked=asked, meant=scenario)
    return desk.go(f"{PATH}/{made.id}")


def _moved(form: Form, sliders: list[Slider]) -> Iterator[tuple[str, int]]:
    for slider in sliders:
        sent = form.number(slider.name)
        if sent is not None and sent != slider.value:
            yield slider.name, sent


def _amended(moved: dict[str, int], section: str, field: str) -> Iterator[Amended]:
    for name, value in moved.items():
        kind, _, code = name.partition(":")
        if kind == section:
            yield Amended(code, ((field, value),))


def _told(moved: dict[str, int], section: str) -> list[dict[str, object]]:
    """Return what was asked as the API would have been asked it."""
    told: list[dict[str, object]] = []
    for name, value in moved.items():
        kind, _, code = name.partition(":")
        if kind == section:
            told.append(
                {"municipality": code, "maximum": value}
                if kind == QUOTA
                else {"area": code, "points": value / 100}
            )
    return told


async def show(desk: Desk) -> Response:
    """Show what would come of it, beside the run as it was."""
    study = await studies.study(desk.work, kind=StudyKind.SCENARIO, study_id=desk.identity("study_id"))
    return desk.draw(
        "scenario.html",
        study=study,
        busy=study.state in (StudyState.REQUESTED, StudyState.RUNNING),
        compared=study.answer,
        names=(await naming.names_of(desk.work, region_id=study.region_id)).places,
    )


PAGES = (Page(PATH, show_all), Page(PATH, ask, "POST"), Page(f"{PATH}/{{study_id}}", show))
