"""Pictures: well-formed whatever the names, to scale, and told in words."""

from xml.etree import ElementTree

from matching.reporting.pictures import Area, AreaMap, Bar, Bars, Dot, Dots, Matrix, Part, Picture, draw
from matching.reporting.pictures.drawing import Frame

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert('&')</script>"


def drawn(picture: Picture) -> ElementTree.Element:
    frame = Frame("key", NASTY, "2026", f"Wat {NASTY}", "voet", dutch=True)
    return ElementTree.fromstring(draw(picture, frame=frame))


def rectangles(root: ElementTree.Element, hint: str) -> list[float]:
    """Return the widths of the rectangles with a hint."""
    return [
        float(each.attrib["width"])
        for each in root.iter(f"{SVG}rect")
        if hint in (each.findtext(f"{SVG}title") or "")
    ]


def test_a_name_with_markup_stays_a_name_in_every_picture() -> None:
    square = {"type": "Polygon", "coordinates": [[[5.9, 50.9], [6.0, 50.9], [6.0, 51.0], [5.9, 50.9]]]}
    for picture in (
        Bars((Bar(NASTY, (Part(0, 3.0),)),), (NASTY,), unit=NASTY),
        Dots((Dot(NASTY, 40, 30, 50, note=NASTY),)),
        Matrix((NASTY,), (NASTY,), ((4.0,),)),
        AreaMap((Area(NASTY, square, None, 2, NASTY),), ("a", "b", "c"), NASTY, (NASTY,)),
    ):
        root = drawn(picture)

        assert root.find(f".//{SVG}script") is None
        assert root.findtext(f"{SVG}title") == NASTY
        assert root.findtext(f"{SVG}desc") == f"Wat {NASTY}"


def test_bars_are_to_scale_and_go_both_ways() -> None:
    root = drawn(Bars((Bar("A", (Part(0, 10.0), Part(1, -5.0))), Bar("B", (Part(0, 20.0),))), ("in", "uit")))

    [ten], [five], [twenty] = (rectangles(root, hint) for hint in ("A · in", "A · uit", "B · in"))
    assert abs(ten - 2 * five) < 0.3
    assert abs(twenty - 2 * ten) < 0.3


def test_what_is_not_told_is_not_drawn_but_said() -> None:
    root = drawn(Bars((Bar("A", (Part(0, None),)),), ("in",)))

    assert rectangles(root, "A · in") == []
    assert "*" in [each.text for each in root.iter(f"{SVG}text")]


def test_nothing_at_all_says_so() -> None:
    for picture in (Bars((), ("in",)), Matrix((), (), ()), AreaMap((), (), "")):
        words = " ".join(each.text or "" for each in drawn(picture).iter(f"{SVG}text"))
        assert "Geen" in words
