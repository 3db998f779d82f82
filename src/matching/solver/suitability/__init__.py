"""How well a home suits somebody: points of a pair, term by term, weighed by the covenant's policy."""

from matching.solver.suitability.points import (
    Breakdown,
    TermScore,
    breakdown,
    broken_down,
    scene_of,
    suitability,
)
from matching.solver.suitability.scarcity import Needing
from matching.solver.suitability.terms import TERMS, Scene, Term

__all__ = [
    "TERMS",
    "Breakdown",
    "Needing",
    "Scene",
    "Term",
    "TermScore",
    "breakdown",
    "broken_down",
    "scene_of",
    "suitability",
]
