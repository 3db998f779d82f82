"""What corporations agreed to supply, what they did, and whether they are on time."""

from datetime import date
from decimal import Decimal
from typing import Any

from matching.actors import Role
from matching.queries.agreements import Agreement
from matching.queries.reports.agreed import agreement_then, counting, kept_counting, term
from matching.queries.reports.groups import named
from matching.queries.reports.kept import filled
from matching.queries.reports.sources import Asked, Source, select_all
from matching.queries.reports.supply import free_places, taken_places
from matching.reporting.indicators import Dimension, Indicator, Titles
from matching.reporting.pictures import Bar, Bars, Part
from matching.reporting.tables import Phrase, Table, known
from matching.work import Work

MONTH = Decimal("30.4375")
"""The mean length of a month. [day]"""

INDICATOR = Indicator(
    slug="commitments",
    name=Phrase("Taakstelling van de corporaties", "Commitments of the corporations"),
    question=Phrase(
        "Wat is afgesproken, wat is geleverd, wat staat nog open, en gaat het snel genoeg?",
        "What was agreed, what was supplied, what is still open, and is it going fast enough?",
    ),
    unit=Phrase("woningen in de looptijd van het convenant", "dwellings in the term of the covenant"),
    definition=Phrase(
        "Geleverd: plaatsingen waarvan de huur in de looptijd begint, niet als zij zijn mislukt, met wat "
        "eerder was geleverd. Open: afgesproken min geleverd. In aanbod: vrije plaatsen op de laatste dag. "
        "Tempo: geleverd per maand van het begin van de looptijd tot en met die dag. Nodig: per maand voor "
        "de rest van de looptijd. Verwacht: geleverd aan het einde, bij dit tempo. Wie is gewist, telt mee per "
        "hele maand.",
        "Supplied: placements whose lease begins in the term, unless they failed, with what was supplied "
        "before. Open: agreed less supplied. On offer: free places on the last day. Pace: supplied a month "
        "since the term began. Needed: a month for the rest of the term. Expected: supplied at the end, at "
        "this pace. Who was erased is counted by whole months.",
    ),
    source=Phrase(
        "Convenant van de laatste dag; plaatsingen en woningen; vraag uit de Parkstad-agenda.",
        "The covenant of the last day; placements and dwellings; asked for by the Parkstad agenda.",
    ),
    by=(Dimension.CORPORATION,),
    columns=(
        known("agreed", "afgesproken", "agreed", unit="dwelling", example=60),
        known("supplied", "geleverd", "supplied", unit="dwelling", example=22),
        known("open", "open", "open", unit="dwelling", example=38),
        known("offered", "nu in aanbod", "on offer now", unit="dwelling", example=9),
        known("pace", "tempo", "pace", unit="dwelling/month", whole=False, example=1.8),
        known("needed", "nodig", "needed", unit="dwelling/month", whole=False, example=3.2),
        known("expected", "verwacht aan het einde", "expected at the end", unit="dwelling", example=43),
    ),
    own=frozenset({Role.CORPORATION}),
    whole=frozenset({Role.COORDINATOR, Role.MUNICIPALITY}),
    picture=lambda _table, titles: picture(titles),
)

_SUPPLIER = "placements.corporation_id::text"
SUPPLIED = (
    counting(_SUPPLIER)
    + """
select code as "group", sum(number)::int as supplied
from counting
where cast(:corporation as uuid) is null or code = cast(:corporation as uuid)::text
group by 1
"""
)
_GIVEN = {Dimension.CORPORATION: "corporation_id::text"}
OFFERED = filled(
    'select code as "group", number::int as offered from (',
    free_places(and_offered=""),
    ") free where number > 0",
    given=_GIVEN[Dimension.CORPORATION],
)

KEPT = (
    kept_counting(Dimension.CORPORATION, _SUPPLIER),
    taken_places(INDICATOR.by, _GIVEN, and_offered=""),
)


async def figures(work: Work, asked: Asked) -> Table:
    """Return the commitments at the end of the period."""
    agreement = await agreement_then(work, asked)
    if agreement is None:
        return Table(())
    since = await select_all(work, SUPPLIED, asked, **term(agreement))
    supplied = {row["group"]: row["supplied"] for row in since}
    offered = {row["group"]: row["offered"] for row in await select_all(work, OFFERED, asked)}
    rows = [
        _row(str(one.organisation), agreement, asked.on, supplied, offered, before=one.supplied_before)
        | {"agreed": one.dwellings}
        for one in agreement.wording.commitments
        if asked.corporation_id in (None, one.organisation)
    ]
    for row in rows:
        row["open"] = max(0, row["agreed"] - row["supplied"])
        left = _months(asked.on, agreement.term_until)
        row["needed"] = round(Decimal(row["open"]) / left, 1) if left else None
    total = {name: sum(row[name] for row in rows) for name in ("agreed", "supplied", "open", "offered")}
    nothing = dict.fromkeys(("group", "pace", "needed", "expected"), None)
    return Table(await named(work, asked, rows), {**nothing, **total, "dutch": "totaal", "english": "total"})


def _row(
    code: str,
    agreement: Agreement,
    on: date,
    supplied: dict[str, int],
    offered: dict[str, int],
    *,
    before: int,
) -> dict[str, Any]:
    now = supplied.get(code, 0) + before
    gone = _months(agreement.term_from, on)
    pace = Decimal(now) / gone if gone else Decimal(0)
    return {
        "group": code,
        "supplied": now,
        "offered": offered.get(code, 0),
        "pace": round(pace, 1),
        "expected": round(now + pace * _months(on, agreement.term_until)),
    }


def _months(since: date, until: date) -> Decimal:
    return max(0, (until - since).days) / MONTH


def picture(titles: Titles) -> Bars:
    """Draw what was supplied, what is on offer, and what was agreed."""
    return Bars(
        bars=tuple(
            Bar(
                titles.label(row),
                (Part(0, float(row["supplied"])), Part(1, float(row["offered"]))),
                marks=(float(row["agreed"]), float(row["expected"])),
            )
            for row in titles.rows
        ),
        series=(titles.of("supplied"), titles.of("offered")),
        marks=(titles.of("agreed"), titles.of("expected")),
        unit="woningen" if titles.dutch else "dwellings",
    )


SOURCE = Source(INDICATOR, figures)
