"""What is told of a run in words to whom only some of its numbers may be told."""

from collections.abc import Iterable

from matching.models.base import Json
from matching.solver import Sentence, Why, as_plain, sentences_of_empty, sentences_of_taken


def told_of_empty(
    cause: str,
    *,
    eligible: int | None,
    unknown: int | None,
    removed: Iterable[tuple[str, int | None]],
    blocking: Iterable[tuple[str, str]],
) -> list[Json]:
    """Say why a dwelling stayed empty; None: a number that is not told.

    Parameters
    ----------
    removed
        Rules and how many clients they removed.
    blocking
        Of each limit in the way, the sentence in Dutch and in English.
    """
    told = sentences_of_empty(
        Why(cause),
        eligible=eligible,
        unknown=unknown,
        removed=removed,
        blocking=[Sentence(dutch, english) for dutch, english in blocking],
    )
    return [as_plain(one) for one in told]


def told_of_taken(*, higher: int | None, equal: int | None, lower: int | None) -> list[Json]:
    """Say to whom dwellings went that fitted a client; None: a number that is not told."""
    return [as_plain(one) for one in sentences_of_taken(higher=higher, equal=equal, lower=lower)]
