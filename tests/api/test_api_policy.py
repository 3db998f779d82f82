"""What docs/api-policy.md promises: nothing breaks within a major version, and what goes away says so in time."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
import yaml

from api.contract_changes import breaking
from api.design_rules import Document
from documents import ROOT, text_of
from matching.api.application import assemble
from matching.api.contract import document
from matching.api.endings import SHORTEST, ending
from matching.api.routing import open_router
from matching.api.schemas import Out
from matching.main import contract_only

CONTRACTS = ROOT / "docs" / "contracts"
NOW = contract_only().openapi()


def test_every_released_contract_is_kept() -> None:
    """A heading of the changelog with a day is a release: `## [0.1.0] 2027-01-15, API 1.0.0`."""
    released = re.findall(
        r"^## \[[^\]]+\] \d{4}-\d\d-\d\d, API (\S+)$", text_of("CHANGELOG.md"), re.MULTILINE
    )

    assert sorted(path.stem for path in CONTRACTS.glob("*.yaml")) == sorted(set(released))


def test_nothing_breaks_within_a_major_version() -> None:
    major = NOW["info"]["version"].partition(".")[0]
    for path in CONTRACTS.glob(f"{major}.*.yaml"):
        assert list(breaking(yaml.safe_load(path.read_text(encoding="utf-8")), NOW)) == [], path.name


def test_contract_breaks_nothing_of_itself() -> None:
    assert list(breaking(NOW, deepcopy(NOW))) == []


def _offer(contract: Document) -> dict[str, Any]:
    schema: dict[str, Any] = contract["components"]["schemas"]["DwellingIn"]
    return schema


def _dwelling(contract: Document) -> dict[str, Any]:
    schema: dict[str, Any] = contract["components"]["schemas"]["DwellingOut"]
    return schema


def _posting(contract: Document) -> dict[str, Any]:
    operation: dict[str, Any] = contract["paths"]["/dwellings"]["post"]
    return operation


A_PARAMETER = {"name": "force", "in": "query", "schema": {"type": "boolean"}}
BREAKS: dict[str, Callable[[Document], Any]] = {
    "POST /dwellings is gone": lambda new: new["paths"]["/dwellings"].pop("post"),
    "now requires rent": lambda new: _offer(new)["required"].append("rent"),
    "no longer takes rent": lambda new: _offer(new)["properties"].pop("rent"),
    "asks for a smaller maximum": lambda new: _offer(new)["properties"]["capacity"].update(maximum=3),
    "asks for a larger minimum": lambda new: _offer(new)["properties"]["capacity"].update(minimum=2),
    "no longer takes the type null": lambda new: _offer(new)["properties"]["rooms"].update(type="integer"),
    "no longer takes own-name": lambda new: new["components"]["schemas"]["Tenancy"]["enum"].remove(
        "own-name"
    ),
    "no longer tells rent": lambda new: _dwelling(new)["properties"].pop("rent"),
    "may now leave out rent": lambda new: _dwelling(new)["required"].remove("rent"),
    "may now be string": lambda new: _dwelling(new)["properties"]["capacity"].update(
        type=["integer", "string"]
    ),
    "now requires force": lambda new: _posting(new)["parameters"].append(A_PARAMETER | {"required": True}),
    "no longer answers 201": lambda new: _posting(new)["responses"].pop("201"),
    "no longer takes application/json": lambda new: _posting(new)["requestBody"]["content"].clear(),
}


@pytest.mark.parametrize("told", BREAKS)
def test_breaking_change_is_noticed(told: str) -> None:
    new = deepcopy(NOW)
    BREAKS[told](new)

    assert any(told in sentence for sentence in breaking(NOW, new))


HARMLESS: dict[str, Callable[[Document], Any]] = {
    "a new path": lambda new: new["paths"].update({"/new": {"get": {"responses": {"200": {}}}}}),
    "an optional field to send": lambda new: _offer(new)["properties"].update(extra={"type": "string"}),
    "a field more in an answer": lambda new: _dwelling(new)["properties"].update(extra={"type": "string"}),
    "a parameter that may be left out": lambda new: _posting(new)["parameters"].append(A_PARAMETER),
    "a wider limit": lambda new: _offer(new)["properties"]["capacity"].update(maximum=9_999),
    "a word more": lambda new: new["components"]["schemas"]["Tenancy"]["enum"].append("new"),
    "another sentence": lambda new: _posting(new).update(summary="Anders"),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_a_client_survives_is_no_breaking_change(what: str) -> None:
    new = deepcopy(NOW)
    HARMLESS[what](new)

    assert list(breaking(NOW, new)) == []


class ThingOut(Out):
    """Something small."""

    name: str


ENDING = ending(since=date(2027, 1, 1), until=date(2028, 1, 1), instead="/v1/new-things")


def _service() -> Any:
    router = open_router("/things", tag="health")

    @router.get("", openapi_extra=ENDING)
    async def list_things() -> ThingOut:
        """Toon dingen. / Things."""
        return ThingOut(name="old")

    @router.get("/stays")
    async def get_stays() -> ThingOut:
        """Toon wat blijft. / What stays."""
        return ThingOut(name="new")

    return assemble([router])


async def test_route_that_goes_away_says_so_on_every_answer() -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(_service()), base_url="http://test/v1"
    ) as client:
        ends, stays = await client.get("/things"), await client.get("/things/stays")

    assert ends.headers["Deprecation"] == "@1798761600"
    assert datetime.fromtimestamp(1_798_761_600, UTC).date() == date(2027, 1, 1)
    assert parsedate_to_datetime(ends.headers["Sunset"]) == datetime(2028, 1, 1, tzinfo=UTC)
    assert ends.headers["Link"] == '</v1/new-things>; rel="successor-version"'
    assert not {"deprecation", "sunset", "link"} & set(stays.headers)


def test_contract_tells_what_goes_away() -> None:
    paths = document(_service())["paths"]

    assert paths["/things"]["get"]["deprecated"] is True
    assert {"Deprecation", "Sunset", "Link"} <= set(paths["/things"]["get"]["responses"]["200"]["headers"])
    assert "deprecated" not in paths["/things/stays"]["get"]


def test_end_is_announced_a_year_before() -> None:
    with pytest.raises(ValueError, match="365"):
        ending(since=date(2027, 1, 1), until=date(2027, 12, 31), instead="/v1/x")

    assert str(SHORTEST.days) in text_of("docs/api-policy.md")
