"""Who hears of what: the feed and webhooks ask the same question."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from conftest import Town
from matching.actors import OPERATOR, Actor
from matching.models import Delivery, Entry, Event, Fact, Membership, Organisation, Region
from matching.operations.events import publish
from matching.operations.webhooks import register_endpoint
from matching.queries.events import EventNotFound, audible_events, last_position, position_of
from matching.work import Workshop

LISTENERS = (
    "coordinator",
    "corporation",
    "other_corporation",
    "provider",
    "other_provider",
    "municipality",
    "stranger",
)
EVERYBODY = set(LISTENERS)
IN_THE_REGION = EVERYBODY - {"stranger"}


def member(town: Town, name: str) -> Organisation:
    found = getattr(town, name)
    assert isinstance(found, Organisation)
    return found


@pytest.fixture
async def endpoints(workshop: Workshop, town: Town) -> dict[str, UUID]:
    """Return an endpoint of each organisation of the town."""
    made = {}
    for name in LISTENERS:
        async with workshop.open(town.actor(member(town, name))) as work:
            endpoint = await register_endpoint(
                work, url="https://example.org/hear", description=None, facts=(), private=False
            )
            made[name] = endpoint.id
    async with workshop.open() as work:
        await publish(work)
        await work.session.execute(delete(Delivery))
    return made


async def happens(
    workshop: Workshop, fact: Fact, *, where: Region | None, parties: list[Organisation]
) -> UUID:
    """Let something happen, publish it, and return its subject."""
    async with workshop.open(OPERATOR) as work:
        subject = work.new_id()
        work.record(
            fact,
            subject,
            region_id=where.id if where else None,
            parties=[organisation.id for organisation in parties],
        )
    async with workshop.open() as work:
        await publish(work)
    return subject


async def hears(workshop: Workshop, actor: Actor, subject: UUID) -> bool:
    async with workshop.open(actor) as work:
        last = await last_position(work)
        found = await audible_events(work, until=last, limit=1_000)
    return subject in {told.subject_id for told in found}


async def readers(workshop: Workshop, town: Town, subject: UUID) -> set[str]:
    return {name for name in LISTENERS if await hears(workshop, town.actor(member(town, name)), subject)}


async def receivers(workshop: Workshop, endpoints: dict[str, UUID], subject: UUID) -> set[str]:
    async with workshop.open() as work:
        found = set(
            await work.session.scalars(
                select(Delivery.endpoint_id)
                .join(Event, Event.position == Delivery.position)
                .join(Entry, Entry.id == Event.entry_id)
                .where(Entry.subject_id == subject)
            )
        )
    return {name for name, endpoint_id in endpoints.items() if endpoint_id in found}


@dataclass(frozen=True, slots=True)
class Case:
    """Something that happens somewhere, to somebody, and who hears of it."""

    fact: Fact
    where: str | None
    heard: set[str]
    parties: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.fact} {self.where} {'+'.join(self.parties)}"


CASES = (
    Case(Fact.DWELLING_POSTED, "region", {"coordinator", "corporation"}, ("corporation",)),
    Case(Fact.CLIENT_REFERRED, "region", {"coordinator", "provider"}, ("provider",)),
    Case(Fact.PROPOSAL_MADE, "region", {"coordinator"}),
    Case(
        Fact.PROPOSAL_MADE,
        "region",
        {"coordinator", "corporation", "provider"},
        ("corporation", "provider"),
    ),
    Case(Fact.RUN_STARTED, "region", {"coordinator"}),
    Case(Fact.RUN_FINISHED, "region", IN_THE_REGION),
    Case(Fact.COVENANT_CHANGED, "region", IN_THE_REGION),
    Case(Fact.COVENANT_CHANGED, "elsewhere", {"stranger"}),
    Case(Fact.AREAS_IMPORTED, None, EVERYBODY),
    Case(Fact.KEY_MADE, None, set()),
    Case(Fact.KEY_MADE, None, {"provider"}, ("provider",)),
    Case(Fact.KEY_REVOKED, None, {"provider"}, ("provider",)),
    Case(Fact.ORGANISATION_CHANGED, None, {"municipality"}, ("municipality",)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_each_role_hears_only_what_is_its_own(
    workshop: Workshop, town: Town, endpoints: dict[str, UUID], case: Case
) -> None:
    place = getattr(town, case.where) if case.where else None
    parties = [member(town, name) for name in case.parties]

    subject = await happens(workshop, case.fact, where=place, parties=parties)

    assert await readers(workshop, town, subject) == case.heard
    assert await receivers(workshop, endpoints, subject) == case.heard


async def test_an_operator_hears_what_belongs_to_no_region(workshop: Workshop, town: Town) -> None:
    nowhere = await happens(workshop, Fact.KEY_MADE, where=None, parties=[])
    somewhere = await happens(workshop, Fact.COVENANT_CHANGED, where=town.region, parties=[])

    assert await hears(workshop, OPERATOR, nowhere)
    assert not await hears(workshop, OPERATOR, somewhere)


async def test_who_left_the_region_hears_no_more_of_it(
    workshop: Workshop, town: Town, endpoints: dict[str, UUID]
) -> None:
    before = await happens(workshop, Fact.COVENANT_CHANGED, where=town.region, parties=[])
    async with workshop.open() as work:
        await work.session.execute(delete(Membership).where(Membership.organisation_id == town.provider.id))

    after = await happens(workshop, Fact.COVENANT_CHANGED, where=town.region, parties=[])

    assert "provider" in await receivers(workshop, endpoints, before)
    assert await receivers(workshop, endpoints, after) == IN_THE_REGION - {"provider"}
    assert await readers(workshop, town, after) == IN_THE_REGION - {"provider"}


async def test_an_event_of_somebody_else_can_not_be_named(workshop: Workshop, town: Town) -> None:
    subject = await happens(workshop, Fact.DWELLING_POSTED, where=town.region, parties=[town.corporation])
    async with workshop.open() as work:
        event_id = await work.session.scalar(
            select(Event.event_id).join(Entry, Entry.id == Event.entry_id).where(Entry.subject_id == subject)
        )
    assert event_id is not None

    async with workshop.open(town.actor(town.corporation)) as work:
        assert await position_of(work, event_id=event_id) > 0
    async with workshop.open(town.actor(town.other_corporation)) as work:
        with pytest.raises(EventNotFound):
            await position_of(work, event_id=event_id)
