"""A history as JSON and back, `matchingspunt/history@1`: an instance, and when each dwelling is on offer."""

from datetime import date
from typing import Any

from matching.replay.history import History, Offer
from matching.solver import read_instance, write_instance

FORMAT = "matchingspunt/history@1"


def write_history(history: History) -> dict[str, Any]:
    """Return a history as plain JSON values."""
    offers = [
        {"dwelling": one.dwelling, "since": one.since.isoformat(), "until": one.until.isoformat()}
        for one in history.offers
    ]
    return {
        "format": FORMAT,
        "weeks": history.weeks,
        "offers": offers,
        "region": write_instance(history.region),
    }


def read_history(document: dict[str, Any]) -> History:
    """Return the history that `write_history` wrote.

    Raises
    ------
    ValueError
        When it is of another format, or something in it is missing.
    InvalidInstance, InvalidHistory
        When it contradicts itself.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"This is no {FORMAT}.")
    try:
        offers = tuple(
            Offer(one["dwelling"], date.fromisoformat(one["since"]), date.fromisoformat(one["until"]))
            for one in document["offers"]
        )
        return History(read_instance(document["region"]), offers, document["weeks"])
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"The history is not complete, or not of the right form: {wrong}.") from None
