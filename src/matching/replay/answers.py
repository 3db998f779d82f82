"""What people say to a proposal in a replay: a coin for each pair, the same whoever proposes it."""

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from matching.replay.history import History
from matching.solver import Client, Dwelling
from matching.solver.suitability import Scene, broken_down, scene_of

LEAST, MOST = 0.45, 0.95
"""The chance of a yes for a pair worth nothing and for the best pair; in between it grows evenly with suitability.

No source gives these numbers: they are this product's own.
"""


@dataclass(frozen=True)
class Answers:
    """The answers of a whole history.

    An answer depends on the two alone: in the suitability it follows, nothing is scarce.
    """

    history: History
    seed: int

    def accepted(self, client: str, dwelling: str) -> bool:
        """Tell whether client and corporation both say yes, whenever they are asked."""
        chance = LEAST + (MOST - LEAST) * self.suitability(client, dwelling) / 1_000
        return Random(f"{self.seed}:{client}:{dwelling}").random() < chance  # noqa: S311 - the same for all policies

    def suitability(self, client: str, dwelling: str) -> int:
        """Return what the pair is worth by itself. [0..1,000]"""
        one, home = self._clients[client], self._dwellings[dwelling]
        return broken_down(self._scene, self.history.region.policy, one, home).total

    @cached_property
    def _scene(self) -> Scene:
        return scene_of(replace(self.history.region, clients=(), dwellings=()))

    @cached_property
    def _clients(self) -> dict[str, Client]:
        return {one.id: one for one in self.history.region.clients}

    @cached_property
    def _dwellings(self) -> dict[str, Dwelling]:
        return {one.id: one for one in self.history.region.dwellings}
