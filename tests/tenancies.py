"""Proposals that everybody said yes to, and the placements that come of them, for tests of what follows."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from conftest import Doors, Town
from matching.models import Client, Dwelling, Proposal, ProposalState
from matching.vocabulary import ProposalOrigin
from matching.work import Workshop
from matching_town import EASY, ORDINARY
from rows import a_dwelling_row, a_waiting_client

START = date(2026, 12, 20)
"""A day on which a lease can begin: the dwellings are free from five days before."""


REASONS: dict[str, Any] = {
    "urgency": "regular",
    "waiting": 11,
    "priority": 21,
    "other_dwellings": 0,
    "terms": [],
    "sentences": [],
}
"""Why these two, as a run would have said."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A client and a dwelling to whose proposal everybody said yes."""

    proposal: UUID
    client: UUID
    dwelling: UUID

    def terms(self, **facts: Any) -> dict[str, Any]:
        """Return what prepares its placement."""
        usual = {
            "proposal": str(self.proposal),
            "tenancy": "own-name",
            "startsOn": START.isoformat(),
            "rent": 60_000,
        }
        return usual | facts


async def accepted(
    workshop: Workshop,
    town: Town,
    *,
    home: dict[str, Any] | None = None,
    dwelling: UUID | None = None,
    place: int = 1,
    state: ProposalState = ProposalState.ACCEPTED,
    **profile: Any,
) -> Accepted:
    """Store a client, a dwelling unless one is given, and the proposal that everybody accepted."""
    async with workshop.open() as work:
        client = a_waiting_client(work, town, **EASY | profile)
        house = (
            await work.session.get_one(Dwelling, dwelling)
            if dwelling
            else a_dwelling_row(work, town, **ORDINARY | (home or {}))
        )
        work.session.add_all([client, house])
        await work.session.flush()
        proposal = Proposal(
            **work.stamp(),
            origin=ProposalOrigin.HAND,
            region_id=town.region.id,
            client_id=client.id,
            dwelling_id=house.id,
            place=place,
            state=state,
            municipality_code=house.municipality_code,
            neighbourhood_code=house.neighbourhood_code,
            load=client.load,
            support_hours=client.support_hours,
            suitability=500,
            reasons=REASONS,
            released_at=None if state is ProposalState.PROPOSED else work.at,
        )
        work.session.add(proposal)
        return Accepted(proposal.id, client.id, house.id)


class Parties:
    """Everybody around a placement, each with a client of HTTP."""

    def __init__(self, doors: Doors, town: Town, workshop: Workshop) -> None:
        self._doors, self.town, self.workshop = doors, town, workshop

    async def open(self) -> "Parties":
        """Give everybody a key."""
        self.desk = await self._doors.as_organisation(self.town.coordinator)
        self.provider = await self._doors.as_organisation(self.town.provider)
        self.corporation = await self._doors.as_organisation(self.town.corporation)
        self.municipality = await self._doors.as_organisation(self.town.municipality)
        self.rival = await self._doors.as_organisation(self.town.other_corporation)
        self.other_provider = await self._doors.as_organisation(self.town.other_provider)
        self.stranger = await self._doors.as_organisation(self.town.stranger)
        return self

    async def prepare(self, pair: Accepted, **terms: Any) -> str:
        """Prepare a placement, as the corporation, and return its address."""
        answer = await self.corporation.post("/placements", json=pair.terms(**terms))
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"].removeprefix("/v1")

    async def a_placement(self, **facts: Any) -> str:
        """Prepare a placement of a new pair and return its address."""
        return await self.prepare(await accepted(self.workshop, self.town, **facts))

    async def a_lease(self, *, starts_on: date = START, **facts: Any) -> str:
        """Arrange the landing of a new pair, confirm the lease, and return the placement's address."""
        pair = await accepted(self.workshop, self.town, **facts)
        address = await self.prepare(pair, startsOn=starts_on.isoformat())
        await self.confirm(address)
        return address

    async def confirm(self, address: str) -> None:
        """Arrange all that is open and confirm the lease."""
        for task in (await self.desk.get(address)).json()["landing"]:
            done = await self.desk.post(f"{address}/landing-tasks/{task['domain']}/completion", json={})
            assert done.status_code == 200, done.text
        confirmed = await self.corporation.post(f"{address}/confirmation", json={})
        assert confirmed.status_code == 200, confirmed.text

    async def seen(self, address: str, who: httpx.AsyncClient | None = None) -> dict[str, Any]:
        """Return a placement as somebody sees it, the desk unless another is named."""
        answer = await (who or self.desk).get(address)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def tasks(self, address: str) -> dict[str, dict[str, Any]]:
        """Return the tasks of a landing by their domain."""
        return {task["domain"]: task for task in (await self.seen(address))["landing"]}

    async def client(self, client_id: UUID) -> Client:
        """Return a client's row."""
        async with self.workshop.open() as work:
            return await work.session.get_one(Client, client_id)

    async def dwelling(self, dwelling_id: UUID) -> Dwelling:
        """Return a dwelling's row."""
        async with self.workshop.open() as work:
            return await work.session.get_one(Dwelling, dwelling_id)
