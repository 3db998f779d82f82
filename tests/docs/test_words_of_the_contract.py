"""The contract says of a field what the glossary calls it in Dutch, and where VERA has it."""

import re

import pytest
from pydantic.alias_generators import to_camel

from documents import rows, text_of
from matching.api.contract_languages import in_language
from matching.doors.languages import Language
from matching.main import contract_only
from matching.vera.table import MAPPING, UNKNOWN_TO_VERA

ENGLISH = contract_only().openapi()["components"]["schemas"]
DUTCH = in_language(contract_only().openapi(), Language.DUTCH)["components"]["schemas"]
OTHER_SENSES = {
    "AreaOut.level",
    "CommitmentAmendmentIn.dwellings",
    "ComparisonOut.changes",
    "CoverageIn.level",
    "CoverageOut.level",
    "ImportedDwellingOut.outcome",
    "LedgerEntryOut.step",
    "ProposalDetailOut.origin",
    "ProposalOut.origin",
    "ReasonsOut.terms",
    "RunSummaryOut.dwellings",
    "SideOut.change",
    "SpreadRowOut.imports",
    "SuitabilityWeightsIn.origin",
    "SuitabilityWeightsOut.origin",
    "TermOut.term",
    "UploadedRowOut.outcome",
}
"""Fields that share a name with a thing of the glossary and are something else, or say it in other words."""
LONG_ENOUGH = 6
"""So many letters of a Dutch word are recognised in its plural too. [letter]"""


def things() -> dict[str, set[str]]:
    """Return what may stand in a description of a field with the name of a thing, singular or plural."""
    found: dict[str, set[str]] = {}
    for names, terms, *_ in rows(
        text_of("docs/glossary.md").split("## Things")[1].split("## Closed sets")[0]
    )[1:]:
        parts = terms.split(", ")
        for place, name in enumerate(names.split(", ")):
            field = to_camel(re.sub(r"[ -]", "_", name))
            for each in (field, f"{field}s", f"{field}es", re.sub(r"y$", "ies", field)):
                found.setdefault(each, set()).add(parts[min(place, len(parts) - 1)][:LONG_ENOUGH].casefold())
    return found


def test_a_field_with_the_name_of_a_thing_says_its_dutch_word() -> None:
    terms = things()
    silent = {
        f"{schema}.{name}"
        for schema, made in DUTCH.items()
        for name, field in made.get("properties", {}).items()
        if name in terms and not any(term in field["description"].casefold() for term in terms[name])
    }

    assert silent == OTHER_SENSES


@pytest.mark.parametrize("schemas", [ENGLISH, DUTCH], ids=["english", "dutch"])
def test_what_a_corporation_sends_names_its_path_in_vera(
    schemas: dict[str, dict[str, dict[str, dict[str, str]]]],
) -> None:
    told = {name: field["description"] for name, field in schemas["DwellingIn"]["properties"].items()}
    paths = {
        name: {step.removesuffix("[]").casefold() for path in row.paths for step in path.split(".")[1:]}
        for row in MAPPING
        for name in row.fields
    }

    unnamed = [
        name
        for name, steps in paths.items()
        if "VERA" not in told[name]
        or not any(step in told[name].partition("VERA")[2].casefold() for step in steps)
    ]

    assert unnamed == []
    assert [name for name in UNKNOWN_TO_VERA if "VERA" not in told[name]] == []
