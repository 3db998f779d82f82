"""Why not: what is wrong with a question about a client, and what is answered."""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.errors import Fault
from matching.models.base import Json
from matching.solver import Base, Instance, Solve, as_plain, as_typed, openings_for, why_not


@dataclass(frozen=True, slots=True)
class PlacementQuestion:
    """Why this client did not get this dwelling; without one, what would give them any.

    Attributes
    ----------
    client, dwelling
        Ids, as the run knew them.
    """

    client: str
    dwelling: str | None = None


def faults(instance: Instance, meant: Json) -> Iterator[Fault]:
    """Name what the run did not know."""
    asked: PlacementQuestion = as_typed(PlacementQuestion, meant)
    if asked.client not in {one.id for one in instance.clients}:
        yield Fault(
            "client",
            "not-in-run",
            "The matching run did not know this client.",
            "De matchronde kende deze kandidaat niet.",
        )
    if asked.dwelling not in {None, *(one.id for one in instance.dwellings)}:
        yield Fault(
            "dwelling",
            "not-in-run",
            "The matching run did not know this dwelling.",
            "De matchronde kende deze woning niet.",
        )


def answer(base: Base, meant: Json, solve: Solve) -> Json:
    """Return what stands in the way of a pair, or what would house a client; one of the two."""
    asked: PlacementQuestion = as_typed(PlacementQuestion, meant)
    if asked.dwelling is None:
        return {"placing": None, "openings": as_plain(openings_for(base, solve, client=asked.client))}
    placing = why_not(base, solve, client=asked.client, dwelling=asked.dwelling)
    return {"placing": as_plain(placing), "openings": None}
