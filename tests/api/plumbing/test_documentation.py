import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from html.parser import HTMLParser

import httpx
import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi import APIRouter

from api.plumbing.sample import create_sample
from conftest import Doors
from matching.api import ROUTERS, application
from matching.api.application import assemble
from matching.api.contract import as_yaml, document
from matching.api.contract_languages import LOCALE
from matching.api.documentation import STATIC, TEMPLATES
from matching.api.guides import GUIDES
from matching.api.sign_in import SignIn
from matching.api.swagger_words import WORDS

ASSETS = [
    "docs-init.js",
    "docs.css",
    "favicon-32x32.png",
    "oauth2-redirect.js",
    "swagger-ui-bundle.js",
    "swagger-ui.css",
]


PUBLISHED = {
    "favicon-32x32.png": "3ed612f41e050ca5e7000cad6f1cbe7e7da39f65fca99c02e99e6591056e5837",
    "oauth2-redirect.js": "a5c8a34e09e49737382cc5019446eec7c3db3461963fc5bfe448361d3c5549e9",
    "swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
}
"""SHA-256 of what is not ours, taken from swagger-ui-dist 5.35.0; who takes a newer one writes its own here."""


class Page(HTMLParser):
    """What a page fetches, and what it says inline."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.language = self.language or named.get("lang") or ""
        self.addresses += [named[key] or "" for key in ("src", "href") if key in named and tag != "a"]
        self.inline += [key for key in named if key.startswith("on") or key == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in named) else []


async def test_root_leads_to_the_documentation(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")

    assert answer.status_code == 307
    assert answer.headers["Location"] == "/docs"


async def test_page_fetches_from_here_only_and_says_nothing_inline(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    page = Page(answer.text)

    assert page.inline == []
    assert len(page.addresses) == 5
    assert all(address.startswith("/docs/") for address in page.addresses)
    assert [(await client.get(address)).status_code for address in page.addresses] == [200] * 5


async def test_page_may_run_our_own_scripts_only(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/docs")).headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("persist", "text"), [(True, "true"), (False, "false")])
async def test_key_is_remembered_in_demos_only(persist: bool, text: str) -> None:
    transport = httpx.ASGITransport(assemble([], persist_key=persist))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.get("/docs")

    assert f'data-persist="{text}"' in answer.text


@pytest.mark.parametrize("name", ASSETS)
async def test_asset_is_kept_for_ever_and_asked_for_once(client: httpx.AsyncClient, name: str) -> None:
    first = await client.get(f"/docs/{name}")
    again = await client.get(f"/docs/{name}", headers={"If-None-Match": first.headers["ETag"]})
    plain = await client.get(f"/docs/{name}", headers={"Accept-Encoding": "identity"})

    assert "immutable" in first.headers["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"] != plain.headers["ETag"]
    assert first.content == plain.content
    assert "Content-Encoding" not in plain.headers


async def test_bundle_travels_zipped(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/docs/swagger-ui-bundle.js") as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])

    assert len(raw) < 500_000
    assert len(gzip.decompress(raw)) > 1_500_000


async def test_unknown_asset_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/docs/../application.py")).status_code == 404
    assert (await client.get("/docs/docs.html")).status_code == 404


SPOKEN = [
    ("", {"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8"}, "nl"),
    ("", {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}, "en"),
    ("", {"Accept-Language": ""}, "en"),
    ("?lang=en", {"Accept-Language": "nl"}, "en"),
    ("?lang=nl", {"Accept-Language": "en"}, "nl"),
    ("?lang=fr", {"Accept-Language": "nl"}, "nl"),
]


@pytest.mark.parametrize(("asked", "headers", "language"), SPOKEN)
@pytest.mark.parametrize("path", ["/docs", "/v1/openapi.json", "/v1/openapi.yaml"])
async def test_the_address_chooses_the_language_and_otherwise_the_browser(
    client: httpx.AsyncClient, path: str, asked: str, headers: dict[str, str], language: str
) -> None:
    answer = await client.get(path + asked, headers=headers)

    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    if path == "/docs":
        assert Page(answer.text).language == language
        assert f'data-contract="/v1/openapi.json?lang={language}"' in answer.text
        assert f'lang="{language}" aria-current="true"' in answer.text
    else:
        told = yaml.safe_load(answer.text)["paths"]["/dwellings"]["get"]["responses"]["200"]["description"]
        assert told == {"nl": "Gelukt.", "en": "Done."}[language]


async def test_each_language_has_its_own_tag(client: httpx.AsyncClient) -> None:
    dutch = (await client.get("/v1/openapi.json?lang=nl")).headers["ETag"]

    again = await client.get("/v1/openapi.json?lang=nl", headers={"If-None-Match": dutch})
    english = await client.get("/v1/openapi.json?lang=en", headers={"If-None-Match": dutch})

    assert (again.status_code, english.status_code) == (304, 200)
    assert again.headers["Content-Language"] == "nl"


def test_the_catalogue_of_the_pages_is_whole_and_holds_nothing_else() -> None:
    told = {found[2] for found in extract_from_dir(TEMPLATES, method_map=[("**.html", "jinja2")])}
    guided = {
        word for guide in GUIDES for word in (guide.title, guide.lead, *(page.title for page in guide.pages))
    }
    with (LOCALE / "nl" / "docs.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="nl") if message.id}

    assert set(catalogue) == told | guided | set(WORDS)
    assert [word for word, dutch in catalogue.items() if not dutch] == []


def test_the_words_of_swagger_ui_are_its_words() -> None:
    """Whoever takes a newer one hears which are gone."""
    bundle = (STATIC / "swagger-ui-bundle.js").read_text(encoding="utf-8")

    assert [word for word in WORDS if not re.search(rf'["`] ?{re.escape(word)} ?["`$]', bundle)] == []


@pytest.mark.parametrize("path", ["/v1/openapi.json", "/v1/openapi.yaml"])
async def test_contract_is_for_everybody(client: httpx.AsyncClient, path: str) -> None:
    del client.headers["Authorization"]

    answer = await client.get(f"{path}?lang=en", headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert yaml.safe_load(answer.text) == document(create_sample())


def test_contract_is_the_same_text_each_time() -> None:
    assert as_yaml(document(create_sample())) == as_yaml(document(create_sample()))


def test_router_without_doors_is_refused() -> None:
    router = APIRouter()
    router.get("/leaks")(lambda: None)

    with pytest.raises(TypeError, match="/leaks is no Door"):
        assemble([router])


SIGN_IN = SignIn("https://login.example/realms/regio", "matchingspunt-docs", "openid api")


@pytest.fixture
async def signed() -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of a service at which people sign in."""
    app = assemble(ROUTERS, sign_in=SIGN_IN)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_where_people_sign_in_the_page_may_talk_to_the_issuer_and_says_what_it_is_called(
    signed: httpx.AsyncClient,
) -> None:
    page = await signed.get("/docs")
    back = await signed.get("/docs/oauth2-redirect.html")

    assert "connect-src 'self' https://login.example;" in page.headers["Content-Security-Policy"]
    assert 'data-client="matchingspunt-docs"' in page.text
    assert "script-src 'self';" in back.headers["Content-Security-Policy"]
    assert (await signed.get("/docs/oauth2-redirect.js")).status_code == 200


async def test_where_people_sign_in_the_contract_takes_a_key_or_a_token(signed: httpx.AsyncClient) -> None:
    contract = (await signed.get("/v1/openapi.json")).json()

    assert contract["components"]["securitySchemes"]["signIn"]["openIdConnectUrl"] == (
        "https://login.example/realms/regio/.well-known/openid-configuration"
    )
    assert contract["paths"]["/clients"]["get"]["security"] == [
        {"apiKey": ["read:clients"]},
        {"signIn": []},
    ]
    assert "security" not in contract["paths"]["/health/live"]["get"]


async def test_while_the_contract_is_made_everybody_else_is_answered_and_it_is_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr(application, "document", lambda app: made.append(app) or document(app))
    app = assemble(ROUTERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        forms = [asyncio.create_task(client.get(f"/v1/openapi.{form}")) for form in ("json", "yaml", "json")]
        for _ in range(5):
            await asyncio.sleep(0)
            assert (await client.get("/v1/health/live")).status_code == 200
        assert not any(form.done() for form in forms)
        assert [form.status_code for form in await asyncio.gather(*forms)] == [200, 200, 200]

    assert made == [app]


async def test_without_an_issuer_there_is_no_way_back_from_one() -> None:
    app = assemble(ROUTERS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        page, back = await client.get("/docs"), await client.get("/docs/oauth2-redirect.html")
        contract = (await client.get("/v1/openapi.json")).json()

    assert "connect-src 'self';" in page.headers["Content-Security-Policy"]
    assert back.status_code == 404
    assert list(contract["components"]["securitySchemes"]) == ["apiKey"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_not_ours_is_as_its_makers_published_it(name: str) -> None:
    assert sha256((STATIC / name).read_bytes()).hexdigest() == PUBLISHED[name]


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "matching.example"])
async def test_the_first_steps_ask_where_they_are_read(doors: Doors, host: str) -> None:
    told = (await (await doors.as_browser()).get("/docs/first-steps", headers={"Host": host})).text

    assert re.findall(r"BASE=(\S+)", told) == [f"http://{host}"]
