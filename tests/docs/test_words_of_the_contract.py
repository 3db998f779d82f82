"""The contract says of a field what the glossary calls it in Dutch, and where VERA has it."""

import re

import pytest
from pydantic.alias_generators import to_camel

from docs.test_glossary import REFERENCE
from documents import rows, text_of
from matching.api.contract_languages import in_language
from matching.doors.languages import Language
from matching.main import contract_only
from matching.vera.table import MAPPING, UNKNOWN_TO_VERA

ENGLISH = contract_only().openapi()["components"]["schemas"]
DUTCH = in_language(contract_only().openapi(), Language.DUTCH)["components"]["schemas"]
OTHER_SENSES = {
    "AreaOut.level",
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
PATHS = {
    name: {step.removesuffix("[]").casefold() for path in row.paths for step in path.split(".")[1:]}
    for row in MAPPING
    for name in row.fields
}
"""The steps of VERA's paths that fill each of our fields."""
BY_CODE = {"tenancy": {"publicatiedetailmodel"}}
"""Fields that name the list of VERA their codes are from."""
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


@pytest.mark.parametrize("schema", ["ProposalOut", "CorrectionOut", "PlacementOut", "CheckInOut", "TaskOut"])
def test_a_reference_says_of_whom_or_what_it_is(schema: str) -> None:
    told = {name: field["description"].casefold() for name, field in DUTCH[schema]["properties"].items()}
    whose = {"clientReference": "kandidaat", "dwellingReference": "woning"}

    assert [name for name, word in whose.items() if name in told and word not in told[name]] == []


OF_A_DWELLING = (
    "DwellingIn",
    "DwellingOut",
    "DwellingChangeIn",
    "HomeOut",
    "MoreDwellingsIn",
    "ProcurementLineOut",
)
"""What tells of a dwelling: every field of these that is in the table of VERA says so."""


@pytest.mark.parametrize("schemas", [ENGLISH, DUTCH], ids=["english", "dutch"])
@pytest.mark.parametrize("of_a_dwelling", OF_A_DWELLING)
def test_what_tells_of_a_dwelling_names_its_path_in_vera(
    schemas: dict[str, dict[str, dict[str, dict[str, str]]]], of_a_dwelling: str
) -> None:
    told = {name: field["description"] for name, field in schemas[of_a_dwelling]["properties"].items()}

    unnamed = [
        name
        for name, steps in PATHS.items()
        if name in told
        and not any(
            step in told[name].partition("VERA")[2].casefold() for step in steps | BY_CODE.get(name, set())
        )
    ]

    assert unnamed == []
    assert [name for name in UNKNOWN_TO_VERA if "VERA: " in told.get(name, "")] == []


def test_the_glossary_lists_the_fields_that_vera_has_no_place_for() -> None:
    """The contract says so of each field, and the table of VERA knows none of them."""
    section = text_of("docs/glossary.md").split("## Where VERA has no place")[1].split("\n## ")[0]
    listed = {
        name: dutch.casefold()
        for names, dutch, *_ in rows(section)[1:]
        for name in re.findall(r"`(\w+)`", names)
    }
    fields = [
        (name, field["description"])
        for schema in ("ClientIn", "DwellingIn")
        for name, field in DUTCH[schema]["properties"].items()
    ]

    assert {name for name, told in fields if "VERA kent dit niet" in told} == set(listed)
    assert set(UNKNOWN_TO_VERA) <= set(listed)
    assert set(listed) & set(PATHS) == set()
    assert [name for name, told in fields if name in listed and listed[name] not in told.casefold()] == []


def test_every_list_of_reference_data_that_the_contract_names_is_one_of_vera() -> None:
    """Names in capitals are lists of VERA; that a code of ours is in force, the glossary's test asks."""
    if not REFERENCE.exists():
        pytest.skip("VERA's reference data is not here")
    lists = {line.partition(",")[0] for line in REFERENCE.read_text(encoding="utf-8").splitlines()[1:]}
    named = {
        each
        for schema in DUTCH.values()
        for field in schema.get("properties", {}).values()
        for each in re.findall(r"\b[A-Z]{8,}\b", field.get("description", "").partition("VERA: ")[2])
    }

    assert named - lists == set()
    assert "TOEGANKELIJKHEIDSLABEL" in named
