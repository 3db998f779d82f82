"""Places for rules to look at, without a database."""

from uuid import UUID

from matching.queries.surroundings import Place
from matching.vocabulary import AreaLevel

LEVELS = {"GM": AreaLevel.MUNICIPALITY, "WK": AreaLevel.DISTRICT, "BU": AreaLevel.NEIGHBOURHOOD}


def a_place(code: str, *, region_id: UUID | None) -> Place:
    """Return an area as its CBS code tells it: BU00010203 lies in WK000102 and GM0001."""
    municipality = f"GM{code[2:6]}"
    district = {f"WK{code[2:8]}"} if code.startswith("BU") else set()
    return Place(code, LEVELS[code[:2]], municipality, frozenset({code, municipality} | district), region_id)
