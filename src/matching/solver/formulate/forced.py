"""Which forced pairs a run keeps: those that every rule allows, and that can be together."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from matching.solver.eligibility import Grid, Outcome, outcomes
from matching.solver.formulate.caps import Cap
from matching.solver.formulate.charges import Charges
from matching.solver.formulate.priority import priority
from matching.solver.instance import Forced, Instance


class Hindrance(Enum):
    """What kind of thing stands in the way of a forced pair."""

    CLIENT_GONE = auto()
    DWELLING_GONE = auto()
    RULES = auto()
    CLIENT_ONCE = auto()
    CAPACITY = auto()
    CAPS = auto()


@dataclass(frozen=True, slots=True)
class Unmet:
    """A forced pair that can't be.

    Attributes
    ----------
    outcomes
        What the pair rules say, where `hindrance` is `RULES`.
    full
        The caps without room, each with what the pair needs of it, where `hindrance` is `CAPS`.
        [unit of the cap's measure]
    """

    forced: Forced
    hindrance: Hindrance
    outcomes: tuple[Outcome, ...] = ()
    full: tuple[tuple[Cap, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the forced pairs.

    Attributes
    ----------
    kept
        Indexes of client and dwelling, in the order in which it was decided.
    unmet
        Those that can't be, in the order of their ids.
    """

    kept: tuple[tuple[int, int], ...] = ()
    unmet: tuple[Unmet, ...] = ()


def decide_forced(instance: Instance, *, grid: Grid, caps: Sequence[Cap]) -> Decided:
    """Decide about the forced pairs one by one: highest priority first, then by id.

    So the order in which they were entered does not matter, and a higher urgency is never a disadvantage.
    """
    if not instance.forced:
        return Decided()
    attempt = _Attempt(grid, caps)
    refused = [one for one in map(attempt.keep, _in_order(instance)) if one is not None]
    refused.sort(key=lambda one: (one.forced.client, one.forced.dwelling))
    return Decided(tuple(attempt.kept.items()), tuple(refused))


def _in_order(instance: Instance) -> list[Forced]:
    """Return the forced pairs, each once; a client who is gone comes last."""
    points = {
        client.id: priority(client, on=instance.on, policy=instance.policy) for client in instance.clients
    }
    return sorted(
        set(instance.forced), key=lambda one: (-points.get(one.client, 0), one.client, one.dwelling)
    )


class _Attempt:
    """The forced pairs that are kept so far, and the room they leave."""

    def __init__(self, grid: Grid, caps: Sequence[Cap]) -> None:
        self.kept: dict[int, int] = {}
        self._grid, self._caps = grid, caps
        self._charges, self._used = Charges(caps, grid=grid), Counter[int]()
        self._clients = {client.id: index for index, client in enumerate(grid.clients)}
        self._dwellings = {dwelling.id: index for index, dwelling in enumerate(grid.dwellings)}

    def keep(self, forced: Forced) -> Unmet | None:
        """Keep a pair, or return what stands in its way."""
        if forced.client not in self._clients:
            return Unmet(forced, Hindrance.CLIENT_GONE)
        if forced.dwelling not in self._dwellings:
            return Unmet(forced, Hindrance.DWELLING_GONE)
        client, dwelling = self._clients[forced.client], self._dwellings[forced.dwelling]
        unmet = next(self._hindrances(forced, client, dwelling), None)
        if unmet is None:
            self.kept[client] = dwelling
            self._used.update(self._charges.of(client, dwelling))
        return unmet

    def _hindrances(self, forced: Forced, client: int, dwelling: int) -> Iterator[Unmet]:
        """Yield what stands in the way, the most telling first."""
        grid = self._grid
        home = grid.dwellings[dwelling]
        told = outcomes(grid.setting, client=grid.clients[client], dwelling=home)
        if told:
            yield Unmet(forced, Hindrance.RULES, outcomes=told)
        if client in self.kept:
            yield Unmet(forced, Hindrance.CLIENT_ONCE)
        if list(self.kept.values()).count(dwelling) >= home.capacity:
            yield Unmet(forced, Hindrance.CAPACITY)
        full = tuple(self._full(client, dwelling))
        if full:
            yield Unmet(forced, Hindrance.CAPS, full=full)

    def _full(self, client: int, dwelling: int) -> Iterator[tuple[Cap, int]]:
        for number, amount in self._charges.of(client, dwelling).items():
            if self._used[number] + amount > self._caps[number].room:
                yield self._caps[number], amount
