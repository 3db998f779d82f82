"""The invented covenant of the demo: made so that quotas, caps and commitments really bind.

No source gives these numbers: they are obviously invented.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from matching.actors import Role
from matching.demo.numbers import acting, numbered
from matching.demo.organisations import CORPORATIONS, PLAYERS
from matching.examples import COORDINATOR, COVENANT
from matching.models import Region
from matching.operations.covenants import make_covenant
from matching.queries.agreements import (
    CommitmentTerm,
    ComplexCapTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Wording,
)
from matching.work import Work

# What the system counts itself (the proposals of `demo.decisions`) is not among what was placed before.
# municipality, share [%], maximum, minimum, most imports, placed before, imports before
QUOTAS = (
    ("GM0917", "34", 35, 20, 9, 6, 2),
    ("GM0928", "18", 20, 10, 7, 9, 3),
    ("GM0882", "14", 14, 8, 6, 7, 2),
    ("GM0899", "11", 11, 6, 5, 6, 2),
    ("GM1954", "12", 14, 8, 8, 5, 2),
    ("GM0965", "5", 5, 4, 3, 2, 1),
    ("GM0986", "6", 6, 3, 4, 2, 1),
)
# origin, municipality, maximum, placed before
ORIGIN_LIMITS = (("outside", "GM0917", 5, 1), ("GM0928", "GM0882", 3, 1))
# corporation, dwellings agreed for the term, supplied before, offers more
COMMITMENTS = (("LK", 60, 9, False), ("TN", 40, 14, False), ("WV", 20, 10, False), ("DH", 12, 4, True))
# area, points, carried before, why
LOAD_CAPS = (
    ("BU09179901", "17.5", "2.5", "Buurtoverleg: naast de woonvorm is nog weinig ruimte."),
    ("BU09179902", "14.7", "3", "De opvang weegt hier zwaar mee; pas op de plaats."),
    ("BU09179903", "12", "2", "Afspraak met het wijkteam."),
    ("BU09179801", "11", "2.5", "Crisisopvang in dezelfde straat."),
    ("BU09179802", "9", "1.5", "Afspraak met het wijkteam."),
    ("BU09289901", "9", "1.5", "Inloop op het plein."),
    ("BU09289902", "7", "1", "Afspraak met het wijkteam."),
    ("BU08829901", "11", "1.5", "Jongerenhuis in de buurt."),
    ("BU08999901", "9.5", "1", "Jongerenhuis in de buurt."),
    ("BU19549901", "12", "1.5", "Woonvorm in de buurt."),
    ("WK091799", "46", "0", "Draagkracht van de hele wijk."),
)
COMPLEX_CAPS = (("LK", "FLAT-DE-WOLK", "4", "0.5", "Veel kwetsbare bewoners op één galerij."),)


async def agree(work: Work, *, region: Region, today: date) -> None:
    """Make the covenant; its term began nine months ago."""
    began = _months_before(today, 9)
    desk = numbered(work, actor=acting(Role.COORDINATOR, COORDINATOR), first=int(COVENANT[-12:]))
    await make_covenant(
        desk,
        region=region,
        name="Uitstroomconvenant Parkstad (fictief)",
        term_from=began,
        term_until=began.replace(year=began.year + 2),
        wording=_wording(began),
        reason="Eerste afspraken, verzonnen om mee te oefenen.",
    )


def _months_before(today: date, months: int) -> date:
    """Return the first day of a month some months ago."""
    day = today.replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def _corporation(prefix: str) -> UUID:
    return UUID(next(player.id for player in CORPORATIONS if player.prefix == prefix))


def _wording(began: date) -> Wording:
    return Wording(
        parties=tuple(PartyTerm(UUID(one.id), began) for one in PLAYERS if "parkstad" in one.regions),
        quotas=tuple(
            QuotaTerm(code, Decimal(share), maximum, minimum, imports, placed, imported)
            for code, share, maximum, minimum, imports, placed, imported in QUOTAS
        ),
        origin_limits=tuple(OriginLimitTerm(*terms) for terms in ORIGIN_LIMITS),
        commitments=tuple(
            CommitmentTerm(_corporation(prefix), dwellings, supplied, more)
            for prefix, dwellings, supplied, more in COMMITMENTS
        ),
        load_caps=tuple(
            LoadCapTerm(area, began, Decimal(points), reason, carried_before=Decimal(carried))
            for area, points, carried, reason in LOAD_CAPS
        ),
        complex_caps=tuple(
            ComplexCapTerm(_corporation(prefix), name, Decimal(points), reason, Decimal(carried))
            for prefix, name, points, carried, reason in COMPLEX_CAPS
        ),
    )
