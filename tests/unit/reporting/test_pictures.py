"""Pictures: well-formed whatever the names, to scale, and told in words."""

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

from matching.reporting.pictures import Area, AreaMap, Bar, Bars, Dot, Dots, Matrix, Part, Picture, draw
from matching.reporting.pictures.canvas import WIDTH, width_of
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


def test_an_area_that_is_not_told_looks_otherwise_than_one_without_a_capacity() -> None:
    areas = (
        Area("told", None, (5.9, 50.9), 1, ""),
        Area("hidden", None, (5.8, 50.8), None, "", hidden=True),
        Area("none", None, (5.7, 50.7), None, ""),
    )
    root = drawn(AreaMap(areas, ("a", "b"), "geen draagkracht", untold="niet verteld"))

    fills = [each.attrib["fill"] for each in root.iter(f"{SVG}circle")]
    assert len(set(fills)) == 3
    [pattern] = root.iter(f"{SVG}pattern")
    assert f"url(#{pattern.attrib['id']})" == fills[1]
    assert {"niet verteld", "geen draagkracht"} <= set(texts(root))


def square(west: float, size: float = 0.1) -> dict[str, object]:
    ring = [[west, 50.9], [west + size, 50.9], [west + size, 50.9 + size], [west, 50.9 + size], [west, 50.9]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_municipality_has_a_border_beneath_its_areas() -> None:
    areas = (
        Area("north", square(5.9), None, 1, "", within="Here"),
        Area("east", square(6.1), None, 1, "", within="There"),
        Area("south", square(6.3), None, 1, "", within="Here"),
        Area("nowhere", square(6.5), None, 1, ""),
    )
    root = drawn(AreaMap(areas, ("a", "b"), ""))

    told = [(each.attrib["fill"] == "none", each.findtext(f"{SVG}title")) for each in root.iter(f"{SVG}path")]
    assert told == [
        (False, "nowhere: "),
        (True, None),
        (False, "north: "),
        (False, "south: "),
        (True, None),
        (False, "east: "),
    ]


def test_an_area_that_is_listed_bears_its_number_where_there_is_room() -> None:
    areas = (
        Area("wide", square(5.9, 0.1), None, 4, "", number=7),
        Area("narrow", square(6.5, 0.001), None, 1, "", number=8),
        Area("not listed", square(7.0, 0.1), None, 1, ""),
    )
    root = drawn(AreaMap(areas, ("a", "b", "c", "d", "e"), "", ("Volste gebieden", "7. wide: 99%")))

    assert "7" in texts(root)
    assert "8" not in texts(root)


def test_a_picture_in_a_page_that_says_what_it_is_shows_no_title_and_no_foot() -> None:
    picture = Bars((Bar("A", (Part(0, 3.0),)),), ("in",))
    frame = Frame("key", "Titel", "2026", "Wat het zegt", "voet", dutch=True)
    whole, bare = (
        ElementTree.fromstring(draw(picture, frame=one))
        for one in (frame, replace(frame, subtitle="", foot=""))
    )

    assert {"Titel", "2026", "voet"} <= set(texts(whole))
    assert not {"Titel", "2026", "voet"} & set(texts(bare))
    assert bare.findtext(f"{SVG}title") == "Titel", "who can't see it is told still"
    assert float(bare.attrib["height"]) < float(whole.attrib["height"])


def test_nothing_at_all_says_so() -> None:
    for picture in (Bars((), ("in",)), Matrix((), (), ()), AreaMap((), (), "")):
        words = " ".join(each.text or "" for each in drawn(picture).iter(f"{SVG}text"))
        assert "Geen" in words


def texts(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_a_bar_too_narrow_for_its_number_has_it_beside() -> None:
    root = drawn(Bars((Bar("A", (Part(0, 1.0), Part(1, -2.0))), Bar("B", (Part(0, 97.0),))), ("in", "uit")))

    place = {each.text: float(each.attrib["x"]) for each in root.iter(f"{SVG}text")}
    [nothing] = [float(each.attrib["x"]) for each in root.iter(f"{SVG}text") if each.text == "0"]
    assert place["2"] < nothing < place["1"] < place["97"]


def test_both_sides_of_an_axis_have_ticks_to_beyond_the_bars() -> None:
    root = drawn(Bars((Bar("A", (Part(0, 47.0), Part(1, -3.0))),), ("in", "uit")))

    ticks = [each.text for each in root.iter(f"{SVG}text") if each.get("font-size") == "11"]
    assert ticks[:7] == ["10", "0", "10", "20", "30", "40", "50"]


def test_per_cents_go_to_a_hundred_however_short_the_bars() -> None:
    root = drawn(Bars((Bar("A", (Part(0, 41.0),)),), ("in",), unit="%", whole=100))

    ticks = [each.text for each in root.iter(f"{SVG}text") if each.get("font-size") == "11"]
    assert ticks[:6] == ["0", "20", "40", "60", "80", "100"]


def test_where_all_is_hidden_words_stand_instead_of_an_axis() -> None:
    told = texts(drawn(Bars((Bar("A", (Part(0, None),)), Bar("B", ())), ("in",))))

    assert "Geen cijfers om te tekenen" in told
    assert "A" in told
    assert "*" in told
    assert "0" not in told


def test_a_legend_never_runs_into_itself_or_off_the_paper() -> None:
    """Letters of one width each would let a word of many m's run into what follows."""
    names = (
        "maximum maximum maximum",
        "mmmmmmmm mmmmmmmm",
        "minimum",
        "afgesproken deel van het geheel",
        "m" * 20,
    )
    root = drawn(Bars((Bar("A", (Part(0, 3.0),), marks=(1.0, 2.0)),), names[:3], names[3:]))

    at = [
        (float(each.attrib["y"]), float(each.attrib["x"]), each.text or "")
        for each in root.iter(f"{SVG}text")
    ]
    legend = sorted(one for one in at if one[2] in names)
    assert len(legend) == len(names)
    for (y, x, name), (next_y, next_x, _) in pairwise([*legend, (0, 0, "")]):
        assert x + width_of(name, 12) <= (next_x - 18 if next_y == y else WIDTH)
