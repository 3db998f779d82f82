"""A report as a sheet, as a picture or as a part of a page, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from matching.doors.dates import told_day, told_moment
from matching.doors.languages import Language
from matching.queries.reports import Answer, Reach, shapes
from matching.reporting.indicators import Indicator, Titles
from matching.reporting.pictures import draw, number
from matching.reporting.pictures.drawing import Frame
from matching.reporting.sheets import as_csv
from matching.reporting.tables import HIDDEN, TOTAL, Column, Kind, Phrase, Row
from matching.work import Work


def as_sheet(found: Answer, language: Language) -> str:
    """Return a report as CSV."""
    dutch = language is Language.DUTCH
    return as_csv(
        found.table,
        found.indicator.columns,
        heads=("code", found.asked.by.dutch if dutch else found.asked.by.value),
        dutch=dutch,
        total="totaal" if dutch else "total",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table on the page."""

    name: str
    cells: tuple[str, ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A report on the page.

    Attributes
    ----------
    words
        At which places of a row words stand, which begin at the left; 0 is the name of the row.
    caption
        Whose figures, over which period, told apart by what.
    explained
        Terms with what they say: unit, definition, source.
    foot
        When it was made, and what is hidden.
    """

    slug: str
    title: str
    question: str
    picture: Markup
    caption: str
    heads: tuple[str, ...]
    words: frozenset[int]
    rows: tuple[Line, ...]
    explained: tuple[tuple[str, str], ...]
    foot: str


async def as_part(work: Work, found: Answer, language: Language) -> Part:
    """Return a report as a part of a page, which says itself what its picture need not say again."""
    dutch, indicator = language is Language.DUTCH, found.indicator
    by = found.asked.by.dutch if dutch else found.asked.by.value
    warning = _small_numbers(dutch=dutch) if _is_for_the_desk(found) else ""
    picture = await _drawn(work, found, language, subtitle="", foot=warning)
    return Part(
        slug=f"part-{indicator.slug}",
        title=indicator.name.told(dutch=dutch),
        question=indicator.question.told(dutch=dutch),
        picture=Markup(picture),  # noqa: S704 - written by ElementTree, which escapes
        caption=_about(found, language),
        heads=(by, *(column.head(dutch=dutch) for column in _shown(found))),
        words=frozenset([0, *(at for at, one in enumerate(_shown(found), start=1) if one.kind is Kind.TEXT)]),
        rows=tuple(_lines(found, dutch=dutch)),
        explained=tuple(_explained(indicator, dutch=dutch)),
        foot=_foot(found, language, at=work.at),
    )


def _explained(indicator: Indicator, *, dutch: bool) -> Iterator[tuple[str, str]]:
    terms = ("Eenheid", "Definitie", "Bron") if dutch else ("Unit", "Definition", "Source")
    told = (indicator.unit, indicator.definition, indicator.source)
    yield from ((term, words.told(dutch=dutch)) for term, words in zip(terms, told, strict=True))


async def as_picture(work: Work, found: Answer, language: Language) -> str:
    """Return a report as SVG, with all around it that a reader has to know."""
    foot = _foot(found, language, at=work.at)
    return await _drawn(work, found, language, subtitle=_about(found, language), foot=foot)


async def _drawn(work: Work, found: Answer, language: Language, *, subtitle: str, foot: str) -> str:
    dutch = language is Language.DUTCH
    outlines = await shapes(work, found.asked) if found.indicator.mapped else None
    titles = Titles(found.indicator, dutch, found.table.rows, outlines)
    frame = Frame(
        key=found.indicator.slug,
        title=titles.title,
        subtitle=subtitle,
        description=_described(found, titles),
        foot=foot,
        dutch=dutch,
    )
    return draw(found.indicator.picture(found.table, titles), frame=frame)


def untold(smallest: int, *, dutch: bool) -> str:
    """Return what the mark of a hidden number means, without telling which one is a small one."""
    if dutch:
        return f"{HIDDEN} niet verteld: aantallen onder {smallest} personen, en andere die zulke zouden verraden."
    return (
        f"{HIDDEN} not told: counts below {smallest} persons, and others that would give such a count away."
    )


def told_period(since: date, on: date, language: Language) -> str:
    """Return a period, with its first and its last day."""
    until = language.choose(english="to", dutch="t/m")
    return f"{told_day(since, language)} {until} {told_day(on, language)}"


def _about(found: Answer, language: Language) -> str:
    asked, dutch = found.asked, language is Language.DUTCH
    by = f"per {asked.by.dutch}" if dutch else f"by {asked.by.value}"
    own = ("eigen cijfers", "own figures")[not dutch] if found.reach is Reach.OWN else asked.region.name
    return f"{own} · {told_period(asked.since, asked.on, language)} · {by}"


def _is_for_the_desk(found: Answer) -> bool:
    return found.exact and found.reach is Reach.REGION


def _small_numbers(*, dutch: bool) -> str:
    return "Met kleine aantallen: niet verspreiden." if dutch else "With small numbers: not to be passed on."


def _foot(found: Answer, language: Language, *, at: datetime) -> str:
    dutch = language is Language.DUTCH
    if _is_for_the_desk(found):
        kept = _small_numbers(dutch=dutch)
    else:
        kept = "" if found.reach is Reach.OWN else untold(found.smallest, dutch=dutch)
    return f"{'Gemaakt' if dutch else 'Made'} {told_moment(at, language)}. {kept}".strip()


def _described(found: Answer, titles: Titles) -> str:
    """Return the figures in words, for who can't see the picture."""
    question = found.indicator.question.told(dutch=titles.dutch)
    rows = [(number, row) for number, row in enumerate(found.table.rows)]
    if found.table.total is not None:
        rows.append((TOTAL, found.table.total))
    return " ".join([question, *(_sentence(found, titles, number, row) for number, row in rows)])


def _sentence(found: Answer, titles: Titles, number: int, row: Row) -> str:
    hidden = "niet verteld" if titles.dutch else "not told"
    parts = [
        f"{titles.of(column.name)} {hidden if is_hidden else _written(row[column.name], dutch=titles.dutch)}"
        for column in _shown(found)
        if (is_hidden := (number, column.name) in found.table.hidden) or row[column.name] is not None
    ]
    return f"{titles.label(row)}: {', '.join(parts)}."


def _lines(found: Answer, *, dutch: bool) -> Iterator[Line]:
    for place in found.table.numbers:
        row = (found.table.total if place == TOTAL else found.table.rows[place]) or {}
        cells = tuple(
            HIDDEN if (place, column.name) in found.table.hidden else _written(row[column.name], dutch=dutch)
            for column in _shown(found)
        )
        yield Line(str(row["dutch" if dutch else "english"]), cells, total=place == TOTAL)


def _shown(found: Answer) -> list[Column]:
    """Return the columns that people read."""
    return [column for column in found.indicator.columns if column.kind is not Kind.CODE]


def _written(value: Any, *, dutch: bool) -> str:
    if isinstance(value, Phrase):
        return value.told(dutch=dutch)
    if value is None:
        return "–"
    return value if isinstance(value, str) else number(float(value), dutch=dutch)
