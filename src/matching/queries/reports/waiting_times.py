"""How long people wait, and where the time goes: no home to propose, or a step of the process."""

from matching.actors import Role
from matching.models import PastWait, PastWaiter
from matching.queries.reports.groups import named
from matching.queries.reports.kept import OF_GROUP, Kept, each_way, filled, week_of
from matching.queries.reports.people import GROUP, ONE_OF_THEM, grouped
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Column, Phrase, Table, about, people
from matching.work import Work

STEPS = ("without_supply", "in_earlier_proposals", "release", "answers", "viewing", "lease", "landing")


def _days(name: str, dutch: str, english: str, *, example: float, of: str = "housed") -> Column:
    return about(name, dutch, english, unit="day", of=(of,), example=example)


INDICATOR = Indicator(
    slug="waiting-times",
    name=Phrase("Wachttijden, en waar de tijd blijft", "Waiting times, and where the time goes"),
    question=Phrase(
        "Hoe lang wachten mensen, en komt dat doordat er geen woning is of door de procedure?",
        "How long do people wait, and is that for want of a home or because of the process?",
    ),
    unit=Phrase("personen, en dagen", "persons, and days"),
    definition=Phrase(
        "Van wie in de periode een plaatsing kreeg die niet is mislukt: de hele dagen van het begin op de "
        "lijst (of van de terugkeer na een eerdere plaatsing) tot de dag waarop de huur ingaat, verdeeld over: "
        "geen aanbod (er liep geen voorstel), eerdere voorstellen die niet doorgingen, en van het laatste "
        "voorstel: vrijgave, antwoorden, bezichtiging, huurcontract, en de warme landing tot de huur "
        "ingaat. De delen zijn gemiddelden en tellen op tot het gemiddelde. Van wie nog wacht: de mediaan "
        "tot en met de laatste dag, vanaf het midden van de week waarin iemand op de lijst kwam. Wie is "
        "gewist, telt mee per hele maand.",
        "Of who got a placement in the period that did not fail: the whole days from coming onto the list (or "
        "back from an earlier placement) to the day the lease begins, divided over: no supply (no proposal "
        "was going), earlier proposals that came to nothing, and of the last one: release, answers, "
        "viewing, lease, and the warm landing. The parts are means and add up to the mean. Of who still "
        "waits: the median until the last day, from the middle of the week of coming onto the list. Who was "
        "erased is counted by whole months.",
    ),
    source=Phrase(
        "Stappen van voorstellen en plaatsingen; vraag uit Midden-Limburg (aanbod of procedure).",
        "Steps of proposals, and placements; asked for by Midden-Limburg (supply or process).",
    ),
    by=(Dimension.PROVIDER, Dimension.RUNG, Dimension.ORIGIN, Dimension.URGENCY),
    columns=(
        people("housed", "kregen een plaatsing", "were placed", example=14),
        _days("mean", "gemiddeld", "mean", example=141.5),
        _days("median", "mediaan", "median", example=122.0),
        _days("ninth_decile", "90 procent binnen", "ninety per cent within", example=288.0),
        _days("without_supply", "geen aanbod", "no supply", example=80.0),
        _days("in_earlier_proposals", "in eerdere voorstellen", "in earlier proposals", example=9.5),
        _days("release", "vrijgave", "release", example=4.0),
        _days("answers", "antwoorden", "answers", example=6.0),
        _days("viewing", "bezichtiging", "viewing", example=9.0),
        _days("lease", "huurcontract", "lease", example=13.0),
        _days("landing", "warme landing", "warm landing", example=20.0),
        people("waiting", "wachten nog", "still wait", example=47),
        _days("waiting_median", "mediaan wie nog wacht", "median of who waits", example=98.0, of="waiting"),
    ),
    own=frozenset({Role.PROVIDER}),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.PROVIDER}),
    picture=lambda _table, titles: picture(titles),
)

TAKEN = """
, placed as (
    select people.*, stays.id as placement_id, stays.proposal_id, stays.created_at::date as prepared_on,
        stays.starts_on, coalesce(earlier.over_at::date, people.on_list_since) as start_on
    from stays join people on people.id = stays.client_id cross join lateral (
        select max(over_at) as over_at from stays before
        where before.client_id = stays.client_id and (before.created_at, before.id) < (stays.created_at, stays.id)
    ) earlier
    where stays.created_at >= :begin and not (stays.state = 'failed' and stays.over_at < :end)
), walked as (
    select proposal_id,
        min(at) filter (where target = 'proposed')::date as proposed_on,
        min(at) filter (where target = 'released')::date as released_on,
        min(at) filter (where target = 'viewing')::date as viewing_on,
        min(at) filter (where target = 'accepted')::date as accepted_on
    from proposal_steps where proposal_id in (select proposal_id from placed)
    group by proposal_id
), dated as (
    select placed.*,
        greatest(start_on, coalesce(proposed_on, prepared_on)) as proposed_on,
        coalesce(released_on, proposed_on, prepared_on) as released_on,
        coalesce(viewing_on, released_on, proposed_on, prepared_on) as viewing_on,
        coalesce(accepted_on, viewing_on, released_on, proposed_on, prepared_on) as accepted_on,
        greatest(starts_on, prepared_on) as key_on
    from placed left join walked using (proposal_id)
), tried as (
    select dated.placement_id, sum(
        least(proposals.ended_at::date, dated.proposed_on) - greatest(proposals.created_at::date, dated.start_on)
    )::int as spent
    from dated join proposals on proposals.client_id = dated.id and proposals.id <> dated.proposal_id
    and proposals.ended_at::date > dated.start_on and proposals.created_at::date < dated.proposed_on
    and proposals.state <> 'ended'
    group by dated.placement_id
), spent as (
    select dated.*, step, days from dated left join tried using (placement_id)
    cross join lateral (values
        ('whole', key_on - start_on),
        ('without_supply', proposed_on - start_on - coalesce(spent, 0)),
        ('in_earlier_proposals', coalesce(spent, 0)),
        ('release', released_on - proposed_on),
        ('answers', viewing_on - released_on),
        ('viewing', accepted_on - viewing_on),
        ('lease', prepared_on - accepted_on),
        ('landing', key_on - prepared_on)
    ) as steps (step, days)
)
"""
"""Goes on after `PEOPLE`: for every placement of the period the days of each step. [day]"""

STATEMENT = filled(
    TAKEN,
    """
, taken as (
    select {group} as "group", step, days from spent
    union all  -- and of those who were erased since
    select nullif(code, ''), step, days from (
        select code, step, days, sum(number) as number from past_waits
        where {kept} and step in ({of_wait}) and month between :since and :on
        group by 1, 2, 3
    ) past cross join generate_series(1, number)
), ended as (
    select "group", grouping("group") as all_of_them, count(*) filter (where step = 'whole')::int as housed,
        round(avg(days) filter (where step = 'whole'), 1) as mean,
        round(percentile_cont(0.5) within group (order by days)
            filter (where step = 'whole')::numeric, 1) as median,
        round(percentile_cont(0.9) within group (order by days)
            filter (where step = 'whole')::numeric, 1) as ninth_decile,
        {means}
    from taken group by grouping sets (("group"), ())
), waiters as (
    select {group} as "group", {listed_in} as listed_in from waiting
    union all
    select nullif(code, ''), listed_in from (
        select code, listed_in, sum(number) as number from past_waiters where {kept} group by 1, 2
    ) past cross join generate_series(1, number)
), standing as (
    select "group", grouping("group") as all_of_them, count(*)::int as waiting,
        round(percentile_cont(0.5) within group (
            order by greatest(0, cast(:on as date) - listed_in))::numeric, 1) as waiting_median
    from waiters group by grouping sets (("group"), ())
)
select coalesce(ended."group", standing."group") as "group",
    coalesce(ended.all_of_them, standing.all_of_them) as all_of_them,
    coalesce(housed, 0) as housed, mean, median, ninth_decile, {steps},
    coalesce(waiting, 0) as waiting, waiting_median
from ended full join standing
on ended.all_of_them = standing.all_of_them and ended."group" is not distinct from standing."group"
""",
    kept=OF_GROUP,
    of_wait=", ".join(f"'{step}'" for step in ("whole", *STEPS)),
    listed_in=week_of("on_list_since"),
    means=", ".join(f"round(avg(days) filter (where step = '{step}'), 1) as {step}" for step in STEPS),
    steps=", ".join(STEPS),
)

KEPT = (
    Kept(
        PastWait,
        filled(
            ONE_OF_THEM,
            TAKEN,
            """
select provider_id, dimension, code, step, days, date_trunc('month', prepared_on)::date as month,
    count(*)::int as number
from spent {each_way} group by 1, 2, 3, 4, 5, 6
""",
            each_way=each_way(INDICATOR.by, GROUP),
        ),
    ),
    Kept(
        PastWaiter,
        filled(
            ONE_OF_THEM,
            """
select provider_id, dimension, code, {listed_in} as listed_in, count(*)::int as number
from waiting {each_way} group by 1, 2, 3, 4
""",
            listed_in=week_of("on_list_since"),
            each_way=each_way(INDICATOR.by, GROUP),
        ),
    ),
)


async def figures(work: Work, asked: Asked) -> Table:
    """Return the waiting times of a period, told apart as asked."""
    found = await select_all(work, grouped(STATEMENT, asked.by), asked)
    [whole] = [row for row in found if row["all_of_them"]]
    rows = await named(work, asked, [row for row in found if not row["all_of_them"]])
    return Table(rows, {**whole, "dutch": "totaal", "english": "total"})


def picture(titles: Titles) -> Bars:
    """Draw the mean wait, step by step."""
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                tuple(
                    Part(place, None if row[name] is None else float(row[name]))
                    for place, name in enumerate(STEPS)
                )
                if row["housed"] != 0
                else (),
                note="" if row["housed"] is None else f"n={row['housed']}",
            )
            for row in titles.rows
        ),
        series=tuple(titles.of(name) for name in STEPS),
        unit="dagen, gemiddeld" if titles.dutch else "days, mean",
    )


SOURCE = Source(INDICATOR, figures)
