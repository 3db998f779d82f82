"""A report as a sheet, as a picture or as a part of a page, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from matching.doors.languages import Language
from matching.queries.reports import Answer, Reach, shapes
from matching.reporting.indicators import Titles
from matching.reporting.pictures import draw
from matching.reporting.pictures.canvas import number
from matching.reporting.pictures.drawing import Frame
from matching.reporting.sheets import as_csv
from matching.reporting.tables import HIDDEN, TOTAL, Kind, Row
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
    """A report on the page."""

    slug: str
    title: str
    question: str
    picture: Markup
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Line, ...]
    definition: str


async def as_part(work: Work, found: Answer, language: Language) -> Part:
    """Return a report as a part of a page."""
    dutch, indicator = language is Language.DUTCH, found.indicator
    by = found.asked.by.dutch if dutch else found.asked.by.value
    return Part(
        slug=f"part-{indicator.slug}",
        title=indicator.name.told(dutch=dutch),
        question=indicator.question.told(dutch=dutch),
        picture=Markup(await as_picture(work, found, language)),  # noqa: S704 - written by ElementTree, which escapes
        caption=indicator.unit.told(dutch=dutch),
        heads=(by, *(column.words.told(dutch=dutch) for column in indicator.columns)),
        rows=tuple(_lines(found, dutch=dutch)),
        definition=f"{indicator.definition.told(dutch=dutch)} {indicator.source.told(dutch=dutch)}",
    )


async def as_picture(work: Work, found: Answer, language: Language) -> str:
    """Return a report as SVG."""
    dutch = language is Language.DUTCH
    outlines = await shapes(work, found.asked) if found.indicator.mapped else None
    titles = Titles(found.indicator, dutch, _about(found, dutch=dutch), found.table.rows, outlines)
    frame = Frame(
        key=found.indicator.slug,
        title=titles.title,
        subtitle=titles.about,
        description=_described(found, titles),
        foot=_foot(found, dutch=dutch, at=f"{work.at:%Y-%m-%d %H:%M} UTC"),
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


def _about(found: Answer, *, dutch: bool) -> str:
    asked = found.asked
    period = f"{asked.since} t/m {asked.on}" if dutch else f"{asked.since} to {asked.on}"
    by = f"per {asked.by.dutch}" if dutch else f"by {asked.by.value}"
    own = ("eigen cijfers", "own figures")[not dutch] if found.reach is Reach.OWN else asked.region.name
    return f"{own} · {period} · {by}"


def _foot(found: Answer, *, dutch: bool, at: str) -> str:
    if found.exact and found.reach is Reach.REGION:
        kept = (
            "Met kleine aantallen: niet verspreiden." if dutch else "With small numbers: not to be passed on."
        )
    elif found.reach is Reach.OWN:
        kept = ""
    else:
        kept = untold(found.smallest, dutch=dutch)
    made = f"Gemaakt {at}." if dutch else f"Made {at}."
    return f"{made} {kept}".strip()


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
        f"{titles.of(column.name)} {hidden if (number, column.name) in found.table.hidden else row[column.name]}"
        for column in found.indicator.columns
        if column.kind is not Kind.TEXT
        and (row[column.name] is not None or (number, column.name) in found.table.hidden)
    ]
    return f"{titles.label(row)}: {', '.join(parts)}."


def _lines(found: Answer, *, dutch: bool) -> Iterator[Line]:
    for place in found.table.numbers:
        row = (found.table.total if place == TOTAL else found.table.rows[place]) or {}
        cells = tuple(
            HIDDEN
            if (place, column.name) in found.table.hidden
            else _written(row[column.name], text=column.kind is Kind.TEXT, dutch=dutch)
            for column in found.indicator.columns
        )
        yield Line(str(row["dutch" if dutch else "english"]), cells, total=place == TOTAL)


def _written(value: Any, *, text: bool, dutch: bool) -> str:
    if value is None:
        return "–"
    return str(value) if text else number(float(value), dutch=dutch)
