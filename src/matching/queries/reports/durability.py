"""Whether homes last: what share still lives there after some months, and how sure that is."""

from collections import defaultdict
from typing import Any

from matching.actors import Role
from matching.models import PastTenancy
from matching.queries.reports.groups import named
from matching.queries.reports.kept import NOT_OVER, OF_GROUP, Kept, each_way, filled, week_of
from matching.queries.reports.sources import Asked, Source, select_all
from matching.reporting.confidence import gathered, lasting
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Dot, Dots
from matching.reporting.tables import Column, Phrase, Table, about, balance, people
from matching.work import Work

MONTHS = {3: 91, 6: 183, 12: 365, 24: 730}
"""The four moments of the outcomes, in days after the lease began."""


def _lasts(months: int) -> tuple[Column, ...]:
    of = ("tenancies", "lost")
    return (
        about(
            f"after_{months}",
            f"woont er na {months} maanden",
            f"lives there after {months} months",
            unit="%",
            of=of,
            example=88.0,
        ),
        about(
            f"after_{months}_low",
            f"ten minste na {months}",
            f"at least after {months}",
            unit="%",
            of=of,
            example=79.5,
        ),
        about(
            f"after_{months}_high",
            f"ten hoogste na {months}",
            f"at most after {months}",
            unit="%",
            of=of,
            example=93.2,
        ),
    )


INDICATOR = Indicator(
    slug="durable-outflow",
    name=Phrase("Duurzame uitstroom", "Durable outflow"),
    question=Phrase(
        "Blijven mensen wonen waar zij zijn geplaatst?",
        "Do people go on living where they were placed?",
    ),
    unit=Phrase("huurders, en procent van hen", "tenants, and per cent of them"),
    definition=Phrase(
        "Van alle plaatsingen waarvan de huur op de laatste dag was begonnen en die niet zijn mislukt: het "
        "deel dat er na 3, 6, 12 en 24 maanden nog woont (Kaplan-Meier), met een interval van 95 procent. "
        "Verloren: de plaatsing is voorbij; wie doorstroomde naar een andere woning of overleed, telt mee "
        "tot die dag en is niet verloren. Leeg: niemand is zo lang gevolgd. Huren beginnen en "
        "eindigen in het midden van hun week, ook van wie is gewist. Het begin van de periode doet "
        "er niet toe.",
        "Of all placements whose lease had begun on the last day and that did not fail: the share that "
        "still lives there after 3, 6, 12 and 24 months (Kaplan-Meier), with an interval of 95 per cent. "
        "Lost: the placement is over; who moved on to another home, or died, counts until that day and is "
        "not lost. Empty: nobody was followed for so long. Leases begin and end in the middle of their week, also "
        "those of who was erased. The first day of the period does not matter.",
    ),
    source=Phrase(
        "Plaatsingen en hun einde. Kaplan en Meier, JASA 53 (1958); Greenwood (1926); log(-log) volgens "
        "Kalbfleisch en Prentice (1980).",
        "Placements and their end. Kaplan and Meier, JASA 53 (1958); Greenwood (1926); log(-log) after "
        "Kalbfleisch and Prentice (1980).",
    ),
    by=(Dimension.PROVIDER, Dimension.RUNG, Dimension.MUNICIPALITY, Dimension.CORPORATION),
    columns=(
        people("tenancies", "huurders", "tenants", example=46),
        people("lost", "verloren", "lost", example=6),
        people("kept", "wonen er nog, of stroomden door", "live there still, or moved on", example=40),
        *(column for months in MONTHS for column in _lasts(months)),
    ),
    own=frozenset({Role.PROVIDER}),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY, Role.PROVIDER}),
    picture=lambda _table, titles: picture(titles),
)

_GROUP = {
    Dimension.PROVIDER: "provider_id::text",
    Dimension.RUNG: "housing_form",
    Dimension.MUNICIPALITY: "municipality_code",
    Dimension.CORPORATION: "corporation_id::text",
}

TENANCIES = filled(
    """
with known as (
    select placements.*, dwellings.housing_form,
        case when proposals.ended_at < :end then placements.ended_on end as over_on
    from placements
    join proposals on proposals.id = placements.proposal_id
    join dwellings on dwellings.id = placements.dwelling_id
    where placements.region_id = :region and placements.created_at < :end and placements.starts_on <= :on
    and not (placements.state = 'failed' and proposals.ended_at < :end)
    and (cast(:provider as uuid) is null or placements.provider_id = :provider) {and_theirs}
), tenancies as (
    select known.*, {began_in} as began_in, coalesce({over_in}, '{not_over}') as over_in,
        over_on is not null and coalesce(end_reason, '') not in ('moved-on', 'deceased') as lost
    from known
)
""",
    began_in=week_of("starts_on"),
    over_in=week_of("over_on"),
    not_over=NOT_OVER.isoformat(),
)

STATEMENT = filled(
    TENANCIES,
    """
, counted as (
    select {group} as "group", began_in, over_in, lost, 1 as number from tenancies
    union all  -- and those of who was erased since
    select nullif(code, ''), began_in, over_in, lost, sum(number) from past_tenancies
    where {kept} and began_in <= {last_week}
    group by 1, 2, 3, 4 having sum(number) <> 0
), followed as (
    select "group", greatest(0, least(over_in, cast(:on as date)) - began_in) as days,
        lost and over_in <= :on as lost, number
    from counted
)
select "group", days, coalesce(sum(number) filter (where lost), 0)::int as lost,
    coalesce(sum(number) filter (where not lost), 0)::int as left
from followed group by 1, 2
""",
    and_theirs="",
    kept=OF_GROUP,
    last_week=week_of("cast(:on as date)"),
)

KEPT = (
    Kept(
        PastTenancy,
        filled(
            TENANCIES,
            """
select provider_id, dimension, code, began_in, over_in, lost, count(*)::int as number
from tenancies {each_way} group by 1, 2, 3, 4, 5, 6
""",
            and_theirs="and placements.client_id = :client",
            each_way=each_way(INDICATOR.by, _GROUP),
        ),
    ),
)


async def figures(work: Work, asked: Asked) -> Table:
    """Return how long homes last, as known on the last day."""
    found = await select_all(work, STATEMENT.replace("{group}", _GROUP[asked.by]), asked)
    days: dict[Any, dict[int, tuple[int, int]]] = defaultdict(dict)
    whole: dict[int, tuple[int, int]] = {}
    for row in found:
        days[row["group"]][row["days"]] = (row["lost"], row["left"])
        lost, left = whole.get(row["days"], (0, 0))
        whole[row["days"]] = (lost + row["lost"], left + row["left"])
    rows = await named(work, asked, [{"group": group, **_estimated(each)} for group, each in days.items()])
    total = {"group": None, "dutch": "totaal", "english": "total", **_estimated(whole)}
    numbers = Table(rows, total).numbers
    return Table(rows, total, balance(numbers, plus=("tenancies",), minus=("lost", "kept")))


def _estimated(days: dict[int, tuple[int, int]]) -> dict[str, Any]:
    gone = gathered((after, lost, left) for after, (lost, left) in days.items())
    lost = sum(one for one, _ in days.values())
    kept = sum(one for _, one in days.values())
    told: dict[str, Any] = {"tenancies": lost + kept, "lost": lost, "kept": kept}
    for months, until in MONTHS.items():
        found = lasting(gone, until=until)
        for name, value in zip(
            ("", "_low", "_high"), (found.value, found.low, found.high) if found else (None,) * 3, strict=True
        ):
            told[f"after_{months}{name}"] = None if value is None else round(value, 1)
    return told


def picture(titles: Titles) -> Dots:
    """Draw what share lives there after a year; after three months where nobody was followed for so long."""
    months = max((one for one in MONTHS if _any(titles, one)), default=3)
    months = min(months, 12)
    return Dots(
        tuple(
            Dot(
                titles.label(row),
                row[f"after_{months}"],
                row[f"after_{months}_low"],
                row[f"after_{months}_high"],
                note=_note(titles, row, months),
            )
            for row in titles.rows
        ),
        unit=f"%, na {months} maanden" if titles.dutch else f"%, after {months} months",
    )


def _any(titles: Titles, months: int) -> bool:
    return any(row[f"after_{months}"] is not None for row in titles.rows)


def _note(titles: Titles, row: Any, months: int) -> str:
    if row["tenancies"] is None or row["lost"] is None:
        return ""
    if row[f"after_{months}"] is None:
        return "nog niet zo lang gevolgd" if titles.dutch else "not followed for so long yet"
    return f"n={row['tenancies']}"


SOURCE = Source(INDICATOR, figures)
