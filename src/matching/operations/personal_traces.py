"""Keep personal data out of free texts: no e-mail address, no BSN."""

import re
from collections.abc import Iterator

from matching.errors import Fault, Unprocessable

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .]?\d){8}(?![ .]?\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class PersonalReason(Unprocessable):
    """A reason may hold no personal data."""

    dutch = "In een reden mogen geen persoonsgegevens staan."


def refuse_traces(path: str, text: str) -> None:
    """Refuse a text that points to a person.

    Raises
    ------
    PersonalReason
        When it holds an e-mail address or what may be a BSN.
    """
    faults = list(traces(path, text))
    if faults:
        raise PersonalReason(faults[0].english, faults[0].dutch, faults)


def traces(path: str, text: str | None) -> Iterator[Fault]:
    """Name what in a text points to a person; none of it is repeated in the answer."""
    if text and _ADDRESS.search(text):
        yield Fault(
            path,
            "email-address",
            "This holds an e-mail address; leave personal data out.",
            "Hierin staat een e-mailadres; laat persoonsgegevens weg.",
        )
    if text and any(is_bsn(found) for found in _NINE_DIGITS.findall(text)):
        yield Fault(
            path,
            "citizen-service-number",
            "This holds a number that may be a BSN; leave personal data out.",
            "Hierin staat een nummer dat een BSN kan zijn; laat persoonsgegevens weg.",
        )


def is_bsn(text: str) -> bool:
    """Tell whether the digits of a text are nine that pass the BSN's eleven-test (Besluit BSN, art. 1)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != len(_WEIGHTS):
        return False
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return any(digits) and total % 11 == 0
