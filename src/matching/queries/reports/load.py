"""What each neighbourhood carries against what it can: the map of load."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from matching.actors import Role
from matching.models import Area, PastLoad, RegionMunicipality
from matching.queries.agreements import Agreement
from matching.queries.facilities import facility_load, region_places
from matching.queries.procedures import Procedure
from matching.queries.reports.agreed import agreement_then
from matching.queries.reports.groups import named
from matching.queries.reports.kept import OF_ALL, Kept, filled, month_of
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting import pictures
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import AreaMap
from matching.reporting.tables import Phrase, Row, Sum, Table, about, known, people
from matching.vocabulary import AreaLevel
from matching.work import Work

INDICATOR = Indicator(
    slug="load",
    name=Phrase("Draaglast en draagkracht", "Load against capacity"),
    question=Phrase(
        "Wat draagt elke buurt, en wat kan zij nog dragen?",
        "What does each neighbourhood carry, and what can it still?",
    ),
    unit=Phrase("punten, en personen", "points, and persons"),
    definition=Phrase(
        "Draaglast: bezette plaatsen van voorzieningen maal hun punten, wat het convenant als eerder "
        "gedragen noemt, en de punten van wie er op de laatste dag woont of gaat wonen, minder naarmate zij "
        "langer wonen. Draagkracht: het convenant van die dag. Voorstellen tellen hier niet mee; bij een "
        "matchronde wel. Wie is gewist, telt mee per hele maand.",
        "Load: taken places of facilities times their points, what the covenant names as carried before, "
        "and the points of who lives there or is about to on the last day, less the longer they do. "
        "Capacity: the covenant of that day. Proposals don't count here; in a matching run they do. Who was "
        "erased is counted by whole months.",
    ),
    source=Phrase(
        "Voorzieningen, convenant en plaatsingen; 'draagkracht en draaglast in balans' (Parkstad).",
        "Facilities, covenant and placements; the balance that Parkstad asks for.",
    ),
    by=(Dimension.NEIGHBOURHOOD, Dimension.DISTRICT),
    columns=(
        known("capacity", "draagkracht", "capacity", unit="point", whole=False, example=25.0),
        known("facilities", "voorzieningen", "facilities", unit="point", whole=False, example=12.0),
        known("before", "eerder gedragen", "carried before", unit="point", whole=False, example=2.0),
        people("residents", "geplaatste bewoners", "residents placed", example=6),
        about(
            "settled",
            "punten van bewoners",
            "points of residents",
            unit="point",
            of=("residents",),
            example=5.5,
        ),
        about("load", "draaglast", "load", unit="point", of=("residents",), example=19.5),
        about("room", "ruimte", "room", unit="point", of=("residents",), example=5.5),
        about("used", "benut", "used", unit="%", of=("residents",), example=78.0),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY}),
    picture=lambda _table, titles: picture(titles),
    mapped=True,
)

_LIVING = """
    from placements join proposals on proposals.id = placements.proposal_id
    where placements.region_id = :region and placements.created_at < :end
    and coalesce(proposals.ended_at, 'infinity') >= :end
"""

LIVING = filled(
    "with living as (select placements.neighbourhood_code, placements.load, starts_on, 1 as number",
    _LIVING,
    """
    union all  -- and those who were erased since
    select neighbourhood_code, load, month, number from past_loads where {kept}
)
select {group} as "group", sum(number)::int as residents,
    sum(number * round(load * coalesce((
        select min(percent) from unnest(cast(:began_by as date[]), cast(:percents as int[])) as step (day, percent)
        where starts_on <= day
    ), 100) / 100, 2)) as settled
from living join areas on areas.code = living.neighbourhood_code
group by 1 having sum(number) > 0
""",
    kept=OF_ALL,
)

KEPT = (
    Kept(
        PastLoad,
        filled(
            "select placements.neighbourhood_code, placements.load, {month} as month, count(*)::int as number",
            _LIVING,
            "and placements.client_id = :client group by 1, 2, 3",
            month=month_of("starts_on"),
        ),
    ),
)
"""By the month: on its last day a load settles for all whose lease began in one month, or for none of them."""

_GROUP = {Dimension.NEIGHBOURHOOD: "areas.code", Dimension.DISTRICT: "areas.parent_code"}


async def figures(work: Work, asked: Asked) -> Table:
    """Return the load of all areas of the region that carry something or have a cap."""
    agreement = await agreement_then(work, asked)
    steps = (agreement.wording.procedure if agreement else Procedure()).load_steps(on=asked.on)
    given = {"began_by": [one.began_by for one in steps], "percents": [one.percent for one in steps]}
    found = await select_all(work, LIVING.replace("{group}", _GROUP[asked.by]), asked, **given)
    living = {row["group"]: row for row in found}
    areas = await _areas(work, asked)
    facilities = await _facilities(work, asked, areas)
    caps = _caps(agreement, asked)
    codes = [code for code in areas if code in living or facilities.get(code) or code in caps]
    rows = [
        _row(code, living.get(code), facilities.get(code, Decimal(0)), caps.get(code, (None, Decimal(0))))
        for code in codes
    ]
    told = await named(work, asked, rows)
    return Table(told, sums=_around(told, areas) if asked.by is Dimension.NEIGHBOURHOOD else ())


def _around(rows: Sequence[Row], areas: dict[str, str | None]) -> tuple[Sum, ...]:
    """Return what the neighbourhoods of a district come to: who asks by district is told that."""
    by_district: dict[str | None, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_district[areas[row["group"]]].append(number)
    return tuple(
        Sum(
            tuple((number, "residents") for number in numbers),
            equals=sum(rows[number]["residents"] for number in numbers),
        )
        for numbers in by_district.values()
    )


async def _areas(work: Work, asked: Asked) -> dict[str, str | None]:
    """Return the areas of the level that was asked, each with what is around it."""
    held = select(RegionMunicipality.municipality_code).where(RegionMunicipality.region_id == asked.region.id)
    level = AreaLevel(asked.by.value)
    query = select(Area.code, Area.parent_code).where(Area.level == level, Area.municipality_code.in_(held))
    return {code: around for code, around in (await work.session.execute(query)).all()}  # noqa: C416 - a row is no tuple to the type checker


async def _facilities(work: Work, asked: Asked, areas: dict[str, str | None]) -> dict[str, Decimal]:
    by_neighbourhood = facility_load(await region_places(work, region_id=asked.region.id, on=asked.on))
    if asked.by is Dimension.NEIGHBOURHOOD:
        return by_neighbourhood
    query = select(Area.code, Area.parent_code).where(Area.code.in_(by_neighbourhood))
    added: dict[str, Decimal] = {}
    for code, district in (await work.session.execute(query)).all():
        if district in areas:
            added[district] = added.get(district, Decimal(0)) + by_neighbourhood[code]
    return added


def _caps(agreement: Agreement | None, asked: Asked) -> dict[str, tuple[Decimal | None, Decimal]]:
    caps = agreement.wording.caps_on(asked.on) if agreement else {}
    return {code: (cap.points, cap.carried_before) for code, cap in caps.items()}


def _row(code: str, living: Any, facilities: Decimal, cap: tuple[Decimal | None, Decimal]) -> dict[str, Any]:
    capacity, before = cap
    residents, settled = (living["residents"], living["settled"]) if living else (0, Decimal(0))
    load = facilities + before + settled
    return {
        "group": code,
        "capacity": capacity,
        "facilities": facilities,
        "before": before,
        "residents": residents,
        "settled": settled,
        "load": load,
        "room": None if capacity is None else capacity - load,
        "used": None if not capacity else round(100 * load / capacity, 1),
    }


_STEPS = (50, 75, 90, 100)


def picture(titles: Titles) -> AreaMap:
    """Draw the areas by how much of their capacity is used, and name the fullest."""
    rows, shapes = {row["group"]: row for row in titles.rows}, titles.shapes or {}
    dutch = titles.dutch
    used = [row for row in titles.rows if row["used"] is not None]
    fullest = sorted(used, key=lambda row: -row["used"])[:22]
    numbers = {row["group"]: number for number, row in enumerate(fullest, start=1)}
    return AreaMap(
        areas=tuple(
            pictures.Area(
                name=_whole_name(area),
                outline=area["outline"],
                point=area["point"],
                step=_step(rows.get(code)),
                hidden=_is_hidden(rows.get(code)),
                number=numbers.get(code),
                within=area["municipality"] or "",
                note=_note(rows.get(code), dutch=dutch),
            )
            for code, area in shapes.items()
        ),
        steps=("< 50%", "50–75%", "75–90%", "90–100%", "> 100%"),
        unknown="geen draagkracht" if dutch else "no capacity",
        untold="niet verteld" if dutch else "not told",
        listed=(
            "Volste gebieden (benut)" if dutch else "Fullest areas (used)",
            *(f"{numbers[code]}. {_whole_name(shapes[code])}: {rows[code]['used']:.0f}%" for code in numbers),
        ),
    )


def _whole_name(area: Mapping[str, Any]) -> str:
    return f"{area['name']} ({area['municipality']})" if area["municipality"] else str(area["name"])


def _step(row: Any) -> int | None:
    if row is None or row["used"] is None:
        return None
    return len([step for step in _STEPS if row["used"] > step])


def _is_hidden(row: Any) -> bool:
    """Tell whether an area has a capacity of which is not told how much is used."""
    return row is not None and bool(row["capacity"]) and row["used"] is None


def _note(row: Any, *, dutch: bool) -> str:
    if row is None:
        return "geen draaglast bekend" if dutch else "no load known"
    if row["load"] is None:
        return "niet verteld" if dutch else "not told"
    load, capacity = (_points(row[name], dutch=dutch) for name in ("load", "capacity"))
    return f"{load} / {capacity}"


def _points(value: Any, *, dutch: bool) -> str:
    return "–" if value is None else pictures.number(float(value), dutch=dutch)


SOURCE = Source(INDICATOR, figures)
