"""What can be drawn: bars, dots with their uncertainty, a matrix, a map. Values and words only."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; None: not told, because it is small."""

    series: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a group: its parts follow each other; those below zero go to the left.

    Attributes
    ----------
    marks
        Values to compare with, one for each of the picture's marks; None: there is none.
    """

    label: str
    parts: tuple[Part, ...]
    marks: tuple[float | None, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beneath each other.

    Attributes
    ----------
    series
        What the parts are called.
    marks
        What the marks are called.
    unit
        In what the values count.
    whole
        The most that there can be on either side; None: as far as the bars go.
    """

    bars: tuple[Bar, ...]
    series: tuple[str, ...]
    marks: tuple[str, ...] = ()
    unit: str = ""
    whole: float | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """An estimate and between what it lies; None: not told."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """Estimates beneath each other, from nothing to a hundred per cent."""

    dots: tuple[Dot, ...]
    unit: str = "%"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A square of numbers: rows go to columns. None: not told."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    across: str = ""
    down: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A place on a map.

    Attributes
    ----------
    outline
        A GeoJSON geometry in degrees, or None.
    point
        Its middle: longitude and latitude, where there is no outline. [degree]
    step
        Which of the map's steps it is in; None: not told or not known.
    note
        The figures, in words.
    hidden
        Whether its step is known, and not told.
    number
        Its number in what is listed beside the map; None: it is not listed.
    within
        The municipality, which gets a border of its own; empty: none is drawn.
    """

    name: str
    outline: dict[str, Any] | None
    point: tuple[float, float] | None
    step: int | None
    note: str
    hidden: bool = False
    number: int | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class AreaMap:
    """Places, each in a shade; and the fullest ones by name."""

    areas: tuple[Area, ...]
    steps: tuple[str, ...]
    unknown: str
    listed: tuple[str, ...] = ()
    untold: str = ""


Picture = Bars | Dots | Matrix | AreaMap
