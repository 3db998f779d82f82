"""Bodies for the doors of dwellings and clients, with sensible defaults, so that a test shows only what matters."""

from typing import Any


def an_offer(reference: str = "WON-1", **facts: Any) -> dict[str, Any]:
    """Return a dwelling as a corporation sends it, in the first neighbourhood of the test map."""
    usual = {
        "reference": reference,
        "neighbourhood": "BU90010101",
        "housingForm": "own-home-ambulant",
        "availableFrom": "2027-01-01",
        "rent": 68_840,
    }
    return usual | facts


def a_profile(reference: str = "KAN-1", **facts: Any) -> dict[str, Any]:
    """Return a client as a provider sends it."""
    usual = {
        "reference": reference,
        "onListSince": "2026-03-01",
        "load": 1.5,
        "support": "ambulant",
        "supportHours": 3.5,
        "housingForms": ["own-home-ambulant"],
    }
    return usual | facts
