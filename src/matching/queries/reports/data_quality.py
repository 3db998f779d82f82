"""Whether profiles are complete and fresh, so that a matching can go by them."""

from datetime import timedelta

from matching.actors import Role
from matching.queries.reports.groups import named
from matching.queries.reports.people import PEOPLE
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Column, Phrase, Table, about, people
from matching.work import Work

STALE = timedelta(days=180)
"""After this long without a change a profile should be looked at again; ours, no source gives a number."""
ASKED = {
    "origin": Phrase("herkomst", "origin"),
    "rung": Phrase("huidige trede", "present rung"),
    "ready_from": Phrase("klaar vanaf", "ready from"),
    "age_band": Phrase("leeftijd", "age"),
    "income_kind": Phrase("inkomen", "income"),
    "bedrooms": Phrase("slaapkamers", "bedrooms"),
    "maximum_rent": Phrase("hoogste huur", "maximum rent"),
    "accessibility": Phrase("toegankelijkheid", "accessibility"),
    "consent": Phrase("toestemming", "consent"),
}
"""What a profile can leave out, and a matching misses."""


def _share(name: str, dutch: str, english: str, *, example: float) -> Column:
    return about(name, dutch, english, unit="%", of=("waiting",), example=example)


INDICATOR = Indicator(
    slug="data-quality",
    name=Phrase("Kwaliteit van de gegevens", "Quality of the data"),
    question=Phrase(
        "Zijn de woonprofielen volledig en actueel genoeg om op te matchen?",
        "Are the housing profiles complete and fresh enough to match by?",
    ),
    unit=Phrase("personen, en procent van wie wacht", "persons, and per cent of who waits"),
    definition=Phrase(
        "Van wie op de laatste dag wacht: bij hoeveel procent een gegeven ontbreekt, bij hoeveel er niets "
        "ontbreekt, en bij hoeveel het profiel een half jaar niet is gewijzigd. Wat bewust openblijft, telt "
        "ook als ontbrekend.",
        "Of who waits on the last day: of what share a datum is missing, of what share nothing is, and of "
        "what share the profile was not changed for half a year. What is left open on purpose counts as "
        "missing too.",
    ),
    source=Phrase("Woonprofielen en hun versies.", "Housing profiles and their versions."),
    by=(Dimension.PROVIDER,),
    columns=(
        people("waiting", "wachten", "wait", example=24),
        _share("complete", "volledig", "complete", example=62.5),
        _share("stale", "half jaar niet gewijzigd", "not changed for half a year", example=8.3),
        *(
            _share(f"without_{name}", f"zonder {words.dutch}", f"without {words.english}", example=4.2)
            for name, words in ASKED.items()
        ),
    ),
    own=frozenset({Role.PROVIDER}),
    whole=frozenset({Role.COORDINATOR}),
    picture=lambda _table, titles: picture(titles),
)

_MISSING = ",\n    ".join(
    f"round(100.0 * count(*) filter (where {name} is null) / count(*), 1) as without_{name}" for name in ASKED
)
_COMPLETE = " and ".join(f"{name} is not null" for name in ASKED)
STATEMENT = """
, changed as (
    select client_id, max(replaced_at) as changed_at from profile_versions
    where replaced_at < :end and client_id in (select id from waiting)
    group by client_id
)
select provider_id::text as "group", grouping(provider_id) as all_of_them, count(*)::int as waiting,
    round(100.0 * count(*) filter (where {complete}) / nullif(count(*), 0), 1) as complete,
    round(100.0 * count(*) filter (where coalesce(changed_at, created_at) < :stale) / nullif(count(*), 0), 1)
        as stale,
    {missing}
from waiting left join changed on changed.client_id = waiting.id
group by grouping sets ((provider_id), ())
"""


async def figures(work: Work, asked: Asked) -> Table:
    """Return how complete and fresh profiles are at the end of the period."""
    missing = _MISSING.replace("/ count(*)", "/ nullif(count(*), 0)")
    statement = STATEMENT.replace("{complete}", _COMPLETE).replace("{missing}", missing)
    found = await select_all(work, PEOPLE + statement, asked, stale=asked.end - STALE)
    [whole] = [row for row in found if row["all_of_them"]]
    rows = await named(work, asked, [row for row in found if not row["all_of_them"]])
    return Table(rows, {**whole, "dutch": "totaal", "english": "total"})


def picture(titles: Titles) -> Bars:
    """Draw how many profiles are complete, and how many are stale to the left."""
    return Bars(
        bars=tuple(
            Bar(titles.label(row), (Part(0, _number(row["complete"])), Part(1, _number(row["stale"], -1))))
            for row in titles.rows
        ),
        series=(titles.of("complete"), titles.of("stale")),
        unit="%",
        whole=100,
    )


def _number(value: object, sign: int = 1) -> float | None:
    return None if value is None else sign * float(str(value))


SOURCE = Source(INDICATOR, figures)
