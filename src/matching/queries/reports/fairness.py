"""Whether everybody has the same chance, whoever they are."""

from typing import Any

from matching.actors import Role
from matching.models import PastCount
from matching.queries.reports.groups import named
from matching.queries.reports.kept import NOT_OVER, OF_ALL_APART, Kept, each_way, filled, month_of
from matching.queries.reports.people import GROUP, ONE_OF_THEM, grouped
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
        "groepen, dan zegt het verschil weinig. Wachttijd: mediaan van de dagen van het begin van de maand "
        "waarin iemand op de lijst kwam tot dat van de maand van de plaatsing. Een groep die later kwam, "
        "heeft korter de kans gehad; een verschil is een vraag, nog geen oordeel. Wie is gewist, telt mee per "
        "hele maand.",
        "On the list: who waited at any moment in the period. Placed: who of them got a placement in it "
        "that did not fail. Share with Wilson's interval (95 per cent): where those of two groups overlap, "
        "the difference says little. Wait: median of the days from the beginning of the month of coming onto "
        "the list to that of the month of the placement. A group that came later had its chance for less long; "
        "a difference is a question, not yet a verdict. Who was erased is counted by whole months.",
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

_LISTED = """
    select people.*, {month_placed} - {month_listed} as wait
    from people left join (
        select client_id, min(created_at)::date as placed_on from stays
        where created_at >= {begin} and not (state = 'failed' and over_at < :end)
        group by client_id
    ) housed on housed.client_id = people.id
    where housed.client_id is not null
    or (withdrawn_at is null or withdrawn_at >= {begin}) and not exists (
        select from stays where stays.client_id = people.id and stays.created_at < {begin}
        and (stays.over_at >= :end or stays.over_at >= {begin} and not stays.returned)
    )
"""
"""Who waited at any moment from the beginning on, and how long until the first placement since. [day]"""

_MONTHS = {"month_placed": month_of("placed_on"), "month_listed": month_of("on_list_since")}

STATEMENT = filled(
    ", listed as (",
    _LISTED,
    """
), taken as (
    select {group} as "group", wait is not null as placed, wait as days from listed
    union all  -- and of those who were erased since
    select nullif(code, ''), step = 'placed', days from (
        select code, step, days, sum(number) as number from past_counts
        where {kept} and step in ('waited', 'placed') and month >= :since
        group by 1, 2, 3
    ) past cross join generate_series(1, number)
)
select "group", grouping("group") as all_of_them, count(*)::int as listed,
    count(*) filter (where placed)::int as placed,
    round(percentile_cont(0.5) within group (order by days) filter (where placed)::numeric, 1) as wait
from taken group by grouping sets (("group"), ())
""",
    begin=":begin",
    kept=OF_ALL_APART,
    **_MONTHS,
)

KEPT = (
    Kept(
        PastCount,
        filled(
            ONE_OF_THEM,
            """
, begun as (  -- the beginnings of the months since they came, and of whatever comes after
    select *, lag(month) over (order by month) as before from (
        select month::date as month, month at time zone 'UTC' as begin from people cross join generate_series(
            date_trunc('month', people.created_at at time zone 'UTC'), cast(:on as timestamp), interval '1 month'
        ) month
        union all select '{not_over}', cast(:end as timestamptz)
    ) months
), listed as (
    select begun.month, begun.before, each.* from begun cross join lateral (
""",
            _LISTED,
            """
    ) each
)
select dimension, code, case when wait is null then 'waited' else 'placed' end as step,
    coalesce(wait, 0) as days, booked.month, sum(booked.number)::int as number
from listed {each_way}
cross join lateral (values (month, 1), (before, -1)) as booked (month, number)  -- what no later one counts
where booked.month is not null
group by 1, 2, 3, 4, 5 having sum(booked.number) <> 0
""",
            begin="begun.begin",
            not_over=NOT_OVER.isoformat(),
            each_way=each_way(INDICATOR.by, GROUP),
            **_MONTHS,
        ),
    ),
)
"""Of the periods that begin in a month or before it: one more or fewer, so that those from a month on add up."""


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
