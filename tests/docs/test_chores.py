"""The chores that need more than this machine say so when they can't do anything."""

import importlib.util
import urllib.error
import urllib.request
from types import ModuleType
from typing import Any

import pytest

from documents import ROOT


@pytest.fixture
def do() -> ModuleType:
    spec = importlib.util.spec_from_file_location("do", ROOT / "do.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_audit_without_the_internet_says_that_nothing_was_audited(
    do: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*_asked: Any, **_how: Any) -> None:
        raise urllib.error.URLError("no such host")

    monkeypatch.setattr(urllib.request, "urlopen", unreachable)

    with pytest.raises(SystemExit) as ended:
        do.audit()

    assert ended.value.code == 75
    assert "Nothing was audited" in capsys.readouterr().out


@pytest.mark.parametrize("found", [0, 1])
def test_an_audit_holds_both_locked_files_against_the_advisories(
    do: ModuleType, monkeypatch: pytest.MonkeyPatch, found: int
) -> None:
    commands: list[tuple[str, ...]] = []

    def noted(*command: str, check: bool) -> int:
        commands.append(command)
        return found

    monkeypatch.setattr(do, "reachable", lambda _address: True)
    monkeypatch.setattr(do, "run", noted)

    with pytest.raises(SystemExit) as ended:
        do.audit("--format", "json")

    (command,) = commands
    assert ended.value.code == found
    assert {"requirements/runtime.txt", "requirements/development.txt", "pip-audit", "json"} <= set(command)
    assert (ROOT / "requirements" / "audit.txt").read_text(encoding="utf-8").count("--hash=sha256:") > 29


def test_what_answers_with_an_error_is_there_all_the_same(
    do: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_asked: Any, **_how: Any) -> None:
        raise urllib.error.HTTPError("https://example.org", 404, "Not Found", None, None)  # type: ignore[arg-type]

    monkeypatch.setattr(urllib.request, "urlopen", refuses)

    assert do.reachable("https://example.org") is True
