"""Pictures of figures, as SVG: no scripts, no style sheets, text that stays text."""

from matching.reporting.pictures.canvas import number
from matching.reporting.pictures.drawing import draw
from matching.reporting.pictures.shapes import (
    Area,
    AreaMap,
    Bar,
    Bars,
    Dot,
    Dots,
    Matrix,
    Part,
    Picture,
)

__all__ = ["Area", "AreaMap", "Bar", "Bars", "Dot", "Dots", "Matrix", "Part", "Picture", "draw", "number"]
