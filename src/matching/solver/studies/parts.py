"""What a comparison of two matchings is made of: counts, and sentences about them."""

from dataclasses import dataclass

from matching.solver.explain import Sentence
from matching.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Side:
    """A count before and after."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LevelCompared:
    """A goal of either matching; None where it was no goal.

    Attributes
    ----------
    before, after
        Its value. [point]
    proven_before, proven_after
        Whether nothing better exists.
    comparable
        Whether it counts the same thing in both: the same weights, or the same targets.
    """

    name: str
    before: int | None
    after: int | None
    proven_before: bool
    proven_after: bool
    comparable: bool


@dataclass(frozen=True, slots=True)
class UrgencyCompared:
    """Clients of an urgency class on the list, and how many of them get a home; who gains, who loses. [client]"""

    urgency: Urgency
    clients: Side
    placed: Side
    gain: int
    lose: int


@dataclass(frozen=True, slots=True)
class MunicipalityCompared:
    """What a municipality aims at and gets in this run; a target of None: no share was agreed. [placement]"""

    municipality: str
    target_before: int | None
    target_after: int | None
    placed: Side


@dataclass(frozen=True, slots=True)
class NeighbourhoodCompared:
    """What a neighbourhood would carry, placements included, and its cap. [hundredths of a point]"""

    neighbourhood: str
    capacity_before: int | None
    capacity_after: int | None
    load: Side


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two matchings side by side.

    Attributes
    ----------
    places
        Places on offer. [placement]
    gain, lose, elsewhere, same
        Clients who get a home only after, only before, another one, and the same. [client]
    changes, sentences
        What was changed, and what comes of it.
    """

    clients: Side
    places: Side
    placed: Side
    gain: int
    lose: int
    elsewhere: int
    same: int
    urgencies: tuple[UrgencyCompared, ...]
    levels: tuple[LevelCompared, ...]
    municipalities: tuple[MunicipalityCompared, ...]
    neighbourhoods: tuple[NeighbourhoodCompared, ...]
    changes: tuple[Sentence, ...]
    sentences: tuple[Sentence, ...]
