"""What if: sliders on quotas and caps, and what would come of it beside the run as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from matching.errors import Fault
from matching.models import StudyState
from matching.operations.studies import Amended, Scenario, request_study
from matching.pages.desk import Desk, Form, NumberTooLarge, Page, an_identity
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
    kind, code
        A quota of a municipality, or a cap of an area.
    value, most
        As agreed, and where the slider ends. [placement, or hundredths of a point]
    stands
        Where it stands when the page opens; None: as agreed.
    """

    kind: str
    code: str
    label: str
    value: int
    stands: int | None = None

    @property
    def name(self) -> str:
        """Return what it is called in the form."""
        return f"{self.kind}:{self.code}"

    @property
    def most(self) -> int:
        """Return where it ends: twice as far, and never nowhere."""
        return max(2 * self.value, 10)

    @property
    def step(self) -> int:
        """Return how far it moves at once: a browser puts a slider on a step, and so must what it stands on be."""
        tenths = all(number % 10 == 0 for number in (self.value, self.stands or 0))
        return 10 if self.kind == CAP and tenths else 1


async def show_all(desk: Desk) -> Response:
    """Show the sliders as the covenant has them, or as somebody tried them before, and what was asked before."""
    tried = an_identity(desk.request.query_params.get("tried", ""))
    sliders = await _sliders(desk)
    if tried is not None:
        study = await studies.study(desk.work, kind=StudyKind.SCENARIO, study_id=tried)
        sliders = _as_tried(sliders, study.asked)
    return desk.draw(
        "scenarios.html",
        sliders=sliders,
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
    """Return what was agreed of the region as it is; what left it stands in the covenant, and counts nobody."""
    today = desk.work.at.date()
    agreed = await covenants.agreement_on(desk.work, region_id=desk.region.id, on=today)
    names = (await naming.names_of(desk.work, region_id=desk.region.id)).places
    quotas = [
        Slider(QUOTA, one.municipality, names[one.municipality], one.maximum)
        for one in agreed.wording.quotas
        if one.municipality in names
    ]
    caps = [
        Slider(CAP, area, names[area], int(one.points * 100))
        for area, one in agreed.wording.caps_on(today).items()
        if area in names
    ]
    return sorted(quotas + caps, key=lambda one: (one.kind, one.label))


def _as_tried(sliders: list[Slider], asked: Mapping[str, Any]) -> list[Slider]:
    """Return the sliders where a scenario had them; what it left alone stands as agreed."""
    quotas = {(QUOTA, one["municipality"]): one.get("maximum") for one in asked.get("quotas") or []}
    caps = {(CAP, one["area"]): one.get("points") for one in asked.get("loadCaps") or []}
    stood = quotas | {place: points and round(points * 100) for place, points in caps.items()}
    return [replace(one, stands=stood.get((one.kind, one.code))) for one in sliders]


async def ask(desk: Desk) -> Response:
    """Ask what would come of the numbers that were moved."""
    run = await runs.run_to_ask_about(desk.work, region_id=desk.region.id, run_id=None)
    moved = _moved(desk.form, await _sliders(desk))
    quotas = [(slider.code, number) for slider, number in moved if slider.kind == QUOTA]
    caps = [(slider.code, number) for slider, number in moved if slider.kind == CAP]
    scenario = Scenario(
        quotas=tuple(Amended(code, (("maximum", number),)) for code, number in quotas),
        load_caps=tuple(Amended(code, (("capacity", number),)) for code, number in caps),
    )
    asked = {
        "quotas": [{"municipality": code, "maximum": number} for code, number in quotas],
        "loadCaps": [{"area": code, "points": number / 100} for code, number in caps],
    }
    made = await request_study(desk.work, kind=StudyKind.SCENARIO, run=run, asked=asked, meant=scenario)
    return desk.go(f"{PATH}/{made.id}")


def _moved(form: Form, sliders: list[Slider]) -> list[tuple[Slider, int]]:
    """Return the sliders that stand elsewhere than was agreed.

    Raises
    ------
    NumberTooLarge
        When some stand beyond their end; names them all.
    """
    sent = [(slider, form.number(slider.name)) for slider in sliders]
    moved = [(slider, number) for slider, number in sent if number is not None and number != slider.value]
    faults = [
        Fault(
            slider.name,
            "number-too-large",
            f"{slider.label}: at most {slider.most}.",
            f"{slider.label}: ten hoogste {slider.most}.",
        )
        for slider, number in moved
        if number > slider.most
    ]
    if faults:
        raise NumberTooLarge(faults=faults)
    return moved


async def show(desk: Desk) -> Response:
    """Show what would come of it, beside the run as it was."""
    study = await studies.study(desk.work, kind=StudyKind.SCENARIO, study_id=desk.identity("study_id"))
    return desk.within(study.region_id).draw(
        "scenario.html",
        study=study,
        busy=study.state in (StudyState.REQUESTED, StudyState.RUNNING),
        compared=study.answer,
        names=(await naming.names_of(desk.work, region_id=study.region_id)).places,
    )


PAGES = (Page(PATH, show_all), Page(PATH, ask, "POST"), Page(f"{PATH}/{{study_id}}", show))
