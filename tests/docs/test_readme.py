"""What the README and the other pages promise is there."""

import ast
import re
import runpy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from documents import ROOT, documents, in_code, rows, text_of, tree_of, without_blocks
from matching import webhook
from matching.__main__ import app
from matching.settings import Settings
from matching.webhook import Message

PAGES = pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))


def _commands() -> set[str]:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    return set(group.commands)


@PAGES
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", without_blocks(page.read_text(encoding="utf-8")))
    inside = [link.partition("#")[0] for link in links if "://" not in link and not link.startswith("#")]

    lost = [link for link in inside if not (page.parent / link).exists()]

    assert lost == []


@PAGES
def test_every_chore_exists(page: Path) -> None:
    chores = set(runpy.run_path(str(ROOT / "do.py"))["CHORES"]) | {"help"}
    named = {
        word
        for code in in_code(page.read_text(encoding="utf-8"))
        for word in re.findall(r"python3 do\.py ([a-z]\w*)", code)
    }

    assert named <= chores


@PAGES
def test_every_command_exists(page: Path) -> None:
    named = {
        word
        for code in in_code(page.read_text(encoding="utf-8"))
        for word in re.findall(r"(?:^|[\s/])(?:matchingspunt|python -m matching) ([a-z]+)\b", code)
    }

    assert named <= _commands()


@PAGES
def test_every_file_that_is_named_exists(page: Path) -> None:
    """A path in backticks is meant from the root, from `src/matching`, or from `tests`."""
    spans = re.findall(r"`([^`\n]+)`", without_blocks(page.read_text(encoding="utf-8")))
    named = {span.partition("::")[0] for span in spans if re.fullmatch(r"[\w./-]+\.py(::\w+)?", span)}
    homes = (ROOT, ROOT / "src" / "matching", ROOT / "tests", page.parent)

    lost = sorted(name for name in named if not any((home / name).exists() for home in homes))

    assert lost == []


@PAGES
def test_every_function_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"`([\w./-]+\.py)::(\w+)`", page.read_text(encoding="utf-8"))

    lost = [f"{file}::{name}" for file, name in named if name not in _defined_in(file)]

    assert lost == []


def _defined_in(file: str) -> set[str]:
    homes = (ROOT, ROOT / "src" / "matching", ROOT / "tests")
    path = next((home / file for home in homes if (home / file).exists()), None)
    if path is None:
        return set()
    named = [
        *tree_of(path).body,
        *(inner for node in tree_of(path).body for inner in getattr(node, "body", [])),
    ]
    return {node.name for node in named if hasattr(node, "name")} | {
        target.id
        for node in named
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_all_chores_are_told() -> None:
    chores = set(runpy.run_path(str(ROOT / "do.py"))["CHORES"])

    told = set(re.findall(r"^\| `python3 do\.py (\w+)` \|", text_of("README.md"), re.MULTILINE))

    assert told == chores


def test_the_table_of_settings_is_that_of_the_code() -> None:
    told = {row[0]: row[1] for row in rows(text_of("README.md")) if row[0].startswith("`MATCHING_")}

    fields = Settings.model_fields.items()
    assert told == {f"`MATCHING_{name.upper()}`": _shown(field.default) for name, field in fields}


def _shown(default: object) -> str:
    if default == "":
        return "empty"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


@pytest.mark.parametrize(("late", "expected"), [(0, True), (299, True), (301, False)])
def test_the_receiver_that_is_shown_knows_our_messages(late: int, expected: bool) -> None:
    [block] = re.findall(r"^```python\n(.*?)^```", text_of("README.md"), re.MULTILINE | re.DOTALL)
    scope: dict[str, Any] = {}
    exec(block, scope)
    secrets = (webhook.make_secret(), webhook.make_secret())
    sent = datetime.now(UTC) - timedelta(seconds=late)
    message = Message("an-id", "https://example.org", b'{"data": 1}', sent, secrets)

    for secret in map(webhook.shown, secrets):
        assert scope["is_genuine"](secret, webhook.headers(message), message.body) is expected
        assert not scope["is_genuine"](secret, webhook.headers(message), b'{"data": 2}')
    assert not scope["is_genuine"](webhook.shown(bytes(32)), webhook.headers(message), message.body)


def test_the_first_screen_shows_how_to_begin() -> None:
    first = "\n".join(text_of("README.md").splitlines()[:40])

    assert "python3 do.py demo" in first
    assert "python3 do.py test" in first
    assert "In het Nederlands" in first
