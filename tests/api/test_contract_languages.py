"""Everything the contract tells is there in Dutch, and nothing is translated that it does not tell."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from api.design_rules import asked
from matching.api import ROUTERS
from matching.api.application import assemble
from matching.api.contract import document
from matching.api.contract_languages import LOCALE, dutch, in_code, in_language, pieces
from matching.api.endings import ending
from matching.api.problems import titles
from matching.api.routing import open_router
from matching.api.sign_in import SignIn, signing_in
from matching.api.usual_fields import USUAL, dutch_words
from matching.doors.languages import Language

MARKS = re.compile(r"`[^`]*`|\]\([^)]*\)|\*\*|https?://\S+|<[^>]*>|\bVERA: ")
"""What has to be the same in both languages: names, addresses, emphasis."""
ENGLISH = re.compile(r"\b(the|which|with|who|and|not|only|when|from)\b")
DUTCH = re.compile(r"\b(de|het|een|van|voor|niet|wie|wat|welke|alleen|wordt|naar|uw)\b")


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """Return the contract with all it can tell: people sign in, and a route goes away."""
    leaving = open_router("/leaving-things", tag="regions")

    @leaving.get(
        "",
        openapi_extra=ending(since=date(2027, 1, 1), until=date(2028, 1, 2), instead="/v1/regions"),
    )
    async def show_leaving() -> None:
        """Show the regions in which you work."""

    made = document(assemble([*ROUTERS, leaving]))
    return signing_in(made, SignIn("https://login.example", "docs", "openid"))


@pytest.fixture(scope="module")
def catalogue() -> Mapping[str, Message]:
    with (LOCALE / "nl" / "contract.po").open("rb") as file:
        return {str(message.id): message for message in read_po(file, locale="nl") if message.id}


def words(piece: str) -> str:
    """Return a piece without its names, and without what is Dutch in both languages."""
    return re.sub(r"`[^`]*`|\([^)]*\)|VERA: .*|'[^']*'", "", piece)


def test_the_dutch_catalogue_is_whole_and_holds_nothing_else(
    contract: dict[str, Any], catalogue: Mapping[str, Message]
) -> None:
    told = set(pieces(contract))

    assert told - set(in_code()) - set(catalogue) == set(), "these are not translated"
    assert set(catalogue) - told == set(), "these are told nowhere"
    assert [piece for piece, message in catalogue.items() if not message.string or message.fuzzy] == []


def test_names_and_addresses_are_the_same_in_both_languages(contract: dict[str, Any]) -> None:
    differ = [
        piece
        for piece in pieces(contract)
        if sorted(MARKS.findall(piece)) != sorted(MARKS.findall(dutch(piece)))
    ]

    assert differ == []


def test_english_is_english_and_dutch_is_dutch(contract: dict[str, Any]) -> None:
    in_dutch, the_same = in_language(contract, Language.DUTCH), set(dutch_words())

    assert [one for one in pieces(contract) if DUTCH.search(words(one)) and one not in the_same] == []
    assert [piece for piece in pieces(in_dutch) if ENGLISH.search(words(piece))] == []


def test_only_words_change(contract: dict[str, Any]) -> None:
    in_dutch = in_language(contract, Language.DUTCH)

    assert skeleton(in_dutch) == skeleton(contract)
    assert in_dutch["paths"]["/regions"]["get"]["summary"] == "Toon de regio's waarin u werkt"
    assert contract["paths"]["/regions"]["get"]["summary"] == "Show the regions in which you work"
    assert in_language(contract, Language.ENGLISH) is contract


def test_a_field_with_the_name_of_a_title_keeps_its_schema(contract: dict[str, Any]) -> None:
    problem = in_language(contract, Language.DUTCH)["components"]["schemas"]["Problem"]["properties"]

    assert problem["title"]["description"] == "Het soort probleem in één zin."


def test_every_field_and_parameter_is_described(contract: dict[str, Any]) -> None:
    fields = {
        f"{schema}.{name}": field
        for schema, made in contract["components"]["schemas"].items()
        for name, field in made.get("properties", {}).items()
    }
    sent = {
        f"{operation['operationId']} {parameter['name']}": parameter
        for item in contract["paths"].values()
        for operation in item.values()
        for parameter in asked(contract, operation)
    }

    assert [name for name, told in {**fields, **sent}.items() if not told.get("description")] == []
    assert set(USUAL) - {name.partition(".")[2] for name in fields} == set()


def test_a_closed_set_tells_its_dutch_words_and_their_codes_in_both_languages(
    contract: dict[str, Any],
) -> None:
    row = "- `wheelchair`: rolstoelwoning (VERA: TOEGANKELIJKHEIDSLABEL.ROL)"

    for language in Language:
        told = in_language(contract, language)["components"]["schemas"]["Accessibility"]["description"]
        assert row in told.splitlines()


def test_every_refusal_is_called_something_in_both_languages() -> None:
    assert [title for title in titles() if not title.dutch or title.dutch == title.english] == []


def skeleton(part: Any) -> Any:
    """Return a contract without what is told, all else as it is."""
    if isinstance(part, list):
        return [skeleton(item) for item in part]
    if not isinstance(part, dict):
        return part
    told = ("summary", "description", "title", "detail", "reason")
    return {key: skeleton(value) for key, value in part.items() if key not in told or isinstance(value, dict)}
