"""Outlines: simpler, still closed, still not crossing themselves."""

from math import cos, pi, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from matching.operations.outlines import UnusableOutline, crosses_itself, read_outline, simplified

SQUARE = [[5.9, 50.9], [5.91, 50.9], [5.91, 50.91], [5.9, 50.91], [5.9, 50.9]]


def a_polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_square_stays_as_it_is_and_has_its_middle() -> None:
    outline = read_outline(a_polygon(SQUARE))

    assert outline.geometry == a_polygon(SQUARE)
    assert (outline.longitude, outline.latitude) == (5.905, 50.905)


def test_point_on_a_side_is_left_out_and_one_aside_is_kept() -> None:
    on_the_side = [*SQUARE[:1], [5.905, 50.90005], *SQUARE[1:]]  # about 5 metres
    aside = [*SQUARE[:1], [5.905, 50.9005], *SQUARE[1:]]  # about 50 metres

    assert read_outline(a_polygon(on_the_side)).geometry == a_polygon(SQUARE)
    assert read_outline(a_polygon(aside)).geometry == a_polygon(aside)


def test_tiny_area_keeps_a_valid_ring() -> None:
    tiny = [[5.9, 50.9], [5.90005, 50.90002], [5.9001, 50.9], [5.90005, 50.90009], [5.9, 50.9]]

    (ring,) = read_outline(a_polygon(tiny)).geometry["coordinates"]

    assert len(ring) >= 4
    assert ring[0] == ring[-1]


def test_hole_and_several_parts_survive() -> None:
    hole = [[5.903, 50.903], [5.906, 50.903], [5.906, 50.906], [5.903, 50.903]]
    islands = {"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [[[x + 1, y] for x, y in SQUARE]]]}

    assert read_outline(islands).geometry == islands


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"type": "Point", "coordinates": [5.9, 50.9]}, "Polygon"),
        ({"type": "Polygon"}, "no rings"),
        ({"type": "Polygon", "coordinates": []}, "no rings"),
        ({"type": "MultiPolygon", "coordinates": []}, "MultiPolygon"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "no rings"),
        (a_polygon(SQUARE[:-1]), "ends where it begins"),
        (a_polygon(SQUARE[:2]), "four positions"),
        (a_polygon([["a", 1], *SQUARE[1:]]), "two numbers"),
        (a_polygon([[196_000, 321_000], [196_100, 321_000], [196_100, 321_100], [196_000, 321_000]]), "RD"),
    ],
)
def test_what_is_no_outline_is_refused_with_its_reason(geometry: Any, says: str) -> None:
    with pytest.raises(UnusableOutline, match=says):
        read_outline(geometry)


@given(
    some.lists(some.floats(50, 400), min_size=5, max_size=60),
    some.sampled_from([5.0, 20.0, 80.0]),
)
def test_simplified_star_stays_closed_uncrossed_and_near(spikes: list[float], tolerance: float) -> None:
    """A star around a point never crosses itself; simplified it must not either."""
    turn = 2 * pi / len(spikes)
    ring = [
        (5.9 + length * cos(turn * place) / 70_000, 50.9 + length * sin(turn * place) / 111_000)
        for place, length in enumerate(spikes)
    ]
    ring.append(ring[0])

    simple = simplified(ring, tolerance=tolerance)

    assert simple[0] == simple[-1]
    assert len(simple) >= 4
    assert set(simple) <= set(ring)
    assert not crosses_itself(simple)


def test_bow_tie_crosses_itself() -> None:
    assert crosses_itself([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)])
    assert not crosses_itself([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
