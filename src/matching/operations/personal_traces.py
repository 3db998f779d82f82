"""Keep out of free texts what has no place in them: e-mail addresses, telephone numbers, a BSN, and secrets.

A name can't be told from a word, so nobody looks for names: the contract and the forms ask to leave them out.
"""

import re
from collections.abc import Iterator

from matching.errors import Fault, Unprocessable

_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .]?\d){8}(?![ .]?\d)")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


_TELEPHONE = re.compile(
    r"(?<![\w.,-])(?:(?:\+|00)31[ -]?(?:\(0\))?[ -]?|0)"
    r"(?:6(?:[ -]?\d{2}){4}|6[ -]?\d{8}|[1-9]\d[ -]?\d{7}|[1-9]\d{2}[ -]?\d{6})(?!\d)"
)
"""Dutch numbers as people write them; ten digits without an area code of that length are a number like any other."""
_SECRETS = re.compile(
    r"\bmp_[0-9a-f]{12}_[\w-]{20,}"  # a key of ours
    r"|\bwhsec_[\w+/=-]{20,}"  # a secret of a webhook
    r"|-----BEGIN [A-Z0-9 ]*PRIVATE KEY"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"  # a JSON Web Token
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_)[\w-]{16,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\b(?:password|wachtwoord|passwd)\s*[:=]\s*\S+"
    r"|\bBearer\s+[\w.~+/-]{20,}",
    re.IGNORECASE,
)
"""What opens a door somewhere, by the shape its makers gave it."""


class PersonalReason(Unprocessable):
    """A reason may hold no personal data."""

    dutch = "In een reden mogen geen persoonsgegevens staan."


def refuse_traces(path: str, text: str) -> None:
    """Refuse a text that points to a person.

    Raises
    ------
    PersonalReason
        When it holds an e-mail address, a telephone number, a secret, or what may be a BSN.
    """
    faults = list(traces(path, text))
    if faults:
        raise PersonalReason(faults[0].english, faults[0].dutch, faults)


def traces(path: str, text: str | None) -> Iterator[Fault]:
    """Name what in a text points to a person, or opens a door; none of it is repeated in the answer."""
    if text and _ADDRESS.search(text):
        yield Fault(
            path,
            "email-address",
            "This holds an e-mail address; leave personal data out.",
            "Hierin staat een e-mailadres; laat persoonsgegevens weg.",
        )
    if text and _TELEPHONE.search(text):
        yield Fault(
            path,
            "telephone-number",
            "This holds a telephone number; leave personal data out.",
            "Hierin staat een telefoonnummer; laat persoonsgegevens weg.",
        )
    if text and _SECRETS.search(text):
        yield Fault(
            path,
            "secret",
            "This holds a key, token or password; take it back where it was given out, and leave it out.",
            "Hierin staat een sleutel, token of wachtwoord; trek het in waar u het kreeg, en laat het weg.",
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
