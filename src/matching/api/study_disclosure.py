"""What of a question about a run is told to others than the desk: its counts of people, without the small ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matching.api.difference_schemas import DifferenceOut
from matching.api.ledger_schemas import LedgerOut
from matching.api.placement_question_schemas import PlacementQuestionOut
from matching.api.procurement_schemas import PlanOut
from matching.api.run_schemas import RunSummaryOut, SentenceOut
from matching.api.scenario_schemas import ComparisonOut, UrgencyComparedOut
from matching.api.small_counts import CountsOut, Reader, Sheet
from matching.api.study_schemas import SideOut
from matching.disclosure import TOTAL, Key, protect, row

_WAYS = {
    "more": ("Er krijgen meer mensen een woning.", "More people get a home."),
    "same": ("Er krijgen evenveel mensen een woning.", "As many people get a home."),
    "fewer": ("Er krijgen minder mensen een woning.", "Fewer people get a home."),
}
_UNPROVEN = SentenceOut(
    dutch="Niet alles hiervan is bewezen: de rekentijd was op.",
    english="Not all of this is proven: there was no more time to compute.",
)


@dataclass(frozen=True, slots=True)
class Base:
    """What of a run is told to the reader, with which everything that is told of a question about it has to agree.

    Attributes
    ----------
    clients, placed
        Whether it is told how many are on the list, and how many get a home.
    urgencies
        Of which classes it is told how many get a home.
    """

    clients: bool = False
    placed: bool = False
    urgencies: frozenset[str] = frozenset()


def base_of(reader: Reader, summary: RunSummaryOut | None, urgencies: Mapping[str, int | None]) -> Base:
    """Return what is told of the run a question is about: the same for each question.

    Parameters
    ----------
    summary
        As it is told to the reader.
    urgencies
        How many of each class get a home in the run.
    """
    if summary is None:
        return Base()
    placed = None not in (summary.proposals, summary.changed_meanwhile)
    parts: dict[Key, int] = {name: count or 0 for name, count in urgencies.items()}
    whole = row(parts, known=[TOTAL] if placed else [])
    if not placed:
        whole = replace(whole, untold=frozenset({TOTAL}))
    told = protect(whole, smallest=reader.smallest)
    classes = frozenset(name for name in urgencies if told[name] is not None)
    return Base(summary.clients is not None, placed, classes)


def comparison_for(reader: Reader, compared: ComparisonOut, summary: RunSummaryOut | None) -> ComparisonOut:
    """Leave out of a what-if what this reader is not told: values of goals, load of streets, small counts."""
    if reader.sees_all:
        return compared
    base = base_of(reader, summary, {one.urgency: one.placed.before for one in compared.urgencies})
    for level in compared.levels:
        level.withhold("before", "after")
    for street in compared.neighbourhoods:
        street.load.withhold("before", "after", "change")
    for town in compared.municipalities:
        town.placed.withhold("before", "after")
    _compared(compared, base).leave_out(reader.smallest)
    for one in compared.urgencies:
        _together(one.clients, one.placed)
    _together(compared.clients, compared.placed)
    proven = all(level.proven_after for level in compared.levels)
    compared.sentences = _in_words(compared.placed, proven=proven)
    compared.changes = reader.may_be_told(compared.changes)
    return compared


def _together(*sides: SideOut) -> None:
    """Leave out what comes after where what was before is not told: nothing may have changed."""
    for side in sides:
        if side.before is None:
            side.withhold("after")


def _compared(compared: ComparisonOut, base: Base) -> Sheet:
    sheet = Sheet()
    placed = _turned(
        sheet, "placed", compared.placed, (compared, "gain"), (compared, "lose"), told=base.placed
    )
    moved = [sheet.count(compared, field) for field in ("elsewhere", "same")]
    sheet.adds_up([*moved, (id(compared), "gain")], [placed[1]])
    clients = _sides(sheet, "clients", compared.clients, told=base.clients)
    _within(sheet, "waiting", clients, placed)
    urgencies = [_urgency(sheet, one, base) for one in compared.urgencies]
    for place, whole in ((0, clients), (1, placed)):
        for side in (0, 1):
            sheet.adds_up([one[place][side] for one in urgencies], [whole[side]])
    for field in ("gain", "lose"):
        sheet.adds_up([(id(one), field) for one in compared.urgencies], [(id(compared), field)])
    return sheet


def _urgency(sheet: Sheet, one: UrgencyComparedOut, base: Base) -> tuple[Sequence[Key], Sequence[Key]]:
    clients = _sides(sheet, f"clients {one.urgency}", one.clients, told=False)
    gain, lose = (one, "gain"), (one, "lose")
    placed = _turned(sheet, one.urgency, one.placed, gain, lose, told=one.urgency in base.urgencies)
    _within(sheet, f"waiting {one.urgency}", clients, placed)
    return clients, placed


def _sides(sheet: Sheet, name: str, side: SideOut, *, told: bool) -> Sequence[Key]:
    """Take both sides, and the change between them, which may be of a few people too.

    Parameters
    ----------
    told
        Whether the first is told of the run itself.
    """
    change = (side.after or 0) - (side.before or 0)
    after = sheet.count(side, "after")
    before = sheet.count(side, "before", known=True) if told else sheet.kept_back(side, "before")
    changed = sheet.beside(f"change {name}", abs(change), known=change == 0)  # "same" is always told
    sheet.adds_up(*(([before, changed], [after]) if change >= 0 else ([after, changed], [before])))
    return before, after


def _turned(
    sheet: Sheet,
    name: str,
    side: SideOut,
    gain: tuple[CountsOut, str],
    lose: tuple[CountsOut, str],
    *,
    told: bool,
) -> Sequence[Key]:
    """Take both sides, and who makes the difference."""
    before, after = _sides(sheet, name, side, told=told)
    gained, lost = sheet.count(*gain), sheet.count(*lose)
    sheet.adds_up([before, gained], [after, lost])
    return before, after


def _within(sheet: Sheet, name: str, whole: Sequence[Key], part: Sequence[Key]) -> None:
    """Say that who is not in a part is the rest of the whole."""
    for side in (0, 1):
        rest = sheet.value(whole[side]) - sheet.value(part[side])
        if rest >= 0:
            sheet.adds_up([part[side], sheet.beside(f"{name} {side}", rest)], [whole[side]])


def _in_words(placed: SideOut, *, proven: bool) -> list[SentenceOut]:
    dutch, english = _WAYS[placed.change or "same"]
    told = SentenceOut(dutch=dutch, english=english)
    return [told] if proven else [told, _UNPROVEN]


def difference_for(
    reader: Reader, difference: DifferenceOut, summary: RunSummaryOut | None
) -> list[SentenceOut]:
    """Leave out of a difference what this reader is not told, and return what is left of it in words."""
    base = base_of(reader, summary, {one.group: one.placed.before for one in difference.groups})
    for level in difference.levels:
        level.withhold("before", "after", "bound")
    sheet = Sheet()
    placed = _sides(sheet, "placed", difference.placed, told=base.placed)
    sheet.count(difference, "elsewhere")
    groups = [
        _turned(sheet, one.group, one.placed, (one, "gain"), (one, "lose"), told=one.group in base.urgencies)
        for one in difference.groups
    ]
    for side in (0, 1):
        sheet.adds_up([one[side] for one in groups], [placed[side]])
    sheet.leave_out(reader.smallest)
    _together(difference.placed, *(one.placed for one in difference.groups))
    return _in_words(difference.placed, proven=all(level.proven for level in difference.levels))


def ledger_for(reader: Reader, ledger: LedgerOut, summary: RunSummaryOut | None) -> LedgerOut:
    """Leave out of a ledger what this reader is not told; that an agreement is used up everybody may know."""
    if reader.sees_all:
        return ledger
    for entry in ledger.entries:
        if entry.used != entry.maximum:
            entry.withhold("used")
        entry.sentences = [*entry.sentences[:1], *difference_for(reader, entry.difference, summary)]
    for price in ledger.price:
        price.sentences = [*price.sentences[:1], *difference_for(reader, price.difference, summary)]
    return ledger


def question_for(
    reader: Reader, question: PlacementQuestionOut, summary: RunSummaryOut | None
) -> PlacementQuestionOut:
    """Leave out of why not how few others would gain or lose by it."""
    if reader.sees_all:
        return question
    placing = question.placing
    if placing is not None and placing.difference is not None:
        placing.sentences = [*placing.sentences[:1], *difference_for(reader, placing.difference, summary)]
    for one in question.openings.openings if question.openings else ():
        told = difference_for(reader, one.difference, summary)
        one.sentences = [*(step.sentence for step in one.steps), *told]
    return question


def plan_for(reader: Reader, plan: PlanOut) -> PlanOut:
    """Leave out of a plan whom it is for, and kinds of dwellings that describe a few people.

    Each dwelling of a plan houses one household: how many dwellings are asked, and used, is no secret, and says how
    many more get a home. Kinds lie within each other, so how many could live in one is not told, however many.
    """
    if reader.sees_all:
        return plan
    plan.lines = [one for one in plan.lines if (one.fits or 0) >= reader.smallest]
    for line in plan.lines:
        line.withhold("houses", "fits")
    for gain in plan.gains:
        gain.withhold("placed", "priority", "houses")
    plan.placed.withhold("before", "after")
    sheet = Sheet()
    waiting, none = sheet.count(plan, "waiting", last=True), sheet.count(plan, "undescribed")
    sheet.adds_up([none, sheet.beside("described", (plan.waiting or 0) - (plan.undescribed or 0))], [waiting])
    sheet.leave_out(reader.smallest)
    plan.sentences = _in_words(plan.placed, proven=all(gain.proven for gain in plan.gains))
    return plan
