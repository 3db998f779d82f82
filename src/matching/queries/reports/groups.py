"""The names of groups, and their order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from matching.models import Area, HousingForm, Organisation
from matching.queries.reports.sources import Asked
from matching.reporting.indicators import Dimension
from matching.reporting.tables import Phrase, Row
from matching.vocabulary import OUTSIDE, UNKNOWN, Accessibility, AgeBand, IncomeKind, Urgency, Word
from matching.work import Work

NOT_KNOWN = Phrase("onbekend", "not known")
_WORDS: Mapping[Dimension, Iterable[Word]] = {
    Dimension.URGENCY: Urgency,
    Dimension.AGE: AgeBand,
    Dimension.INCOME: IncomeKind,
    Dimension.ACCESSIBILITY: Accessibility,
}
_AREAS = (Dimension.ORIGIN, Dimension.MUNICIPALITY, Dimension.DISTRICT, Dimension.NEIGHBOURHOOD)
_ORGANISATIONS = (Dimension.PROVIDER, Dimension.CORPORATION)
_HOUSEHOLDS = {
    "alone": Phrase("alleenstaand", "single person"),
    "couple": Phrase("twee of meer volwassenen", "two adults or more"),
    "children": Phrase("met kinderen", "with children"),
}


async def named(work: Work, asked: Asked, found: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return rows whose `group` is a code with its name in both languages, in the order people expect."""
    rows = list(found)
    names = await names_of(work, asked, {row["group"] for row in rows} - {None})
    order = {code: place for place, code in enumerate(names)}
    told = [{**row, **_name(names, row["group"])} for row in rows]
    return tuple(sorted(told, key=lambda row: order.get(row["group"], len(order))))


def _name(names: Mapping[str, Phrase], code: str | None) -> dict[str, str]:
    name = NOT_KNOWN if code is None else names.get(code, Phrase(code, code))
    return {"dutch": name.dutch, "english": name.english}


async def names_of(work: Work, asked: Asked, codes: Iterable[str]) -> Mapping[str, Phrase]:
    """Return the names of codes of the dimension that was asked, in order."""
    wanted, by = sorted(set(codes)), asked.by
    if by in _AREAS:
        return await area_names(work, wanted)
    if by in _ORGANISATIONS:
        return await _organisation_names(work, wanted)
    if by is Dimension.RUNG:
        return await _rung_names(work, asked)
    return _words(asked) or {code: Phrase(code, code) for code in wanted}


def _words(asked: Asked) -> Mapping[str, Phrase]:
    """Return the names that need no look: those of closed sets."""
    if asked.by is Dimension.REGION:
        return {asked.region.slug: Phrase(asked.region.name, asked.region.name)}
    if asked.by is Dimension.HOUSEHOLD:
        return _HOUSEHOLDS
    return {word.value: Phrase(word.dutch, word.value) for word in _WORDS.get(asked.by, ())}


async def area_names(work: Work, codes: Sequence[str]) -> Mapping[str, Phrase]:
    """Return the names of areas, by name, and of the words that stand for an origin elsewhere."""
    query = select(Area.code, Area.name).where(Area.code.in_(codes)).order_by(Area.name, Area.code)
    found = {code: Phrase(name, name) for code, name in (await work.session.execute(query)).all()}
    elsewhere = {
        OUTSIDE: Phrase("buiten de regio", "outside the region"),
        UNKNOWN: NOT_KNOWN,
    }
    return found | {word: name for word, name in elsewhere.items() if word in codes}


async def _organisation_names(work: Work, codes: Sequence[str]) -> Mapping[str, Phrase]:
    query = (
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_([UUID(code) for code in codes]))
        .order_by(Organisation.name, Organisation.id)
    )
    return {str(one): Phrase(name, name) for one, name in (await work.session.execute(query)).all()}


async def _rung_names(work: Work, asked: Asked) -> Mapping[str, Phrase]:
    query = (
        select(HousingForm)
        .where(HousingForm.region_id == asked.region.id)
        .order_by(HousingForm.rung, HousingForm.code)
    )
    return {
        form.code: Phrase(form.name_dutch, form.name_english) for form in await work.session.scalars(query)
    }
