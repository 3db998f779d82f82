"""The matching laid out: who got what, what is left of every cap, and what the rules said."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.solver.eligibility import Grid, Unit, Verdict, grid_of
from matching.solver.eligibility.answers import Answer
from matching.solver.eligibility.grid import RANK, Indexes, Ranks, Table
from matching.solver.explain.parts import UNDISCLOSED, RuleCount
from matching.solver.formulate import Cap, CapKind, Charges, Decided, caps_of, decide_forced
from matching.solver.instance import Instance
from matching.solver.problem import Problem, Solution
from matching.vocabulary import Urgency

REFUSED, UNKNOWN, FITS = RANK[Verdict.REFUSED], RANK[Verdict.UNKNOWN], RANK[Verdict.FITS]

STEP: Mapping[Unit, int] = {
    Unit.EUROCENT: 1,
    Unit.DAY: 200,
    Unit.YEAR: 2_000,
    Unit.PERSON: 10_000,
    Unit.BEDROOM: 10_000,
}
"""What one unit counts, so that margins can be added: a month late weighs as much as 60 euros."""

NO_MARGIN = 100_000
"""What a refusal without a margin counts: more than any margin that is likely."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Board:
    """One matching against its instance; indexes are those of the grid.

    Attributes
    ----------
    home_of
        Dwelling of each client that is placed.
    """

    instance: Instance
    grid: Grid
    caps: tuple[Cap, ...]
    home_of: dict[int, int]

    @cached_property
    def taken(self) -> Counter[int]:
        """Units that are taken, by dwelling."""
        return Counter(self.home_of.values())

    def free(self, dwelling: int) -> int:
        """Return the units of a dwelling that are not taken. [placement]"""
        return self.grid.dwellings[dwelling].capacity - self.taken[dwelling]

    @cached_property
    def used_now(self) -> tuple[int, ...]:
        """What this matching uses of every cap. [unit of the measure]"""
        used = [0] * len(self.caps)
        for client, dwelling in self.home_of.items():
            for number, amount in self.charges.of(client, dwelling).items():
                used[number] += amount
        return tuple(used)

    @cached_property
    def charges(self) -> Charges:
        """What every placement takes of every cap."""
        return Charges(self.caps, grid=self.grid)

    @cached_property
    def decided(self) -> Decided:
        """What became of the forced pairs."""
        return decide_forced(self.instance, grid=self.grid, caps=self.caps)

    def left(self, number: int) -> int:
        """Return what is left of a cap. [unit of the measure]"""
        return max(0, self.caps[number].room - self.used_now[number])

    def blocking(self, client: int, dwelling: int) -> tuple[int, ...]:
        """Return the caps that have no room for this client in this dwelling."""
        return tuple(sorted(self._tight(client) & self.charges.over[dwelling]))

    def _tight(self, client: int) -> frozenset[int]:
        """Return every cap that has no room for this client."""
        if client not in self._tight_caps:
            charges = self.charges
            numbers = (number for number in range(len(self.caps)) if charges.counts(number, client))
            full = frozenset(
                number for number in numbers if self.left(number) < charges.amount(number, client)
            )
            self._tight_caps[client] = full
        return self._tight_caps[client]

    @cached_property
    def _tight_caps(self) -> dict[int, frozenset[int]]:
        return {}

    def full_before(self, number: int) -> bool:
        """Return whether a cap had no room before this run."""
        return self.caps[number].room == 0

    @cached_property
    def classes_in(self) -> dict[int, list[int]]:
        """The urgency classes of who got each dwelling, 0 for the highest."""
        classes = list(Urgency)
        found: dict[int, list[int]] = {}
        for client, dwelling in self.home_of.items():
            found.setdefault(dwelling, []).append(classes.index(self.grid.clients[client].urgency))
        return found

    def distances(self, client: int, dwellings: Indexes, ranks: Ranks) -> Indexes:
        """Return by how much each of these dwellings was missed, all checks together.

        Parameters
        ----------
        ranks
            The verdict of every check on every dwelling for this client. [checks x dwellings]
        """
        total = np.zeros(len(dwellings), dtype=np.intp)
        for number, table in enumerate(self.grid.tables):
            refused = ranks[number, dwellings] == REFUSED
            if refused.any():
                total[refused] += self._distances_in(table, client, dwellings[refused])
        return total

    def _distances_in(self, table: Table, client: int, dwellings: Indexes) -> Indexes:
        """Ask a check for its margin once per group of dwellings."""
        groups, first, place = np.unique(
            table.dwelling_group[dwellings], return_index=True, return_inverse=True
        )
        row = table.chosen[table.client_group[client]]
        missed = [
            self._missed_by(table.answers[row[group]], client, dwelling)
            for group, dwelling in zip(groups.tolist(), dwellings[first].tolist(), strict=True)
        ]
        return np.array(missed, dtype=np.intp)[place]

    def _missed_by(self, answer: Answer, client: int, dwelling: int) -> int:
        if answer.margin is None or answer.unit is None:
            return NO_MARGIN
        grid = self.grid
        return STEP[answer.unit] * answer.margin(grid.setting, grid.clients[client], grid.dwellings[dwelling])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name each check is told by: its rule, or `UNDISCLOSED`."""
        return tuple(
            UNDISCLOSED if any(answer.confidential for answer in table.answers) else str(table.check.rule)
            for table in self.grid.tables
        )

    def refusing(self, ranks: Ranks) -> tuple[tuple[str, ...], Flags]:
        """Return the names rules are told by, and for each what it refuses. [names x columns]"""
        names = tuple(dict.fromkeys(self.names))
        refused = np.zeros((len(names), ranks.shape[1]), dtype=np.bool_)
        for name, row in zip(self.names, ranks == REFUSED, strict=True):
            refused[names.index(name)] |= row
        return names, refused

    def removed(self, ranks: Ranks) -> tuple[RuleCount, ...]:
        """Count what every rule removed, the most first. [checks x columns]"""
        names, refused = self.refusing(ranks)
        alone = refused & (refused.sum(axis=0) == 1)
        counts = (
            RuleCount(name, int(row.sum()), int(only.sum()))
            for name, row, only in zip(names, refused, alone, strict=True)
        )
        return tuple(sorted((one for one in counts if one.removed), key=lambda one: (-one.removed, one.rule)))


def board_of(instance: Instance, *, problem: Problem, solution: Solution, grid: Grid | None = None) -> Board:
    """Lay a solution out.

    Raises
    ------
    KeyError
        When the problem was not made from this instance.
    """
    grid = grid or grid_of(instance)
    clients = {client.id: index for index, client in enumerate(grid.clients)}
    dwellings = {dwelling.id: index for index, dwelling in enumerate(grid.dwellings)}
    homes = {
        clients[problem.clients[placement.client].id]: dwellings[problem.dwellings[placement.dwelling].id]
        for placement in solution.placements
    }
    return Board(instance, grid, caps_of(instance, grid=grid), dict(sorted(homes.items())))


def is_secret(cap: Cap) -> bool:
    """Return whether nobody may see that this cap exists."""
    return cap.kind is CapKind.KEEP_APART
