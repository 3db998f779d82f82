"""The contract in the reader's language: English is what the code says, Dutch stands in a catalogue."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from matching.api import report_words
from matching.api.problem_examples import sentences
from matching.api.problems import titles
from matching.api.usual_fields import dutch_words
from matching.doors.catalogues import read_catalogue
from matching.doors.languages import Language
from matching.queries.reports import SOURCES

LOCALE = Path(__file__).parent / "locale"

Say = Callable[[str], str]

_TOLD = frozenset({"title", "summary", "description", "detail", "reason"})
"""What somebody reads, at any place of an OpenAPI document, examples of refusals among them."""
_SENT = frozenset({"default", "example", "examples", "const", "enum"})
"""What is sent and answered, which stays as it is."""
_NAMED = frozenset(
    {"properties", "schemas", "responses", "headers", "securitySchemes", "examples", "parameters"}
)
"""What holds names, so that a field called `title` is not taken for a title."""
_PIECE = re.compile(r"(`[^`]*`: )?(.*?)( ?\[[^\]]*\])?")
"""A sentence, with the name it explains before it and the unit behind it."""


def in_language(contract: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return a contract with all that is told in a language; names, data and examples stay."""
    if language is Language.ENGLISH:
        return contract
    said: dict[str, Any] = _told(contract, dutch)
    return said


def pieces(contract: dict[str, Any]) -> Iterator[str]:
    """Return all that a contract tells, piece by piece, as the catalogue has to have it."""
    found: dict[str, None] = {}

    def note(piece: str) -> str:
        found[piece] = None
        return piece

    _told(contract, note)
    return iter(found)


def dutch(piece: str) -> str:
    """Return a piece in Dutch; what nobody translated stays, and a test finds it."""
    return in_code().get(piece) or read().gettext(piece)


@cache
def read() -> Any:
    """Return the catalogue."""
    return read_catalogue(LOCALE, name="contract", language=Language.DUTCH)


@cache
def in_code() -> dict[str, str]:
    """Return what the code itself says in both languages: of refusals, of reports and of closed sets."""
    reports = (report_words.sentences_of(source.indicator) for source in SOURCES)
    both = {word: word for word in dutch_words()}
    return {**both, **{said.english: said.dutch for said in chain(titles(), sentences(), *reports)}}


def _told(part: Any, say: Say, *, names: bool = False) -> Any:
    if isinstance(part, list):
        return [_told(item, say) for item in part]
    if not isinstance(part, dict):
        return part
    if names:
        return {name: _told(value, say) for name, value in part.items()}
    return {key: _value(key, value, say) for key, value in part.items()}


def _value(key: str, value: Any, say: Say) -> Any:
    if key in _SENT and not (key == "examples" and isinstance(value, dict)):  # by name, they are of refusals
        return value
    if key in _TOLD and isinstance(value, str):
        return "\n\n".join(_paragraph(paragraph, say) for paragraph in value.strip().split("\n\n"))
    return _told(value, say, names=key in _NAMED)


def _paragraph(text: str, say: Say) -> str:
    """Say a paragraph, or each line of a list."""
    if text.startswith("- "):
        return "\n".join("- " + _sentence(line.removeprefix("- "), say) for line in text.split("\n"))
    return _sentence(text, say)


def _sentence(text: str, say: Say) -> str:
    found = _PIECE.fullmatch(text)
    if found is None:
        return say(text)
    name, words, unit = found.groups()
    return f"{name or ''}{say(words) if words else ''}{_unit(unit, say)}"


def _unit(unit: str | None, say: Say) -> str:
    if unit is None:
        return ""
    return unit.replace(unit.strip(), say(unit.strip()))
