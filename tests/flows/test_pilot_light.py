"""Two years from a yes on: the key, contact that tapers, somebody who wants to be left alone, a signal left lying."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.test_proposals import Table, proposal, table
from books import broken_books
from conftest import Clock, Doors, Town
from matching.jobs import DUTIES
from matching.models import Client, Entry
from matching.settings import Settings
from matching.work import Workshop

__all__ = ["proposal", "table"]

KEY = date(2026, 12, 15)
"""The day on which the dwelling is available, and the lease begins."""


WATCHED_DAILY = 14
"""How long before something happens the clock keeps watch every day. [day]"""


class Street:
    """A home, and the four who have to do with whoever lives there."""

    def __init__(self, workshop: Workshop, clock: Clock, **doors: httpx.AsyncClient) -> None:
        self.workshop = workshop
        self.clock = clock
        self.placement = ""
        self.care = doors["care"]
        self.landlord = doors["landlord"]
        self.town_hall = doors["town_hall"]
        self.desk = doors["desk"]

    async def day(self, number: int) -> None:
        """Let the days pass up to one, counted from the key; the clock keeps watch every day, at last."""
        until = KEY + timedelta(days=number)
        while (left := (until - self.clock.now.date()).days) > 0:
            self.clock.tick(days=7 if left > WATCHED_DAILY else 1)
            for duty in DUTIES.values():
                if duty.cron:
                    await duty.do(self.workshop, Settings())

    async def does(self, who: httpx.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
        """Return the answer to what somebody does, which has to be a yes."""
        answer = await who.post(path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def waits_on(self, who: httpx.AsyncClient) -> list[tuple[str, bool]]:
        """Return what waits on somebody, and whether it is overdue."""
        return [(task["kind"], task["overdue"]) for task in (await who.get("/tasks")).json()["items"]]

    async def next_check_in(self) -> dict[str, Any]:
        query = {"placement": self.placement, "state": "planned"}
        items = (await self.care.get("/check-ins", params=query)).json()["items"]
        return dict(min(items, key=lambda item: item["dueOn"]))

    async def visits(self, *, held: bool = True) -> str:
        """Hold or miss the next check-in, and return by what means."""
        check_in = await self.next_check_in()
        body = {"held": held} | ({"heldBy": "B. de Wit"} if held else {})
        return str((await self.does(self.care, f"/check-ins/{check_in['id']}/result", body))["means"])

    async def tells(self, months: int, *, housed: bool = True) -> None:
        body = {"months": months, "stillHoused": housed}
        await self.does(self.care, f"/placements/{self.placement}/outcomes", body)

    async def journal(self) -> Counter[str]:
        async with self.workshop.open() as work:
            query = select(Entry.fact).where(Entry.fact.regexp_match("^(check-in|signal|outcome)"))
            return Counter(await work.session.scalars(query))


@pytest.fixture
async def street(table: Table, workshop: Workshop, clock: Clock, town: Town, doors: Doors) -> Street:
    """Return the four around a proposal that all of them said yes to."""
    await table.release()
    await table.says(table.provider, "agreement")
    await table.says(table.corporation, "agreement")
    await table.says(table.provider, "client-answer", accepted=True)
    return Street(
        workshop,
        clock,
        care=table.provider,
        landlord=table.corporation,
        town_hall=await doors.as_organisation(town.municipality),
        desk=table.desk,
    )


async def from_a_yes_to_the_key(street: Street, proposal: str) -> None:
    """The lease is made, the landing arranged, and the lease confirmed: each waits on somebody in turn."""
    assert await street.waits_on(street.landlord) == [("lease", False)]
    terms = {"proposal": proposal, "tenancy": "own-name", "rent": 60_000}
    placement = await street.does(street.landlord, "/placements", terms)
    street.placement = str(placement["id"])
    assert placement["startsOn"] == str(KEY)
    assert Counter(await street.waits_on(street.desk)) == {("landing", False): 4, ("confirmation", False): 1}

    for domain in ("living", "work-and-income", "debts", "care"):
        await street.does(
            street.desk, f"/placements/{street.placement}/landing-tasks/{domain}/completion", {}
        )
    await street.day(0)
    assert await street.waits_on(street.desk) == [("confirmation", False)]
    await street.does(street.landlord, f"/placements/{street.placement}/confirmation", {})

    assert await street.waits_on(street.landlord) == []
    assert await street.waits_on(street.care) == [("check-in", False), ("check-in", False)]


async def the_first_month(street: Street) -> None:
    """A visit, two calls nobody answers, and an action in time."""
    await street.day(7)
    assert await street.visits() == "visit"
    await street.day(14)
    assert await street.visits(held=False) == "call"
    await street.day(17)
    assert await street.waits_on(street.care) == [("check-in", False), ("check-in", False)]
    assert await street.visits(held=False) == "call"

    [alarm] = (await street.care.get("/signals")).json()["items"]
    assert (alarm["kind"], await street.waits_on(street.desk)) == (
        "no-contact",
        [("signal", False), ("check-in", False)],
    )
    await street.does(street.care, f"/signals/{alarm['id']}/action", {"action": "Langsgegaan, alles goed."})
    assert (await street.landlord.get("/signals")).json()["items"] == []


async def a_signal_left_lying(street: Street) -> None:
    """The landlord sees no rent; nobody acts in time; the town hall hears; late is still welcome."""
    await street.day(20)
    body = {"placement": street.placement, "kind": "rent-unpaid"}
    signal = await street.does(street.landlord, "/signals", body)
    await street.day(24)
    assert await street.waits_on(street.town_hall) == []
    await street.day(25)
    assert await street.waits_on(street.town_hall) == [("overdue-signal", True)]
    assert ("signal", True) in await street.waits_on(street.care)
    await street.day(27)

    acted = await street.does(
        street.care, f"/signals/{signal['id']}/action", {"action": "Regeling getroffen."}
    )
    heard = (await street.landlord.get(f"/signals/{signal['id']}")).json()

    assert (acted["late"], acted["action"]) == (True, "Regeling getroffen.")
    assert (heard["state"], heard["late"], heard["action"]) == ("acted-on", True, None)
    assert await street.waits_on(street.town_hall) == []


async def left_alone_and_back(street: Street) -> None:
    """Somebody wants no contact; that is nobody's fault; half a year later it may come again."""
    await street.day(30)
    assert await street.visits() == "visit"
    await street.day(45)
    await street.does(street.care, f"/placements/{street.placement}/check-in-refusal", {"note": "Even niet."})
    await street.day(91)
    assert await street.waits_on(street.care) == [("outcome", False)], "the clock goes on asking one thing"
    await street.tells(3)
    await street.day(200)
    assert await street.waits_on(street.care) == [("outcome", True)]
    await street.tells(6)

    shown = await street.does(street.care, f"/placements/{street.placement}/check-in-resumption")

    planned = [item["means"] for item in shown["items"] if item["state"] == "planned"]
    assert planned == ["text", "visit", "text", "letter"]


async def the_second_year(street: Street) -> None:
    """It tapers; the tenancy ends; what is left of the two years the clock knows by itself."""
    await street.day(270)
    assert await street.visits() == "text"
    await street.day(365)
    assert await street.visits() == "visit"
    await street.tells(12)
    await street.day(546)
    assert await street.waits_on(street.desk) == [("check-in", True)]
    assert await street.visits() == "text"
    await street.day(600)
    ended = {"reason": "moved-on", "clientReturns": False, "dwellingAvailableFrom": None}
    await street.does(street.desk, f"/placements/{street.placement}/end", ended)
    await street.day(740)


async def test_two_years(street: Street, proposal: str, workshop: Workshop, clean_database: str) -> None:
    await from_a_yes_to_the_key(street, proposal)
    await the_first_month(street)
    await a_signal_left_lying(street)
    await left_alone_and_back(street)
    await the_second_year(street)

    outcomes = (await street.desk.get(f"/placements/{street.placement}/outcomes")).json()["items"]
    assert [(one["months"], one["stillHoused"]) for one in outcomes] == [
        (3, True),
        (6, True),
        (12, True),
        (24, False),
    ]
    assert outcomes[-1]["recordedAt"][:10] == "2028-12-15", "on its day, and not when the tenancy ended"
    for who in (street.desk, street.care, street.landlord, street.town_hall):
        assert await street.waits_on(who) == []
    assert await street.journal() == {
        "check-in.due": 7,
        "check-in.held": 5,
        "check-in.missed": 2,
        "check-ins.refused": 1,
        "check-ins.resumed": 1,
        "signal.raised": 2,
        "signal.acted-on": 2,
        "signal.escalated": 1,
        "outcome.recorded": 4,
    }
    assert broken_books(clean_database) == []
    async with workshop.open() as work:
        client = await work.session.scalar(select(Client))
    assert client is not None
    assert client.urgency.value == "crisis", "whatever happened is held against nobody"
