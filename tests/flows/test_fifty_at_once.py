"""Fifty people at once, through two processes, over ten dwellings in three neighbourhoods: every limit holds."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from books import OVER, broken_books, broken_limits
from conftest import NEIGHBOURHOODS, UNHURRIED, Town
from living_servers import rows
from matching.actors import OPERATOR
from matching.operations.covenants import make_covenant
from matching.operations.keys import make_key
from matching.queries.agreements import (
    CommitmentTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Wording,
)
from matching.work import Workshop
from matching.workplace import utc_now
from matching_town import EASY, ORDINARY, later_rent_limits
from rows import a_dwelling_row, a_waiting_client
from running import PATIENCE, answers, free_port, running

LASTS = 10
"""How long they go on; on a slow machine longer, until every limit was felt. [second]"""

FELT = {
    "/problems/pair-taken",
    "/problems/transition-refused",
    *(
        f"needs-override-{rule}"
        for rule in ("neighbourhood-load", "municipal-quota", "imports", "origin-limit", "commitment")
    ),
}
"""What somebody has to be refused for."""

SAID = {"hand", "look", "release", "agreement", "client-answer", "refusal", "withdrawal"}
"""What somebody has to get done."""

REFUSE = {"reason": "not-at-viewing"}
WORDS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "coordinator": [
        *[("release", {"releasedBy": "A. Jansen"})] * 4,
        ("withdrawal", {"reason": "Toch niet."}),
        ("client-answer", {"accepted": True}),
    ],
    "provider": [
        *[("agreement", {}), ("client-answer", {"accepted": True})] * 2,
        ("client-answer", {"accepted": False, **REFUSE}),
        ("refusal", REFUSE),
    ],
    "corporation": [*[("agreement", {})] * 3, ("refusal", REFUSE)],
}
"""What each role says to a proposal; what stands there twice is said twice as often."""


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return the real clock, which is the one that the processes have."""
    return utc_now


@pytest.fixture
async def pairs(workshop: Workshop, town: Town) -> tuple[list[UUID], list[UUID]]:
    """Return clients and dwellings under an agreement that has room for far less than they ask."""
    await later_rent_limits(workshop)
    await a_tight_covenant(workshop, town)
    async with workshop.open() as work:
        clients = [
            a_waiting_client(
                work,
                town,
                **EASY,
                provider_id=(town.provider, town.other_provider)[number % 2].id,
                origin=("GM9001", "GM9002", None)[number % 3],
                load=Decimal(2 + number % 3) / 2,
            )
            for number in range(40)
        ]
        dwellings = [
            a_dwelling_row(
                work,
                town,
                **ORDINARY,
                corporation_id=(town.corporation, town.other_corporation)[number % 2].id,
                neighbourhood_code=NEIGHBOURHOODS[number % 3],
                municipality_code=f"GM{NEIGHBOURHOODS[number % 3][2:6]}",
                capacity=2 if number == 2 else 1,
            )
            for number in range(10)
        ]
        work.session.add_all([*clients, *dwellings])
        return [one.id for one in clients], [one.id for one in dwellings]


async def a_tight_covenant(workshop: Workshop, town: Town) -> None:
    year = workshop.clock().year
    since = date(year, 1, 1)
    parties = (town.corporation, town.other_corporation, town.provider, town.other_provider)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await make_covenant(
            work,
            region=town.region,
            name="Krap convenant",
            term_from=since,
            term_until=date(year + 2, 1, 1),
            reason="Vastgesteld.",
            wording=Wording(
                parties=tuple(PartyTerm(one.id, since) for one in parties),
                quotas=(
                    QuotaTerm("GM9001", target_share=Decimal(50), maximum=2, imports_maximum=1),
                    QuotaTerm("GM9002", target_share=Decimal(50), maximum=2, imports_maximum=1),
                ),
                origin_limits=(OriginLimitTerm("GM9002", "GM9001", 0),),
                commitments=(
                    CommitmentTerm(town.corporation.id, 2),
                    CommitmentTerm(town.other_corporation.id, 2),
                ),
                load_caps=tuple(
                    LoadCapTerm(code, since, Decimal(points), "Afgesproken.")
                    for code, points in zip(NEIGHBOURHOODS, ("2", "3", "2"), strict=False)
                ),
            ),
        )


@dataclass(slots=True)
class Crowd:
    """What was answered to everybody."""

    until: float
    statuses: Counter[int] = field(default_factory=Counter)
    refused_for: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)

    def goes_on(self) -> bool:
        """Tell whether there is more to do."""
        late = time.monotonic() - self.until
        done = set(self.refused_for) >= FELT and set(self.said) >= SAID
        return late < 0 or (late < PATIENCE and not done)

    def hear(self, what: str, answer: httpx.Response) -> None:
        """Note an answer."""
        self.statuses[answer.status_code] += 1
        if answer.is_success:
            self.said[what] += 1
        elif answer.status_code in (400, 404, 409):
            told = answer.json()
            self.refused_for.update([told["type"], *(one["code"] for one in told.get("invalidParams", []))])
        else:
            self.odd.append(f"{what}: {answer.status_code} {answer.text}")


@asynccontextmanager
async def fifty_people(
    workshop: Workshop, town: Town, *, url: str, folder: Path
) -> AsyncIterator[list[tuple[str, httpx.AsyncClient]]]:
    """Return fifty clients of HTTP with their roles, half of them at each of two processes."""
    cast = [
        *[town.coordinator] * 20,
        *[town.provider, town.other_provider] * 8,
        *[town.corporation, town.other_corporation] * 7,
    ]
    async with AsyncExitStack() as stack:
        bases = [stack.enter_context(a_process(url, folder / f"{name}.log")) for name in ("one", "two")]
        found = []
        for number, organisation in enumerate(cast):
            async with workshop.open(OPERATOR) as work:
                secret = (await make_key(work, organisation=organisation, label="test")).secret
            headers = {"Authorization": f"Bearer {secret}"}
            client = httpx.AsyncClient(
                base_url=bases[number // 2 % 2], headers=headers, timeout=60, verify=False
            )
            found.append((organisation.kind.value, await stack.enter_async_context(client)))
        yield found


@contextmanager
def a_process(url: str, log: Path) -> Iterator[str]:
    """Run an API and yield its address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/v1"
    unhurried = {f"MATCHING_{name.upper()}": str(value) for name, value in UNHURRIED.items()}
    with running("api", "--port", str(port), log=log, MATCHING_DATABASE_URL=url, **unhurried) as server:
        answers(base, server)
        yield base


async def a_life(
    crowd: Crowd,
    role: str,
    client: httpx.AsyncClient,
    *,
    chance: random.Random,
    pairs: tuple[list[UUID], list[UUID]],
) -> None:
    """Do one thing after another until time is up."""
    while crowd.goes_on():
        if role == "coordinator" and chance.random() < 0.5:
            body = {"client": str(chance.choice(pairs[0])), "dwelling": str(chance.choice(pairs[1]))}
            crowd.hear("hand", await client.post("/proposals", json={**body, "decidedBy": "A. Jansen"}))
            continue
        seen = await client.get("/proposals", params={"limit": 100})
        crowd.hear("look", seen)
        what, body = chance.choice(WORDS[role])
        items = [one for one in seen.json().get("items", ()) if one["state"] not in OVER]
        if items:
            crowd.hear(what, await client.post(f"/proposals/{chance.choice(items)['id']}/{what}", json=body))


async def watch(crowd: Crowd, url: str) -> list[str]:
    """Look at the limits all the while; return what was ever broken."""
    broken: list[str] = []
    while crowd.goes_on():
        broken += await asyncio.to_thread(broken_limits, url)
        await asyncio.sleep(0.1)
    return broken


def deadlocks(url: str) -> int:
    [[number]] = rows(url, "select deadlocks from pg_stat_database where datname = current_database()")
    assert isinstance(number, int)
    return number


async def test_fifty_at_once_keep_every_limit(
    workshop: Workshop,
    town: Town,
    pairs: tuple[list[UUID], list[UUID]],
    clean_database: str,
    tmp_path: Path,
) -> None:
    before = deadlocks(clean_database)
    async with fifty_people(workshop, town, url=clean_database, folder=tmp_path) as people:
        crowd = Crowd(until=time.monotonic() + LASTS)
        broken, *_ = await asyncio.gather(
            watch(crowd, clean_database),
            *(
                a_life(crowd, role, client, chance=random.Random(number), pairs=pairs)
                for number, (role, client) in enumerate(people)
            ),
        )

    assert broken + broken_limits(clean_database) == []
    assert broken_books(clean_database) == []
    assert crowd.odd == []
    assert deadlocks(clean_database) == before
    assert set(crowd.said) == SAID
    assert set(crowd.refused_for) >= FELT
