"""Tokens of an OpenID Connect issuer, which runs beside the test and is asked over HTTP for its keys."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select

from conftest import Clock, Town
from issuers import AUDIENCE, IssuerServer
from matching import issuer as issuers
from matching.main import create_app
from matching.models import Entry, Fact
from matching.settings import Settings
from matching.work import Workshop
from offers import a_profile


@pytest.fixture
def issuer() -> Iterator[IssuerServer]:
    """Return an issuer that runs."""
    with IssuerServer() as server:
        yield server


@pytest.fixture
async def door(
    issuer: IssuerServer, town: Town, clean_database: str, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of a service that believes the issuer."""
    settings = Settings(pool_size=3, oidc_issuer=issuer.url, oidc_roles_claim="realm_access.roles")
    app = create_app(settings, url=clean_database, clock=clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test/v1") as client,
    ):
        yield client


def of(town: Town, kind: str = "provider", **more: Any) -> dict[str, Any]:
    """Return what the token of an organisation says."""
    organisation = getattr(town, kind)
    return {"organisation": str(organisation.id), "realm_access": {"roles": [kind, "offline"]}, **more}


async def ask(door: httpx.AsyncClient, token: str, path: str = "/clients", **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
    return await door.request(more.pop("method", "GET"), path, headers=headers, **more)


async def test_a_token_speaks_for_its_organisation_and_the_journal_names_the_person(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town, workshop: Workshop
) -> None:
    token = issuer.token(**of(town), sub="a81f")

    referred = await ask(door, token, method="POST", json=a_profile())

    assert referred.status_code == 201, referred.text
    assert referred.json()["providerId"] == str(town.provider.id)
    async with workshop.open() as work:
        entry = await work.session.scalar(select(Entry).where(Entry.fact == Fact.CLIENT_REFERRED))
        assert entry is not None
        assert (entry.organisation_id, entry.key_id, entry.on_behalf_of) == (town.provider.id, None, "a81f")


async def test_each_kind_of_organisation_has_its_role(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    asked = {
        kind: (await ask(door, issuer.token(**of(town, kind)))).status_code
        for kind in ("provider", "coordinator", "corporation", "municipality")
    }

    assert asked == {"provider": 200, "coordinator": 200, "corporation": 403, "municipality": 403}


async def test_an_operator_repeats_a_request_by_token_and_it_is_done_once(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    organisation = {"kind": "provider", "name": "Nieuwzorg", "regions": ["fictie"]}
    once = {"Idempotency-Key": "one-and-the-same"}
    tokens = [issuer.token(realm_access={"roles": ["operator"]}, sub=who) for who in ("a", "a", "b")]

    answers = [
        await ask(door, t, "/organisations", method="POST", json=organisation, headers=once) for t in tokens
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 409]


@pytest.mark.parametrize("elliptic", [False, True])
async def test_a_new_key_is_fetched_and_a_withdrawn_one_is_good_no_longer(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town, monkeypatch: pytest.MonkeyPatch, elliptic: bool
) -> None:
    assert (await ask(door, issuer.token(**of(town)))).status_code == 200
    issuer.add_key("second", elliptic=elliptic)
    second = issuer.token(key="second", algorithm="ES256" if elliptic else "RS256", **of(town))
    monkeypatch.setattr(issuers, "PAUSE", 0.0)

    assert (await ask(door, second)).status_code == 200

    issuer.withdraw_key("first")
    assert (await ask(door, issuer.token(**of(town)))).status_code == 200, "what was fetched is kept a while"
    monkeypatch.setattr(issuers, "FRESH", 0.0)
    assert (await ask(door, issuer.token(**of(town)))).status_code == 401
    assert (await ask(door, second)).status_code == 200


async def test_keys_are_fetched_once_and_made_up_ones_do_not_make_us_ask_all_day(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    for _ in range(5):
        assert (await ask(door, issuer.token(**of(town)))).status_code == 200
    issuer.add_key("made-up")
    issuer.withdraw_key("made-up")
    for _ in range(5):
        assert (await ask(door, issuer.token(key="made-up", **of(town)))).status_code == 401

    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_an_issuer_that_is_away_is_said_and_known_keys_go_on(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.broken = True
    monkeypatch.setattr(issuers, "PAUSE", 0.0)

    unknown = await ask(door, issuer.token(**of(town)))
    issuer.broken = False
    known = await ask(door, issuer.token(**of(town)))
    issuer.broken = True
    monkeypatch.setattr(issuers, "FRESH", 0.0)
    away = await ask(door, issuer.token(**of(town)))

    assert (unknown.status_code, unknown.json()["type"]) == (503, "/problems/issuer-away")
    assert "Retry-After" in unknown.headers
    assert (known.status_code, away.status_code) == (200, 200)
    monkeypatch.setattr(issuers, "OLDEST", 0.0)
    assert (await ask(door, issuer.token(**of(town)))).status_code == 503


async def test_a_discovery_document_of_another_issuer_is_not_believed(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    issuer.named = "https://elders.example"

    assert (await ask(door, issuer.token(**of(town)))).status_code == 503


NOW = int(time.time())


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ({"exp": NOW - 20}, 200),
        ({"exp": NOW - 400}, 401),
        ({"iat": NOW + 20, "nbf": NOW + 20}, 200),
        ({"nbf": NOW + 900}, 401),
        ({"aud": [AUDIENCE, "account"]}, 200),
        ({"aud": "account"}, 401),
        ({"aud": None}, 401),
        ({"iss": "https://elders.example"}, 401),
        ({"exp": None}, 401),
        ({"iat": None}, 401),
        ({"sub": None}, 401),
        ({"organisation": None}, 401),
        ({"organisation": "Fictiezorg"}, 401),
        ({"organisation": 7}, 401),
        ({"organisation": "00000000-0000-7000-8000-000000000000"}, 401),
        ({"realm_access": None}, 401),
        ({"realm_access": {"roles": []}}, 401),
        ({"realm_access": {"roles": ["coordinator", "system"]}}, 401),
        ({"realm_access": {"roles": "provider"}}, 200),
        ({"realm_access": {"roles": {"provider": 1}}}, 401),
        ({"realm_access": {"roles": ["operator"]}}, 401),
        ({"realm_access": {"roles": ["operator", ["provider"]]}}, 401),
    ],
)
async def test_only_what_is_wholly_right_is_believed(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town, says: dict[str, Any], status: int
) -> None:
    # Made in the test: a run of many tests may take longer than the leeway.
    late = {name: value - NOW + int(time.time()) for name, value in says.items() if isinstance(value, int)}
    moved = {**says, **{name: late[name] for name in late if name != "organisation"}}
    answer = await ask(door, issuer.token(**{**of(town), **moved}))

    assert answer.status_code == status, answer.text
    if status == 401:
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def signed_with_what_all_know(claims: dict[str, Any], public: bytes) -> str:
    """Return a token whose shared secret is a public key; libraries no longer make these (RFC 8725, 2.1)."""
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "first"}, claims]
    text = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = hmac.new(public, text, "sha256").digest()
    return (text + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


async def test_a_key_that_both_can_know_signs_nothing(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    key = issuer.keys["first"].public_key()
    public = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    honest = jwt.decode(issuer.token(**of(town)), options={"verify_signature": False})
    forged = [
        signed_with_what_all_know(honest, public),
        jwt.encode(honest, None, algorithm="none", headers={"kid": "first"}),
        jwt.encode(honest, issuer.keys["first"], algorithm="RS256"),
        issuer.token(**of(town))[:-8] + "AAAAAAAA",
        "no.token.at-all",
        "x",
    ]

    assert [(await ask(door, token)).status_code for token in forged] == [401] * len(forged)


async def test_a_published_shared_key_is_no_key(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    secret = b"0123456789abcdef0123456789abcdef"
    issuer.published.append(
        {"kty": "oct", "kid": "shared", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}
    )
    claims = jwt.decode(issuer.token(**of(town)), options={"verify_signature": False})
    token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "shared"})

    assert (await ask(door, token)).status_code == 401
    assert (await ask(door, issuer.token(**of(town)))).status_code == 200


async def test_a_suspended_organisation_is_out_at_once(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    token = issuer.token(**of(town))
    assert (await ask(door, token)).status_code == 200
    operator = issuer.token(realm_access={"roles": ["operator"]})
    path, headers = f"/organisations/{town.provider.id}", {"If-Match": "*"}
    suspended = await ask(door, operator, path, method="PATCH", json={"suspended": True}, headers=headers)
    assert suspended.status_code == 200, suspended.text

    assert (await ask(door, token)).status_code == 401


async def test_a_token_says_itself_who_it_is(
    door: httpx.AsyncClient, issuer: IssuerServer, town: Town
) -> None:
    answer = await ask(door, issuer.token(**of(town)), headers={"On-Behalf-Of": "mw-8"})

    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["name"] == "header.On-Behalf-Of"


async def test_keys_go_on_working_beside_it(door: httpx.AsyncClient, doors: Any, town: Town) -> None:
    key = (await doors.as_organisation(town.provider)).headers["Authorization"].removeprefix("Bearer ")

    assert (await ask(door, key)).status_code == 200
