"""The problem as one value that refuses to exist when it contradicts itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.solver.problem.parts import (
    LEVELS,
    MEASURES,
    Column,
    Limit,
    Pairs,
    ProblemClient,
    ProblemDwelling,
    Target,
)

LARGEST_NUMBER = 1_000_000_000
"""No number in a problem may pass this."""

LARGEST_VALUE = 2**53 - 1
"""No level's value may be able to pass this, so that every reader of JSON keeps it exact."""

LARGEST_SUITABILITY = 1_000


class Parts(NamedTuple):
    """What a problem is made of, before anybody looked whether it is sound."""

    clients: tuple[ProblemClient, ...]
    dwellings: tuple[ProblemDwelling, ...]
    pairs: Pairs
    limits: tuple[Limit, ...]
    targets: tuple[Target, ...]
    levels: tuple[str, ...]
    pinned: tuple[int, ...]


class InvalidProblem(ValueError):
    """The problem contradicts itself or its format; `faults` has a sentence for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Problem:
    """Who may live where, what must hold, and what is better, most important first.

    Attributes
    ----------
    levels
        Names out of `LEVELS`, each at most once, most important first.
    pinned
        Rows of `pairs` that every matching must have.

    Raises
    ------
    InvalidProblem
        When an id is used twice, an index dangles, a pair comes twice, a number is out of range, or the
        pinned pairs can't be together; names every fault and where it is.
    """

    clients: tuple[ProblemClient, ...]
    dwellings: tuple[ProblemDwelling, ...]
    pairs: Pairs
    limits: tuple[Limit, ...] = ()
    targets: tuple[Target, ...] = ()
    levels: tuple[str, ...] = LEVELS
    pinned: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        parts = Parts(
            self.clients, self.dwellings, self.pairs, self.limits, self.targets, self.levels, self.pinned
        )
        faults = tuple(faults_of(parts))
        if faults:
            raise InvalidProblem(faults)


def faults_of(parts: Parts) -> Iterator[str]:
    """Yield a sentence for everything that is wrong, and where it is."""
    found = tuple(_faults_of_parts(parts))
    yield from found
    if not found:
        yield from _faults_of_pinned(parts)


def _faults_of_parts(parts: Parts) -> Iterator[str]:
    clients, dwellings = len(parts.clients), len(parts.dwellings)
    for name in ("clients", "dwellings", "limits", "targets"):
        yield from _repeated_ids(name, [part.id for part in getattr(parts, name)])
    yield from _faults_of_clients(parts.clients)
    yield from _faults_of_dwellings(parts.dwellings)
    yield from _faults_of_pairs(parts.pairs, clients=clients, dwellings=dwellings)
    yield from _faults_of_limits(parts.limits, clients=clients, dwellings=dwellings)
    yield from _faults_of_targets(parts.targets, dwellings=dwellings)
    yield from _faults_of_levels(parts.levels)
    yield from _faults_of_indexes("pinned", parts.pinned, count=len(parts.pairs))
    yield from _faults_of_size(parts.clients, parts.targets)


def _repeated_ids(name: str, ids: Sequence[str]) -> Iterator[str]:
    if len(set(ids)) == len(ids):
        return
    for repeated, times in Counter(ids).items():
        if times > 1:
            yield f'{name}: the id "{repeated}" is used {times} times.'


def _out_of_range(where: str, number: int) -> Iterator[str]:
    if type(number) is not int:
        yield f"{where} must be a whole number, not {number!r}."
    elif number < 0:
        yield f"{where} is negative ({number})."
    elif number > LARGEST_NUMBER:
        yield f"{where} is {number}; the largest number allowed is {LARGEST_NUMBER}."


def _faults_of_clients(clients: Sequence[ProblemClient]) -> Iterator[str]:
    for index, client in enumerate(clients):
        for field in ("priority", "load", "hours"):
            yield from _out_of_range(f'clients[{index}] "{client.id}": {field}', getattr(client, field))


def _faults_of_dwellings(dwellings: Sequence[ProblemDwelling]) -> Iterator[str]:
    for index, dwelling in enumerate(dwellings):
        yield from _out_of_range(f'dwellings[{index}] "{dwelling.id}": capacity', dwelling.capacity)


def _faults_of_pairs(pairs: Pairs, *, clients: int, dwellings: int) -> Iterator[str]:
    lengths = {name: len(column) for name, column in pairs.columns().items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        yield f"pairs: the columns differ in length ({told})."
        return
    yield from _out_of_column("client", pairs.client, largest=clients - 1, what="a client's index")
    yield from _out_of_column("dwelling", pairs.dwelling, largest=dwellings - 1, what="a dwelling's index")
    yield from _out_of_column("suitability", pairs.suitability, largest=LARGEST_SUITABILITY, what="allowed")
    yield from _out_of_column("stability", pairs.stability, largest=1, what="allowed")
    yield from _repeated_pairs(pairs)


def _out_of_column(name: str, column: Column, *, largest: int, what: str) -> Iterator[str]:
    for row in np.flatnonzero((column < 0) | (column > largest)).tolist():
        allowed = f"0..{largest}" if largest >= 0 else "there are none"
        yield f"pairs.{name}[{row}]: {column[row]} is not {what} ({allowed})."


def _repeated_pairs(pairs: Pairs) -> Iterator[str]:
    order = np.lexsort((pairs.dwelling, pairs.client))
    client, dwelling = pairs.client[order], pairs.dwelling[order]
    again = np.flatnonzero((client[1:] == client[:-1]) & (dwelling[1:] == dwelling[:-1]))
    for position in again.tolist():
        first, second = int(order[position]), int(order[position + 1])
        pair = f"client {client[position]} with dwelling {dwelling[position]}"
        yield f"pairs[{second}]: {pair} is there already, at pairs[{first}]."


def _faults_of_limits(limits: Sequence[Limit], *, clients: int, dwellings: int) -> Iterator[str]:
    for index, limit in enumerate(limits):
        where = f'limits[{index}] "{limit.id}"'
        if limit.measure not in MEASURES:
            yield f'{where}: the measure "{limit.measure}" is unknown; there are {", ".join(MEASURES)}.'
        yield from _out_of_range(f"{where}: maximum", limit.maximum)
        if limit.clients is not None:
            yield from _faults_of_indexes(f"{where}: clients", limit.clients, count=clients)
        if limit.dwellings is not None:
            yield from _faults_of_indexes(f"{where}: dwellings", limit.dwellings, count=dwellings)


def _faults_of_indexes(where: str, indexes: Sequence[int], *, count: int) -> Iterator[str]:
    for position, index in enumerate(indexes):
        if type(index) is not int:
            yield f"{where}[{position}] must be a whole number, not {index!r}."
        elif not 0 <= index < count:
            yield f"{where}[{position}]: there is no index {index} (there are {count})."
    if len(set(indexes)) < len(indexes):
        twice = sorted(index for index, times in Counter(indexes).items() if times > 1)
        yield f"{where}: {', '.join(map(str, twice))} listed more than once."


def _faults_of_targets(targets: Sequence[Target], *, dwellings: int) -> Iterator[str]:
    for index, target in enumerate(targets):
        where = f'targets[{index}] "{target.id}"'
        yield from _out_of_range(f"{where}: target", target.target)
        yield from _out_of_range(f"{where}: weight", target.weight)
        yield from _faults_of_indexes(f"{where}: dwellings", target.dwellings, count=dwellings)


def _faults_of_levels(levels: Sequence[str]) -> Iterator[str]:
    for position, level in enumerate(levels):
        if level not in LEVELS:
            yield f'levels[{position}]: "{level}" is unknown; there are {", ".join(LEVELS)}.'
        elif level in levels[:position]:
            yield f'levels[{position}]: "{level}" is there already.'


def _faults_of_size(clients: Sequence[ProblemClient], targets: Sequence[Target]) -> Iterator[str]:
    """Refuse values that could pass `LARGEST_VALUE` (numbers of a wrong type were named before)."""
    if any(type(number) is not int for target in targets for number in (target.target, target.weight)):
        return
    worst = sum(target.weight * max(target.target, len(clients)) ** 2 for target in targets)
    if worst > LARGEST_VALUE:
        yield f"targets: the spread could reach {worst}; the largest value allowed is {LARGEST_VALUE}."


def _faults_of_pinned(parts: Parts) -> Iterator[str]:
    """Refuse pinned pairs that can't be together; everything else is sound by now."""
    rows = list(parts.pinned)
    placed = list(zip(parts.pairs.client[rows].tolist(), parts.pairs.dwelling[rows].tolist(), strict=True))
    for client, times in Counter(client for client, _ in placed).items():
        if times > 1:
            yield f'pinned: client "{parts.clients[client].id}" is in {times} pairs; one is the most.'
    for index, times in Counter(dwelling for _, dwelling in placed).items():
        dwelling = parts.dwellings[index]
        if times > dwelling.capacity:
            yield f'pinned: dwelling "{dwelling.id}" has {times} pairs; its capacity is {dwelling.capacity}.'
    for limit in parts.limits if placed else ():
        total = limit.total(placed, clients=parts.clients)
        if total > limit.maximum:
            told = f"{limit.measure} add up to {total}; the maximum is {limit.maximum}"
            yield f'pinned: they pass the limit "{limit.id}": {told}.'
