"""Random lives through the doors: whatever people do, and in whatever order, every rule holds after every step."""

import asyncio
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from books import OVER, broken_books, broken_limits
from conftest import NEIGHBOURHOODS, Caretaker, Clock, Town, build_town, open_doors, open_service
from living_servers import rows
from matching.models import ProposalEvent
from matching.operations.covenants import make_covenant
from matching.operations.proposals import watch_deadlines
from matching.operations.runs import carry_out_run
from matching.queries.agreements import CommitmentTerm, LoadCapTerm, PartyTerm, QuotaTerm, Wording
from matching.settings import Settings
from matching.work import Workshop
from matching.workplace import open_workshop
from matching_town import later_rent_limits

E = ProposalEvent
WORDS: dict[ProposalEvent, tuple[str, dict[str, Any]]] = {
    E.RELEASE: ("/proposals/{id}/release", {"releasedBy": "A. Jansen"}),
    E.PROVIDER_AGREES: ("/proposals/{id}/agreement", {}),
    E.CORPORATION_AGREES: ("/proposals/{id}/agreement", {}),
    E.PROVIDER_DECLINES: ("/proposals/{id}/refusal", {}),
    E.CORPORATION_DECLINES: ("/proposals/{id}/refusal", {}),
    E.CLIENT_ACCEPTS: ("/proposals/{id}/client-answer", {"accepted": True}),
    E.CLIENT_DECLINES: ("/proposals/{id}/client-answer", {"accepted": False}),
    E.PLACE: ("/placements", {"tenancy": "own-name", "rent": 60_000}),
    E.WITHDRAW: ("/proposals/{id}/withdrawal", {"reason": "De situatie is veranderd."}),
}
"""What is said to make an event happen; the other events are nobody's to ask for."""

REASONS = {
    E.PROVIDER_DECLINES: ("rent-too-high", "not-at-viewing", "unsafe-location"),
    E.CORPORATION_DECLINES: ("dwelling-gone", "not-at-viewing", "co-option"),
    E.CLIENT_DECLINES: ("dwelling-disliked", "not-at-viewing", "personal-circumstances"),
}
GOOD = (E.RELEASE, E.PROVIDER_AGREES, E.CORPORATION_AGREES, E.CLIENT_ACCEPTS, E.PLACE)
ANY = st.integers(0, 59)
"""One of whatever is there; 60 falls evenly on 1 to 6 of them."""
TWO = st.integers(0, 1)


async def a_tight_covenant(workshop: Workshop, town: Town) -> None:
    """Make an agreement that has room for a few of those who come."""
    since = workshop.clock().date().replace(month=1, day=1)
    parties = (town.corporation, town.other_corporation, town.provider, town.other_provider)
    async with workshop.open(town.actor(town.coordinator)) as work:
        await make_covenant(
            work,
            region=town.region,
            name="Krap convenant",
            term_from=since,
            term_until=since.replace(year=since.year + 3),
            reason="Vastgesteld.",
            wording=Wording(
                parties=tuple(PartyTerm(one.id, since) for one in parties),
                quotas=(
                    QuotaTerm("GM9001", target_share=Decimal(50), maximum=3),
                    QuotaTerm("GM9002", target_share=Decimal(50), maximum=2, imports_maximum=1),
                ),
                commitments=(CommitmentTerm(town.corporation.id, 3),),
                load_caps=(LoadCapTerm(NEIGHBOURHOODS[0], since, Decimal(2), "Afgesproken."),),
            ),
        )


class Lives(RuleBasedStateMachine):
    """Dwellings, clients and proposals of one region, and everybody who decides about them."""

    def __init__(self, url: str, caretaker: Caretaker) -> None:
        super().__init__()
        self.url = url
        self.clock = Clock()
        self.clients: list[tuple[str, int]] = []
        self.dwellings: list[tuple[str, int]] = []
        self.directives: list[str] = []
        self.moved_on = True
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        caretaker.empty()
        self._runner.run(self._open())

    async def _open(self) -> None:
        opening = open_workshop(Settings(pool_size=5), url=self.url, clock=self.clock)
        self.workshop = await self._stack.enter_async_context(opening)
        town = await build_town(self.workshop)
        await later_rent_limits(self.workshop)
        await a_tight_covenant(self.workshop, town)
        service = await self._stack.enter_async_context(open_service(self.url))
        doors = await self._stack.enter_async_context(open_doors(self.workshop, service, clock=self.clock))
        self.desk = await doors.as_organisation(town.coordinator)
        self.providers = [await doors.as_organisation(one) for one in (town.provider, town.other_provider)]
        self.corporations = [
            await doors.as_organisation(one) for one in (town.corporation, town.other_corporation)
        ]

    def teardown(self) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def ask(self, who: httpx.AsyncClient, address: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Post something, or read when there is nothing to say; a refusal is always a clear one."""
        self.clock.tick(seconds=1)
        self.moved_on |= body is not None
        answer = self._runner.run(who.get(address) if body is None else who.post(address, json=body))
        if not answer.is_success:
            problem = answer.json()
            assert 400 <= answer.status_code < 500, answer.text
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert problem["status"] == answer.status_code
            assert problem["type"].startswith("/problems/")
            assert problem["title"]
        return answer

    def a_proposal(self, number: int) -> tuple[str, list[httpx.AsyncClient]] | None:
        """Return one of the newest proposals and its parties; most often one that is not over."""
        found = self.ask(self.desk, "/proposals?limit=100").json()["items"]
        found.sort(key=lambda one: (one["state"] not in OVER, one["createdAt"], one["clientReference"]))
        if not found:
            return None
        one = found[-1 - number % min(len(found), 6)]
        provider = self.providers[dict(self.clients)[one["client"]]]
        corporation = self.corporations[dict(self.dwellings)[one["dwelling"]]]
        return one["id"], [self.desk, provider, corporation]

    @initialize()
    def begin(self) -> None:
        for number in range(6):
            self.refer(number, load=number % 3, origin=number % 2)
            self.post(number, area=number % 3, capacity=1 + (number == 1))
        self.match(seed=1)

    @rule(who=TWO, load=st.integers(0, 2), origin=TWO)
    def refer(self, who: int, load: int, origin: int) -> None:
        body = {
            "reference": f"KAN-{len(self.clients)}",
            "onListSince": "2026-03-01",
            "readyFrom": "2026-11-01",
            "load": (0.5, 1, 1.5)[load],
            "origin": ("GM9001", "GM9002")[origin],
            "ageBand": "24-54",
            "incomeBand": "suitable",
            "debtsUnderControl": True,
            "support": "none",
            "housingForms": ["own-home"],
            "bedrooms": 1,
            "maximumRent": 80_000,
            "accessibility": "none",
            "tenancies": ["own-name"],
            "targetGroups": [],
            "consentOn": "2026-06-01",
        }
        made = self.ask(self.providers[who % 2], "/clients", body)
        assert made.status_code == 201, made.text
        self.clients.append((made.json()["id"], who % 2))

    @rule(who=TWO, area=st.integers(0, 2), capacity=st.integers(1, 2))
    def post(self, who: int, area: int, capacity: int) -> None:
        body = {
            "reference": f"WON-{len(self.dwellings)}",
            "neighbourhood": NEIGHBOURHOODS[area],
            "housingForm": "own-home",
            "availableFrom": "2026-12-15",
            "rent": 60_000,
            "tenancy": "own-name",
            "bedrooms": 1,
            "ownSanitary": True,
            "accessibility": "none",
            "capacity": capacity,
        }
        made = self.ask(self.corporations[who % 2], "/dwellings", body)
        assert made.status_code == 201, made.text
        self.dwellings.append((made.json()["id"], who % 2))

    @precondition(lambda self: self.moved_on)
    @rule(seed=st.integers(0, 9))
    def match(self, seed: int) -> None:
        asked = self.ask(self.desk, "/matching-runs", {"seed": seed})
        run_id = asked.json()["id"]
        self._runner.run(carry_out_run(self.workshop, run_id=UUID(run_id), threads=1))
        found = self.ask(self.desk, f"/matching-runs/{run_id}").json()
        assert found["state"] == "finished", found
        assert found["summary"]["changedMeanwhile"] == 0, "nobody came in between"
        self.moved_on = False

    @rule(client=ANY, dwelling=ANY)
    def propose(self, client: int, dwelling: int) -> None:
        pair = self._pair(client, dwelling)
        weighed = self.ask(self.desk, "/pair-weighings", pair)
        made = self.ask(self.desk, "/proposals", {**pair, "decidedBy": "A. Jansen"})
        could = weighed.is_success and weighed.json()["proposable"]
        assert made.is_success == could, (weighed.text, made.text)

    @rule(number=ANY, event=st.sampled_from(list(WORDS)), who=st.integers(0, 6), reason=st.integers(0, 2))
    def say(self, number: int, event: ProposalEvent, who: int, reason: int) -> None:
        """Let anybody say anything: it succeeds when it is listed for them, and only then."""
        found = self.a_proposal(number)
        if found is not None:
            proposal, parties = found
            everybody = [*parties, *self.providers, *self.corporations]
            self._say(everybody[who], proposal, event, reason)

    @rule(number=ANY, steps=st.integers(1, 5))
    def go_well(self, number: int, steps: int) -> None:
        """Let those whose turn it is say yes."""
        found = self.a_proposal(number)
        if found is not None:
            proposal, parties = found
            for event in GOOD[:steps]:
                for who in parties:
                    if event in self._listed(who, proposal):
                        self._say(who, proposal, event, 0)
                        break

    @rule(number=ANY, event=st.sampled_from([*REASONS, E.WITHDRAW]), reason=st.integers(0, 2))
    def go_wrong(self, number: int, event: ProposalEvent, reason: int) -> None:
        """Let one of the parties say no."""
        found = self.a_proposal(number)
        if found is not None:
            proposal, parties = found
            for who in parties:
                if event in self._listed(who, proposal):
                    self._say(who, proposal, event, reason)
                    break

    def _listed(self, who: httpx.AsyncClient, proposal: str) -> set[str]:
        seen = self.ask(who, f"/proposals/{proposal}")
        return {one["action"] for one in seen.json()["actions"]} if seen.is_success else set()

    def _say(self, who: httpx.AsyncClient, proposal: str, event: ProposalEvent, reason: int) -> None:
        address, body = WORDS[event]
        if event is E.PLACE:
            body = {**body, "proposal": proposal}
        if event in REASONS:
            body = {**body, "reason": REASONS[event][reason]}
        listed = self._listed(who, proposal)
        # One door may be two events: what counts is what this one would do for this caller.
        same = {one for one in listed if WORDS[E(one)] == WORDS[event]}
        said = self.ask(who, address.format(id=proposal), body)
        assert said.is_success == bool(same), (listed, event, said.text)

    @rule(number=ANY, what=st.sampled_from(["confirmation", "failure", "end"]), again=st.booleans())
    def settle(self, number: int, what: str, again: bool) -> None:
        """Confirm a lease, whatever is open, or say that it is over."""
        there = self.ask(self.desk, "/placements?limit=100").json()["items"]
        if there:
            override = {"reason": "De uitkering loopt door.", "approvedBy": "Doorbraaktafel"}
            free = str(self.clock.now.date()) if again else None
            body = {
                "confirmation": {"override": override},
                "failure": {"reason": "not-arrived", "dwellingAvailableFrom": free},
                "end": {"reason": "moved-on", "clientReturns": again, "dwellingAvailableFrom": free},
            }[what]
            self.ask(self.desk, f"/placements/{there[number % len(there)]['id']}/{what}", body)

    @rule(client=ANY, dwelling=ANY, kind=st.sampled_from(["forced", "forbidden"]), days=st.integers(1, 60))
    def direct(self, client: int, dwelling: int, kind: str, days: int) -> None:
        until = self.clock.now.date().fromordinal(self.clock.now.toordinal() + days)
        body = {
            **self._pair(client, dwelling),
            "kind": kind,
            "until": str(until),
            "reason": "Zo afgesproken.",
        }
        laid = self.ask(self.desk, "/pair-directives", body)
        assert laid.status_code == 201 or laid.json()["type"] == "/problems/pair-barred", laid.text
        if laid.is_success:
            self.directives.append(laid.json()["id"])

    @precondition(lambda self: self.directives)
    @rule(number=ANY)
    def lift(self, number: int) -> None:
        address = f"/pair-directives/{self.directives[number % len(self.directives)]}/lifting"
        self.ask(self.desk, address, {})
        assert self.ask(self.desk, address, {}).status_code == 409, "it holds no more"

    @rule(number=ANY, of_client=st.booleans(), away=st.sampled_from(["parking", "unparking", "withdrawal"]))
    def leave(self, number: int, of_client: bool, away: str) -> None:
        """Park somebody or something, let it come back, or withdraw it for good."""
        kind, there, owners = (
            ("clients", self.clients, self.providers)
            if of_client
            else ("dwellings", self.dwellings, self.corporations)
        )
        subject, owner = there[number % len(there)]
        reason = {"reason": "Tijdelijk niet beschikbaar."}
        body = {"parking": {**reason, "days": 4}, "unparking": {}, "withdrawal": reason}[away]
        answer = self.ask(owners[owner], f"/{kind}/{subject}/{away}", body)
        if answer.is_success and away != "unparking":
            column = "client_id" if of_client else "dwelling_id"
            live = f"select id, state from proposals where ended_at is null and {column} = '{subject}'"
            assert rows(self.url, live) == []

    @rule(days=st.sampled_from([1, 3, 7, 14]))
    def sleep_in(self, days: int) -> None:
        """Let days pass without the duty: what is too late is so by the clock, and not by a job that ran."""
        self.clock.tick(days=days)

    @rule(days=st.sampled_from([1, 3, 7, 14]))
    def wait(self, days: int) -> None:
        self.clock.tick(days=days)
        self._runner.run(watch_deadlines(self.workshop))
        late = (
            f"select id, state from proposals where state <> 'accepted' and respond_by <= '{self.clock.now}'"
        )
        assert rows(self.url, late) == [], "who waited too long has expired"

    def _pair(self, client: int, dwelling: int) -> dict[str, str]:
        return {
            "client": self.clients[client % len(self.clients)][0],
            "dwelling": self.dwellings[dwelling % len(self.dwellings)][0],
        }

    @invariant()
    def every_limit_is_kept(self) -> None:
        assert broken_limits(self.url) == []

    @invariant()
    def the_books_tell_one_story(self) -> None:
        assert broken_books(self.url) == []


def test_random_lives_keep_every_rule(database_url: str, caretaker: Caretaker) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Lives(database_url, caretaker),
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            report_multiple_bugs=False,
            # To make a failing life shorter takes an hour of them, and each already tells its steps.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
