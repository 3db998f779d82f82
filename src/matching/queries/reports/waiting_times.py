"""How long people wait, and where the time goes: no home to propose, or a step of the process."""

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.people import grouped
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
    unit=Phrase("dagen", "days"),
    definition=Phrase(
        "Van wie in de periode een plaatsing kreeg die niet is mislukt: de dagen van het begin op de lijst "
        "(of van de terugkeer na een eerdere plaatsing) tot de dag waarop de huur ingaat, verdeeld over: "
        "geen aanbod (er liep geen voorstel), eerdere voorstellen die niet doorgingen, en van het laatste "
        "voorstel: vrijgave, antwoorden, bezichtiging, huurcontract, en de warme landing tot de huur "
        "ingaat. De delen zijn gemiddelden en tellen op tot het gemiddelde. Van wie nog wacht: de mediaan "
        "tot en met de laatste dag.",
        "Of who got a placement in the period that did not fail: the days from coming onto the list (or "
        "back from an earlier placement) to the day the lease begins, divided over: no supply (no proposal "
        "was going), earlier proposals that came to nothing, and of the last one: release, answers, "
        "viewing, lease, and the warm landing. The parts are means and add up to the mean. Of who still "
        "waits: the median until the last day.",
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

STATEMENT = """
, earlier as (
    select id, max(over_at) over (
        partition by client_id order by created_at, id rows between unbounded preceding and 1 preceding
    ) as over_before
    from stays
), placed as (
    select people.*, stays.id as placement_id, stays.proposal_id, stays.created_at as prepared_at,
        stays.starts_on::timestamp at time zone 'UTC' as key_at,
        coalesce(earlier.over_before, people.on_list_since::timestamp at time zone 'UTC') as start_at
    from stays join people on people.id = stays.client_id join earlier on earlier.id = stays.id
    where stays.created_at >= :begin and not (stays.state = 'failed' and stays.over_at < :end)
), walked as (
    select proposal_id,
        min(at) filter (where target = 'proposed') as proposed_at,
        min(at) filter (where target = 'released') as released_at,
        min(at) filter (where target = 'viewing') as viewing_at,
        min(at) filter (where target = 'accepted') as accepted_at
    from proposal_steps where proposal_id in (select proposal_id from placed)
    group by proposal_id
), dated as (
    select placed.*,
        greatest(start_at, coalesce(proposed_at, prepared_at)) as proposed_at,
        coalesce(released_at, proposed_at, prepared_at) as released_at,
        coalesce(viewing_at, released_at, proposed_at, prepared_at) as viewing_at,
        coalesce(accepted_at, viewing_at, released_at, proposed_at, prepared_at) as accepted_at
    from placed left join walked using (proposal_id)
), tried as (
    select dated.placement_id,
        sum(least(proposals.ended_at, dated.proposed_at) - greatest(proposals.created_at, dated.start_at)) as spent
    from dated join proposals on proposals.client_id = dated.id and proposals.id <> dated.proposal_id
    and proposals.ended_at > dated.start_at and proposals.created_at < dated.proposed_at
    and proposals.state <> 'ended'
    group by dated.placement_id
), spent as (
    select {group} as "group",
        extract(epoch from greatest(key_at, prepared_at) - start_at) / 86400 as whole,
        extract(epoch from proposed_at - start_at - coalesce(spent, '0')) / 86400 as without_supply,
        extract(epoch from coalesce(spent, '0')) / 86400 as in_earlier_proposals,
        extract(epoch from released_at - proposed_at) / 86400 as release,
        extract(epoch from viewing_at - released_at) / 86400 as answers,
        extract(epoch from accepted_at - viewing_at) / 86400 as viewing,
        extract(epoch from prepared_at - accepted_at) / 86400 as lease,
        extract(epoch from greatest(key_at, prepared_at) - prepared_at) / 86400 as landing
    from dated left join tried using (placement_id)
), ended as (
    select "group", grouping("group") as all_of_them, count(*)::int as housed,
        round(avg(whole), 1) as mean,
        round(percentile_cont(0.5) within group (order by whole)::numeric, 1) as median,
        round(percentile_cont(0.9) within group (order by whole)::numeric, 1) as ninth_decile,
        round(avg(without_supply), 1) as without_supply,
        round(avg(in_earlier_proposals), 1) as in_earlier_proposals,
        round(avg(release), 1) as release, round(avg(answers), 1) as answers,
        round(avg(viewing), 1) as viewing, round(avg(lease), 1) as lease, round(avg(landing), 1) as landing
    from spent group by grouping sets (("group"), ())
), standing as (
    select "group", grouping("group") as all_of_them, count(*)::int as waiting,
        round(percentile_cont(0.5) within group (
            order by greatest(0, cast(:on as date) - on_list_since))::numeric, 1) as waiting_median
    from (select waiting.*, {group} as "group" from waiting) each
    group by grouping sets (("group"), ())
)
select coalesce(ended."group", standing."group") as "group",
    coalesce(ended.all_of_them, standing.all_of_them) as all_of_them,
    coalesce(housed, 0) as housed, mean, median, ninth_decile, without_supply, in_earlier_proposals, release,
    answers, viewing, lease, landing, coalesce(waiting, 0) as waiting, waiting_median
from ended full join standing
on ended.all_of_them = standing.all_of_them and ended."group" is not distinct from standing."group"
"""


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
