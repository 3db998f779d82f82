"""From where to where: the matrix of origin and placement, in persons and in decimal places."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from matching.actors import Role
from matching.models import PastMove
from matching.queries.regions import municipalities_of
from matching.queries.reports.groups import NOT_KNOWN, area_names
from matching.queries.reports.kept import OF_REGION, Kept, filled
from matching.queries.reports.people import ONE_OF_THEM, PEOPLE
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Matrix
from matching.reporting.tables import ALL, TOTAL, Phrase, Row, Sum, Table, about, code, people, words
from matching.vocabulary import OUTSIDE, UNKNOWN
from matching.work import Work

_ALL_NAME = Phrase("totaal", "total")

INDICATOR = Indicator(
    slug="origin-placement",
    name=Phrase("Herkomst en plaatsing", "Origin and placement"),
    question=Phrase(
        "Uit welke gemeente komen mensen, en in welke gaan zij wonen?",
        "From which municipality do people come, and in which do they come to live?",
    ),
    unit=Phrase("personen, en decimale plaatsen", "persons, and decimal places"),
    definition=Phrase(
        "Plaatsingen waarvan de huur in de periode begint en die niet zijn mislukt. Herkomst: zoals bij de "
        "plaatsing bekend (woonplaatsbeginsel); buiten de regio is één groep. Een decimale plaats is het "
        "gewicht van een huishouden: een stel met twee indicaties telt 1,5. "
        "Wie is gewist, telt mee per hele maand.",
        "Placements whose lease begins in the period and that did not fail. Origin: as known at the "
        "placement; outside the region is one group. A decimal place is the weight of a household: a couple "
        "with two indications is 1.5. Who was erased is counted by whole months.",
    ),
    source=Phrase(
        "Plaatsingen; decimale plaatsen volgens de Parkstad-agenda.",
        "Placements; decimal places as the Parkstad agenda counts them.",
    ),
    by=(Dimension.ORIGIN,),
    columns=(
        code(
            "municipality",
            "gemeente van plaatsing (code)",
            "municipality of placement (code)",
            example="GM0917",
        ),
        words("municipality_name", "gemeente van plaatsing", "municipality of placement", example="Heerlen"),
        people("persons", "personen", "persons", example=9),
        about(
            "places",
            "decimale plaatsen",
            "decimal places",
            unit="decimal place",
            of=("persons",),
            example=10.5,
        ),
    ),
    own=frozenset({Role.PROVIDER}),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.PROVIDER}),
    picture=lambda _table, titles: picture(titles),
)

MOVED = """
, moved as (
    select stays.provider_id, stays.origin, stays.municipality_code, stays.starts_on,
        people.persons_weight as places
    from stays join people on people.id = stays.client_id
    where stays.starts_on between :since and :on and not (stays.state = 'failed' and stays.over_at < :end)
)
"""

STATEMENT = filled(
    MOVED,
    """
, counted as (
    select origin, municipality_code, places, 1 as number from moved
    union all  -- and those who were erased since
    select nullif(origin, 'unknown'), municipality_code, places, sum(number) from past_moves
    where {kept} and month between :since and :on
    group by 1, 2, 3 having sum(number) <> 0
)
select case
        when origin is null then 'unknown'
        when origin = any (cast(:held as varchar[])) then origin
        else 'outside'
    end as "group",
    municipality_code as municipality, sum(number)::int as persons, sum(number * places) as places
from counted
group by 1, 2
""",
    kept=OF_REGION,
)

KEPT = (
    Kept(
        PastMove,
        filled(
            ONE_OF_THEM,
            MOVED,
            """
select provider_id, coalesce(origin, 'unknown') as origin, municipality_code, places,
    date_trunc('month', starts_on)::date as month, count(*)::int as number
from moved group by 1, 2, 3, 4, 5
""",
        ),
    ),
)


async def figures(work: Work, asked: Asked) -> Table:
    """Return the matrix of a period, row by row, with its margins."""
    held = await municipalities_of(work, region_id=asked.region.id)
    found = {
        (row["group"], row["municipality"]): row
        for row in await select_all(work, PEOPLE + STATEMENT, asked, held=held)
    }
    names = await area_names(work, sorted({*held, OUTSIDE, UNKNOWN, *(one for _, one in found)}))
    origins = [code for code in names if any(code == origin for origin, _ in found)]
    towns = [code for code in names if code in held or any(code == town for _, town in found)]
    towns = [town for town in towns if town not in (OUTSIDE, UNKNOWN)]
    if not origins:
        return Table(())
    rows = [
        _row(origin, town, _cell(found, origin, town), names)
        for origin in [*origins, ALL]
        for town in [*towns, ALL]
        if (origin, town) != (ALL, ALL)
    ]
    total = _row(ALL, ALL, _cell(found, ALL, ALL), names) | {"group": None}
    return Table(tuple(rows), total, _margins(rows), standing=frozenset({"persons"}))


def _cell(found: Mapping[tuple[str, str], Row], origin: str, town: str) -> tuple[int, Decimal]:
    matching = [row for (one, other), row in found.items() if origin in (one, ALL) and town in (other, ALL)]
    return sum(row["persons"] for row in matching), sum((row["places"] for row in matching), Decimal(0))


def _row(origin: str, town: str, cell: tuple[int, Decimal], names: Mapping[str, Phrase]) -> dict[str, Any]:
    name = _ALL_NAME if origin == ALL else names.get(origin, NOT_KNOWN)
    persons, places = cell
    return {
        "group": origin,
        "dutch": name.dutch,
        "english": name.english,
        "municipality": town,
        "municipality_name": _ALL_NAME if town == ALL else names.get(town, NOT_KNOWN),
        "persons": persons,
        "places": places,
    }


def _margins(rows: list[dict[str, Any]]) -> tuple[Sum, ...]:
    """Return what adds up: every row and every column to its total, and both to all."""
    at = {(row["group"], row["municipality"]): (number, "persons") for number, row in enumerate(rows)}
    at[ALL, ALL] = (TOTAL, "persons")
    origins, towns = (sorted({key[side] for key in at} - {ALL}) for side in (0, 1))
    return (
        *(Sum(tuple(at[one, town] for town in towns), (at[one, ALL],)) for one in [*origins, ALL]),
        *(Sum(tuple(at[one, town] for one in origins), (at[ALL, town],)) for town in [*towns, ALL]),
    )


def picture(titles: Titles) -> Matrix:
    """Draw the matrix, with its totals."""
    origins = list(dict.fromkeys(titles.label(row) for row in titles.rows))
    towns = list(dict.fromkeys(_town(row, titles) for row in titles.rows))
    at = {(titles.label(row), _town(row, titles)): row["persons"] for row in titles.rows}
    inside = [town for town in towns if town != _ALL_NAME.told(dutch=titles.dutch)]
    shown = [one for one in origins if one != _ALL_NAME.told(dutch=titles.dutch)]
    return Matrix(
        rows=tuple(shown),
        columns=tuple(inside),
        cells=tuple(tuple(at.get((origin, town)) for town in inside) for origin in shown),
        across="gemeente van plaatsing" if titles.dutch else "municipality of placement",
        down="herkomst" if titles.dutch else "origin",
    )


def _town(row: Row, titles: Titles) -> str:
    return str(row["municipality_name"].told(dutch=titles.dutch))


SOURCE = Source(INDICATOR, figures)
