"""Whoever changes something says what they looked at, so that no change is lost."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from conftest import NOW, Clock, Doors, Town, an_area
from matching.models import Access
from matching.vocabulary import AreaLevel
from matching.work import Workshop
from offers import a_profile, an_offer

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be changed through the door, by whom, and how.

    Attributes
    ----------
    made
        What is sent to make one; None for what is there of itself.
    change
        Returns another change for every number. [2..9]
    """

    who: str | None
    path: str
    made: Body | None
    change: Callable[[int], Body]
    method: str = "PATCH"

    async def found(self, doors: Doors, town: Town) -> "Found":
        """Return it, made anew."""
        client = await doors.as_organisation(getattr(town, self.who) if self.who else None)
        del client.headers["If-Match"]
        address = self.path.format(provider=town.provider.id)
        if self.made is None:
            return Found(self, client, address)
        answer = await client.post(self.path, json=self.made)
        assert answer.status_code == 201, answer.text
        return Found(self, client, answer.headers["Location"].removeprefix("/v1"), answer.headers["ETag"])


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that is there, and the tag it was made with."""

    thing: Thing
    client: httpx.AsyncClient
    address: str
    made_with: str | None = None

    async def get(self, **headers: str) -> httpx.Response:
        return await self.client.get(self.address, headers=_named(headers))

    async def change(self, number: int, **headers: str) -> httpx.Response:
        body = self.thing.change(number)
        return await self.client.request(self.thing.method, self.address, json=body, headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


HOFJE: Body = {
    "code": "hofje", "nameDutch": "Hofje", "nameEnglish": "Courtyard", "rung": 1,
    "supervision": "ambulant", "selfContained": True, "inGroup": False,
}  # fmt: skip
HOF: Body = {
    "reference": "VZ-1", "name": "De Fictiehof", "kind": "sheltered-living", "neighbourhood": "BU90010101",
}  # fmt: skip
COVENANT: Body = {
    "name": "Convenant", "termFrom": "2026-01-01", "termUntil": "2028-01-01", "reason": "Getekend.",
}  # fmt: skip
THINGS = {
    "dwelling": Thing("corporation", "/dwellings", an_offer(), lambda number: {"rent": number}),
    "client": Thing("provider", "/clients", a_profile(), lambda number: {"bedrooms": number}),
    "facility": Thing("provider", "/facilities", HOF, lambda number: {"name": f"Hof {number}"}),
    "housing form": Thing("coordinator", "/housing-forms", HOFJE, lambda number: {"rung": number}),
    "covenant": Thing(
        "coordinator", "/covenants", COVENANT, lambda number: {"name": f"C {number}", "reason": "Beter."}
    ),
    "organisation": Thing(
        "coordinator",
        "/organisations",
        {"kind": "provider", "name": "Nieuwe Zorg", "regions": ["fictie"]},
        lambda number: {"suspended": number % 2 == 0},
    ),
    "region": Thing(None, "/regions/elders", None, lambda number: {"name": f"Elders {number}"}),
    "support coverage": Thing(
        "provider",
        "/organisations/{provider}/support-coverage",
        None,
        lambda number: {"coverage": [{"municipality": "GM9001", "level": "ambulant", "hours": number}]},
        "PUT",
    ),
}


@pytest.fixture(params=THINGS)
async def found(request: pytest.FixtureRequest, doors: Doors, town: Town) -> Found:
    return await THINGS[request.param].found(doors, town)


async def test_the_tag_stays_until_something_changes(found: Found) -> None:
    first, again = await found.get(), await found.get()
    changed = await found.change(2, If_Match=first.headers["ETag"])
    after = await found.get()

    assert first.headers["ETag"] == again.headers["ETag"]
    assert found.made_with in (None, first.headers["ETag"])
    assert changed.status_code == 200, changed.text
    assert changed.headers["ETag"] == after.headers["ETag"] != first.headers["ETag"]
    assert changed.json() == after.json()


async def test_a_change_without_a_tag_is_asked_for_one(found: Found) -> None:
    before = await found.get()

    answer = await found.change(2)

    assert answer.status_code == 428
    assert answer.json()["type"] == "/problems/precondition-required"
    assert (await found.get()).json() == before.json()


async def test_a_change_of_what_moved_on_is_refused(found: Found) -> None:
    old = (await found.get()).headers["ETag"]
    await found.change(2, If_Match=old)
    before = await found.get()

    late = await found.change(3, If_Match=old)

    assert late.status_code == 412
    assert late.json()["type"] == "/problems/resource-moved-on"
    assert "ETag" not in late.headers
    after = await found.get()
    assert (after.headers["ETag"], after.json()) == (before.headers["ETag"], before.json())


async def test_of_two_with_the_same_tag_one_wins(found: Found, workshop: Workshop) -> None:
    """Compared when the row is locked: who came second finds what the first made of it.

    Both wait for somebody who holds every row, so that both read what is there before either writes.
    """
    tag = (await found.get()).headers["ETag"]

    async with workshop.open() as work:
        for table in ("regions", "organisations", "dwellings", "clients", "facilities", "covenants"):
            await work.session.execute(text(f"select id from {table} for no key update"))
        changes = [asyncio.create_task(found.change(number, If_Match=tag)) for number in (2, 3)]
        await asyncio.wait(changes, timeout=0.4)
        assert not any(change.done() for change in changes)
    answers = await asyncio.gather(*changes)

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    [won] = [answer for answer in answers if answer.status_code == 200]
    after = await found.get()
    assert (after.headers["ETag"], after.json()) == (won.headers["ETag"], won.json())


async def test_a_star_changes_whatever_is_there(found: Found) -> None:
    answers = [await found.change(number, If_Match="*") for number in (2, 3)]

    assert [answer.status_code for answer in answers] == [200, 200]


async def test_who_has_it_is_told_that_nothing_changed(found: Found) -> None:
    first = await found.get()
    tag = first.headers["ETag"]

    same = await found.get(If_None_Match=f'"other", W/{tag}')
    head = await found.client.head(found.address, headers={"If-None-Match": tag})
    await found.change(2, If_Match=tag)
    other = await found.get(If_None_Match=tag)

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert same.headers["Cache-Control"] == "no-store"
    assert same.headers["API-Version"] == first.headers["API-Version"]
    assert "Content-Length" not in same.headers
    assert head.status_code == 304
    assert (other.status_code, other.content != first.content) == (200, True)


@pytest.fixture
async def dwelling(doors: Doors, town: Town) -> Found:
    return await THINGS["dwelling"].found(doors, town)


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ('"1"', 200),
        ('"7", "1"', 200),
        ('W/"7","1"', 200),
        ('"1.2026-12-01"', 200),
        ('W/"1"', 412),
        ('"2"', 412),
        ('"01"', 412),
        ('""', 412),
        ('"nonsense", "7"', 412),
    ],
)
async def test_one_of_the_tags_has_to_be_the_right_one(dwelling: Found, tags: str, status: int) -> None:
    """A weak tag never is (RFC 9110, 13.1.1)."""
    assert (await dwelling.change(2, If_Match=tags)).status_code == status


@pytest.mark.parametrize("tags", ["", "1", '"1', '"1" "2"', '* , "1"', '"een spatie"', 'w/"1"'])
async def test_what_is_no_tag_is_a_fault_beside_the_others(dwelling: Found, tags: str) -> None:
    answer = await dwelling.client.patch(dwelling.address, json={"rent": "free"}, headers={"If-Match": tags})

    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["header.If-Match", "body.rent"]


async def test_who_may_not_change_it_hears_that_first(dwelling: Found, doors: Doors, town: Town) -> None:
    nobody = await doors.with_token(None)
    provider = await doors.as_organisation(town.provider)
    rival = await doors.as_organisation(town.other_corporation)
    for client in (nobody, provider, rival):
        del client.headers["If-Match"]

    answers = [await client.patch(dwelling.address, json={"rent": 1}) for client in (nobody, provider)]
    not_theirs = await rival.patch(dwelling.address, json={"rent": 1}, headers={"If-Match": '"9"'})

    assert [answer.status_code for answer in answers] == [401, 403]
    assert not_theirs.status_code == 404


async def test_a_change_that_changes_nothing_keeps_the_tag(dwelling: Found) -> None:
    changed = await dwelling.change(2, If_Match='"1"')

    again = await dwelling.change(2, If_Match=changed.headers["ETag"])

    assert (again.status_code, again.headers["ETag"]) == (200, changed.headers["ETag"])


@pytest.mark.parametrize("name", ["dwelling", "client"])
async def test_a_withdrawal_tells_the_new_tag(name: str, doors: Doors, town: Town) -> None:
    found = await THINGS[name].found(doors, town)

    withdrawn = await found.client.post(f"{found.address}/withdrawal", json={"reason": "Verkocht."})

    assert withdrawn.headers["ETag"] == (await found.get()).headers["ETag"] == '"2"'


async def test_a_304_about_a_client_is_a_look_at_the_client(
    doors: Doors, town: Town, workshop: Workshop
) -> None:
    found = await THINGS["client"].found(doors, town)

    answer = await found.get(If_None_Match='"1"')

    assert answer.status_code == 304
    async with workshop.open() as work:
        purposes = list(await work.session.scalars(select(Access.purpose).order_by(Access.id)))
    assert purposes == ["referral", "file"]


async def test_rows_of_their_own_count_as_a_change(doors: Doors, town: Town, workshop: Workshop) -> None:
    """Places of a facility, regions of an organisation: also when the clock stands still."""
    facility = await THINGS["facility"].found(doors, town)
    organisation = await THINGS["organisation"].found(doors, town)
    region = await THINGS["region"].found(doors, town)
    before = (await region.get()).headers["ETag"]
    async with workshop.open() as work:
        work.session.add(an_area("GM9004", level=AreaLevel.MUNICIPALITY, name="Nergenshuizen"))
    places = {"funding": "wlz", "validFrom": "2026-01-01", "capacity": 4, "occupancy": 2, "loadPerPlace": 1}

    placed = await facility.client.post(f"{facility.address}/places", json=places)
    moved = await organisation.client.patch(
        organisation.address, json={"regions": ["fictie"]}, headers={"If-Match": '"1"'}
    )
    grown = await region.client.patch(
        region.address, json={"municipalities": ["GM9003", "GM9004"]}, headers={"If-Match": before}
    )

    assert (placed.headers["ETag"], moved.headers["ETag"]) == ('"2.2026-01-01"', '"2"')
    assert grown.headers["ETag"] == (await region.get()).headers["ETag"] != before


async def test_a_facility_looks_otherwise_on_another_day(doors: Doors, town: Town, clock: Clock) -> None:
    """Its places begin by themselves: yesterday's tag brings no 304, but still names the revision."""
    found = await THINGS["facility"].found(doors, town)
    today = (await found.get()).headers["ETag"]
    then = await found.client.get(found.address, params={"on": "2030-01-01"})
    clock.tick(days=1)

    tomorrow = await found.get(If_None_Match=today)
    changed = await found.change(2, If_Match=today)

    assert (today, then.headers["ETag"]) == (f'"1.{NOW.date()}"', '"1.2030-01-01"')
    assert (tomorrow.status_code, tomorrow.headers["ETag"]) == (200, '"1.2026-12-02"')
    assert changed.status_code == 200


async def test_a_covenant_has_the_tag_of_its_version(doors: Doors, town: Town) -> None:
    found = await THINGS["covenant"].found(doors, town)
    await found.change(2, If_Match='"1"')

    body = {"name": "Anders", "reason": "Te laat.", "basedOnVersion": 1}
    late = await found.client.patch(found.address, json=body, headers={"If-Match": "*"})

    assert (await found.get()).headers["ETag"] == '"2"'
    assert (late.status_code, late.json()["type"]) == (409, "/problems/covenant-moved-on")


async def test_coverage_has_the_tag_of_what_it_says(doors: Doors, town: Town) -> None:
    """The same coverage again has the same tag: nobody's change is lost by that."""
    found = await THINGS["support coverage"].found(doors, town)
    empty = (await found.get()).headers["ETag"]

    tags = [(await found.change(number, If_Match="*")).headers["ETag"] for number in (2, 3, 2)]

    assert tags[0] == tags[2] == (await found.get()).headers["ETag"]
    assert len({empty, *tags}) == 3
