"""Whether everybody has the same chance, whoever they are."""

from typing import Any

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.people import grouped
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.confidence import wilson
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Dot, Dots
from matching.reporting.tables import Phrase, Row, Table, about, people
from matching.work import Work

INDICATOR = Indicator(
    slug="fairness",
    name=Phrase("Gelijke kansen", "Equal chances"),
    question=Phrase(
        "Krijgt elke groep even vaak, en even snel, een woning?",
        "Does every group get a home as often, and as soon?",
    ),
    unit=Phrase(
        "personen, procent van wie op de lijst stond, en dagen",
        "persons, per cent of who was on the list, and days",
    ),
    definition=Phrase(
        "Op de lijst: wie in de periode ooit wachtte. Geplaatst: wie van hen in de periode een plaatsing "
        "kreeg die niet mislukte. Deel met het interval van Wilson (95 procent): overlappen die van twee "
        "groepen, dan zegt het verschil weinig. Wachttijd: mediaan van de dagen op de lijst tot de "
        "plaatsing. Een groep die later kwam, heeft korter de kans gehad; een verschil is een vraag, nog "
        "geen oordeel.",
        "On the list: who waited at any moment in the period. Placed: who of them got a placement in it "
        "that did not fail. Share with Wilson's interval (95 per cent): where those of two groups overlap, "
        "the difference says little. Wait: median of the days on the list until the placement. A group that "
        "came later had its chance for less long; a difference is a question, not yet a verdict.",
    ),
    source=Phrase(
        "Woonprofielen en plaatsingen; interval: Wilson, JASA 22 (1927).",
        "Housing profiles and placements; interval: Wilson, JASA 22 (1927).",
    ),
    by=(
        Dimension.AGE,
        Dimension.HOUSEHOLD,
        Dimension.URGENCY,
        Dimension.INCOME,
        Dimension.ORIGIN,
        Dimension.RUNG,
        Dimension.ACCESSIBILITY,
        Dimension.PROVIDER,
    ),
    columns=(
        people("listed", "op de lijst", "on the list", example=61),
        people("placed", "geplaatst", "placed", example=14),
        about("share", "deel geplaatst", "share placed", unit="%", of=("listed", "placed"), example=23.0),
        about("share_low", "ten minste", "at least", unit="%", of=("listed", "placed"), example=14.2),
        about("share_high", "ten hoogste", "at most", unit="%", of=("listed", "placed"), example=34.9),
        about("wait", "mediaan wachttijd", "median wait", unit="day", of=("placed",), example=122.0),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY}),
    picture=lambda _table, titles: picture(titles),
)

STATEMENT = """
, housed as (
    select client_id, min(created_at) as placed_at from stays
    where created_at >= :begin and not (state = 'failed' and over_at < :end)
    group by client_id
), listed as (  -- who waited at any moment from the beginning on
    select people.*, housed.placed_at from people left join housed on housed.client_id = people.id
    where housed.client_id is not null
    or (withdrawn_at is null or withdrawn_at >= :begin) and not exists (
        select from stays where stays.client_id = people.id and stays.created_at < :begin
        and (stays.over_at >= :end or stays.over_at >= :begin and not stays.returned)
    )
)
select {group} as "group", grouping({group}) as all_of_them, count(*)::int as listed,
    count(placed_at)::int as placed,
    round(percentile_cont(0.5) within group (order by placed_at::date - on_list_since)
        filter (where placed_at is not null)::numeric, 1) as wait
from listed group by grouping sets (({group}), ())
"""


async def figures(work: Work, asked: Asked) -> Table:
    """Return the chances of each group in a period."""
    found = [_judged(row) for row in await select_all(work, grouped(STATEMENT, asked.by), asked)]
    [whole] = [row for row in found if row["all_of_them"]]
    rows = await named(work, asked, [row for row in found if not row["all_of_them"]])
    return Table(rows, {**whole, "dutch": "totaal", "english": "total"})


def _judged(row: Row) -> dict[str, Any]:
    share = wilson(row["placed"], row["listed"])
    told = (None, None, None) if share is None else (share.value, share.low, share.high)
    names = ("share", "share_low", "share_high")
    return {
        **row,
        **{name: None if one is None else round(one, 1) for name, one in zip(names, told, strict=True)},
    }


def picture(titles: Titles) -> Dots:
    """Draw the share of each group with its interval."""
    return Dots(
        tuple(
            Dot(
                titles.label(row),
                row["share"],
                row["share_low"],
                row["share_high"],
                note="" if row["listed"] is None else f"n={row['listed']}",
            )
            for row in titles.rows
        )
    )


SOURCE = Source(INDICATOR, figures)
