"""Two matchings in a row, laid side by side: who stayed, who came, and what room there is now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from matching.solver.eligibility import Outcome, grid_of, outcomes
from matching.solver.explain.board import Board
from matching.solver.formulate import caps_of, priority
from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.suitability import Scene, broken_down, scene_of
from matching.vocabulary import Urgency

Pair = tuple[str, str]
"""Ids of a client and a dwelling."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two matchings with the instance it was made from, looked up by id.

    Attributes
    ----------
    clients, dwellings
        Index in the grid of each id.
    """

    board: Board
    clients: Mapping[str, int]
    dwellings: Mapping[str, int]
    home_of: Mapping[str, str]

    def client(self, name: str) -> Client:
        """Return a client who is in it."""
        return self.board.grid.clients[self.clients[name]]

    def dwelling(self, name: str) -> Dwelling:
        """Return a dwelling that is in it."""
        return self.board.grid.dwellings[self.dwellings[name]]

    def points(self, name: str) -> int:
        """Return what a placement of a client is worth here. [point]"""
        instance = self.board.instance
        return priority(self.client(name), on=instance.on, policy=instance.policy)

    def rank(self, name: str) -> int:
        """Return 0 for a client of the highest urgency class."""
        return list(Urgency).index(self.client(name).urgency)

    def suitability(self, client: str, dwelling: str) -> int:
        """Return how well a dwelling suits a client here. [0..1,000]"""
        policy = self.board.instance.policy
        return broken_down(self._scene, policy, self.client(client), self.dwelling(dwelling)).total

    def against(self, client: str, dwelling: str) -> tuple[Outcome, ...]:
        """Return what the pair rules say against a pair here."""
        setting = self.board.grid.setting
        return outcomes(setting, client=self.client(client), dwelling=self.dwelling(dwelling))

    def needs(self, client: str, dwelling: str) -> dict[int, int]:
        """Return what a pair takes of every cap, by its number. [unit of the cap's measure]"""
        return self.board.charges.of(self.clients[client], self.dwellings[dwelling])

    def blocking(self, client: str, dwelling: str) -> tuple[int, ...]:
        """Return the caps without room for a pair, once the client leaves the home they have here."""
        own = self.needs(client, self.home_of[client]) if client in self.home_of else {}
        used, caps = self.board.used_now, self.board.caps
        needs = self.needs(client, dwelling).items()
        return tuple(
            number for number, need in needs if used[number] - own.get(number, 0) + need > caps[number].room
        )

    @cached_property
    def forced(self) -> frozenset[Pair]:
        """The forced pairs that are kept."""
        grid = self.board.grid
        kept = self.board.decided.kept
        return frozenset((grid.clients[client].id, grid.dwellings[home].id) for client, home in kept)

    @cached_property
    def _scene(self) -> Scene:
        return scene_of(self.board.instance, setting=self.board.grid.setting)


@dataclass(frozen=True, eq=False)
class Turn:
    """A matching and the one that came after it."""

    before: Side
    after: Side

    @cached_property
    def kept(self) -> frozenset[Pair]:
        """The pairs that both have."""
        return frozenset(self.before.home_of.items() & self.after.home_of.items())

    @cached_property
    def kept_in(self) -> Counter[str]:
        """How many of them each dwelling has."""
        return Counter(dwelling for _, dwelling in self.kept)

    @cached_property
    def kept_use(self) -> Counter[int]:
        """What they take together of every cap of the later instance. [unit of the cap's measure]"""
        used: Counter[int] = Counter()
        for pair in self.kept:
            used.update(self.after.needs(*pair))
        return used

    @cached_property
    def newcomers(self) -> Mapping[str, tuple[str, ...]]:
        """Who came to each dwelling."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for client, dwelling in sorted(self.after.home_of.items() - self.kept):
            found[dwelling].append(client)
        return {dwelling: tuple(clients) for dwelling, clients in found.items()}

    @cached_property
    def newcomers_under(self) -> Mapping[int, tuple[str, ...]]:
        """Who came under each cap of the later instance."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for dwelling, clients in self.newcomers.items():
            for client in clients:
                for number in self.after.needs(client, dwelling):
                    found[number].append(client)
        return {number: tuple(clients) for number, clients in found.items()}

    @cached_property
    def arrived(self) -> frozenset[str]:
        """Who has a dwelling by something new: on the list, in a higher urgency class, or forced."""
        forced = {client for client, _ in self.after.forced}
        return frozenset(
            one for one in self.after.home_of if one in forced or self.is_new(one) or self.rose(one)
        )

    def is_new(self, client: str) -> bool:
        """Return whether a client was not on the list before."""
        return client not in self.before.clients

    def rose(self, client: str) -> bool:
        """Return whether a client, who was on the list before, is in a higher urgency class now."""
        return self.after.rank(client) < self.before.rank(client)

    def left(self, dwelling: str) -> bool:
        """Return whether somebody who had this dwelling does not have it any more."""
        return any(home == dwelling for _, home in self.before.home_of.items() - self.kept)


def turn_of(
    before: Instance, after: Instance, *, pairs_before: Iterable[Pair], pairs_after: Iterable[Pair]
) -> Turn:
    """Lay two matchings side by side.

    Raises
    ------
    KeyError
        When a pair names somebody or something that is not in its instance.
    """
    return Turn(_side_of(before, pairs_before), _side_of(after, pairs_after))


def _side_of(instance: Instance, pairs: Iterable[Pair]) -> Side:
    grid, home_of = grid_of(instance), dict(pairs)
    clients = {client.id: index for index, client in enumerate(grid.clients)}
    dwellings = {dwelling.id: index for index, dwelling in enumerate(grid.dwellings)}
    homes = {clients[client]: dwellings[dwelling] for client, dwelling in home_of.items()}
    board = Board(instance, grid, caps_of(instance, grid=grid), homes)
    return Side(board, clients, dwellings, home_of)
