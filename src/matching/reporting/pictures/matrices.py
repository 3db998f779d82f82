"""A square of numbers, shaded by size."""

from matching.reporting.pictures.canvas import INK, SOFT, UNTOLD, WIDTH, Canvas, number, shortened
from matching.reporting.pictures.shapes import Matrix
from matching.reporting.tables import HIDDEN

_LEFT, _TOP, _ROW = 210.0, 150.0, 34.0
_SHADES = ("#ffffff", "#dce8f2", "#b0cce2", "#7aa8cc", "#3f7fb0", "#1f5a8a")


def draw_matrix(canvas: Canvas, picture: Matrix, *, dutch: bool) -> None:
    """Draw a matrix; what is not told is grey, with a word."""
    wide = (WIDTH - _LEFT - 30) / max(1, len(picture.columns))
    most = max([1.0, *(cell for row in picture.cells for cell in row if cell)])
    canvas.text(24, 92, picture.down + " ↓", size=12, fill=SOFT, room=_LEFT - 30)
    canvas.text(_LEFT, 92, picture.across + " →", size=12, fill=SOFT)
    for place, name in enumerate(picture.columns):
        room = wide * 1.6
        high = _TOP - (8 if place % 2 else 26)
        canvas.text(_LEFT + wide * (place + 0.5), high, shortened(name, 12, room), size=12, anchor="middle")
    for line, (name, cells) in enumerate(zip(picture.rows, picture.cells, strict=True)):
        y = _TOP + _ROW * line
        canvas.text(_LEFT - 10, y + 22, name, anchor="end", room=_LEFT - 34)
        for place, value in enumerate(cells):
            x = _LEFT + wide * place
            shade = UNTOLD if value is None else _shade(value, most)
            hint = f"{name} → {picture.columns[place]}"
            canvas.rectangle(x, y, wide - 2, _ROW - 2, fill=shade, edge="#e5e8ea", hint=hint)
            words = HIDDEN if value is None else number(value, dutch=dutch) if value else "·"
            dark = value is not None and value > most * 0.55
            canvas.text(
                x + wide / 2 - 1, y + 22, words, size=12, fill="#ffffff" if dark else INK, anchor="middle"
            )
    if not picture.rows:
        canvas.text(_LEFT, _TOP + 22, "Geen gegevens" if dutch else "No figures", fill=SOFT)


def _shade(value: float, most: float) -> str:
    return (
        _SHADES[min(len(_SHADES) - 1, round(value / most * (len(_SHADES) - 1) + 0.49))]
        if value
        else _SHADES[0]
    )
