"""Which of our two languages an answer speaks."""

from enum import StrEnum
from functools import lru_cache


class Language(StrEnum):
    """A language the service can answer in."""

    DUTCH = "nl"
    ENGLISH = "en"

    def choose(self, *, english: str, dutch: str) -> str:
        """Return the sentence in this language."""
        return dutch if self is Language.DUTCH else english


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    """Return Dutch when the header `Accept-Language` likes it best, and English otherwise.

    A tie goes to the language that is named first, as browsers mean it.
    """
    wishes = [_wish(part) for part in accept_language.lower().split(",")]
    known = [(weight, language) for weight, language in wishes if language in ("nl", "en") and weight > 0]
    best = max(known, key=lambda wish: wish[0], default=(0.0, "en"))
    return Language(best[1])


def _wish(part: str) -> tuple[float, str]:
    """Return weight and primary language of one part of the header, as in `nl-BE;q=0.8`."""
    tag, _, parameters = part.partition(";")
    return quality(parameters), tag.strip().partition("-")[0]


def quality(parameters: str) -> float:
    """Return the weight `q` among the parameters of a part of an `Accept` header: 1 when there is none.

    A weight that can't be read counts as 0: what is unclear is not wished for.
    """
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return _number(value)
    return 1.0


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0
