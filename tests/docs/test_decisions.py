"""Decisions are numbered without gaps, told on one page each, and listed."""

import re

from documents import ROOT, text_of

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("0*.md"))


def test_decisions_are_numbered_without_gaps() -> None:
    assert [page.name[:4] for page in PAGES] == [f"{number:04}" for number in range(1, len(PAGES) + 1)]


def test_every_decision_has_context_decision_and_consequences() -> None:
    for page in PAGES:
        headings = re.findall(r"^## (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)

        assert headings == ["Context", "Decision", "Consequences"], page.name


def test_every_decision_is_one_page() -> None:
    assert [page.name for page in PAGES if len(page.read_text(encoding="utf-8").split()) > 600] == []


def test_every_decision_is_listed() -> None:
    listed = re.findall(r"\]\((0[\w-]+\.md)\)", text_of("docs/decisions/README.md"))

    assert listed == [page.name for page in PAGES]
