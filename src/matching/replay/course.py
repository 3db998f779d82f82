"""A region as a year goes by: who waits, what is on offer, and what is used by those who moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from matching.replay.book import entered
from matching.replay.history import History
from matching.solver import Barred, Client, Dwelling, Grid, Instance, grid_of

Pair = tuple[str, str]
"""The ids of a client and a dwelling."""


@dataclass(frozen=True)
class Week:
    """What a policy may look at: the region on the day of the run, and nothing that comes later.

    Attributes
    ----------
    until
        For each dwelling the day its corporation lets it to somebody else.
    """

    number: int
    instance: Instance
    until: Mapping[str, date]

    @cached_property
    def grid(self) -> Grid:
        """Every pair that is there, judged."""
        return grid_of(self.instance)


@dataclass(frozen=True, slots=True)
class Moved:
    """A proposal that both sides accepted.

    Attributes
    ----------
    week
        Counted from 0; `on` is the day of its run.
    """

    client: str
    dwelling: str
    week: int
    on: date


class Course:
    """The region as it goes: who still waits, what is still free, what is used."""

    def __init__(self, history: History) -> None:
        self.moved: list[Moved] = []
        self.refused: list[Pair] = []
        self._history, self._region = history, _empty(history.region)
        self._waiting = {one.id: one for one in history.region.clients}
        self._free = {one.id: one for one in history.region.dwellings}
        self._offers = {one.dwelling: one for one in history.offers}

    def week(self, number: int) -> Week:
        """Return what is there in a week."""
        on = self._history.day(number)
        barred = tuple(Barred(client, dwelling, self._history.end) for client, dwelling in self.refused)
        instance = replace(
            self._region,
            on=on,
            clients=tuple(self._there(on)),
            dwellings=tuple(self._offered(on)),
            barred=self._region.barred + barred,
        )
        return Week(number, instance, {one.id: self._offers[one.id].until for one in instance.dwellings})

    def move(self, client: str, dwelling: str, *, week: int) -> None:
        """Enter a placement, and take client and unit out."""
        person, home = self._waiting.pop(client), self._free.pop(dwelling)
        if home.capacity > 1:
            self._free[dwelling] = replace(home, capacity=home.capacity - 1)
        self._region = entered(self._region, client=person, dwelling=home)
        self.moved.append(Moved(client, dwelling, week, self._history.day(week)))

    def _there(self, on: date) -> Iterator[Client]:
        return (one for one in self._waiting.values() if one.on_list_since <= on)

    def _offered(self, on: date) -> Iterator[Dwelling]:
        offers = self._offers
        return (one for one in self._free.values() if offers[one.id].since <= on < offers[one.id].until)


def _empty(region: Instance) -> Instance:
    """Leave out people and dwellings, and what was decided about pairs before: a replay decides anew."""
    return replace(region, clients=(), dwellings=(), previous=frozenset(), forced=())
