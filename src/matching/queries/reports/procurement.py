"""The dwellings that would help most: the last procurement plan, added up."""

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Table, about, people
from matching.work import Work

INDICATOR = Indicator(
    slug="procurement",
    name=Phrase("Welke woningen het meeste helpen", "The dwellings that would help most"),
    question=Phrase(
        "Welke extra woningen zouden de meeste mensen helpen, binnen alle afspraken?",
        "Which extra dwellings would house most people, within all agreements?",
    ),
    unit=Phrase(
        "woningen, en personen die er zouden wonen", "dwellings, and the persons who would live there"
    ),
    definition=Phrase(
        "Uit de laatste opdracht aan corporaties die op de laatste dag was uitgerekend: hoeveel woningen van elke "
        "soort, en voor hoeveel kandidaten. De opdracht zelf noemt regel voor regel ook huur en "
        "toegankelijkheid.",
        "From the last procurement plan that had been worked out on the last day: how many dwellings of each kind, "
        "and for how many clients. The plan itself also names rent and accessibility, line by line.",
    ),
    source=Phrase(
        "Opdrachten aan corporaties, opnieuw opgelost en niet geschat; vraag uit Midden-Limburg.",
        "Procurement plans, solved again and not estimated; asked for by Midden-Limburg.",
    ),
    by=(Dimension.RUNG, Dimension.MUNICIPALITY, Dimension.BEDROOMS, Dimension.ACCESSIBILITY),
    columns=(
        people("helped", "kandidaten geholpen", "clients housed", example=8),
        about("dwellings", "woningen", "dwellings", unit="dwelling", of=("helped",), whole=True, example=8),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.CORPORATION}),
    picture=lambda _table, titles: picture(titles),
)

STATEMENT = """
with latest as (
    select answer from studies
    where region_id = :region and kind = 'procurement-plan' and state = 'finished' and finished_at < :end
    order by finished_at desc, id desc limit 1
)
select line ->> '{field}' as "group", sum((line ->> 'number')::int)::int as dwellings,
    sum((select coalesce(sum((house ->> 'clients')::int), 0)
        from jsonb_array_elements(line -> 'houses') house))::int as helped
from latest cross join jsonb_array_elements(answer -> 'lines') line
group by 1
order by 1
"""
_FIELD = {
    Dimension.RUNG: "housing_form",
    Dimension.MUNICIPALITY: "municipality",
    Dimension.BEDROOMS: "bedrooms",
    Dimension.ACCESSIBILITY: "accessibility",
}


async def figures(work: Work, asked: Asked) -> Table:
    """Return the last plan, told apart as asked."""
    statement = STATEMENT.replace("{field}", _FIELD[asked.by])
    rows = await named(work, asked, await select_all(work, statement, asked))
    total = {name: sum(row[name] for row in rows) for name in ("helped", "dwellings")}
    return Table(rows, {"group": None, "dutch": "totaal", "english": "total", **total})


def picture(titles: Titles) -> Bars:
    """Draw how many dwellings of each kind."""
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                (Part(0, None if row["dwellings"] is None else float(row["dwellings"])),),
            )
            for row in titles.rows
        ),
        series=(titles.of("dwellings"),),
        unit="woningen" if titles.dutch else "dwellings",
    )


SOURCE = Source(INDICATOR, figures)
