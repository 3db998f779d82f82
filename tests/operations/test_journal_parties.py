"""Who may hear of what happened, besides the coordinators of the region."""

from uuid import UUID

from sqlalchemy import select

from conftest import NEIGHBOURHOODS, NOW, Town
from matching.models import Entry, Fact
from matching.operations.dwellings import change_dwelling, post_dwelling, withdraw_dwelling
from matching.work import Workshop


async def parties_of(workshop: Workshop, fact: Fact) -> list[UUID]:
    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == fact.value))
    assert entry is not None
    return entry.parties


async def test_a_corporation_may_hear_of_its_own_dwelling_from_the_first_day(
    workshop: Workshop, town: Town
) -> None:
    async with workshop.open(town.actor(town.corporation)) as work:
        posted = await post_dwelling(
            work,
            reference="W-1",
            neighbourhood_code=NEIGHBOURHOODS[0],
            housing_form="own-home",
            available_from=NOW.date(),
        )
    async with workshop.open(town.actor(town.coordinator)) as work:
        await change_dwelling(work, dwelling_id=posted["id"], rooms=3)
        await withdraw_dwelling(work, dwelling_id=posted["id"], reason="Verkocht.")

    for fact in (Fact.DWELLING_POSTED, Fact.DWELLING_CHANGED, Fact.DWELLING_WITHDRAWN):
        assert await parties_of(workshop, fact) == [town.corporation.id]
