"""Write `docs/indicators.md`, what each report tells: `.venv/bin/python tests/docs/indicators.py`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from matching.queries.reports import SOURCES
from matching.reporting.indicators import Indicator
from matching.reporting.tables import UNITS, Column, Kind, Phrase

PAGE = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"
HEAD = """# Indicatoren / Indicators

Wat elk rapport vertelt, en hoe het telt. Deze bladzijde is gemaakt uit de code (`tests/docs/indicators.py`); een test
vergelijkt. De adressen staan onder `/v1/reports/`, in JSON, als CSV en als plaatje; [besluit
0030](decisions/0030-reports-are-statements-behind-one-table.md) zegt waarom zo.

*What each report tells, and how it counts. Made from the code; a test compares.*

Kleine aantallen (onder de vijf personen) worden niet verteld, en wat die zou verraden ook niet. Voor beide staat `*`:
daarachter kan ook een groot getal zitten. Een coördinator kan met `exact=true` alles lezen, om niet door te geven. Wie
niet de coördinator is, leest de regio per heel kwartaal.

*Counts below five persons are not told, nor what would tell them. For both stands `*`: there can be a large number
behind it. A coordinator may read everything with `exact=true`, not to be passed on. Who is not the coordinator reads
the region by whole quarters.*

Alles van een kwartaal op één pagina, om uit te delen: kies op `/desk/reports` het kwartaal en druk de pagina af vanuit
de browser, of bewaar haar zo als PDF. Zij is gemaakt voor A4, met regio, kwartaal en bladzijdenummer in de marge.
Bestuurders zonder weekbord lezen hetzelfde bij `GET /v1/reports/board-pack?quarter=2027-Q1`. Kleine aantallen staan er
nooit in.

*All of a quarter on one page, to hand out: choose the quarter at `/desk/reports` and print the page from the browser,
or keep it as PDF that way. It is made for A4, with region, quarter and page number in the margin. Who has no desk reads
the same at `GET /v1/reports/board-pack?quarter=2027-Q1`. It never holds small counts.*
"""
TELLS = {
    Kind.PEOPLE: "personen, onder de vijf verborgen / hidden below five",
    Kind.ABOUT: "verborgen met wie het over gaat / hidden with whom it is about",
    Kind.OPEN: "open",
    Kind.TEXT: "open",
    Kind.CODE: "open",
}


def page() -> str:
    """Return the page."""
    return (
        "\n".join([HEAD, *(line for source in SOURCES for line in _told(source.indicator))]).rstrip() + "\n"
    )


def _told(one: Indicator) -> Iterator[str]:
    yield f"## {one.name.dutch} / {one.name.english}\n"
    yield f"`GET /v1/reports/{one.slug}`\n"
    yield f"**{one.question.dutch}** *{one.question.english}*\n"
    yield f"- Eenheid / unit: {one.unit.dutch} / {one.unit.english}"
    yield f"- Definitie: {one.definition.dutch}"
    yield f"- *Definition: {one.definition.english}*"
    yield f"- Bron: {one.source.dutch}"
    yield f"- *Source: {one.source.english}*"
    yield f"- Uitgesplitst naar / told apart by: {', '.join(f'{by.dutch} (`{by.value}`)' for by in one.by)}"
    yield f"- Wie leest de hele regio / who reads the whole region: {', '.join(sorted(one.whole)) or '—'}"
    yield f"- Wie leest het eigen deel / who reads what is its own: {', '.join(sorted(one.own)) or '—'}\n"
    yield "| kolom / column | Nederlands | English | eenheid / unit | |"
    yield "|---|---|---|---|---|"
    yield from (_column(column) for column in one.columns)
    yield ""


def _column(one: Column) -> str:
    return f"| `{one.name}` | {one.words.dutch} | {one.words.english} | {_unit(one)} | {TELLS[one.kind]} |"


def _unit(one: Column) -> str:
    unit = UNITS.get(one.unit, Phrase("personen", "persons") if one.kind is Kind.PEOPLE else Phrase("", ""))
    return " / ".join(dict.fromkeys((unit.dutch, unit.english)))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written.\n")
