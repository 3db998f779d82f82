"""All clients against all dwellings: every check judged once per combination of values."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.solver.eligibility.answers import Answer, Rule, Verdict
from matching.solver.eligibility.checks import CHECKS, Check
from matching.solver.eligibility.setting import Setting, setting_of
from matching.solver.instance import Client, Dwelling, Instance

Indexes = npt.NDArray[np.intp]
Ranks = npt.NDArray[np.int8]

RANK = {Verdict.FITS: 0, Verdict.UNKNOWN: 1, Verdict.REFUSED: 2}
"""Verdicts as numbers, so that the highest of several checks is the verdict of all."""

_BLOCK = 2_000_000
"""Pairs looked at together: what memory is traded for speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The answers of one check, per group of clients and group of dwellings.

    Attributes
    ----------
    client_group, dwelling_group
        Group of each client and of each dwelling.
    answers
        The different answers that were given.
    chosen
        Index into `answers` for each combination of groups. [client groups x dwelling groups]
    ranks
        The same as verdicts. [client groups x dwelling groups]
    """

    check: Check
    client_group: Indexes
    dwelling_group: Indexes
    answers: tuple[Answer, ...]
    chosen: npt.NDArray[np.int16]
    ranks: Ranks

    def rows(self, clients: slice) -> Ranks:
        """Return the verdicts of some clients against all dwellings. [clients x dwellings]"""
        return np.take(self.ranks[self.client_group[clients]], self.dwelling_group, axis=1)


@dataclass(frozen=True, eq=False)
class Grid:
    """Every pair judged; clients and dwellings stand in the order of their ids."""

    setting: Setting
    clients: tuple[Client, ...]
    dwellings: tuple[Dwelling, ...]
    tables: tuple[Table, ...]

    @cached_property
    def verdicts(self) -> Ranks:
        """The verdict of every pair, as a rank. [clients x dwellings]"""
        return np.concatenate([worst for _, worst in self._blocks()] or [self._empty()])

    @cached_property
    def eligible(self) -> tuple[Indexes, Indexes]:
        """The pairs that may be, as two columns of indexes: by client, then by dwelling."""
        clients, dwellings = np.nonzero(self.verdicts == RANK[Verdict.FITS])
        return clients, dwellings

    def client_ranks(self, client: int) -> Ranks:
        """Return the verdict of every check on every dwelling for one client. [checks x dwellings]"""
        return np.stack(
            [table.ranks[table.client_group[client]][table.dwelling_group] for table in self.tables]
        )

    def dwelling_ranks(self, dwelling: int) -> Ranks:
        """Return the verdict of every check on every client for one dwelling. [checks x clients]"""
        groups = ((table, table.dwelling_group[dwelling]) for table in self.tables)
        return np.stack([table.ranks[:, group][table.client_group] for table, group in groups])

    def refusals(self) -> dict[Rule, int]:
        """Return for every rule how many pairs it refuses. [pair]"""
        counted = dict.fromkeys(Rule, 0)
        for clients in self._slices():
            for rule, ranks in self._by_rule(clients):
                counted[rule] += int(np.count_nonzero(ranks == RANK[Verdict.REFUSED]))
        return counted

    def _blocks(self) -> Iterator[tuple[slice, Ranks]]:
        for clients in self._slices():
            worst = self.tables[0].rows(clients)
            for table in self.tables[1:]:
                np.maximum(worst, table.rows(clients), out=worst)
            yield clients, worst

    def _by_rule(self, clients: slice) -> Iterator[tuple[Rule, Ranks]]:
        for rule in Rule:
            ranks = [table.rows(clients) for table in self.tables if table.check.rule is rule]
            yield rule, np.maximum.reduce(ranks)

    def _slices(self) -> Iterator[slice]:
        rows = max(1, _BLOCK // max(1, len(self.dwellings)))
        return (slice(start, start + rows) for start in range(0, len(self.clients), rows))

    def _empty(self) -> Ranks:
        return np.zeros((0, len(self.dwellings)), dtype=np.int8)


def grid_of(instance: Instance) -> Grid:
    """Judge every pair of an instance."""
    setting = setting_of(instance)
    clients = tuple(sorted(instance.clients, key=lambda client: client.id))
    dwellings = tuple(sorted(instance.dwellings, key=lambda dwelling: dwelling.id))
    tables = tuple(_table(check, setting, clients, dwellings) for check in CHECKS)
    return Grid(setting, clients, dwellings, tables)


def eligible_pairs(instance: Instance) -> tuple[tuple[str, str], ...]:
    """Return the ids of every client and dwelling that may be proposed together, in order."""
    grid = grid_of(instance)
    clients, dwellings = grid.eligible
    pairs = zip(clients.tolist(), dwellings.tolist(), strict=True)
    return tuple((grid.clients[client].id, grid.dwellings[dwelling].id) for client, dwelling in pairs)


def groups_of(keys: Iterable[Hashable]) -> tuple[Indexes, tuple[int, ...]]:
    """Number equal keys alike; return each one's group, and the first member of each group."""
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp)
    first = np.unique(group, return_index=True)[1]
    return group, tuple(first.tolist())


def _table(check: Check, setting: Setting, clients: Sequence[Client], dwellings: Sequence[Dwelling]) -> Table:
    client_group, client_first = groups_of(check.client(setting, client) for client in clients)
    dwelling_group, dwelling_first = groups_of(check.dwelling(setting, dwelling) for dwelling in dwellings)
    seen: dict[Answer, int] = {}
    rows = [
        [
            seen.setdefault(check.judge(setting, clients[client], dwellings[dwelling]), len(seen))
            for dwelling in dwelling_first
        ]
        for client in client_first
    ]
    chosen = np.array(rows, dtype=np.int16).reshape(len(client_first), len(dwelling_first))
    ranks = np.array([RANK[answer.verdict] for answer in seen], dtype=np.int8)
    return Table(check, client_group, dwelling_group, tuple(seen), chosen, ranks[chosen])
