"""Judge a sentence before it goes to somebody to whom the people in it are strangers."""

import re
from collections.abc import Collection

_PEOPLE = re.compile(
    r"(?<![\d.,€-])(\d+) (?:kandida(?:at|ten)|clients?|mensen|people|personen|persons?|huishoudens?|households?"
    r"|plaatsing(?:en)?|placements?|bewoners?|tenants?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\bpunten\b|\bpoints\b", re.IGNORECASE)
_IDENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def tells(sentence: str, *, smallest: int, names: Collection[str] = ()) -> str | None:
    """Return what is wrong with telling a sentence to a stranger; None: nothing.

    Parameters
    ----------
    smallest
        The smallest count of people that is told. [person]
    names
        References and identities that must not be in it.
    """
    if any(0 < int(count) < smallest for count in _PEOPLE.findall(sentence)):
        return "a small count"
    if _POINTS.search(sentence):
        return "points, of which people can be counted"
    if _IDENTITY.search(sentence) or any(name in sentence for name in names):
        return "somebody's name"
    return None
