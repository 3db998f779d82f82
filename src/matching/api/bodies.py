"""Read a JSON body as strictly as the contract means it.

Python's reader takes NaN, lets the last of two equal names win, and passes on characters that
no database can keep. Here each of these is a fault, with its place.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from matching.errors import Fault, Unprocessable

Place = tuple[str | int, ...]


class UnreadableBody(Unprocessable):
    """The body is not JSON as RFC 8259 means it."""

    dutch = "De inhoud is geen JSON zoals RFC 8259 die bedoelt."


class _Doubled(dict[str, Any]):
    """An object in which a name stood more than once."""

    names: tuple[str, ...] = ()


class _Suspicion:
    """Whether a body may hold something that its values alone don't show."""

    def __init__(self, body: bytes) -> None:
        self.is_raised = b"\\u" in body

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Make an object of its pairs, and remember names that stood there twice."""
        names = dict(pairs)
        if len(names) == len(pairs):
            return names
        self.is_raised = True
        doubled = _Doubled(names)
        seen = [name for name, _ in pairs]
        doubled.names = tuple(name for name in names if seen.count(name) > 1)
        return doubled

    def constant(self, name: str) -> float:
        """Let NaN and the infinities through for now: their place is found later."""
        self.is_raised = True
        return float(name)


def read_json(body: bytes) -> Any:
    """Return what a JSON body says.

    Raises
    ------
    UnreadableBody
        When it is not JSON, or holds NaN, an infinity, a name twice, or a character that is no
        character (U+0000, half a surrogate pair). All of these at once, each with its place.
    """
    suspicion = _Suspicion(body)
    value = _parse(body, suspicion)
    faults = list(_faults(value, ("body",))) if suspicion.is_raised else []
    if faults:
        raise UnreadableBody(faults=faults)
    return value


def _parse(body: bytes, suspicion: _Suspicion) -> Any:
    try:
        return json.loads(body.decode(), object_pairs_hook=suspicion.pairs, parse_constant=suspicion.constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise _unreadable(place, f"regel {error.lineno}, kolom {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise _unreadable(f"byte {error.start} is not UTF-8", f"byte {error.start} is geen UTF-8") from error
    except RecursionError as error:
        raise _unreadable("it is nested too deeply", "het is te diep genest") from error
    except ValueError as error:
        raise _unreadable("a number has too many digits", "een getal heeft te veel cijfers") from error


def _unreadable(english: str, dutch: str) -> UnreadableBody:
    fault = Fault("body", "json-invalid", f"This is not JSON: {english}.", f"Dit is geen JSON: {dutch}.")
    return UnreadableBody(fault.english, fault.dutch, [fault])


def _faults(value: Any, place: Place) -> Iterator[Fault]:
    """Find what the contract refuses in a value, and everywhere below."""
    if isinstance(value, str):
        yield from _text_faults(value, place)
    elif isinstance(value, float) and not math.isfinite(value):
        yield _fault(
            place, "finite-number", "This must be a finite number.", "Dit moet een eindig getal zijn."
        )
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _faults(item, (*place, position))
    elif isinstance(value, dict):
        yield from _object_faults(value, place)


def _object_faults(value: dict[str, Any], place: Place) -> Iterator[Fault]:
    for name in value.names if isinstance(value, _Doubled) else ():
        yield _fault(
            (*place, name), "duplicate-name", "This name stands here twice.", "Deze naam staat hier dubbel."
        )
    for name, item in value.items():
        yield from _text_faults(name, place)
        yield from _faults(item, (*place, name))


def _text_faults(text: str, place: Place) -> Iterator[Fault]:
    if not clean(text):
        yield _fault(
            place,
            "string-unicode",
            "This holds a character that is no text.",
            "Hierin staat een teken dat geen tekst is.",
        )


def clean(text: str) -> bool:
    """Tell whether a text has neither U+0000 nor half a surrogate pair, which no database keeps."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _fault(place: Place, code: str, english: str, dutch: str) -> Fault:
    return Fault(".".join(map(str, place)).encode("utf-8", "replace").decode(), code, english, dutch)
