"""A sheet to draw on: the few elements of SVG that a figure needs, escaped by the standard library.

Colours stand in attributes, not in styles, so that the strictest Content-Security-Policy shows them.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 900
"""Of every picture. [pixel]"""
INK, SOFT, LINE, PAPER = "#17202a", "#566573", "#d5d8dc", "#ffffff"
SERIES = ("#1f5a8a", "#e39a3b", "#2b7a61", "#7d4f96", "#8c8c8c", "#a23b4a", "#63a6c9")
"""Seven that can be told apart, also by who sees little red or green, and against white."""
LIGHT = (SERIES[1], SERIES[4], SERIES[6])
"""Those on which dark letters read better."""
SHADES = ("#e8f1e4", "#c3dbb4", "#f2d98a", "#e8a15b", "#b8452f")
"""From little to more than can be."""
UNTOLD = "#c7ccd1"
"""For what is not told."""
_LETTER, _WIDE, _NARROW = 0.62, 0.95, 0.38
"""How wide a letter is, about, as a part of its size; a little too wide in most fonts."""
_WIDE_ONES, _NARROW_ONES = frozenset("mwMW%@→"), frozenset("fijlrtIJ.,:;'|!()[]-· ")


class Canvas:
    """A picture in the making; what is drawn above `top` or below `foot` is not on it. [pixel]"""

    def __init__(
        self, top: float, foot: float, *, key: str, title: str, description: str, dutch: bool
    ) -> None:
        self.root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 {top:g} {WIDTH} {foot - top:g}",
                "width": str(WIDTH),
                "height": f"{foot - top:g}",
                "role": "img",
                "lang": "nl" if dutch else "en",
                "aria-labelledby": f"{key}-title {key}-description",
                "font-family": "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
            },
        )
        SubElement(self.root, "title", {"id": f"{key}-title"}).text = title
        SubElement(self.root, "desc", {"id": f"{key}-description"}).text = description
        self.rectangle(0, top, WIDTH, foot - top, fill=PAPER)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 13,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
        room: float | None = None,
    ) -> None:
        """Write words; shortened where they have less room than they need. [pixel]"""
        attributes = {
            "x": f"{x:.1f}",
            "y": f"{y:.1f}",
            "font-size": f"{size:g}",
            "fill": fill,
            "text-anchor": anchor,
        }
        if bold:
            attributes["font-weight"] = "600"
        SubElement(self.root, "text", attributes).text = (
            words if room is None else shortened(words, size, room)
        )

    def rectangle(
        self, x: float, y: float, width: float, height: float, *, fill: str, hint: str = "", edge: str = ""
    ) -> None:
        """Draw a rectangle; a hint is what a pointer that rests on it is told."""
        attributes = {
            "x": f"{x:.1f}",
            "y": f"{y:.1f}",
            "width": f"{max(0.0, width):.1f}",
            "height": f"{height:.1f}",
            "fill": fill,
        }
        if edge:
            attributes |= {"stroke": edge, "stroke-width": "1"}
        self._hinted(SubElement(self.root, "rect", attributes), hint)

    def line(
        self, x: float, y: float, to_x: float, to_y: float, *, stroke: str = LINE, width: float = 1
    ) -> None:
        """Draw a line."""
        ends = {"x1": f"{x:.1f}", "y1": f"{y:.1f}", "x2": f"{to_x:.1f}", "y2": f"{to_y:.1f}"}
        SubElement(self.root, "line", {**ends, "stroke": stroke, "stroke-width": f"{width:g}"})

    def circle(
        self, x: float, y: float, radius: float, *, fill: str, hint: str = "", edge: str = PAPER
    ) -> None:
        """Draw a dot."""
        attributes = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:g}", "fill": fill, "stroke": edge}
        self._hinted(SubElement(self.root, "circle", attributes), hint)

    def path(
        self, steps: str, *, fill: str, hint: str = "", edge: str = PAPER, thickness: float = 0.8
    ) -> None:
        """Draw an outline."""
        attributes = {"d": steps, "fill": fill, "stroke": edge, "fill-rule": "evenodd"}
        attributes["stroke-width"] = str(thickness)
        self._hinted(SubElement(self.root, "path", attributes), hint)

    def hatched(self) -> str:
        """Return a fill of slanting lines, which nobody takes for a shade."""
        name = f"{self.root.attrib['aria-labelledby'].split()[0]}-hatched"
        marks = {
            "width": "6",
            "height": "6",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        }
        pattern = SubElement(SubElement(self.root, "defs"), "pattern", {"id": name, **marks})
        SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": PAPER})
        SubElement(pattern, "rect", {"width": "2", "height": "6", "fill": SOFT})
        return f"url(#{name})"

    @staticmethod
    def _hinted(element: Element, hint: str) -> None:
        if hint:
            SubElement(element, "title").text = hint

    def finished(self) -> str:
        """Return the picture."""
        return tostring(self.root, encoding="unicode")


def width_of(words: str, size: float) -> float:
    """Return how wide words are, about. [pixel]"""
    return size * sum(_width(letter) for letter in words)


def _width(letter: str) -> float:
    return _WIDE if letter in _WIDE_ONES else _NARROW if letter in _NARROW_ONES else _LETTER


def shortened(words: str, size: float, room: float) -> str:
    """Return words that fit."""
    if width_of(words, size) <= room:
        return words
    kept = words
    while len(kept) > 1 and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def number(value: float, *, dutch: bool) -> str:
    """Return a number as people write it, with at most two decimals."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,")) if dutch else text
