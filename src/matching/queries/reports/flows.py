"""In-, through- and outflow of the list, which add up to its stock to the person."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import HIDDEN, TOTAL, Phrase, Row, Sum, Table, about, balance, people
from matching.work import Work

IN = ("referred", "returned", "moved_in")
OUT = ("moved_out", "housed", "onward", "left")
STOCKS = ("stock_before", "stock_after")

INDICATOR = Indicator(
    slug="flows",
    name=Phrase("In-, door- en uitstroom", "In-, through- and outflow"),
    question=Phrase(
        "Hoeveel mensen kwamen op de lijst, gingen verder, en vertrokken, en klopt dat met wie er staat?",
        "How many people came onto the list, moved along and left it, and does that agree with who is on it?",
    ),
    unit=Phrase("personen; decimale plaatsen voor de stand", "persons; decimal places for the stock"),
    definition=Phrase(
        "De stand is wie wacht aan het einde van een dag. Instroom: aangemeld of teruggekeerd. Doorstroom: "
        "op de lijst naar een andere trede of herkomst, of via een voorstel naar een trede met begeleiding "
        "dichtbij of op afroep. Uitstroom: naar een zelfstandige woning met ten hoogste ambulante "
        "begeleiding, of van de lijst zonder woning. Begin + in - uit = einde, in elke rij. Wat wordt "
        "geteld is wat het systeem op dat moment wist; wat later met terugwerkende kracht wordt gemeld, "
        "telt op de dag van de melding.",
        "The stock is who waits at the end of a day. In: referred or returned. Through: on the list to "
        "another rung or origin, or by a proposal to a rung with support nearby or on call. Out: to a "
        "self-contained home with at most ambulant support, or off the list without a home. Begin + in - "
        "out = end, in every row. What counts is what was known at that moment: what is told later counts "
        "on the day it was told.",
    ),
    source=Phrase(
        "Het boek van de lijst, bijgehouden in dezelfde transactie als de kandidaat; vraag "
        "uit de Parkstad-agenda 2021-2022.",
        "The book of the list, kept in the transaction of the client; asked for by the "
        "Parkstad agenda 2021-2022.",
    ),
    by=(Dimension.PROVIDER, Dimension.RUNG, Dimension.ORIGIN, Dimension.MONTH),
    columns=(
        people("stock_before", "stand vooraf", "stock before", example=40),
        people("referred", "aangemeld", "referred", example=18),
        people("returned", "teruggekeerd", "returned", example=6),
        people("moved_in", "binnengekomen uit andere groep", "moved in from another group", example=0),
        people("moved_out", "naar andere groep", "moved out to another group", example=0),
        people("housed", "uitgestroomd naar eigen woning", "housed in an own home", example=12),
        people("onward", "doorgestroomd naar andere trede", "moved on to another rung", example=5),
        people("left", "weg zonder woning", "left without a home", example=0),
        people("stock_after", "stand achteraf", "stock after", example=47),
        about(
            "places_after",
            "decimale plaatsen achteraf",
            "decimal places after",
            unit="decimal place",
            of=("stock_after",),
            example=49.5,
        ),
    ),
    own=frozenset({Role.PROVIDER}),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.PROVIDER}),
    picture=lambda _table, titles: picture(titles),
)

_GROUP = {
    Dimension.PROVIDER: "provider_id::text",
    Dimension.RUNG: "rung",
    Dimension.ORIGIN: "origin",
    Dimension.MONTH: "to_char(greatest(at, :begin) at time zone 'UTC', 'YYYY-MM')",
}
_ANOTHER = {Dimension.RUNG: "rung_changed", Dimension.ORIGIN: "origin_changed"}
"""A movement along the list counts where it led to another group; told otherwise, where anything changed."""

BOOKED = """
select {group} as "group",
    coalesce(sum(persons) filter (where at < :begin), 0)::int as stock_before,
    count(*) filter (where at >= :begin and movement = 'referred')::int as referred,
    count(*) filter (where at >= :begin and movement = 'returned')::int as returned,
    count(*) filter (where at >= :begin and movement = 'moved-in' and {another})::int as moved_in,
    count(*) filter (where at >= :begin and movement = 'moved-out' and {another})::int as moved_out,
    count(*) filter (where at >= :begin and movement = 'housed')::int as housed,
    count(*) filter (where at >= :begin and movement = 'moved-on')::int as onward,
    count(*) filter (where at >= :begin and movement = 'left')::int as left,
    coalesce(sum(persons), 0)::int as stock_after,
    coalesce(sum(places), 0) as places_after
from list_bookings
where region_id = :region and at < :end and (cast(:provider as uuid) is null or provider_id = :provider)
group by 1
order by 1
"""


async def figures(work: Work, asked: Asked) -> Table:
    """Return the flows of a period, told apart as asked."""
    another = _ANOTHER.get(asked.by, "(rung_changed or origin_changed)")
    statement = BOOKED.replace("{group}", _GROUP[asked.by]).replace("{another}", another)
    found = await select_all(work, statement, asked)
    if asked.by is Dimension.MONTH:
        return _by_month(found)
    rows = await named(work, asked, [row for row in found if any(row[name] for name in (*STOCKS, *IN, *OUT))])
    total = _added(rows)
    numbers = (*range(len(rows)), TOTAL)
    return Table(rows, total, _balanced(numbers))


def _by_month(found: Iterable[Mapping[str, Any]]) -> Table:
    """Let each month begin where the one before ended."""
    rows: list[dict[str, Any]] = []
    for row in found:
        before = rows[-1] if rows else None
        stock = before["stock_after"] if before else row["stock_before"]
        places = before["places_after"] if before else Decimal(0)
        after = stock + sum(row[name] for name in IN) - sum(row[name] for name in OUT)
        rows.append(
            {
                **row,
                "dutch": row["group"],
                "english": row["group"],
                "stock_before": stock,
                "stock_after": after,
                "places_after": places + row["places_after"],
            }
        )
    total = _added(rows)
    if rows:
        total |= {
            "stock_before": rows[0]["stock_before"],
            "stock_after": rows[-1]["stock_after"],
            "places_after": rows[-1]["places_after"],
        }
    return Table(tuple(rows), total, _chained(len(rows)), standing=frozenset(STOCKS))


def _chained(months: int) -> tuple[Sum, ...]:
    """Return that a month begins where the one before ended, and the period with the first."""
    between = [Sum(((one - 1, "stock_after"),), ((one, "stock_before"),)) for one in range(1, months)]
    ends = [("stock_before", 0), ("stock_after", months - 1)] if months else []
    return (
        *_balanced((*range(months), TOTAL)),
        *between,
        *(Sum(((number, name),), ((TOTAL, name),)) for name, number in ends),
    )


def _balanced(numbers: tuple[int, ...]) -> tuple[Sum, ...]:
    return balance(numbers, plus=("stock_before", *IN), minus=(*OUT, "stock_after"))


def _added(rows: Iterable[Row]) -> dict[str, Any]:
    each = list(rows)
    added = {name: sum(row[name] for row in each) for name in (*STOCKS, *IN, *OUT)}
    places = sum((row["places_after"] for row in each), Decimal(0))
    return {"group": None, "dutch": "totaal", "english": "total", **added, "places_after": places}


def picture(titles: Titles) -> Bars:
    """Draw who came to the right, who went to the left."""
    drawn = ("referred", "returned", "housed", "onward", "left")
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                tuple(
                    Part(place, None if row[name] is None else float(row[name]) * (-1 if name in OUT else 1))
                    for place, name in enumerate(drawn)
                ),
                note=f"{_told(row['stock_before'])} → {_told(row['stock_after'])}",
            )
            for row in titles.rows
        ),
        series=tuple(titles.of(name) for name in drawn),
        unit="personen" if titles.dutch else "persons",
    )


def _told(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


SOURCE = Source(INDICATOR, figures)
