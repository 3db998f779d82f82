"""Who may sit at the desk, for how long, and that no other site acts for them."""

import pytest
from sqlalchemy import select

from conftest import Clock, Town
from matching.actors import OPERATOR
from matching.models import DeskSession, Entry, Fact
from matching.operations import keys
from matching.operations.desk_sessions import forget_sessions
from matching.work import Workshop
from pages.conftest import Browser, a_key


async def test_who_is_not_signed_in_is_asked_to_and_then_gets_what_they_asked_for(
    browser: Browser, town: Town, workshop: Workshop
) -> None:
    asked = await browser.http.get("/desk/clients?state=waiting")
    assert asked.url.path == "/desk/sign-in"
    assert 'value="/desk/clients?state=waiting"' in asked.text

    there = await browser.sign_in(
        (await a_key(workshop, town.coordinator))[1], next="/desk/clients?state=waiting"
    )

    assert (there.status_code, there.url.path) == (200, "/desk/clients")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/docs", "/desk/../docs"])
async def test_nobody_is_sent_elsewhere_after_signing_in(
    browser: Browser, town: Town, workshop: Workshop, elsewhere: str
) -> None:
    there = await browser.sign_in((await a_key(workshop, town.coordinator))[1], next=elsewhere)

    assert there.url.path == "/desk"


async def test_only_coordinators_and_only_with_a_key_that_works(
    browser: Browser, town: Town, workshop: Workshop
) -> None:
    for organisation in (town.provider, town.corporation, town.municipality):
        refused = await browser.sign_in((await a_key(workshop, organisation))[1])
        told = f"Hiervoor is de rol coördinator nodig; uw sleutel heeft de rol {organisation.kind.dutch}."
        assert (refused.status_code, told in refused.text) == (403, True)
    for nothing in ("mp_000000000000_nothing", "mp_é_é", "", "mp__"):
        assert (await browser.sign_in(nothing)).status_code == 401
    assert (await browser.sign_in("mp_\0_x")).status_code == 400
    assert (await browser.http.get("/desk")).url.path == "/desk/sign-in"


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "A"},
        {"person": "x" * 81},
        {"person": "a.jansen@example.org"},
        {"code": "a@b.nl"},
        {"code": "-"},
    ],
)
async def test_a_name_is_needed_and_a_code_is_no_address(
    browser: Browser, town: Town, workshop: Workshop, wrong: dict[str, str]
) -> None:
    assert (await browser.sign_in((await a_key(workshop, town.coordinator))[1], **wrong)).status_code == 400


async def test_a_session_ends_with_its_key_with_its_day_and_when_somebody_says_so(
    browser: Browser, town: Town, workshop: Workshop, clock: Clock
) -> None:
    key, secret = await a_key(workshop, town.coordinator)

    async def is_in() -> bool:
        return (await browser.http.get("/desk")).url.path == "/desk"

    await browser.sign_in(secret)
    assert await is_in()
    await browser.send("/desk", "/desk/sign-out")
    assert not await is_in()

    await browser.sign_in(secret)
    clock.tick(hours=12, seconds=-1)
    assert await is_in()
    clock.tick(seconds=1)
    assert not await is_in()

    await browser.sign_in(secret)
    async with workshop.open(OPERATOR) as work:
        await keys.revoke_key(work, organisation=town.coordinator, key_id=key.id)
    assert not await is_in()


async def test_what_is_over_is_forgotten_and_what_is_kept_is_no_token(
    browser: Browser, town: Town, workshop: Workshop, clock: Clock
) -> None:
    await browser.sign_in((await a_key(workshop, town.coordinator))[1], code="mw-0042")
    async with workshop.open() as work:
        kept = (await work.session.scalars(select(DeskSession))).one()
        assert kept.token_hash != browser.http.cookies["desk"].encode()
        told = select(Entry.on_behalf_of, Entry.organisation_id).where(
            Entry.fact == Fact.DESK_SIGNED_IN.value
        )
        assert (await work.session.execute(told)).one() == ("mw-0042", town.coordinator.id)
        await forget_sessions(work)
    clock.tick(hours=12)
    async with workshop.open() as work:
        assert len((await work.session.scalars(select(DeskSession))).all()) == 1
        await forget_sessions(work)
        assert (await work.session.scalars(select(DeskSession))).all() == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
async def test_another_site_signs_nobody_in_and_sends_no_form(
    at_the_desk: Browser, town: Town, workshop: Workshop, headers: dict[str, str]
) -> None:
    secret = (await a_key(workshop, town.coordinator))[1]
    at_the_desk.http.headers.update(headers)

    assert (await at_the_desk.sign_in(secret)).status_code == 403
    assert (await at_the_desk.send("/desk", "/desk/runs")).status_code == 403


async def test_a_form_of_another_session_is_refused(at_the_desk: Browser) -> None:
    assert (await at_the_desk.http.post("/desk/runs", data={"proof": "0" * 64})).status_code == 403
    assert (await at_the_desk.http.post("/desk/runs")).status_code == 403
    assert (await at_the_desk.http.post("/desk/runs", data={"proof": "é"})).status_code == 403
    assert (await at_the_desk.http.post("/desk/sign-out", data={"proof": "é"})).status_code == 403
    assert (await at_the_desk.http.post("/desk/runs", content="a=1&" * 3_000)).status_code == 400


async def test_the_cookie_is_out_of_reach_of_scripts(
    browser: Browser, town: Town, workshop: Workshop
) -> None:
    secret = (await a_key(workshop, town.coordinator))[1]
    sent = {"key": secret, "person": "A. Jansen", "next": "/desk"}

    plain = await browser.http.post("/desk/sign-in", data=sent, follow_redirects=False)
    safe = await browser.http.post("https://test/desk/sign-in", data=sent, follow_redirects=False)

    assert "HttpOnly" in plain.headers["Set-Cookie"]
    assert "SameSite=lax" in plain.headers["Set-Cookie"]
    assert "Secure" not in plain.headers["Set-Cookie"]
    assert "Secure" in safe.headers["Set-Cookie"]


async def test_a_page_runs_and_loads_nothing_but_our_own(at_the_desk: Browser) -> None:
    page = await at_the_desk.http.get("/desk")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "style=" not in page.text
    assert "onclick" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
