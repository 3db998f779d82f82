"""One client beside the dwellings: weighed as in a snapshot of the whole region, without reading the others."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from conftest import TODAY, Town
from matching.actors import Actor
from matching.models import Area, Client, Dwelling
from matching.operations.instances import Beside, Snapshot, take_beside, take_pair, take_snapshot
from matching.operations.proposals.by_hand import propose_by_hand
from matching.queries.agreements import Wording
from matching.queries.areas import AreaFilter, outlined_areas
from matching.queries.covenants import agreement_on
from matching.queries.usage import Usage, occupies, usage
from matching.solver import Weighing, weigh_pair
from matching.vocabulary import Accessibility
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes
from statements import written_down

NEEDY = {"accessibility": Accessibility.WHEELCHAIR, "wishes": ["pets-allowed"], "bedrooms": 3}


async def taken(workshop: Workshop, town: Town, client_id: UUID) -> tuple[Snapshot, Beside]:
    async with workshop.open(town.actor(town.coordinator)) as work:
        agreement = await agreement_on(work, region_id=town.region.id, on=work.at.date())
        used = await usage(work, agreement=agreement, of=occupies())
        whole = await take_snapshot(work, agreement=agreement, used=used)
        return whole, await take_beside(work, agreement=agreement, used=used, client_id=client_id)


async def propose(workshop: Workshop, desk: Actor, client_id: UUID, dwelling_id: UUID) -> None:
    async with workshop.open(desk) as work:
        await propose_by_hand(
            work,
            client_id=client_id,
            dwelling_id=dwelling_id,
            decided_by="A. Jansen",
            note=None,
            set_aside=[],
        )


def alone(beside: Beside, pair: dict[str, str]) -> Weighing:
    return weigh_pair(beside.instance, **pair, waiting=beside.waiting)


def scarcity(weighed: Weighing) -> int:
    [points] = [term.points for term in weighed.reasons.terms if term.term == "scarcity"]
    return points


@pytest.fixture
async def treasured(workshop: Workshop, town: Town) -> tuple[list[UUID], list[UUID]]:
    """Return two who need nothing rare and three homes, in one of which everything rare is to be had."""
    await a_covenant(workshop, town)
    clients, dwellings = await people_and_homes(workshop, town, clients=2, dwellings=3)
    async with workshop.open() as work:
        rare = await work.session.get_one(Dwelling, dwellings[0])
        rare.accessibility, rare.features, rare.bedrooms = Accessibility.WHEELCHAIR, ["pets-allowed"], 3
    return clients, dwellings


@pytest.mark.parametrize(
    "others",
    [
        {"clients": 4},
        {"clients": 4, "parked_until": date(2027, 2, 1)},
        {"clients": 4, "parked_until": TODAY},
        {"clients": 0},
    ],
    ids=["wait", "parked", "parked no more", "nobody else"],
)
async def test_a_pair_is_weighed_as_among_all_who_wait(
    workshop: Workshop, town: Town, treasured: tuple[list[UUID], list[UUID]], others: dict[str, Any]
) -> None:
    clients, dwellings = treasured
    await people_and_homes(workshop, town, dwellings=0, **NEEDY, **others)

    whole, beside = await taken(workshop, town, clients[1])

    assert [one.id for one in beside.instance.clients] == [str(clients[1])]
    assert len(beside.waiting) == len(whole.instance.clients)
    for dwelling in dwellings:
        pair = {"client": str(clients[1]), "dwelling": str(dwelling)}
        assert alone(beside, pair) == weigh_pair(whole.instance, **pair)


async def test_only_who_takes_part_makes_a_home_scarce(
    workshop: Workshop, town: Town, treasured: tuple[list[UUID], list[UUID]]
) -> None:
    clients, dwellings = treasured
    pair = {"client": str(clients[1]), "dwelling": str(dwellings[0])}
    strangers = {**NEEDY, "provider_id": town.coordinator.id}
    await people_and_homes(workshop, town, clients=3, dwellings=0, **strangers)
    whole, beside = await taken(workshop, town, clients[1])
    assert scarcity(alone(beside, pair)) == scarcity(weigh_pair(whole.instance, **pair)) == 1_000

    await people_and_homes(workshop, town, clients=2, dwellings=0, **NEEDY)
    whole, beside = await taken(workshop, town, clients[1])
    assert scarcity(alone(beside, pair)) == scarcity(weigh_pair(whole.instance, **pair)) < 1_000


async def test_who_has_a_proposal_takes_no_part(
    workshop: Workshop, town: Town, treasured: tuple[list[UUID], list[UUID]]
) -> None:
    clients, dwellings = treasured
    await propose(workshop, town.actor(town.coordinator), clients[0], dwellings[1])

    whole, beside = await taken(workshop, town, clients[0])

    assert beside.instance.clients == ()
    assert len(beside.waiting) == len(whole.instance.clients) == 1
    assert beside.instance.dwellings == whole.instance.dwellings
    assert len(beside.instance.dwellings) == 2


async def test_who_weighs_reads_no_outlines_and_who_draws_does(
    workshop: Workshop, town: Town, treasured: tuple[list[UUID], list[UUID]]
) -> None:
    """An outline is kilobytes, and a pair is held against the rules at each step of its proposal."""
    (client_id, *_), (dwelling_id, *_) = treasured
    outline = {"type": "Polygon", "coordinates": []}
    async with workshop.open() as work:
        (await work.session.get_one(Area, "GM9001")).outline = outline

    with written_down() as statements:
        await taken(workshop, town, client_id)
    async with workshop.open() as work:
        client = await work.session.get_one(Client, client_id)
        dwelling = await work.session.get_one(Dwelling, dwelling_id)
        with written_down() as of_a_pair:
            await take_pair(work, client=client, dwelling=dwelling, wording=Wording(), used=Usage())
        drawn = await outlined_areas(work, wanted=AreaFilter(municipality="GM9001"))

    areas = [one for one in (*statements, *of_a_pair) if "FROM areas" in one]
    assert len(areas) == 3, "of the region, of a client, of a pair"
    assert [one for one in areas if "outline" in one] == []
    assert [one.outline for one in drawn if one.outline] == [outline]
