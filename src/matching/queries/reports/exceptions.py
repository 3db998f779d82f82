"""Hard rules that were set aside, and how that ended."""

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Table, balance, people
from matching.work import Work

ENDS = ("living", "over", "going", "fell_through")

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
        "loopt, of het ging niet door. De redenen zelf staan in `/v1/overrides`, voor de coördinator.",
        "Hard rules that were set aside in the period, with a reason, by rule or by month, and how it stood "
        "on the last day: somebody lives there, the placement is over, the proposal is going, or it fell "
        "through. The reasons themselves are in `/v1/overrides`, for the coordinator.",
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

STATEMENT = """
select {group} as "group", count(*)::int as exceptions,
    count(*) filter (where placements.id is not null and coalesce(proposals.ended_at, 'infinity') >= :end)::int
        as living,
    count(*) filter (where placements.id is not null and proposals.ended_at < :end)::int as over,
    count(*) filter (where placements.id is null and coalesce(proposals.ended_at, 'infinity') >= :end)::int
        as going,
    count(*) filter (where placements.id is null and proposals.ended_at < :end)::int as fell_through
from overrides
join proposals on proposals.id = overrides.proposal_id
left join placements on placements.proposal_id = proposals.id and placements.created_at < :end
where overrides.region_id = :region and overrides.created_at >= :begin and overrides.created_at < :end
group by 1
order by 1
"""
_GROUP = {
    Dimension.RULE: "overrides.rule",
    Dimension.MONTH: "to_char(overrides.created_at at time zone 'UTC', 'YYYY-MM')",
}


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
