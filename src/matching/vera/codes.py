"""VERA's codes and our words for them."""

from typing import TypeVar

from matching.vera.reading import Reading
from matching.vera.source import Spot
from matching.vocabulary import Word

Found = TypeVar("Found", bound=Word)


def word(reading: Reading, spot: Spot | None, words: type[Found], kind: str) -> Found | None:
    """Return our word for a code of a VERA list; a code that we have no word for is told.

    Parameters
    ----------
    kind
        The list, as in `EENHEIDDETAILSOORT`.
    """
    if spot is None:
        return None
    code = reading.text(spot)
    found = next((each for each in words if each.vera == f"{kind}.{code}"), None)
    if code is not None and found is None:
        reading.warn(
            spot.path,
            "unknown-code",
            english=f"Not used: we have no word for {kind} {code[:40]}.",
            dutch=f"Niet gebruikt: wij hebben geen woord voor {kind} {code[:40]}.",
        )
    return found
