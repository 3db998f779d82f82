"""Every rule holds for what we publish, and every rule can fail."""

from copy import deepcopy
from typing import Any

import pytest

import matching.api
from api.design_rules import RULES, Rule
from api.plumbing.sample import create_sample
from matching.api.application import assemble
from matching.api.contract import document


def the_published() -> dict[str, Any]:
    routers = getattr(matching.api, "ROUTERS", None)
    if routers is None:
        pytest.skip("matching.api has no ROUTERS yet")
    return document(assemble(routers))


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return the_published()


@pytest.fixture(scope="module")
def sample() -> dict[str, Any]:
    return document(create_sample())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_published_contract_keeps_the_rule(published: dict[str, Any], rule: Rule) -> None:
    assert list(rule(published)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_sample_contract_keeps_the_rule(sample: dict[str, Any], rule: Rule) -> None:
    assert list(rule(sample)) == []


DWELLINGS = ("paths", "/dwellings")
ROOM = ("components", "schemas", "RoomIn")
BREAKS: dict[str, tuple[tuple[Any, ...], Any]] = {
    "openapi_is_3_1": (("openapi",), "3.0.3"),
    "root_is_described": (("info", "description"), ""),
    "version_is_semantic": (("info", "version"), "1.0"),
    "contact_is_complete": (("info", "contact"), {"name": "us"}),
    "servers_carry_the_major_version": (("servers", 0, "url"), "/"),
    "paths_are_kebab_case": (("paths", "/rentLimits"), {}),
    "paths_have_no_trailing_slash_nor_extension": (("paths", "/dwellings/"), {}),
    "collections_are_plural": (("paths", "/dwelling/{id}"), {}),
    "query_names_are_camel_case": ((*DWELLINGS, "get", "parameters", 0, "name"), "max_rent"),
    "properties_are_camel_case": (
        (*ROOM, "properties", "max_rent"),
        {"examples": [1]},
    ),
    "schemas_are_pascal_case": (("components", "schemas", "Page_Dwelling_"), {}),
    "operations_are_named_once": ((*DWELLINGS, "get", "operationId"), "postDwelling"),
    "operations_are_told_about": ((*DWELLINGS, "get", "summary"), ""),
    "tags_are_described": (("tags",), []),
    "answers_carry_the_version": ((*DWELLINGS, "get", "responses", "200", "headers"), {}),
    "refusals_are_problems": (
        (*DWELLINGS, "post", "responses", "409"),
        {"content": {"application/json": {}}},
    ),
    "refusals_are_declared": ((*DWELLINGS, "get", "responses"), {}),
    "problem_has_the_members_of_the_standard": (("components", "schemas", "Problem", "properties"), {}),
    "invalid_input_is_400": ((*DWELLINGS, "get", "responses", "422"), {}),
    "moments_and_dates_have_a_format": (
        ("components", "schemas", "DwellingOut", "properties", "takenAt"),
        {"type": "string"},
    ),
    "null_is_a_type_not_an_alternative": (
        ("components", "schemas", "Odd"),
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
    ),
    "what_is_sent_has_examples": (
        (*ROOM, "properties", "surface", "examples"),
        [],
    ),
    "no_key_below_paths_looks_like_a_method": ((*DWELLINGS, "get", "example"), {"postcode": "6400 AA"}),
    "nothing_is_dangling": (("components", "schemas", "Odd"), {"$ref": "#/components/schemas/Gone"}),
    "no_personal_data_in_addresses": ((*DWELLINGS, "get", "parameters", 0, "name"), "bsn"),
    "bodies_refuse_what_is_unknown": ((*ROOM, "additionalProperties"), True),
    "what_is_posted_may_be_repeated": ((*DWELLINGS, "post", "parameters"), []),
    "what_can_be_changed_tells_its_tag": ((*DWELLINGS, "patch"), {"responses": {"200": {}}}),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_broken_contract_breaks_the_rule(sample: dict[str, Any], rule: Rule) -> None:
    """A rule that can't fail says nothing."""
    broken = deepcopy(sample)
    path, value = BREAKS[rule.__name__]
    place: Any = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert list(rule(broken)) != []
