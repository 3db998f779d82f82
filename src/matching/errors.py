"""The kinds of refusal.

::

    MatchingError
    ├── Unauthenticated      who are you?
    ├── NotAllowed           your role may not do this
    ├── NotFound             it does not exist, or it is not yours
    ├── Conflict             the world moved on; look again
    ├── PreconditionFailed   it is no longer what you looked at
    ├── PreconditionRequired say what you looked at
    ├── Unprocessable        what you sent contradicts itself or the world
    ├── TooOften             not now, and not so fast
    └── Unavailable          we can't do it now

A concrete error stands beside the code that raises it. The first line of its docstring is the
title the public sees, `dutch` the same in Dutch; its class name is its stable identity. No
personal data in a message, ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was sent.

    Attributes
    ----------
    path
        Where, as in `municipalities.2.maximum`.
    code
        What kind of fault, in kebab case.
    english, dutch
        One sentence that says what is wrong and, where known, what would be right.
    """

    path: str
    code: str
    english: str
    dutch: str


class MatchingError(Exception):
    """Something was refused.

    Attributes
    ----------
    wait
        After how long the same may be tried again, 0: that is no use. [second]
    """

    dutch: ClassVar[str] = "Geweigerd."
    wait: float = 0

    def __init__(self, english: str = "", dutch: str = "", faults: Iterable[Fault] = ()) -> None:
        self.english = english
        self.in_dutch = dutch or english
        self.faults = tuple(faults)
        super().__init__(english)


class Unauthenticated(MatchingError):
    """The key is missing, unknown, expired or revoked."""

    dutch = "De sleutel ontbreekt, is onbekend, verlopen of ingetrokken."


class NotAllowed(MatchingError):
    """The role of your key may not do this."""

    dutch = "De rol van uw sleutel mag dit niet."


class NotFound(MatchingError):
    """It does not exist, or it is not yours to see."""

    dutch = "Het bestaat niet, of u mag het niet zien."


class Conflict(MatchingError):
    """Somebody or something was first."""

    dutch = "Iets of iemand was eerder."


class PreconditionFailed(MatchingError):
    """It is no longer what you looked at."""

    dutch = "Het is niet meer wat u bekeek."


class PreconditionRequired(MatchingError):
    """A change has to say what it was made for."""

    dutch = "Een wijziging moet zeggen waarvoor zij is gemaakt."


class Unprocessable(MatchingError):
    """What was sent contradicts itself or the world."""

    dutch = "De gegevens spreken elkaar of de werkelijkheid tegen."


class TooOften(MatchingError):
    """You ask too often."""

    dutch = "U vraagt te vaak."

    def __init__(self, english: str = "", dutch: str = "", *, wait: float = 1) -> None:
        super().__init__(english, dutch)
        self.wait = wait


class Unavailable(MatchingError):
    """The service can't do this now."""

    dutch = "De dienst kan dit nu niet."
    wait = 10
