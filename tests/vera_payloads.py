"""Units and publications in VERA form, invented, with sensible defaults; and where the real ones are."""

import json
from functools import cache
from typing import Any

import pytest

from documents import ROOT

SHARED = ROOT.parent / "shared" / "data"
"""Real units and an example of VERA, where a workplace has them."""


def coded(code: str) -> dict[str, str]:
    """Return a code as VERA writes it, with a name beside it."""
    return {"code": code, "naam": f"naam van {code}"}


def a_unit(code: str = "EEN-1", **facts: Any) -> dict[str, Any]:
    """Return a unit as a corporation's system might send it, in the first neighbourhood of the test map."""
    usual = {
        "code": code,
        "soort": coded("WOO"),
        "detailSoort": coded("POF"),
        "bouwjaar": 1965,
        "etage": 2,
        "kamersAantal": 3,
        "zelfstandig": True,
        "rekenhuur": 688.40,
        "brutohuur": 702.11,
        "toegankelijkheidslabel": coded("GNV"),
        "oppervlakten": [{"soort": coded("GBO"), "waarde": "66"}],
        "ruimten": [
            {"soort": coded("VTK"), "detailSoort": coded(kind)} for kind in ("SLA", "SLA", "WOO", "KEU")
        ],
        "adres": {"buurt": coded("BU90010101")},
    }
    return {name: value for name, value in (usual | facts).items() if value is not None}


def a_publication(*units: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return a publication of units, ready to be let on the fourth of January."""
    usual = {"status": coded("GER"), "detailModel": coded("OMK"), "opleverdatum": "2027-01-04T00:00:00Z"}
    return {**usual, **facts, "eenheden": list(units)}


@cache
def _text(name: str) -> str | None:
    path = SHARED / name
    return path.read_text(encoding="utf-8") if path.exists() else None


def real(name: str) -> Any:
    """Return what is in a file of real data; a test that asks is skipped where it is absent."""
    text = _text(name)
    if text is None:
        pytest.skip(f"{name} is not here")
    return json.loads(text)
