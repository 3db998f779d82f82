"""From shapes to SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from matching.reporting.pictures.canvas import (
    INK,
    LIGHT,
    LINE,
    PAPER,
    SERIES,
    SOFT,
    WIDTH,
    Canvas,
    number,
    width_of,
)
from matching.reporting.pictures.maps import draw_map
from matching.reporting.pictures.matrices import draw_matrix
from matching.reporting.pictures.shapes import Bar, Bars, Dots, Matrix, Picture
from matching.reporting.tables import HIDDEN

TOP, ROW, LABEL, RIGHT, FOOT = 92, 34, 280, 70, 68
HEAD, LEGEND, LAST_LINE = 60, 40, 26
"""How high title, legend and foot are. [pixel]"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a picture, in one language.

    Attributes
    ----------
    key
        Names the picture among others on a page.
    subtitle
        Whose figures, over which period; empty where the page around it says so, and what it is called.
    foot
        How to read it; empty where the page around it says so.
    """

    key: str
    title: str
    subtitle: str
    description: str
    foot: str
    dutch: bool


def draw(picture: Picture, *, frame: Frame) -> str:
    """Return the picture as SVG, with its title, and its figures in words for who can't see it."""
    height, fill = _planned(picture, frame)
    head = HEAD + LEGEND if isinstance(picture, Dots) else HEAD
    top, foot = 0 if frame.subtitle else head, height if frame.foot else height - LAST_LINE
    canvas = Canvas(
        top, foot, key=frame.key, title=frame.title, description=frame.description, dutch=frame.dutch
    )
    if frame.subtitle:
        canvas.text(24, 34, frame.title, size=20, bold=True, room=WIDTH - 48)
        canvas.text(24, 56, frame.subtitle, size=13, fill=SOFT, room=WIDTH - 48)
    fill(canvas)
    if frame.foot:
        canvas.text(24, height - 14, frame.foot, size=11, fill=SOFT, room=WIDTH - 48)
    return canvas.finished()


def _planned(picture: Picture, frame: Frame) -> tuple[float, Callable[[Canvas], None]]:
    """Return how high a picture is, and what draws it."""
    if isinstance(picture, Bars):
        return _height(len(picture.bars)), lambda on: _BarChart(on, picture, frame).draw()
    if isinstance(picture, Dots):
        return _height(len(picture.dots)), lambda on: _draw_dots(on, picture, frame)
    if isinstance(picture, Matrix):
        height = TOP + 80 + ROW * max(1, len(picture.rows)) + FOOT
        return height, lambda on: draw_matrix(on, picture, dutch=frame.dutch)
    return 700, lambda on: draw_map(on, picture, dutch=frame.dutch)


def _height(rows: int) -> float:
    return TOP + 26 + ROW * max(1, rows) + FOOT


class _BarChart:
    """Bars beneath each other, on one scale."""

    def __init__(self, canvas: Canvas, picture: Bars, frame: Frame) -> None:
        self.canvas, self.picture, self.frame = canvas, picture, frame
        self.scale = _scale_of(picture)

    def draw(self) -> None:
        """Draw all of it."""
        _legend(self.canvas, self.picture)
        foot = TOP + 26 + ROW * max(1, len(self.picture.bars))
        if _ends(self.picture.bars) == (0, 0):
            nothing = "Geen cijfers om te tekenen" if self.frame.dutch else "No figures to draw"
            self.canvas.text(LABEL + 8, foot + 16, nothing, fill=SOFT)
        else:
            _axis(self.canvas, self.scale, foot, self.frame.dutch, self.picture.unit)
        for place, bar in enumerate(self.picture.bars):
            self._bar(bar, TOP + 26 + ROW * place)

    def _bar(self, bar: Bar, y: float) -> None:
        self.canvas.text(LABEL - 10, y + 21, bar.label, anchor="end", room=LABEL - 30)
        right = left = 0.0
        for part in bar.parts:
            value = part.value or 0.0
            self._part(bar.label, part.series, abs(value), start=right if value > 0 else left + value, y=y)
            right, left = right + max(0.0, value), left + min(0.0, value)
        for place, mark in enumerate(bar.marks):
            if mark is not None:
                _mark(self.canvas, self.scale.at(mark), y + 1, y + ROW - 3, place)
        self._beside(bar, left, right, y)

    def _beside(self, bar: Bar, left: float, right: float, y: float) -> None:
        """Write what does not fit into a bar, what is not told, and its note."""
        end = self.scale.at(max([right, *(mark for mark in bar.marks if mark is not None)])) + 8
        untold = HIDDEN if any(part.value is None for part in bar.parts) else ""
        notes = [self._too_narrow(bar, lambda value: value > 0), bar.note, untold]
        note = "  ".join(note for note in notes if note)
        self.canvas.text(end, y + 21, note, size=12, fill=SOFT, room=WIDTH - end - 4)
        if to_the_left := self._too_narrow(bar, lambda value: value < 0):
            self.canvas.text(self.scale.at(left) - 6, y + 21, to_the_left, size=12, fill=SOFT, anchor="end")

    def _too_narrow(self, bar: Bar, on_this_side: Callable[[float], bool]) -> str:
        """Return the number of the only part on a side, where it doesn't fit into it."""
        values = [
            abs(part.value) for part in bar.parts if part.value is not None and on_this_side(part.value)
        ]
        return "" if len(values) != 1 or self._fits(values[0]) else number(values[0], dutch=self.frame.dutch)

    def _fits(self, size: float) -> bool:
        width = self.scale.at(size) - self.scale.at(0)
        return width > width_of(number(size, dutch=self.frame.dutch), 12) + 8

    def _part(self, label: str, series: int, size: float, *, start: float, y: float) -> None:
        if not size:
            return
        told = number(size, dutch=self.frame.dutch)
        x, end = self.scale.at(start), self.scale.at(start + size)
        fill = SERIES[series % len(SERIES)]
        hint = f"{label} · {self.picture.series[series]}: {told}"
        self.canvas.rectangle(x, y + 5, end - x, ROW - 11, fill=fill, hint=hint)
        if self._fits(size):
            ink = INK if fill in LIGHT else PAPER
            self.canvas.text((x + end) / 2, y + 21, told, size=12, fill=ink, anchor="middle")


def _mark(canvas: Canvas, x: float, y: float, to_y: float, place: int) -> None:
    """Draw what a bar is compared with: a line; the second one with a round head, the third with a square one."""
    canvas.line(x, y, x, to_y, stroke=INK, width=2)
    if place == 1:
        canvas.circle(x, y + 1, 3.5, fill=INK)
    elif place:
        canvas.rectangle(x - 3.5, y - 2, 7, 7, fill=INK)


def _legend(canvas: Canvas, picture: Bars) -> None:
    x, y = 24.0, 82.0
    for place, name in enumerate((*picture.series, *picture.marks)):
        if x + 18 + width_of(name, 12) > WIDTH - 24:
            x, y = 24.0, y + 18
        if place < len(picture.series):
            canvas.rectangle(x, y - 11, 13, 13, fill=SERIES[place % len(SERIES)])
        else:
            _mark(canvas, x + 6, y - 12, y + 2, place - len(picture.series))
        canvas.text(x + 18, y, name, size=12)
        x += 34 + width_of(name, 12)


def _draw_dots(canvas: Canvas, picture: Dots, frame: Frame) -> None:
    scale = _Scale(0, 100, LABEL, WIDTH - RIGHT - 150, step=20)
    _axis(canvas, scale, TOP + 26 + ROW * max(1, len(picture.dots)), frame.dutch, picture.unit)
    for place, dot in enumerate(picture.dots):
        y = TOP + 26 + ROW * place + ROW / 2
        canvas.text(LABEL - 10, y + 4, dot.label, anchor="end", room=LABEL - 30)
        if dot.value is None or dot.low is None or dot.high is None:
            canvas.text(scale.at(0) + 6, y + 4, dot.note or HIDDEN, size=12, fill=SOFT)
            continue
        canvas.line(scale.at(dot.low), y, scale.at(dot.high), y, stroke=SERIES[0], width=7)
        canvas.circle(scale.at(dot.value), y, 6, fill=INK)
        value, low, high = (number(one, dutch=frame.dutch) for one in (dot.value, dot.low, dot.high))
        told = f"{value}% ({low}–{high}) {dot.note}".strip()
        canvas.text(scale.at(100) + 10, y + 4, told, size=12, fill=SOFT, room=210)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a value stands. [pixel]

    Attributes
    ----------
    step
        From one tick to the next, in the unit of the values.
    """

    least: float
    most: float
    left: float
    right: float
    step: float

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + (value - self.least) / (self.most - self.least) * (self.right - self.left)

    def ticks(self) -> list[float]:
        """Return round values, some five of them, the ends among them."""
        return [
            self.step * place
            for place in range(round(self.least / self.step), round(self.most / self.step) + 1)
        ]


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, ..."""
    size = 1.0
    while True:
        for step in (1, 2, 5):
            if step * size >= rough:
                return step * size
        size *= 10


def _scale_of(picture: Bars) -> _Scale:
    """Return a scale on which all bars fit, with a tick at either end."""
    least, most = _ends(picture.bars)
    if picture.whole is not None:
        least, most = -picture.whole if least < 0 else 0.0, picture.whole
    step = _round_step((most - least or 1.0) / 5)
    least, most = step * floor(least / step), step * max(1, ceil(most / step))
    return _Scale(least, most, LABEL, WIDTH - RIGHT, step)


def _ends(bars: Sequence[Bar]) -> tuple[float, float]:
    """Return how far bars and marks go to the left and to the right."""
    values = [[part.value or 0.0 for part in bar.parts] for bar in bars]
    right = [sum(value for value in each if value > 0) for each in values]
    left = [sum(value for value in each if value < 0) for each in values]
    marks = [mark for bar in bars for mark in bar.marks if mark is not None]
    return min([0.0, *left]), max([0.0, *right, *marks])


def _axis(canvas: Canvas, scale: _Scale, foot: float, dutch: bool, unit: str) -> None:
    for tick in scale.ticks():
        x = scale.at(tick)
        canvas.line(x, TOP + 22, x, foot, stroke=SOFT if tick == 0 else LINE)
        canvas.text(x, foot + 16, number(abs(tick), dutch=dutch), size=11, fill=SOFT, anchor="middle")
    canvas.text(WIDTH - 24, foot + 33, unit, size=11, fill=SOFT, anchor="end")
