"""What people need against what is on offer: where dwellings are lacking."""

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.people import GROUP, PEOPLE
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Table, about, known, people
from matching.work import Work

INDICATOR = Indicator(
    slug="demand-supply",
    name=Phrase("Vraag en aanbod", "Demand and supply"),
    question=Phrase(
        "Welke woningen zijn nodig, en welke worden aangeboden?",
        "Which dwellings are needed, and which are offered?",
    ),
    unit=Phrase("personen tegenover vrije plaatsen in woningen", "persons against free places in dwellings"),
    definition=Phrase(
        "Vraag: wie op de laatste dag wacht, naar het woonprofiel van die dag (eerste keus bij woonvormen). "
        "Aanbod: plaatsen in woningen die toen waren aangeboden en niet verhuurd, zoals zij nu zijn "
        "beschreven. Geholpen: wie in de periode een plaatsing kreeg die niet mislukte. Tekort: vraag min "
        "aanbod; onder nul is er over. Onbekend bij de vraag past op alles. Welke woningen het meeste "
        "helpen, staat in de opdrachten aan corporaties.",
        "Demand: who waits on the last day, by the profile of that day (the first choice of housing forms). "
        "Supply: places in dwellings on offer then and not let, as they are described now. Housed: who got "
        "a placement in the period that did not fail. Shortage: demand less supply; below zero there is "
        "some left. Which dwellings would help most is told by procurement plans.",
    ),
    source=Phrase(
        "Woonprofielen en woningen; vraag uit Midden-Limburg.",
        "Housing profiles and dwellings; asked for by Midden-Limburg.",
    ),
    by=(Dimension.RUNG, Dimension.BEDROOMS, Dimension.ACCESSIBILITY),
    columns=(
        people("waiting", "vraag", "demand", example=47),
        known("offered", "aanbod", "supply", unit="place", example=9),
        about("shortage", "tekort", "shortage", unit="place", of=("waiting",), whole=True, example=38),
        people("housed", "geholpen in de periode", "housed in the period", example=14),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.PROVIDER, Role.CORPORATION}),
    picture=lambda _table, titles: picture(titles),
)

STATEMENT = """
, asked as (
    select {wanted} as "group", count(*)::int as waiting from waiting group by 1
), helped as (
    select {wanted} as "group", count(*)::int as housed
    from stays join people on people.id = stays.client_id
    where stays.created_at >= :begin and not (stays.state = 'failed' and stays.over_at < :end)
    group by 1
), free as (
    select {given} as "group", sum(capacity - taken)::int as offered from (
        select dwellings.*, coalesce(living.taken, 0) as taken
        from dwellings left join (
            select dwelling_id, count(*) as taken from stays where over_at >= :end group by dwelling_id
        ) living on living.dwelling_id = dwellings.id
        where dwellings.region_id = :region and dwellings.created_at < :end
        and (dwellings.withdrawn_at is null or dwellings.withdrawn_at >= :end)
        and (dwellings.available_until is null or dwellings.available_until > :on)
    ) each where taken < capacity
    group by 1
), everything as (
    select "group" from asked union select "group" from helped union select "group" from free
)
select everything."group", coalesce(waiting, 0) as waiting, coalesce(offered, 0) as offered,
    coalesce(waiting, 0) - coalesce(offered, 0) as shortage, coalesce(housed, 0) as housed
from everything
left join asked on asked."group" is not distinct from everything."group"
left join helped on helped."group" is not distinct from everything."group"
left join free on free."group" is not distinct from everything."group"
order by 1
"""
_WANTED = {**GROUP, Dimension.RUNG: "form"}
_GIVEN = {
    Dimension.RUNG: "housing_form",
    Dimension.BEDROOMS: "bedrooms::text",
    Dimension.ACCESSIBILITY: "accessibility",
}


async def figures(work: Work, asked: Asked) -> Table:
    """Return demand and supply at the end of the period; everybody's, for dwellings are offered to everybody."""
    statement = STATEMENT.replace("{wanted}", _WANTED[asked.by]).replace("{given}", _GIVEN[asked.by])
    rows = await named(work, asked, await select_all(work, PEOPLE + statement, asked))
    names = ("waiting", "offered", "shortage", "housed")
    total = {name: sum(row[name] for row in rows) for name in names}
    return Table(rows, {"group": None, "dutch": "totaal", "english": "total", **total})


def picture(titles: Titles) -> Bars:
    """Draw demand to the right and supply to the left."""
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                (
                    Part(0, None if row["waiting"] is None else float(row["waiting"])),
                    Part(1, -float(row["offered"])),
                ),
            )
            for row in titles.rows
        ),
        series=(titles.of("waiting"), titles.of("offered")),
        unit="personen | plaatsen" if titles.dutch else "persons | places",
    )


SOURCE = Source(INDICATOR, figures)
