"""Several parties at one moment: one of them wins, the others are told so, and the books tell it once.

Each test closes a gate in front of a row, lets everybody line up behind it, and opens it: nobody is
early, and by turns everybody is the first in line.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import httpx
import pytest

from books import broken_books, broken_limits
from conftest import NOW, Clock, Doors, Town
from gates import a_gate
from living_servers import rows
from matching.operations.proposals import watch_deadlines
from matching.operations.runs import carry_out_run
from matching.operations.runs.thinking import Thought, think
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes

LOST = {"/problems/transition-refused", "/problems/deadline-passed"}

Ask = Callable[["Pair"], Coroutine[Any, Any, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposal, and who it is about."""

    proposal: str
    client: str
    dwelling: str


@dataclass(frozen=True, slots=True)
class Round:
    """Everybody around the table; of the coordinators and at the provider there are two.

    Attributes
    ----------
    url
        The database beneath it.
    """

    url: str
    desks: tuple[httpx.AsyncClient, httpx.AsyncClient]
    providers: tuple[httpx.AsyncClient, httpx.AsyncClient]
    corporation: httpx.AsyncClient

    def ask(self, who: httpx.AsyncClient, what: str, **body: Any) -> Ask:
        """Return what somebody says to a proposal, to be asked later."""

        async def asked(pair: Pair) -> httpx.Response:
            return await who.post(f"/proposals/{pair.proposal}/{what}", json=body)

        return asked

    async def release(self, pair: Pair) -> httpx.Response:
        return await self.desks[0].post(
            f"/proposals/{pair.proposal}/release", json={"releasedBy": "A. Jansen"}
        )

    async def to_viewing(self, pair: Pair) -> None:
        """Take a proposal to where the client has to answer."""
        await self.release(pair)
        await self.ask(self.providers[0], "agreement")(pair)
        answer = await self.ask(self.corporation, "agreement")(pair)
        assert answer.json()["state"] == "viewing", answer.text

    async def client_leaves(self, pair: Pair) -> httpx.Response:
        return await self.providers[0].post(
            f"/clients/{pair.client}/withdrawal", json={"reason": "Op een andere manier ingevuld."}
        )

    async def dwelling_leaves(self, pair: Pair) -> httpx.Response:
        return await self.corporation.post(
            f"/dwellings/{pair.dwelling}/withdrawal", json={"reason": "Anders verhuurd."}
        )


@pytest.fixture
async def table(doors: Doors, town: Town, workshop: Workshop, clean_database: str) -> Round:
    await a_covenant(workshop, town, maximum=1_000, points=1_000)
    return Round(
        url=clean_database,
        desks=(await doors.as_organisation(town.coordinator), await doors.as_organisation(town.coordinator)),
        providers=(await doors.as_organisation(town.provider), await doors.as_organisation(town.provider)),
        corporation=await doors.as_organisation(town.corporation),
    )


async def proposals(table: Round, workshop: Workshop, town: Town, *, number: int) -> list[Pair]:
    """Return proposals that a run made."""
    await people_and_homes(workshop, town, clients=number, dwellings=number)
    await a_run(table, workshop)
    made = (await table.desks[0].get("/proposals", params={"state": "proposed", "limit": 100})).json()[
        "items"
    ]
    assert len(made) == number
    return [Pair(one["id"], one["client"], one["dwelling"]) for one in made]


async def a_run(table: Round, workshop: Workshop) -> None:
    run = (await table.desks[0].post("/matching-runs", json={})).json()
    await carry_out_run(workshop, run_id=UUID(run["id"]), threads=1)


async def nothing(_pair: Pair) -> None:
    """Leave a proposal where it stands."""


async def at_one_moment(
    url: str,
    pair: Pair,
    asks: Sequence[Ask],
    *,
    first: int,
    table: LiteralString = "proposals",
    row: UUID | str | None = None,
    strength: LiteralString = "no key update",
) -> list[Any]:
    """Let everybody ask at once, one of them first in line; return the answers in the order of `asks`."""
    turn = [*asks[first:], *asks[:first]]
    async with a_gate(url, table, row or pair.proposal, strength=strength) as gate:
        line = await gate.line_up(turn[0](pair))
        line += await gate.line_up(*(ask(pair) for ask in turn[1:]))
        await gate.open()
        answers = await asyncio.gather(*line)
    return [*answers[len(asks) - first :], *answers[: len(asks) - first]]


def expiry(workshop: Workshop, *, at: datetime) -> Ask:
    """Return the duty that watches deadlines, by a clock that stands still."""
    duty = replace(workshop, clock=lambda: at)
    return lambda _pair: watch_deadlines(duty)


def won(answers: Sequence[httpx.Response], losers_hear: set[str]) -> int:
    """Return how many succeeded; the others hear a clear 409."""
    refused = [answer for answer in answers if answer.status_code not in (200, 201)]
    assert [answer.status_code for answer in refused] == [409] * len(refused), [one.text for one in refused]
    assert {answer.json()["type"] for answer in refused} <= losers_hear
    return len(answers) - len(refused)


def deadline(answer: httpx.Response) -> datetime:
    """Return until when the step that a proposal waits for may be taken."""
    assert answer.status_code == 200, answer.text
    return datetime.fromisoformat(answer.json()["respondBy"])


def live_of(url: str, pair: Pair) -> list[tuple[Any, ...]]:
    """Return the id and the state of what is proposed for a client or a home and not over."""
    return rows(
        url,
        "select id, state from proposals where ended_at is null"
        f" and (client_id = '{pair.client}' or dwelling_id = '{pair.dwelling}')",
    )


def events_of(url: str, pair: Pair) -> list[Any]:
    """Return what happened to a proposal after its begin."""
    return [
        event
        for (event,) in rows(
            url,
            f"select event from proposal_steps where proposal_id = '{pair.proposal}'"
            " and event is not null order by number",
        )
    ]


@pytest.mark.parametrize("early", [timedelta(seconds=1), timedelta(0)], ids=["in time", "at the deadline"])
async def test_of_all_who_end_a_proposal_at_one_moment_one_does(
    table: Round, workshop: Workshop, town: Town, clock: Clock, early: timedelta
) -> None:
    """The clock of the duty stands exactly at the deadline, that of the doors there or just before."""
    refuse = {"reason": "not-at-viewing"}
    said: list[Ask] = [
        table.ask(table.providers[0], "refusal", **refuse),
        table.ask(table.corporation, "refusal", **refuse),
        table.ask(table.providers[1], "client-answer", accepted=False, **refuse),
        table.ask(table.desks[0], "withdrawal", reason="De situatie is veranderd."),
        table.ask(table.desks[1], "withdrawal", reason="Toch maar niet."),
    ]
    winners = set()

    for turn, pair in enumerate(await proposals(table, workshop, town, number=20)):
        clock.now = NOW
        due = deadline(await table.release(pair))
        clock.now = due - early
        asks = [*said, table.client_leaves, table.dwelling_leaves, expiry(workshop, at=due)]
        answers = await at_one_moment(table.url, pair, asks, first=turn % len(asks))
        ending = events_of(table.url, pair)[-1]

        assert won(answers[:5], LOST) + (ending in ("leave", "expire")) == 1, ending
        assert [answer.status_code for answer in answers[5:7]] == [200, 200], "who leaves is free to"
        assert answers[7] == (int(ending == "expire"), 0)
        winners.add(ending)

    assert broken_books(table.url) == []
    answered = {"provider-declines", "corporation-declines", "client-declines"} if early else set()
    assert winners == {"withdraw", "leave", "expire"} | answered


@pytest.mark.parametrize("step", ["release", "agreement", "acceptance"])
async def test_of_two_who_say_the_same_at_one_moment_one_is_heard(
    table: Round, workshop: Workshop, town: Town, step: str
) -> None:
    yes = {"accepted": True}
    prepare, asks = {
        "release": (nothing, [table.ask(desk, "release", releasedBy="A. Jansen") for desk in table.desks]),
        "agreement": (table.release, [table.ask(one, "agreement") for one in table.providers]),
        "acceptance": (
            table.to_viewing,
            [table.ask(one, "client-answer", **yes) for one in (table.providers[0], table.desks[0])],
        ),
    }[step]

    for turn, pair in enumerate(await proposals(table, workshop, town, number=6)):
        await prepare(pair)
        answers = await at_one_moment(table.url, pair, asks, first=turn % 2)

        assert won(answers, LOST) == 1
        assert answers[turn % 2].status_code == 200, "who comes first is heard"

    assert broken_books(table.url) == []


@pytest.mark.parametrize("first", [0, 1], ids=["release first", "parking first"])
@pytest.mark.parametrize("what", ["client", "dwelling"])
async def test_a_release_is_never_undone_by_a_parking_at_the_same_moment(
    table: Round, workshop: Workshop, town: Town, what: str, first: int
) -> None:
    """What nobody took up yet ends when one of the pair is parked; what somebody took up is in the way."""
    [pair] = await proposals(table, workshop, town, number=1)

    async def park(pair: Pair) -> httpx.Response:
        body = {"days": 5, "reason": "Tijdelijk weg."}
        return await table.desks[1].post(f"/{what}s/{getattr(pair, what)}/parking", json=body)

    answers = await at_one_moment(table.url, pair, [table.release, park], first=first)

    assert won(answers, LOST | {"/problems/proposal-in-the-way"}) == 1
    assert answers[first].status_code == 200
    assert events_of(table.url, pair) == [("release", "leave")[first]]


@pytest.mark.parametrize("first", [0, 1], ids=["refusal first", "directive first"])
async def test_a_refusal_and_a_directive_for_a_pair_come_one_after_the_other(
    table: Round, workshop: Workshop, town: Town, first: int
) -> None:
    [pair] = await proposals(table, workshop, town, number=1)
    await table.release(pair)
    refuse = table.ask(table.providers[0], "refusal", reason="wrongly-proposed")

    async def forbid(pair: Pair) -> httpx.Response:
        named = {"client": pair.client, "dwelling": pair.dwelling}
        body = {**named, "kind": "forbidden", "until": "2027-06-01", "reason": "Zo afgesproken."}
        return await table.desks[0].post("/pair-directives", json=body)

    answers = await at_one_moment(
        table.url,
        pair,
        [refuse, forbid],
        first=first,
        table="dwellings",
        row=pair.dwelling,
        strength="update",
    )

    assert won(answers, {"/problems/pair-barred"}) == (1 if first == 0 else 2)
    holds = "select kind from pair_directives where lifted_at is null"
    assert rows(table.url, holds) == [("declined",)], "whoever came first, the later end counts"


@pytest.mark.parametrize("first", [0, 1], ids=["refusal first", "lifting first"])
async def test_a_ban_that_is_lifted_while_the_pair_is_refused_leaves_the_refusal(
    table: Round, workshop: Workshop, town: Town, first: int
) -> None:
    [pair] = await proposals(table, workshop, town, number=1)
    await table.release(pair)
    named = {"client": pair.client, "dwelling": pair.dwelling}
    body = {**named, "kind": "forbidden", "until": "2199-01-01", "reason": "Zo afgesproken."}
    ban = (await table.desks[0].post("/pair-directives", json=body)).json()["id"]
    refuse = table.ask(table.providers[0], "refusal", reason="not-accessible")  # asks to look at the dwelling

    async def lift(_pair: Pair) -> httpx.Response:
        return await table.desks[0].post(f"/pair-directives/{ban}/lifting")

    answers = await at_one_moment(
        table.url,
        pair,
        [refuse, lift],
        first=first,
        table="dwellings",
        row=pair.dwelling,
        strength="update",
    )

    assert won(answers, set()) == 2
    holds = "select kind from pair_directives where lifted_at is null"
    assert rows(table.url, holds) == [("declined",)], "whoever came first"


@pytest.mark.parametrize("first", [0, 1], ids=["release first", "run first"])
async def test_a_release_and_a_run_at_one_moment_never_both_decide(
    table: Round, workshop: Workshop, town: Town, first: int
) -> None:
    for _ in range(4):
        [pair] = await proposals(table, workshop, town, number=1)
        release, _ran = await at_one_moment(
            table.url, pair, [table.release, lambda _: a_run(table, workshop)], first=first
        )
        [live] = live_of(table.url, pair)

        assert won([release], LOST) == (first == 0)
        assert events_of(table.url, pair) == (["release"] if first == 0 else ["supersede"])
        assert (live == (UUID(pair.proposal), "released")) == (first == 0)
        await table.client_leaves(pair)
        await table.dwelling_leaves(pair)

    assert broken_books(table.url) == []


@pytest.mark.parametrize("first", [0, 1, 2])
async def test_who_leaves_while_a_run_concludes_gets_nothing(
    table: Round, workshop: Workshop, town: Town, first: int
) -> None:
    for _ in range(3):
        [pair] = await proposals(table, workshop, town, number=1)
        asks: list[Ask] = [table.client_leaves, table.dwelling_leaves, lambda _: a_run(table, workshop)]

        client, dwelling, _ran = await at_one_moment(table.url, pair, asks, first=first)

        assert (client.status_code, dwelling.status_code) == (200, 200)
        assert live_of(table.url, pair) == []

    assert broken_books(table.url) == []


class Thinking:
    """A run that has seen the region, and thinks until it is told to conclude."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun, self._told = threading.Event(), threading.Event()
        monkeypatch.setattr("matching.operations.runs.carry_out.think", self._think)

    def _think(self, *arguments: Any, **named: Any) -> Thought:
        self._begun.set()
        assert self._told.wait(60)
        return think(*arguments, **named)

    async def begin(self, table: Round, workshop: Workshop) -> None:
        """Start a run, and return once it thinks."""
        self._begun.clear()
        self._told.clear()
        self._run = asyncio.create_task(a_run(table, workshop))
        assert await asyncio.to_thread(self._begun.wait, 60)

    async def conclude(self, _pair: Pair) -> None:
        """Let it finish."""
        self._told.set()
        await self._run


@pytest.mark.parametrize("first", [0, 1, 2])
async def test_a_client_whom_three_place_at_one_moment_is_placed_once(
    table: Round, workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """Two coordinators by hand, each in another home, and a run that concludes; then the next client."""
    thinking = Thinking(monkeypatch)
    for _ in range(3):
        [client], homes = await people_and_homes(workshop, town, clients=1, dwellings=2)
        pairs = [Pair("", str(client), str(home)) for home in homes]
        await thinking.begin(table, workshop)

        def by_hand(desk: httpx.AsyncClient, pair: Pair) -> Ask:
            body = {"client": pair.client, "dwelling": pair.dwelling, "decidedBy": "A. Jansen"}
            return lambda _: desk.post("/proposals", json=body)

        asks = [*map(by_hand, table.desks, pairs), thinking.conclude]
        answers = await at_one_moment(
            table.url, pairs[0], asks, first=first, table="regions", row=town.region.id
        )
        live = live_of(table.url, pairs[0])

        assert len(live) == 1
        assert won(answers[:2], {"/problems/pair-taken"}) == (first != 2)
        await table.client_leaves(pairs[0])
        for pair in pairs:
            await table.dwelling_leaves(pair)

    assert broken_books(table.url) == []
    assert broken_limits(table.url) == []
