"""Habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from documents import ROOT, SOURCES, modules, text_of, tree_of
from matching.jobs import DUTIES
from matching.work import Job

BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "core", "lib"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
READS_THE_CLOCK = {"workplace.py"}


def _calls(path: Path) -> list[str]:
    return [ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def _named(path: Path) -> str:
    return str(path.relative_to(SOURCES))


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [_named(path) for path in SOURCES.rglob("*") if path.stem in BANNED] == []


def test_only_the_door_reads_the_clock() -> None:
    """Below, the moment comes in as `work.at`."""
    found = {
        _named(path): call
        for path in modules()
        for call in _calls(path)
        if any(call == clock or call.endswith(f".{clock}") for clock in CLOCKS)
    }

    assert found.keys() <= READS_THE_CLOCK


def test_one_file_sets_the_state_of_a_proposal() -> None:
    """Whoever else wants it moved asks `moves.move`, and with it the table."""
    found = {
        _named(path)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("proposal.state")
    }

    assert found == {"operations/proposals/moves.py"}


def test_nobody_prints() -> None:
    assert [_named(path) for path in modules() if "print" in _calls(path)] == []


def test_every_job_has_a_duty() -> None:
    assert set(Job) == DUTIES.keys()


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name)
def test_requirements_name_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"\w+://\S+|^\s*--(?:extra-)?index-url.*|^\s*--find-links.*", text, re.MULTILINE) == []


@pytest.mark.parametrize("name", ["runtime", "development", "client", "uv"])
def test_every_requirement_is_locked_with_a_hash(name: str) -> None:
    statements = re.sub(r"\\\n", " ", text_of(f"requirements/{name}.txt")).splitlines()
    required = [line for line in statements if line.strip() and not line.lstrip().startswith("#")]

    assert required
    assert [line[:60] for line in required if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_bundled_swagger_ui_comes_with_its_licences() -> None:
    static = SOURCES / "api" / "static"

    assert "Apache License" in (static / "swagger-ui.LICENSE.txt").read_text(encoding="utf-8")
    assert (static / "swagger-ui.NOTICE.txt").stat().st_size
    assert (static / "swagger-ui-bundle.js.LICENSE.txt").stat().st_size
