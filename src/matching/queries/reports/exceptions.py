"""Hard rules that were set aside, and how that ended."""

from matching.actors import Role
from matching.models import PastException
from matching.queries.reports.groups import named
from matching.queries.reports.kept import OF_ALL, Kept, filled
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Table, balance, people
from matching.work import Work

ENDS = ("living", "over", "going", "fell_through")
ENDED = {"living": "over", "going": "fell_through"}
"""What becomes of an exception when nothing more is known of whom it was for."""

INDICATOR = Indicator(
    slug="exceptions",
    name=Phrase("Uitzonderingen op de regels", "Exceptions to the rules"),
    question=Phrase(
        "Welke regels zijn terzijde gezet, hoe vaak, en hoe liep dat af?",
        "Which rules were set aside, how often, and how did that end?",
    ),
    unit=Phrase("uitzonderingen, elk voor één kandidaat", "exceptions, each for one client"),
    definition=Phrase(
        "Harde regels die in de periode met een reden terzijde zijn gezet, naar regel of naar maand, en hoe "
        "het er op de laatste dag voor stond: er wordt gewoond, de plaatsing is voorbij, het voorstel "
        "loopt, of het ging niet door. Wie is gewist, telt mee per hele maand. De redenen zelf leest "
        "alleen de coördinator.",
        "Hard rules that were set aside in the period, with a reason, by rule or by month, and how it stood "
        "on the last day: somebody lives there, the placement is over, the proposal is going, or it fell "
        "through. Who was erased is counted by whole months. The reasons themselves are "
        "read by the coordinator only.",
    ),
    source=Phrase(
        "Uitzonderingen bij voorstellen; doorbraakmethode (Parkstad 2023-2025).",
        "Overrides of proposals; the breakthrough method (Parkstad 2023-2025).",
    ),
    by=(Dimension.RULE, Dimension.MONTH),
    columns=(
        people("exceptions", "uitzonderingen", "exceptions", example=9),
        people("living", "er wordt gewoond", "somebody lives there", example=5),
        people("over", "plaatsing voorbij", "placement over", example=0),
        people("going", "voorstel loopt", "proposal going", example=0),
        people("fell_through", "ging niet door", "fell through", example=0),
    ),
    own=frozenset(),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY}),
    picture=lambda _table, titles: picture(titles),
)

_MONTH = "date_trunc('month', created_at at time zone 'UTC')::date"
_TAKEN = """
with taken as (
    select overrides.rule, overrides.created_at, case
        when placements.id is not null and over then 'over' when placements.id is not null then 'living'
        when over then 'fell_through' else 'going'
    end as outcome
    from overrides join proposals on proposals.id = overrides.proposal_id
    left join placements on placements.proposal_id = proposals.id and placements.created_at < :end
    cross join lateral (values (coalesce(proposals.ended_at < :end, false))) as told (over)
    where overrides.region_id = :region and overrides.created_at >= :begin and overrides.created_at < :end
    {and_of}
)
"""

STATEMENT = filled(
    _TAKEN,
    """
, counted as (
    select rule, {month} as month, outcome, 1 as number from taken
    union all  -- and of those who were erased since
    select rule, month, outcome, number from past_exceptions
    where {kept} and month between :since and :on
)
select {group} as "group", sum(number)::int as exceptions, {ends}
from counted group by 1 having sum(number) > 0 order by 1
""",
    and_of="",
    kept=OF_ALL,
    month=_MONTH,
    ends=", ".join(
        f"coalesce(sum(number) filter (where outcome = '{end}'), 0)::int as {end}" for end in ENDS
    ),
)
_GROUP = {Dimension.RULE: "rule", Dimension.MONTH: "to_char(month, 'YYYY-MM')"}

KEPT = (
    Kept(
        PastException,
        filled(
            _TAKEN,
            "select rule, outcome, {month} as month, count(*)::int as number from taken group by 1, 2, 3",
            and_of="and proposals.client_id = :client",
            month=_MONTH,
        ),
    ),
)


async def figures(work: Work, asked: Asked) -> Table:
    """Return the exceptions of a period."""
    statement = STATEMENT.replace("{group}", _GROUP[asked.by])
    rows = await named(work, asked, await select_all(work, statement, asked))
    total = {name: sum(row[name] for row in rows) for name in ("exceptions", *ENDS)}
    table = Table(rows, {"group": None, "dutch": "totaal", "english": "total", **total})
    return Table(rows, table.total, balance(table.numbers, plus=("exceptions",), minus=ENDS))


def picture(titles: Titles) -> Bars:
    """Draw the exceptions by how they ended."""
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                tuple(
                    Part(place, None if row[name] is None else float(row[name]))
                    for place, name in enumerate(ENDS)
                ),
            )
            for row in titles.rows
        ),
        series=tuple(titles.of(name) for name in ENDS),
        unit="uitzonderingen" if titles.dutch else "exceptions",
    )


SOURCE = Source(INDICATOR, figures)
