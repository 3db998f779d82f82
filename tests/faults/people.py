"""Everybody who uses the service while it is attacked, and the books they keep of what they were told.

They behave as a client should: what got no answer, or a 503, is sent again under the same key until it is answered.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

PATIENCE = 120
"""How long somebody goes on asking. [second]"""
BREATH = 0.2
"""How long who sends much rests in between, so that others get their turn. [second]"""
LATER = (429, 503)
"""What says: not now, try again."""


@dataclass(frozen=True, slots=True)
class Told:
    """A request that was answered, and the answer."""

    by: "Person"
    kind: str
    path: str
    key: str
    body: Any
    status: int
    text: str
    headers: httpx.Headers

    @property
    def is_kept(self) -> bool:
        """Tell whether a repeat gets this answer again."""
        return self.status < 400


@dataclass(slots=True)
class Books:
    """What everybody was told together.

    Attributes
    ----------
    under_way
        Who waits for an answer to what kind of write, now.
    answered_at
        When the last write was answered. [second, monotonic]
    """

    told: list[Told] = field(default_factory=list)
    patched: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    under_way: dict[int, str] = field(default_factory=dict)
    answered_at: list[float] = field(default_factory=list)
    stored_after_503: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def writing(self, kind: str) -> Iterator[None]:
        """Say that somebody waits for an answer to such a write."""
        me = threading.get_ident()
        self.under_way[me] = kind
        try:
            yield
        finally:
            del self.under_way[me]

    def made(self, *kinds: str) -> int:
        """Return how many requests of these kinds succeeded."""
        return sum(one.kind in kinds and one.is_kept for one in self.told)


class Person:
    """Somebody with a key of an organisation."""

    def __init__(self, books: Books, base: str, token: str) -> None:
        self.books = books
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(base_url=base, headers=headers, timeout=60, verify=False)

    def post(self, kind: str, path: str, body: Any) -> Any:
        """Write, until there is an answer; return what it holds, None when it is a refusal."""
        key = str(uuid4())
        headers = {"Idempotency-Key": key}
        with self.books.writing(kind):
            answer, put_off = self._until_answered("POST", path, body, headers)
        told = Told(self, kind, path, key, body, answer.status_code, answer.text, answer.headers)
        self.books.told.append(told)
        if not answer.is_success:
            self.books.refused[f"{kind}: {answer.json()['type']}"] += 1
        self.books.stored_after_503 += put_off and "idempotent-replay" in answer.headers
        return answer.json() if answer.is_success else None

    def patch(self, kind: str, path: str, *, tag: int, **change: Any) -> None:
        """Change what is at revision `tag`; an answer that was lost is found by looking."""
        with self.books.writing(kind):
            answer, _ = self._until_answered("PATCH", path, change, {"If-Match": f'"{tag}"'})
        if answer.status_code == 412:
            seen = self.get(path)
            [(name, value)] = change.items()
            if (seen.headers["etag"], seen.json()[name]) != (f'"{tag + 1}"', value):
                self.books.odd.append(f"{kind}: neither done nor not done, {seen.headers['etag']} for {tag}")
        elif not answer.is_success:
            self.books.odd.append(f"{kind}: {answer.status_code} {answer.text}")
        self.books.patched[path] += 1

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Read, until there is an answer."""
        return self._until_answered("GET", path, None, {}, query)[0]

    def again(self, told: Told) -> httpx.Response:
        """Send the same again under the same key."""
        headers = {"Idempotency-Key": told.key}
        return self._until_answered("POST", told.path, told.body, headers)[0]

    def _until_answered(
        self, method: str, path: str, body: Any, headers: dict[str, str], query: Any = None
    ) -> tuple[httpx.Response, bool]:
        deadline = time.monotonic() + PATIENCE
        put_off = False
        while time.monotonic() < deadline:
            try:
                answer = self._http.request(method, path, json=body, headers=headers, params=query)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            self.books.statuses[answer.status_code] += 1
            if answer.status_code not in LATER and answer.status_code < 500:
                self.books.answered_at.append(time.monotonic())
                return answer, put_off
            put_off = put_off or answer.status_code == 503
            if answer.status_code not in LATER:
                self.books.odd.append(f"{method} {path}: {answer.status_code} {answer.text}")
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} was not answered within {PATIENCE} s.")


@dataclass(frozen=True, slots=True)
class Cast:
    """The keys of everybody, and where they are.

    Attributes
    ----------
    free, capped
        A neighbourhood without a limit, and one that carries little.
    """

    coordinator: str
    provider: str
    corporation: str
    desk: str
    free: str
    capped: str


def a_dwelling(neighbourhood: str) -> dict[str, Any]:
    return {
        "reference": f"W-{uuid4()}",
        "neighbourhood": neighbourhood,
        "housingForm": "own-home",
        "availableFrom": "2026-12-15",
        "rent": 60_000,
        "tenancy": "own-name",
        "bedrooms": 1,
        "ownSanitary": True,
        "accessibility": "none",
    }


def a_client() -> dict[str, Any]:
    return {
        "reference": f"C-{uuid4()}",
        "onListSince": "2026-03-01",
        "load": 1,
        "origin": "GM9003",
        "readyFrom": "2026-11-01",
        "ageBand": "24-54",
        "incomeBand": "suitable",
        "debtsUnderControl": True,
        "support": "none",
        "supportHours": 0,
        "housingForms": ["own-home"],
        "bedrooms": 1,
        "maximumRent": 80_000,
        "accessibility": "none",
        "tenancies": ["own-name"],
        "consentOn": "2026-06-01",
    }


Life = Iterator[None]
"""What somebody does, step by step: it can be left between any two, and taken up again."""


class Crowd:
    """What everybody does."""

    def __init__(self, books: Books, cast: Cast, base: str, *, matching: bool) -> None:
        self.books, self.cast, self.base = books, cast, base
        self.given: list[str] = []
        self.lives = self.everybody(matching=matching)

    def person(self, token: str) -> Person:
        """Return somebody with a key, and a connection of their own."""
        return Person(self.books, self.base, token)

    def live(self) -> Life:
        """Offer a dwelling, refer a client, propose, release, agree, say yes and move in; again and again."""
        desk, provider, corporation = self._three()
        while True:
            home = corporation.post("post dwelling", "/dwellings", a_dwelling(self.cast.free))
            yield
            somebody = provider.post("post client", "/clients", a_client())
            yield
            pair = {"client": somebody["id"], "dwelling": home["id"], "decidedBy": "A. Jansen"}
            made = desk.post("propose", "/proposals", pair)
            yield
            at = f"/proposals/{made['id']}"
            desk.post("release", f"{at}/release", {"releasedBy": "A. Jansen"})
            yield
            provider.post("answer", f"{at}/agreement", {})
            yield
            corporation.post("answer", f"{at}/agreement", {})
            yield
            provider.post("answer", f"{at}/client-answer", {"accepted": True})
            yield
            terms = {"proposal": made["id"], "tenancy": "own-name", "startsOn": "2026-12-20", "rent": 60_000}
            corporation.post("placement", "/placements", terms)
            yield

    def crowd_in(self) -> Life:
        """Propose where there is room for two, and give up again what was given."""
        desk, provider, corporation = self._three()
        while True:
            home = corporation.post("post dwelling", "/dwellings", a_dwelling(self.cast.capped))
            somebody = provider.post("post client", "/clients", a_client())
            yield
            pair = {"client": somebody["id"], "dwelling": home["id"], "decidedBy": "A. Jansen"}
            made = desk.post("propose", "/proposals", pair)
            yield
            if made is not None:
                self.given.append(f"/proposals/{made['id']}")
            if len(self.given) > 2 or made is None:
                at = self.given.pop(0)
                desk.post("release", f"{at}/release", {"releasedBy": "A. Jansen"})
                yield
                desk.post("withdraw", f"{at}/withdrawal", {"reason": "Toch niet."})
                yield

    def _three(self) -> tuple[Person, Person, Person]:
        cast = self.cast
        return self.person(cast.coordinator), self.person(cast.provider), self.person(cast.corporation)

    def send_dwellings(self) -> Life:
        """Offer many at once."""
        return self._batches("dwelling batch", "/dwelling-batches", self.cast.corporation, self._dwelling)

    def send_clients(self) -> Life:
        """Refer many at once."""
        return self._batches("client batch", "/client-batches", self.cast.provider, a_client)

    def _dwelling(self) -> dict[str, Any]:
        return a_dwelling(self.cast.free)

    def _batches(self, kind: str, path: str, token: str, item: Callable[[], Any]) -> Life:
        somebody = self.person(token)
        while True:
            somebody.post(kind, path, {"items": [item() for _ in range(20)]})
            self.books.closing.wait(BREATH)
            yield

    def change_a_dwelling(self) -> Life:
        """Change one dwelling again and again."""
        corporation = self.person(self.cast.corporation)
        home = corporation.post("post dwelling", "/dwellings", a_dwelling(self.cast.free))
        yield from self._change(corporation, "patch dwelling", f"/dwellings/{home['id']}", "floorArea")

    def change_a_client(self) -> Life:
        """Change one client again and again."""
        provider = self.person(self.cast.provider)
        somebody = provider.post("post client", "/clients", a_client())
        yield from self._change(provider, "patch client", f"/clients/{somebody['id']}", "maximumRent")

    def _change(self, who: Person, kind: str, path: str, name: str) -> Life:
        for tag in count(1):
            who.patch(kind, path, tag=tag, **{name: 100 + tag % 900})
            self.books.closing.wait(BREATH)
            yield

    def match(self) -> Life:
        """Ask for a run, and when it is over ask something about it; again and again."""
        desk = self.person(self.cast.desk)
        while True:
            run = desk.post("ask for a run", "/matching-runs", {"region": "fictie", "seed": 7})
            if self._over(desk, f"/matching-runs/{run['id']}")["state"] == "finished":
                asked = {"matchingRun": run["id"], "dwellings": 2}
                plan = desk.post("ask a question", "/procurement-plans", asked)
                self._over(desk, f"/procurement-plans/{plan['id']}")
            yield

    def _over(self, desk: Person, path: str) -> Any:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = desk.get(path).json()
            if seen["state"] in ("finished", "failed", "cancelled"):
                return seen
            time.sleep(0.1)
        raise AssertionError(f"{path} was not over within {PATIENCE} s.")

    def everybody(self, *, matching: bool) -> list[Life]:
        """Return what all of them do at once.

        Parameters
        ----------
        matching
            Whether somebody asks for runs, which cost much of the machine.
        """
        return [
            *(self.live() for _ in range(6)),
            self.crowd_in(),
            self.send_dwellings(),
            self.send_clients(),
            self.change_a_dwelling(),
            self.change_a_client(),
            *(self.match() for _ in range(matching)),
        ]
