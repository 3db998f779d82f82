"""What of a matching run is told to others than the desk: its counts of people, without the small ones."""

from typing import Any

from matching.api.run_schemas import (
    EmptyDwellingOut,
    ProgressOut,
    RunSummaryOut,
    SentenceOut,
    UnplacedClientOut,
    UsageOut,
)
from matching.api.small_counts import CountsOut, Reader, Sheet
from matching.disclosure import Key
from matching.operations.runs import told_of_empty, told_of_taken


def progress_for(reader: Reader, kept: dict[str, Any]) -> ProgressOut:
    """Return how far a run is as a reader is told it.

    Values of goals are sums of points of people, from which can be counted how many of which urgency there are.
    """
    progress = ProgressOut.model_validate(kept)
    if not reader.sees_all:
        progress.withhold("value", "bound")
    return progress


def summary_for(reader: Reader, kept: dict[str, Any] | None) -> RunSummaryOut | None:
    """Return the summary of a run as a reader is told it."""
    if not kept:
        return None
    summary = RunSummaryOut.model_validate(kept)
    if not reader.sees_all:
        _leave_out(reader, summary)
    return summary


def _leave_out(reader: Reader, summary: RunSummaryOut) -> None:
    summary.withhold("eligible_pairs")
    for level in summary.levels:
        level.withhold("value", "bound")
    for target in summary.targets:
        if target.municipality != reader.town:
            target.withhold("aimed_term", "aimed_now", "placed_before", "placed_now")
    summary.minimums_missed = [one for one in summary.minimums_missed if one.municipality == reader.town]
    _sheet_of(summary).leave_out(reader.smallest)


def _sheet_of(summary: RunSummaryOut) -> Sheet:
    sheet = Sheet()
    clients = sheet.count(summary, "clients", last=True)
    unplaced = sheet.count(summary, "unplaced", last=True)
    others = [sheet.count(summary, field) for field in ("proposals", "changed_meanwhile")]
    sheet.count(summary, "superseded")
    sheet.count(summary.no_party, "clients")
    because = [sheet.entry(summary, "unplaced_because", name) for name in summary.unplaced_because]
    sheet.adds_up([*others, unplaced], [clients])
    sheet.adds_up(because, [unplaced])
    return sheet


def usage_for(reader: Reader, used: list[UsageOut], summary: RunSummaryOut | None) -> list[UsageOut]:
    """Leave out of the use of agreements what this reader is not told.

    A municipality reads its own quota to the last person, for it has to keep it. Load and hours are of few people in
    a street: of those a fifth part is told.

    Parameters
    ----------
    summary
        Of the same run, as it is told to the same reader.
    """
    for one in used:
        one.fifth = -(-5 * (one.used_before + one.used_now) // one.maximum) if one.maximum else None  # type: ignore[operator]
    if reader.sees_all:
        return used
    persons = [one for one in used if one.measure == "placements"]
    sheet = Sheet()
    now = {one.limit: _counted(sheet, reader, one) for one in persons}
    for place in (one for one in persons if one.kind == "municipal-quota"):
        _flows(sheet, reader, place, persons)
    for kind in ("municipal-quota", "commitment"):
        _of_all(sheet, [now[one.limit] for one in persons if one.kind == kind], persons, kind, summary)
    sheet.leave_out(reader.smallest)
    for one in used:
        if one.measure != "placements":
            one.withhold("used_before", "used_now", "left")
        elif None in (one.used_before, one.used_now):
            one.withhold("left", "fifth")
    return used


def _own(reader: Reader, one: UsageOut) -> bool:
    return reader.town is not None and one.subject.split(":")[-1] == reader.town


def _counted(sheet: Sheet, reader: Reader, one: UsageOut) -> Key:
    """Take the counts of an agreement; what is left of an agreed maximum tells what is used."""
    known = _own(reader, one)
    before, now = (sheet.count(one, field, known=known) for field in ("used_before", "used_now"))
    left = sheet.beside(f"left {one.limit}", one.left or 0, slack=True)
    sheet.adds_up([before, now, left], equals=one.maximum)
    return now


def _flows(sheet: Sheet, reader: Reader, place: UsageOut, persons: list[UsageOut]) -> None:
    """Say that who came to a municipality came from there, or is counted as coming from elsewhere."""
    for kind in ("imports", "origin-limit"):
        for side in ("used_before", "used_now"):
            parts = [one for one in persons if one.kind == kind and one.subject.endswith(place.subject)]
            rest = getattr(place, side) - sum(getattr(one, side) for one in parts)
            if parts and rest >= 0:
                others = sheet.beside(
                    f"others {kind} {side} {place.subject}", rest, slack=_own(reader, place)
                )
                sheet.adds_up([(id(one), side) for one in parts] + [others], [(id(place), side)])


def _of_all(
    sheet: Sheet, now: list[Key], persons: list[UsageOut], kind: str, summary: RunSummaryOut | None
) -> None:
    """Say that all that was proposed is divided over agreements of a kind, as far as there is one."""
    if summary is None or summary.proposals is None or not now:
        return
    proposals = sheet.beside(f"proposals {kind}", summary.proposals, known=True)
    rest = summary.proposals - sum(one.used_now or 0 for one in persons if one.kind == kind)
    if rest == 0:
        sheet.adds_up(now, [proposals])
    elif rest > 0:
        sheet.adds_up([*now, sheet.beside(f"elsewhere {kind}", rest, slack=True)], [proposals])


def empty_for(reader: Reader, empty: EmptyDwellingOut) -> EmptyDwellingOut:
    """Leave out of why a dwelling stayed empty how many people stand behind it; it reads the same in words.

    All dwellings of a run count the same people, and a landlord may offer them at every rent: what two of them count
    apart is told by what lies between. So no number is told, however large, and no order by number. That there is
    nobody is told.
    """
    if reader.sees_all:
        return empty
    empty.withhold(*(field for field in ("eligible", "unknown") if getattr(empty, field)))
    empty.removed.sort(key=lambda one: one.rule)
    empty.blocking.sort(key=lambda one: (one.kind, one.subject))
    for rule in empty.removed:
        rule.withhold("removed", "alone")
    for full in empty.blocking:
        full.withhold("count")
    told = told_of_empty(
        empty.cause,
        eligible=empty.eligible,
        unknown=empty.unknown,
        removed=[(one.rule, one.removed) for one in empty.removed],
        blocking=[(one.sentence.dutch, one.sentence.english) for one in empty.blocking],
    )
    empty.sentences = reader.may_be_told([SentenceOut.model_validate(one) for one in told])
    return empty


class _Taken(CountsOut):
    """To whom dwellings went."""

    higher: int | None = 0
    equal: int | None = 0
    lower: int | None = 0


def unplaced_for(
    reader: Reader, unplaced: UnplacedClientOut, taken: dict[str, int] | None
) -> UnplacedClientOut:
    """Leave out of why a client got nothing how few others went first.

    Parameters
    ----------
    taken
        How many of the dwellings that fit went to whom, as the run kept it.
    """
    if reader.sees_all or not taken:
        return unplaced
    told = _Taken.model_validate(taken)
    classes = [name for name in ("higher", "equal", "lower") if taken[name]]
    sheet = Sheet()
    parts = [sheet.count(told, name) for name in classes]
    if unplaced.cause == "others-first":
        sheet.adds_up(parts, [sheet.beside("fitting", unplaced.eligible, known=True)])
    sheet.leave_out(reader.smallest)
    words = told_of_taken(higher=told.higher, equal=told.equal, lower=told.lower)
    mine = [SentenceOut.model_validate(one) for one in words]
    unplaced.sentences = reader.may_be_told(
        [*unplaced.sentences[:1], *mine, *unplaced.sentences[1 + len(classes) :]]
    )
    return unplaced
