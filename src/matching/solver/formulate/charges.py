"""What one placement takes of every cap."""

from collections.abc import Sequence

from matching.solver.eligibility import Grid
from matching.solver.formulate.caps import Cap, Measure


class Charges:
    """What a client takes of which cap, dwelling by dwelling; indexes are those of the grid.

    Attributes
    ----------
    over
        The caps that count the placements in each dwelling.
    """

    def __init__(self, caps: Sequence[Cap], *, grid: Grid) -> None:
        self._caps, self._clients = caps, grid.clients
        self._members = tuple(None if cap.clients is None else frozenset(cap.clients) for cap in caps)
        over: list[list[int]] = [[] for _ in grid.dwellings]
        for number, cap in enumerate(caps):
            for dwelling in cap.dwellings:
                over[dwelling].append(number)
        self.over = tuple(frozenset(numbers) for numbers in over)

    def of(self, client: int, dwelling: int) -> dict[int, int]:
        """Return what a placement takes, by number of the cap. [unit of each cap's measure]"""
        return {
            number: self.amount(number, client)
            for number in sorted(self.over[dwelling])
            if self.counts(number, client)
        }

    def counts(self, number: int, client: int) -> bool:
        """Return whether a cap counts this client."""
        members = self._members[number]
        return members is None or client in members

    def amount(self, number: int, client: int) -> int:
        """Return what a placement of this client takes of a cap that counts it. [unit of the measure]"""
        measure = self._caps[number].measure
        if measure is Measure.LOAD:
            return self._clients[client].load
        return self._clients[client].support_hours if measure is Measure.HOURS else 1
