"""The threat model names tests: each of them is there, and what is in nothing's way says so."""

import re

from documents import ROOT, text_of

PAGE = text_of("docs/threat-model.md")
ROWS = [
    line.split("|")[1:-1]
    for line in PAGE.partition("### B1")[2].partition("## Not looked at")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| | threat")
]


def test_every_test_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/.-]+)`", PAGE))

    assert len(named) > 20
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_threat_is_held_by_a_test_or_called_open() -> None:
    assert len(ROWS) > 30
    assert [row for row in ROWS if len(row) != 4 or not ("`" in row[3] or "**open**" in row[2])] == []
