"""A map of areas in shades, flat enough for a region of some tens of kilometres."""

from collections.abc import Iterator
from itertools import groupby
from math import cos, radians
from operator import attrgetter
from typing import Any

from matching.reporting.pictures.canvas import INK, PAPER, SHADES, SOFT, UNTOLD, Canvas, width_of
from matching.reporting.pictures.shapes import Area, AreaMap

_LEFT, _TOP, _WIDE, _HIGH = 24.0, 104.0, 580.0, 550.0
_EDGE, _BORDER = "#7f8c8d", 4.0
"""The colour of an area's edge; how thick the border of a municipality is, of which the outer half shows. [pixel]"""
Point = tuple[float, float]


def draw_map(canvas: Canvas, picture: AreaMap, *, dutch: bool) -> None:
    """Draw the areas; one without an outline is a dot at its middle."""
    hatched = canvas.hatched() if any(area.hidden for area in picture.areas) else None
    _legend(canvas, picture, hatched)
    points = [point for area in picture.areas for point in _points(area)]
    if not points:
        canvas.text(_LEFT, _TOP + 40, "Geen kaart" if dutch else "No map", fill=SOFT)
        return
    paper = _Paper(points)
    outlined = sorted((area for area in picture.areas if area.outline), key=attrgetter("within"))
    for within, areas in groupby(outlined, key=attrgetter("within")):
        _municipality(canvas, list(areas), paper, hatched, bordered=bool(within))
    for area in picture.areas:
        if area.outline is None and area.point is not None:
            x, y = paper.at(area.point)
            canvas.circle(x, y, 9, fill=_fill(area, hatched), hint=_hint(area), edge=_EDGE)
    for area in picture.areas:
        _number(canvas, area, paper)
    for place, line in enumerate(picture.listed):
        canvas.text(_LEFT + _WIDE + 24, _TOP + 20 + 22 * place, line, size=12, bold=place == 0, room=268)


def _municipality(
    canvas: Canvas, areas: list[Area], paper: "_Paper", hatched: str | None, *, bordered: bool
) -> None:
    """Draw areas over thick lines of their own: what lies between two of them is covered, the border stays."""
    steps = [paper.path(area.outline or {}) for area in areas]
    if bordered:
        canvas.path(" ".join(steps), fill="none", edge=INK, thickness=_BORDER)
    for area, around in zip(areas, steps, strict=True):
        canvas.path(around, fill=_fill(area, hatched), hint=_hint(area), edge=_EDGE)


def _fill(area: Area, hatched: str | None) -> str:
    if hatched and area.hidden:
        return hatched
    return UNTOLD if area.step is None else SHADES[area.step]


def _hint(area: Area) -> str:
    return f"{area.name}: {area.note}"


def _number(canvas: Canvas, area: Area, paper: "_Paper") -> None:
    """Write the number of an area in the middle of it, where there is room."""
    points = [paper.at(point) for point in _points(area)]
    if area.number is None or not points:
        return
    (west, east), (north, south) = ((min(side), max(side)) for side in zip(*points, strict=True))
    told = str(area.number)
    if area.outline is None or (east - west > width_of(told, 11) and south - north > 11):
        ink = PAPER if area.step == len(SHADES) - 1 else INK
        canvas.text((west + east) / 2, (north + south) / 2 + 4, told, size=11, fill=ink, anchor="middle")


def _legend(canvas: Canvas, picture: AreaMap, hatched: str | None) -> None:
    x = _LEFT
    told = [*zip(SHADES, picture.steps, strict=False), (UNTOLD, picture.unknown)]
    told += [(hatched, picture.untold)] if hatched else []
    for shade, name in told:
        canvas.rectangle(x, 71, 13, 13, fill=shade, edge=_EDGE)
        canvas.text(x + 18, 82, name, size=12, fill=INK)
        x += 36 + width_of(name, 12)


class _Paper:
    """Degrees on paper: north up, true to shape."""

    def __init__(self, points: list[Point]) -> None:
        self._squeeze = cos(radians(sum(y for _, y in points) / len(points)))
        flat = [(x * self._squeeze, y) for x, y in points]
        self._west, self._north = min(x for x, _ in flat), max(y for _, y in flat)
        wide = max(x for x, _ in flat) - self._west
        high = self._north - min(y for _, y in flat)
        self._scale = min(_WIDE / max(wide, 1e-6), _HIGH / max(high, 1e-6))

    def at(self, point: Point) -> Point:
        """Return where a point lies. [pixel]"""
        x, y = point
        return _LEFT + (x * self._squeeze - self._west) * self._scale, _TOP + (self._north - y) * self._scale

    def path(self, outline: dict[str, Any]) -> str:
        """Return the steps around an outline."""
        return " ".join(
            "M" + "L".join("{:.1f} {:.1f}".format(*self.at(point)) for point in ring) + "Z"
            for ring in _rings(outline)
        )


def _rings(outline: dict[str, Any]) -> Iterator[list[Point]]:
    shapes = outline["coordinates"] if outline["type"] == "MultiPolygon" else [outline["coordinates"]]
    for shape in shapes:
        for ring in shape:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _points(area: Area) -> Iterator[Point]:
    if area.outline is not None:
        for ring in _rings(area.outline):
            yield from ring
    elif area.point is not None:
        yield area.point
