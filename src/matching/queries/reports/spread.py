"""Where people were placed, against what the covenant says of every municipality."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from matching.actors import Role
from matching.queries.agreements import QuotaTerm
from matching.queries.reports.agreed import agreement_then, counting, kept_counting, term
from matching.queries.reports.groups import named
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Row, Table, about, known, people
from matching.work import Work

INDICATOR = Indicator(
    slug="spread",
    name=Phrase("Spreiding over de gemeenten", "Spread over the municipalities"),
    question=Phrase(
        "Komen mensen verspreid over de regio te wonen, zoals is afgesproken?",
        "Do people come to live all over the region, as was agreed?",
    ),
    unit=Phrase("plaatsingen in de looptijd van het convenant", "placements in the term of the covenant"),
    definition=Phrase(
        "Plaatsingen waarvan de huur in de looptijd begint, ook als zij voorbij zijn, niet als zij zijn "
        "mislukt; met wat al was geplaatst voordat dit systeem telde. Deel: van alle plaatsingen. Ruimte: "
        "maximum min geplaatst. Alleen de laatste dag telt: het is een stand. Wie is gewist, telt mee per hele "
        "maand.",
        "Placements whose lease begins in the term, also those that are over, not those that failed; with "
        "what was placed before this system counted. Share: of all placements. Room: maximum less placed. "
        "Only the last day counts: it is a standing. Who was erased is counted by whole months.",
    ),
    source=Phrase("Convenant van de laatste dag; plaatsingen.", "The covenant of the last day; placements."),
    by=(Dimension.MUNICIPALITY,),
    columns=(
        people("placed", "geplaatst", "placed", example=12),
        about("share", "deel", "share", unit="%", of=("placed",), example=17.6),
        known("target_share", "afgesproken deel", "agreed share", unit="%", whole=False, example=15.0),
        known("minimum", "minimum", "minimum", unit="placement", example=6),
        known("maximum", "maximum", "maximum", unit="placement", example=20),
        about("room", "ruimte", "room", unit="placement", of=("placed",), whole=True, example=8),
        people("imports", "van elders", "from elsewhere", example=7),
        known(
            "imports_maximum", "maximum van elders", "maximum from elsewhere", unit="placement", example=10
        ),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY}),
    picture=lambda table, titles: picture(titles, whole=(table.total or {}).get("placed")),
)

STATEMENT = (
    counting("placements.municipality_code")
    + """
select code as "group", sum(number)::int as placed,
    coalesce(sum(number) filter (where imported), 0)::int as imports
from counting group by 1 having sum(number) > 0
"""
)

_STEP = "case when imported then 'imported' else 'counted' end"
KEPT = (kept_counting(Dimension.MUNICIPALITY, "placements.municipality_code", step=_STEP),)


async def figures(work: Work, asked: Asked) -> Table:
    """Return the spread at the end of the period."""
    agreement = await agreement_then(work, asked)
    if agreement is None:
        return Table(())
    quotas = {quota.municipality: quota for quota in agreement.wording.quotas}
    found = await select_all(work, STATEMENT, asked, **term(agreement))
    counted = {row["group"]: row for row in found}
    codes = sorted({*quotas, *counted})
    placed = {code: _placed(counted.get(code), quotas.get(code)) for code in codes}
    whole = sum(count for count, _ in placed.values())
    rows = [_row(code, *placed[code], quotas.get(code), whole=whole) for code in codes]
    total = dict.fromkeys((column.name for column in INDICATOR.columns), None)
    total |= {"group": None, "dutch": "totaal", "english": "total"}
    added = {"placed": whole, "imports": sum(imports for _, imports in placed.values())}
    return Table(await named(work, asked, rows), total | added)


def _placed(counted: Mapping[str, Any] | None, quota: QuotaTerm | None) -> tuple[int, int]:
    """Return how many were placed, and how many of them from elsewhere, with those of before."""
    before = (quota.placed_before, quota.imports_before) if quota else (0, 0)
    now = (counted["placed"], counted["imports"]) if counted else (0, 0)
    return now[0] + before[0], now[1] + before[1]


def _row(code: str, placed: int, imports: int, quota: QuotaTerm | None, *, whole: int) -> dict[str, Any]:
    return {
        "group": code,
        "placed": placed,
        "share": round(Decimal(100 * placed) / whole, 1) if whole else None,
        "target_share": quota.target_share if quota else None,
        "minimum": quota.minimum if quota else None,
        "maximum": quota.maximum if quota else None,
        "room": quota.maximum - placed if quota else None,
        "imports": imports,
        "imports_maximum": quota.imports_maximum if quota else None,
    }


def picture(titles: Titles, *, whole: int | None) -> Bars:
    """Draw what was placed, with the minimum, the maximum, and the share that was agreed."""
    marks = ("minimum", "maximum", *(("target_share",) if whole else ()))
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                (Part(0, _number(row["placed"])),),
                marks=tuple(_mark(row, name, whole) for name in marks),
            )
            for row in titles.rows
        ),
        series=(titles.of("placed"),),
        marks=tuple(titles.of(name) for name in marks),
        unit="plaatsingen" if titles.dutch else "placements",
    )


def _mark(row: Row, name: str, whole: int | None) -> float | None:
    """Return a number of placements to compare with; the agreed share is of all that were placed, if that is told."""
    value = _number(row[name])
    return value * whole / 100 if name == "target_share" and value is not None and whole else value


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


SOURCE = Source(INDICATOR, figures)
