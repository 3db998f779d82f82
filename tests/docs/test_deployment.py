"""The image and the compose file fit the service, as far as that shows without an engine to run them."""

import json
import re
from typing import Any

import pytest
import typer
import yaml

from documents import ROOT, text_of
from matching.__main__ import app
from matching.settings import Settings

DOCKERFILE = text_of("Dockerfile")
SETTINGS = {f"MATCHING_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))["services"]
    return parsed


def _commands() -> set[str]:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return set(group.commands)


def test_the_image_is_made_of_locked_requirements_and_runs_as_somebody_ordinary() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.13-slim"}
    assert "--require-hashes -r requirements/runtime.txt" in DOCKERFILE
    assert re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE) == ["matchingspunt"]


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    let_in = {line[1:] for line in text_of(".dockerignore").splitlines() if line.startswith("!")}

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {source.split("/")[0] for source in sources} == let_in


def test_the_image_runs_a_command_that_exists() -> None:
    [entry] = re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.MULTILINE)
    [command] = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)

    assert json.loads(entry) == ["matchingspunt"]
    assert json.loads(command)[0] in _commands()


def test_the_migrations_are_where_the_image_looks_for_them() -> None:
    assert "COPY migrations migrations" in DOCKERFILE
    assert "COPY src src" in DOCKERFILE
    assert "--editable ." in DOCKERFILE


def test_compose_starts_the_tables_one_api_and_two_workers(services: dict[str, Any]) -> None:
    commands = {name: service.get("command", [None])[0] for name, service in services.items()}

    assert commands == {"database": None, "migrate": "migrate", "api": "serve", "work": "work"}
    assert set(commands.values()) - {None} <= _commands()
    assert services["work"]["deploy"]["replicas"] == 2
    assert services["database"]["image"] == "postgres:18"


def test_compose_knows_the_settings(services: dict[str, Any]) -> None:
    ours = [service["environment"] for name, service in services.items() if name != "database"]

    assert all(environment.keys() <= SETTINGS for environment in ours)
    assert all(environment["MATCHING_WORKERS"] == "0" for environment in ours)


def test_compose_asks_for_no_secret_that_the_example_forgets() -> None:
    asked = set(re.findall(r"\$\{(\w+)", text_of("compose.yaml")))
    told = set(re.findall(r"^(?:# )?(\w+)=", text_of(".env.example"), re.MULTILINE))

    assert asked <= told <= asked | SETTINGS
    assert ".env" in text_of(".gitignore").splitlines()
