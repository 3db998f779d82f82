"""Sign in at one's own organisation: an issuer that runs beside the test, a browser that goes there and comes back."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from conftest import Clock, Town
from issuers import CLIENT, IssuerServer
from matching.actors import OPERATOR
from matching.main import create_app
from matching.models import DeskSession, Entry, Fact, Organisation
from matching.operations.organisations import change_organisation
from matching.settings import Settings
from matching.work import Workshop
from pages.conftest import Browser

THERE = "/desk/sign-in/organisation"


@pytest.fixture
def issuer(town: Town) -> Iterator[IssuerServer]:
    """Return an issuer that signs in a coordinator of the town."""
    with IssuerServer() as server:
        server.person = of(town.coordinator)
        yield server


def of(organisation: Organisation, **more: Any) -> dict[str, Any]:
    """Return what tokens say of somebody of an organisation."""
    told = {"organisation": str(organisation.id), "roles": [organisation.kind.value]}
    return {"sub": "a81f", "name": "A. Jansen, coördinator", **told, **more}


@pytest.fixture
async def visitor(
    issuer: IssuerServer, clean_database: str, clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser at a service whose pages the issuer knows; it follows no redirects."""
    settings = Settings(pool_size=3, oidc_issuer=issuer.url, oidc_client_id=CLIENT)
    app = create_app(settings, url=clean_database, clock=clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Accept-Language": "nl"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="https://test", headers=headers) as client,
    ):
        yield client


async def sent_back(visitor: httpx.AsyncClient, wanted: str = "/desk") -> str:
    """Go to the issuer; return the address it sends the browser back to."""
    there = await visitor.get(THERE, params={"next": wanted})
    assert there.status_code == 303, there.text
    async with httpx.AsyncClient() as outside:
        return (await outside.get(there.headers["Location"])).headers["Location"]


async def sessions(workshop: Workshop) -> list[DeskSession]:
    async with workshop.open() as work:
        return list(await work.session.scalars(select(DeskSession)))


async def test_a_coordinator_signs_in_and_gets_the_page_they_asked_for(
    visitor: httpx.AsyncClient, town: Town, workshop: Workshop, clock: Clock
) -> None:
    shown = await visitor.get("/desk/sign-in?next=/desk/clients?state=waiting")
    assert "Inloggen met uw organisatie" in shown.text
    assert f'href="{THERE}?next=/desk/clients%3Fstate%3Dwaiting"' in shown.text

    back = await visitor.get(await sent_back(visitor, "/desk/clients?state=waiting"))

    assert (back.status_code, back.headers["Location"]) == (303, "/desk/clients?state=waiting")
    assert list(visitor.cookies) == ["desk"], "what the sign-in needed is gone"
    assert "A. Jansen, coördinator" in (await visitor.get("/desk")).text
    async with workshop.open() as work:
        told = select(Entry.on_behalf_of, Entry.key_id, Entry.organisation_id)
        signed_in = told.where(Entry.fact == Fact.DESK_SIGNED_IN.value)
        assert (await work.session.execute(signed_in)).one() == ("a81f", None, town.coordinator.id)
    clock.tick(hours=12)
    assert (await visitor.get("/desk")).status_code == 303, "it ends as any session does"


async def test_both_cookies_are_out_of_reach_of_scripts_and_of_other_sites(
    visitor: httpx.AsyncClient,
) -> None:
    there = await visitor.get(THERE)
    async with httpx.AsyncClient() as outside:
        back = await outside.get(there.headers["Location"])
    seated = await visitor.get(back.headers["Location"])

    for cookie in (there.headers["Set-Cookie"], seated.headers.get_list("Set-Cookie")[0]):
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure")), cookie
    assert "Max-Age=600" in there.headers["Set-Cookie"]
    secret = there.cookies["desk-sign-in"].partition(".")[0]
    assert secret not in there.headers["Location"]


async def test_without_a_name_somebody_is_called_as_the_issuer_calls_them_to_us(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop
) -> None:
    for name in (None, " ", "A\0B", ["A", "B"], "a.jansen@example.org", "N" * 90):
        issuer.forges = {"name": name}
        await visitor.get(await sent_back(visitor))

    assert sorted(one.person for one in await sessions(workshop)) == ["N" * 80, *["a81f"] * 5]


@pytest.mark.parametrize(
    "change", [{"state": "x"}, {"state": "é"}, {"state": ""}, {"iss": "https://elders.example"}]
)
async def test_another_answer_than_to_what_this_browser_asked_is_refused(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop, change: dict[str, str]
) -> None:
    back = httpx.URL(await sent_back(visitor)).copy_merge_params(change)

    refused = await visitor.get(back)

    assert (refused.status_code, "niet in deze browser begonnen" in refused.text) == (403, True)
    assert len(issuer.codes) == 1, "the code was not even shown"
    assert await sessions(workshop) == []


async def test_nobody_is_signed_in_by_a_link_of_somebody_else(
    visitor: httpx.AsyncClient, workshop: Workshop
) -> None:
    """Who begins a sign-in and lets another finish it would have them work under the wrong name."""
    theirs = await sent_back(visitor)
    visitor.cookies.clear()
    for cookie in ("", "desk-sign-in=", "desk-sign-in=.%2Fdesk"):
        assert (await visitor.get(theirs, headers={"Cookie": cookie})).status_code == 403
    await sent_back(visitor)

    assert (await visitor.get(theirs)).status_code == 403
    assert (await visitor.get(THERE, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert await sessions(workshop) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("access_denied", (401, "afgebroken of geweigerd")),
        ("login_required", (401, "afgebroken of geweigerd")),
        ("temporarily_unavailable", (503, "antwoordt niet")),
    ],
)
async def test_a_no_of_the_issuer_is_said(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop, error: str, said: tuple[int, str]
) -> None:
    issuer.refuses = error

    refused = await visitor.get(await sent_back(visitor))

    status, words = said
    assert (refused.status_code, words in refused.text) == (status, True)
    assert list(visitor.cookies) == []
    assert await sessions(workshop) == []


async def test_a_code_is_good_once_and_only_with_its_verifier(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop
) -> None:
    back = await sent_back(visitor)
    begun = visitor.cookies["desk-sign-in"]
    await visitor.get(back)

    again = await visitor.get(back, headers={"Cookie": f"desk-sign-in={begun}"})
    other = await sent_back(visitor)
    stolen = httpx.URL(await sent_back(visitor)).copy_merge_params({"code": httpx.URL(other).params["code"]})
    taken = await visitor.get(stolen)

    assert (again.status_code, taken.status_code) == (401, 401)
    assert "duurde te lang" in again.text
    assert len(await sessions(workshop)) == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another-page"},
        {"aud": [CLIENT, "another-page"], "azp": "another-page"},
        {"iss": "https://elders.example"},
        {"exp": 1_600_000_000},
    ],
)
async def test_an_identity_token_for_another_sign_in_is_refused(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop, forged: dict[str, Any]
) -> None:
    issuer.forges = forged

    refused = await visitor.get(await sent_back(visitor))

    assert (refused.status_code, "niet van onze uitgever" in refused.text) == (401, True)
    assert await sessions(workshop) == []


@pytest.mark.parametrize(
    ("says", "status"),
    [
        ({"aud": "another-service"}, 401),
        ({"exp": 1_600_000_000}, 401),
        ({"organisation": "0190a5c4-0000-7000-8000-000000000000"}, 401),
        ({"roles": ["provider"]}, 401),
        ({"roles": ["operator"], "organisation": None}, 403),
        ({"scope": "openid read"}, 403),
    ],
)
async def test_the_token_is_judged_as_at_the_door_of_the_api(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop, says: dict[str, Any], status: int
) -> None:
    issuer.person |= says
    issuer.forges = {"aud": CLIENT, "exp": 4_000_000_000}

    assert (await visitor.get(await sent_back(visitor))).status_code == status
    assert await sessions(workshop) == []


async def test_another_kind_of_organisation_and_a_suspended_one_stay_out(
    visitor: httpx.AsyncClient, issuer: IssuerServer, town: Town, workshop: Workshop
) -> None:
    issuer.person = of(town.provider)
    assert (await visitor.get(await sent_back(visitor))).status_code == 403
    issuer.person = of(town.coordinator)
    await visitor.get(await sent_back(visitor))
    assert (await visitor.get("/desk")).status_code == 200

    async with workshop.open(OPERATOR) as work:
        suspended = await work.session.get_one(Organisation, town.coordinator.id)
        await change_organisation(work, organisation=suspended, suspended=True)

    assert (await visitor.get("/desk")).status_code == 303
    assert (await visitor.get(await sent_back(visitor))).status_code == 401


async def test_an_issuer_that_is_away_is_said(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop
) -> None:
    issuer.broken = True
    assert (await visitor.get(THERE)).status_code == 503
    assert list(visitor.cookies) == []


async def test_an_issuer_that_goes_away_meanwhile_is_said(
    visitor: httpx.AsyncClient, issuer: IssuerServer, workshop: Workshop
) -> None:
    back = await sent_back(visitor)
    issuer.broken = True

    refused = await visitor.get(back, headers={"Accept-Language": "en"})

    assert (refused.status_code, "does not answer" in refused.text) == (503, True)
    assert await sessions(workshop) == []


async def test_without_an_issuer_there_is_no_such_way_in(browser: Browser) -> None:
    assert "Inloggen met uw organisatie" not in (await browser.http.get("/desk/sign-in")).text
    assert [
        (await browser.http.get(f"/desk/sign-in/{way}")).status_code for way in ("organisation", "return")
    ] == [
        404,
        404,
    ]
