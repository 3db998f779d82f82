"""The glossary has every word of the code, with its Dutch and its VERA code."""

import csv

import pytest

from documents import ROOT, rows, text_of
from matching import vocabulary
from matching.models import (
    CheckInState,
    ClientState,
    DeliveryState,
    DwellingState,
    EndpointState,
    PlacementState,
    ProposalState,
    RunState,
    SignalState,
    StudyState,
    TaskState,
)
from matching.operations.woonladder import WOONLADDER
from matching.solver import Because, CapKind, Rule
from matching.vocabulary import Word
from matching.workflow.proposals import ProposalEvent, Step

REFERENCE = ROOT.parent / "shared" / "data" / "vera_referentiedata_subset.csv"
"""Part of VERA's reference data, where a workplace has it."""

SETS: list[type[Word]] = [
    *(each for each in Word.__subclasses__() if each.__module__ == vocabulary.__name__),
    Rule,
    CapKind,
    Because,
    ProposalEvent,
    Step,
]
GLOSSARY = text_of("docs/glossary.md")


def _vera(code: str) -> str:
    return f"`{code}`" if code else ""


def _table_of(name: str) -> list[tuple[str, ...]]:
    """Return the rows of the table whose introduction names a class or a constant."""
    section = next(part for part in GLOSSARY.split("\n### ") if f"`{name}`." in part)
    return [row[:3] for row in rows(section)][1:]


@pytest.mark.parametrize("words", SETS, ids=lambda words: words.__name__)
def test_every_word_is_there_with_its_dutch_and_its_code(words: type[Word]) -> None:
    expected = [(f"`{word.value}`", word.dutch, _vera(word.vera)) for word in words]

    assert expected == _table_of(words.__name__)


def test_every_rung_of_the_woonladder_is_there() -> None:
    expected = [(f"`{rung.code}`", rung.name_dutch, _vera(rung.vera)) for rung in WOONLADDER]

    assert expected == _table_of("WOONLADDER")


def test_every_state_is_there() -> None:
    states = {
        "dwelling": DwellingState,
        "client": ClientState,
        "matching run": RunState,
        "study": StudyState,
        "proposal": ProposalState,
        "placement": PlacementState,
        "landing task": TaskState,
        "check-in": CheckInState,
        "signal": SignalState,
        "webhook endpoint": EndpointState,
        "delivery": DeliveryState,
    }
    told = [row[:2] for row in rows(GLOSSARY.split("\n### States\n")[1])][1:]

    assert told == [(name, f"`{state.value}`") for name, each in states.items() for state in each]


def test_every_thing_has_a_dutch_word_a_meaning_and_a_source() -> None:
    things = rows(GLOSSARY.split("## Things")[1].split("## Closed sets")[0])

    assert [row for row in things if len(row) != 5 or not (row[0] and row[1] and row[3] and row[4])] == []


def test_a_vera_code_exists_and_is_in_force() -> None:
    """Codes of a list that the subset leaves out are not judged."""
    if not REFERENCE.exists():
        pytest.skip("VERA's reference data is not here")
    with REFERENCE.open(encoding="utf-8") as file:
        reference = list(csv.DictReader(file))
    lists = {row["soort"] for row in reference}
    in_force = {
        f"{row['soort']}.{row['code']}"
        for row in reference
        if not row["omschrijving"].startswith("VERVALLEN")
    }
    used = {word.vera for words in SETS for word in words} | {rung.vera for rung in WOONLADDER}

    wrong = {code for code in used if code.partition(".")[0] in lists} - in_force

    assert wrong == set()
