"""What people need against what is on offer: where dwellings are lacking."""

from matching.actors import Role
from matching.models import PastWait
from matching.queries.reports.groups import named
from matching.queries.reports.kept import (
    NOT_OVER,
    OF_GROUP,
    Kept,
    each_way,
    filled,
    month_of,
)
from matching.queries.reports.people import GROUP, ONE_OF_THEM, PEOPLE
from matching.queries.reports.sources import Asked, Source, select_all
from matching.queries.reports.supply import free_places, taken_places
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
        "helpen, staat in de opdrachten aan corporaties. Wie is gewist, telt mee per hele maand.",
        "Demand: who waits on the last day, by the profile of that day (the first choice of housing forms). "
        "Supply: places in dwellings on offer then and not let, as they are described now. Housed: who got "
        "a placement in the period that did not fail. Shortage: demand less supply; below zero there is "
        "some left. Which dwellings would help most is told by procurement plans. Who was erased is "
        "counted by whole months.",
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

_WANTED = {**GROUP, Dimension.RUNG: "form"}
_GIVEN = {
    Dimension.RUNG: "housing_form",
    Dimension.BEDROOMS: "bedrooms::text",
    Dimension.ACCESSIBILITY: "accessibility",
}

_HELPED = """
, helped as (
    select people.*, stays.created_at::date as housed_on
    from stays join people on people.id = stays.client_id
    where stays.created_at >= :begin and not (stays.state = 'failed' and stays.over_at < :end)
)
"""
_OFFERED = "and (dwellings.available_until is null or dwellings.available_until > :on)"

STATEMENT = filled(
    _HELPED,
    """
, counted as (
    select {wanted} as "group", 1 as waiting, 0 as housed, 0 as offered from waiting
    union all
    select {wanted}, 0, 1, 0 from helped
    union all
    select code, 0, 0, number from ({free}) free
    union all  -- and those who were erased since
    select nullif(code, ''), case step when 'asked' then number else 0 end,
        case step when 'helped' then number else 0 end, 0
    from past_waits
    where {kept} and (step = 'asked' or step = 'helped' and month between :since and :on)
)
select "group", sum(waiting)::int as waiting, sum(offered)::int as offered,
    sum(waiting - offered)::int as shortage, sum(housed)::int as housed
from counted group by 1 having sum(waiting) <> 0 or sum(offered) <> 0 or sum(housed) <> 0
order by 1
""",
    free=free_places(and_offered=_OFFERED),
    kept=OF_GROUP,
)

WHILE_IT_LASTS = ("asked", "taken")
"""Steps that nobody is counted in any more who is off the list and lives nowhere."""

KEPT = (
    Kept(
        PastWait,
        filled(
            ONE_OF_THEM,
            _HELPED,
            """
select provider_id, dimension, code, step, 0 as days, month, count(*)::int as number from (
    select provider_id, dimension, code, 'asked' as step, date '{not_over}' as month from waiting {each_way}
    union all
    select provider_id, dimension, code, 'helped', {month} from helped {each_way}
) counted group by 1, 2, 3, 4, 5, 6
""",
            not_over=NOT_OVER.isoformat(),
            month=month_of("housed_on"),
            each_way=each_way(INDICATOR.by, _WANTED),
        ),
    ),
    taken_places(INDICATOR.by, _GIVEN, and_offered=_OFFERED),
)


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
