"""Version, changelog, licence and publiccode.yml tell the same."""

import re
import tomllib
from datetime import date
from typing import Any

import pytest
import yaml

from documents import text_of
from matching import __version__
from matching.api.contract import API_VERSION


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(text_of("publiccode.yml"))
    return parsed


def test_the_changelog_begins_with_this_version() -> None:
    headings = re.findall(
        r"^## \[?(\d+\.\d+\.\d+)\]?.*API (\d+\.\d+\.\d+)", text_of("CHANGELOG.md"), re.MULTILINE
    )

    assert headings[0] == (__version__, API_VERSION)


def test_the_licence_is_whole() -> None:
    licence = text_of("LICENSE")

    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.[A-Z]", licence, re.MULTILINE) == [str(number) for number in range(1, 16)]
    assert "Appendix" in licence.split("15.Applicable Law")[1]
    assert licence.rstrip().endswith("require the production of a new EUPL version.")


def test_publiccode_has_what_its_standard_asks(publiccode: dict[str, Any]) -> None:
    wanted = {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip

    assert wanted <= publiccode.keys()
    assert {"en", "nl"} == publiccode["description"].keys()
    for told in publiccode["description"].values():
        assert len(told["shortDescription"]) <= 150
        assert 500 <= len(told["longDescription"]) <= 10_000
        assert len(told["genericName"]) <= 35
        assert told["features"]
    assert publiccode["maintenance"]["contacts"][0]["name"]


def test_publiccode_agrees_with_the_project(publiccode: dict[str, Any]) -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]

    assert publiccode["legal"]["license"] == project["license"] == "EUPL-1.2"
    assert publiccode["softwareVersion"] == __version__
    assert publiccode["name"] == project["name"]
    assert isinstance(publiccode["releaseDate"], date)
    assert publiccode["localisation"]["availableLanguages"] == ["nl", "en"]
