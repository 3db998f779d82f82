"""Outlines of areas: read them, make them simpler, find their middle. Pure.

An outline is a GeoJSON geometry in degrees (WGS84). Distances are taken on a flat map around the
area itself, which is exact enough for a neighbourhood. [metre]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from matching.errors import Unprocessable

Point = tuple[float, float]
Ring = list[Point]

TOLERANCE = 20.0
"""How far a simplified outline may lie from the real one. [metre]"""
DECIMALS = 5
"""Decimals of a degree that are kept: about a metre."""
_METRES_PER_DEGREE = 111_320.0


class UnusableOutline(Unprocessable):
    """The geometry is not the outline of an area."""

    dutch = "De geometrie is niet de omtrek van een gebied."


@dataclass(frozen=True, slots=True)
class Outline:
    """A simplified outline and its centroid. [degree]"""

    geometry: dict[str, Any]
    longitude: float
    latitude: float


def read_outline(geometry: Any) -> Outline:
    """Return the simplified outline of a GeoJSON geometry.

    Raises
    ------
    UnusableOutline
        When it is no (multi)polygon of closed rings in degrees.
    """
    polygons = [[_ring(ring) for ring in polygon] for polygon in _polygons(geometry)]
    longitude, latitude = _centroid([polygon[0] for polygon in polygons])
    simple = [[list(map(list, simplified(ring))) for ring in polygon] for polygon in polygons]
    shape = (
        {"type": "Polygon", "coordinates": simple[0]}
        if len(simple) == 1
        else {"type": "MultiPolygon", "coordinates": simple}
    )
    return Outline(shape, round(longitude, DECIMALS), round(latitude, DECIMALS))


def _polygons(geometry: Any) -> list[list[Any]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(polygons, list) or not polygons:
        raise UnusableOutline(
            "An outline is a Polygon or a MultiPolygon.", "Een omtrek is een Polygon of een MultiPolygon."
        )
    if not all(isinstance(polygon, list) and polygon for polygon in polygons):
        raise UnusableOutline("A polygon has no rings.", "Een polygoon heeft geen ringen.")
    return polygons


def _ring(positions: Any) -> Ring:
    if not isinstance(positions, list) or len(positions) < 4:
        raise UnusableOutline(
            "A ring has at least four positions.", "Een ring heeft ten minste vier posities."
        )
    ring = [_point(position) for position in positions]
    if ring[0] != ring[-1]:
        raise UnusableOutline("A ring ends where it begins.", "Een ring eindigt waar hij begint.")
    return ring


def _point(position: Any) -> Point:
    is_point = isinstance(position, list) and len(position) >= 2
    if not is_point or not all(_is_number(value) for value in position[:2]):
        raise UnusableOutline("A position is two numbers.", "Een positie is twee getallen.")
    longitude, latitude = float(position[0]), float(position[1])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise UnusableOutline(
            "The coordinates are not degrees; ask for WGS84 (EPSG:4326 or CRS84) instead of RD.",
            "De coördinaten zijn geen graden; vraag WGS84 (EPSG:4326 of CRS84) in plaats van RD.",
        )
    return round(longitude, DECIMALS), round(latitude, DECIMALS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _centroid(rings: list[Ring]) -> Point:
    """Return the centroid of the outer rings together; the mean of the positions when they have no area."""
    area = x_moment = y_moment = 0.0
    x_origin, y_origin = rings[0][0]
    for ring in rings:
        for (x_from, y_from), (x_to, y_to) in pairwise((x - x_origin, y - y_origin) for x, y in ring):
            cross = x_from * y_to - x_to * y_from
            area += cross
            x_moment += (x_from + x_to) * cross
            y_moment += (y_from + y_to) * cross
    if abs(area) < 1e-12:
        points = [point for ring in rings for point in ring[1:]]
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return x_origin + x_moment / (3 * area), y_origin + y_moment / (3 * area)


def simplified(ring: Ring, *, tolerance: float = TOLERANCE) -> Ring:
    """Return a ring with fewer positions, nowhere further away than the tolerance. [metre]

    It keeps at least four positions and never starts to cross itself: the tolerance is halved
    until it doesn't, and a ring that can't be simplified stays as it is.
    """
    points = _without_repeats(ring)
    if len(points) <= 4:
        return ring if len(points) < 4 else points
    flat = _flat(points)
    while tolerance > 0.5:
        kept = _ring_corners(flat, tolerance)
        if len(kept) >= 4 and not crosses_itself([flat[place] for place in kept]):
            return [points[place] for place in kept]
        tolerance /= 2
    return points


def _without_repeats(ring: Ring) -> Ring:
    return [ring[0], *(after for before, after in pairwise(ring) if after != before)]


def _flat(points: Ring) -> Ring:
    """Return the points in metres from the first."""
    x_origin, y_origin = points[0]
    narrow = cos(radians(y_origin))
    return [
        ((x - x_origin) * narrow * _METRES_PER_DEGREE, (y - y_origin) * _METRES_PER_DEGREE) for x, y in points
    ]


def _ring_corners(flat: Ring, tolerance: float) -> list[int]:
    """Split a ring at the point furthest from its start, and simplify both halves."""
    last = len(flat) - 1
    far = max(range(last), key=lambda place: hypot(*flat[place]))
    return sorted({0, last, *_corners(flat, 0, far, tolerance), *_corners(flat, far, last, tolerance)})


def _corners(flat: Ring, first: int, last: int, tolerance: float) -> Iterator[int]:
    """Return the points that a line between two of them may not leave out (Douglas and Peucker, 1973)."""
    yield from (first, last)
    open_parts = [(first, last)]
    while open_parts:
        start, end = open_parts.pop()
        between = range(start + 1, end)
        if not between:
            continue
        far = max(between, key=lambda place: _distance(flat[place], flat[start], flat[end]))
        if _distance(flat[far], flat[start], flat[end]) > tolerance:
            yield far
            open_parts += [(start, far), (far, end)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from a line segment."""
    x_along, y_along = end[0] - start[0], end[1] - start[1]
    x, y = point[0] - start[0], point[1] - start[1]
    length = x_along * x_along + y_along * y_along
    share = max(0.0, min(1.0, (x * x_along + y * y_along) / length)) if length else 0.0
    return hypot(x - share * x_along, y - share * y_along)


def crosses_itself(ring: Ring) -> bool:
    """Tell whether two sides of a closed ring cross, from left to right over the map."""
    sides = sorted((sorted(side) for side in pairwise(ring)), key=lambda side: side[0][0])
    for place, (start, end) in enumerate(sides):
        for other_start, other_end in sides[place + 1 :]:
            if other_start[0] > end[0]:
                break
            if _cross(start, end, other_start, other_end):
                return True
    return False


def _cross(start: Point, end: Point, other_start: Point, other_end: Point) -> bool:
    """Tell whether two segments cross inside; touching at an end is no crossing."""
    one, two = _side(start, end, other_start), _side(start, end, other_end)
    three, four = _side(other_start, other_end, start), _side(other_start, other_end, end)
    return one * two < 0 and three * four < 0


def _side(start: Point, end: Point, point: Point) -> float:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
