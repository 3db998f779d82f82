"""Every refusal in the contract shows what it looks like, in words that the code says, in the reader's language."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

import matching
from api.design_rules import PROBLEM, answers, resolved
from matching.api.contract_languages import in_language
from matching.api.problem_details import DETAILS
from matching.api.problem_examples import sentences
from matching.api.problem_faults import FAULTS, SAID_BY_THE_TITLE
from matching.api.problems import kinds
from matching.doors.languages import Language
from matching.main import contract_only

CONTRACT = contract_only().openapi()
SOURCES = Path(matching.__file__).parent
TREES = [
    ast.parse(path.read_text(encoding="utf-8"))
    for path in SOURCES.rglob("*.py")
    if path.stem not in ("problem_details", "problem_faults")
]
"""The sources, without the examples."""
LANGUAGES = pytest.mark.parametrize("language", Language)


def refusals(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Walk through what is answered with a no: where, its status, the answer, and an example of it."""
    for name, status, answer in answers(contract):
        if status[0] in "45":
            for example in answer["content"][PROBLEM].get("examples", {}).values():
                yield name, status, answer, resolved(contract, example)["value"]


@LANGUAGES
def test_every_refusal_shows_every_kind_it_declares_and_no_other(language: Language) -> None:
    contract = in_language(CONTRACT, language)
    looked_at = 0

    for name, status, answer in answers(contract):
        if status[0] in "45":
            declared = re.findall(r"`(/problems/[a-z-]+)`", answer["description"])
            named = answer["content"][PROBLEM].get("examples", {}).values()
            shown = [resolved(contract, example)["value"]["type"] for example in named]
            assert shown == declared != [], f"{status} of {name}"
            looked_at += 1

    assert looked_at > 1_000


@LANGUAGES
def test_every_example_has_its_own_status_and_fits_the_schema(language: Language) -> None:
    contract = in_language(CONTRACT, language)
    validators = {
        name: Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": contract["components"]},
            validate_formats=True,
        )
        for name in ("Problem", "InvalidInput")
    }

    for name, status, answer, value in refusals(contract):
        schema = answer["content"][PROBLEM]["schema"]["$ref"].rpartition("/")[2]
        faults = validators[schema].iter_errors(value)
        assert [fault.message for fault in faults] == [], f"{status} of {name}"
        assert value["status"] == int(status), name


@LANGUAGES
def test_every_example_has_the_title_that_an_answer_has(language: Language) -> None:
    known = kinds()

    for name, status, _, value in refusals(in_language(CONTRACT, language)):
        title = known[value["type"].removeprefix("/problems/")].title.in_language(language)
        assert value["title"] == title, f"{status} of {name}"


def test_an_example_is_dutch_in_the_dutch_contract_and_english_in_the_english_one() -> None:
    said = {
        language: in_language(CONTRACT, language)["components"]["examples"]["personal-reason"]
        for language in Language
    }

    assert said[Language.ENGLISH] == {
        "summary": "A reason may hold no personal data.",
        "value": {
            "type": "/problems/personal-reason",
            "title": "A reason may hold no personal data.",
            "status": 400,
            "detail": "This holds a telephone number; leave personal data out.",
            "instance": "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
            "invalidParams": [
                {
                    "name": "body.reason",
                    "code": "telephone-number",
                    "reason": "This holds a telephone number; leave personal data out.",
                }
            ],
        },
    }
    assert said[Language.DUTCH]["summary"] == "In een reden mogen geen persoonsgegevens staan."
    assert (
        said[Language.DUTCH]["value"]["detail"]
        == "Hierin staat een telefoonnummer; laat persoonsgegevens weg."
    )


def test_no_example_is_left_over() -> None:
    shown = {value["type"].removeprefix("/problems/") for *_, value in refusals(CONTRACT)}

    assert (set(DETAILS) | set(FAULTS)) - shown == set()
    assert set(CONTRACT["components"]["examples"]) == shown
    assert set(FAULTS) - set(DETAILS) >= SAID_BY_THE_TITLE


def test_one_sentence_is_one_sentence_in_dutch() -> None:
    said = list(sentences())

    assert len({(one.english, one.dutch) for one in said}) == len({one.english for one in said})


def test_every_sentence_of_an_example_is_one_that_the_code_says() -> None:
    """Who changes what a refusal says, changes its example too."""
    spoken = [*said_by_the_code(), *PYDANTIC]
    unsaid = [
        sentence
        for one in sentences()
        for sentence in (one.english, one.dutch)
        if not any(pattern.fullmatch(sentence) for pattern in spoken)
    ]

    assert unsaid == []
    assert not any(pattern.fullmatch("Nobody says this of a dwelling.") for pattern in spoken)


def test_who_refuses_in_words_of_its_own_has_an_example_with_such_words() -> None:
    shown = set(CONTRACT["components"]["examples"])
    refused_in_words = {
        kind_of_name(node.func.id)
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (node.args or node.keywords)
    }

    assert (refused_in_words & shown) - set(DETAILS) - set(FAULTS) == set()
    assert "dwelling-exists" in refused_in_words


def kind_of_name(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


@cache
def said_by_the_code() -> tuple[re.Pattern[str], ...]:
    """Return every text in the sources as a pattern, but those of the examples; what is filled in may be anything."""
    found = {pattern for tree in TREES for node in ast.walk(tree) if (pattern := _pattern(node)) is not None}
    return tuple(map(re.compile, found))


def _pattern(node: ast.AST) -> str | None:
    """Return a text as a pattern; None where there is too little to tell it by."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    told = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values]
    letters = re.findall(r"[a-z]", "".join(part for part in told if part != ".+"))
    return "".join(told) if len(letters) > 2 else None


PYDANTIC = (
    re.compile(r"Input should be greater than or equal to \d+\."),
    re.compile(r"Dit moet ten minste \d+ zijn\."),
)
"""What pydantic says, and our Dutch of it."""
