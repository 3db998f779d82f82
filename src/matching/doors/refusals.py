"""What a refusal is called, and which HTTP status it has: the same at every door."""

import re
from dataclasses import dataclass

from matching import errors
from matching.doors.languages import Language
from matching.errors import MatchingError

_STATUSES: dict[type[MatchingError], int] = {
    errors.Unauthenticated: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.PreconditionRequired: 428,
    errors.Unprocessable: 400,
    errors.TooOften: 429,
    errors.Unavailable: 503,
    MatchingError: 400,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in our two languages."""

    english: str
    dutch: str

    def in_language(self, language: Language) -> str:
        """Return it in one of them."""
        return language.choose(english=self.english, dutch=self.dutch)


def kind_of(error: type[MatchingError]) -> str:
    """Return an error's public name: its class name in kebab case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", error.__name__).lower()


def status_of(error: type[MatchingError]) -> int:
    """Return the HTTP status of a kind of refusal."""
    return next(_STATUSES[ancestor] for ancestor in error.__mro__ if ancestor in _STATUSES)


def title_of(error: type[MatchingError]) -> Sentence:
    """Return the public title: the first line of the docstring, and `dutch`."""
    first_line = (error.__doc__ or error.__name__).strip().splitlines()[0]
    return Sentence(first_line, error.dutch)


def detail_of(error: MatchingError) -> Sentence:
    """Return what is said of this one refusal; without words of its own, its title."""
    title = title_of(type(error))
    return Sentence(error.english or title.english, error.in_dutch or title.dutch)
