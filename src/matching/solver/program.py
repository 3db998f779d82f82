"""The problem as columns and rows of whole numbers, smaller where that costs nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.solver.pins import Rest, pinned_placements, rest_of
from matching.solver.problem import MEASURES, Limit, Placement, Problem, Target

Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Origin:
    """The rule of the problem that a row is, or was rounded from.

    Attributes
    ----------
    kind
        "dwelling", "limit" or "target".
    index
        Its position in the problem.
    unit
        What the row counts as one. [unit of the rule]
    divisor, complemented
        How it was rounded (`cuts`), in the unit of the rule; by 1, so not at all, with no client complemented.
    """

    kind: str
    index: int
    unit: int = 1
    divisor: int = 1
    complemented: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Columns and their coefficients, which add up to at most `room`, or to exactly that for a target."""

    columns: Integers
    numbers: Integers
    room: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Program:
    r"""Maximise over columns in {0, 1}, each client at most one pair, each row at most its room.

    Pair columns come first, ordered by client; then a column per unit of a target: the target's cost is
    convex in its number of placements, so taking units in order of growing cost is exact. Pinned pairs are
    no columns: what they are worth is in the constants, and what they take is not in the rooms.

    Attributes
    ----------
    pair
        Row in `problem.pairs` of each pair column.
    home
        Index of the dwelling of each pair column.
    group
        Number of the client of each pair column, growing, without gaps.
    matrix
        Rows by columns; a client's "at most once" is not in it, `group` says it.
    room
        Right-hand side of each row.
    equal
        True where the row must equal its room (a target's count), False where it may stay below.
    values
        For each level, what each column is worth; spread is counted as minus its cost.
    constants
        For each level, what is added to that.
    origins
        Where each row is from.
    """

    pair: Integers
    home: Integers
    group: Integers
    matrix: sparse.csc_array
    room: Integers
    equal: Mask
    values: dict[str, Integers]
    constants: dict[str, int]
    origins: tuple[Origin, ...]

    @property
    def pairs(self) -> int:
        """Return the number of pair columns."""
        return len(self.pair)

    @property
    def width(self) -> int:
        """Return the number of all columns."""
        return int(self.matrix.shape[1])

    @property
    def starts(self) -> Integers:
        """Return the first column of each client."""
        return np.flatnonzero(np.diff(self.group, prepend=-1))

    def worth(self, level: str, columns: Integers) -> int:
        """Return the level's value of a set of chosen columns, the constant included."""
        return int(self.values[level][columns].sum()) + self.constants[level]

    def allows(self, columns: Integers) -> bool:
        """Return whether chosen columns keep every row, and each client is placed at most once; counted exactly."""
        pairs = columns[columns < self.pairs]
        used = np.asarray(self.matrix[:, columns].sum(axis=1)).ravel()
        once = len(np.unique(self.group[pairs])) == len(pairs)
        return bool(once and np.all(np.where(self.equal, used == self.room, used <= self.room)))

    def with_rows(self, rows: Sequence[Row]) -> "Program":
        """Return the program with more rows that may stay below their room."""
        added = _matrix(rows, width=self.width)
        return replace(
            self,
            matrix=sparse.csc_array(sparse.vstack([self.matrix, added], format="csc")),
            room=np.concatenate([self.room, np.array([row.room for row in rows], dtype=np.int64)]),
            equal=np.concatenate([self.equal, np.zeros(len(rows), dtype=bool)]),
            origins=(*self.origins, *(row.origin for row in rows)),
        )


def build_program(problem: Problem, *, seed: int) -> Program:
    """Return the smallest program that has the same matchings; the seed orders what is equal."""
    rest = rest_of(problem)
    pair = _useful_pairs(problem, rest)
    pair = pair[_seeded_order(problem, pair, seed=seed)]
    client = problem.pairs.client[pair]
    group = np.cumsum(np.diff(client, prepend=-1) != 0) - 1
    rows = [*_dwelling_rows(problem, rest, pair), *_limit_rows(problem, rest, pair)]
    by_dwelling = _ByDwelling(problem, rest, pair)
    linked = [by_dwelling.at(target.dwellings) for target in rest.targets]
    units = [
        _unit_costs(problem, rest, target, pair[row])
        for target, row in zip(rest.targets, linked, strict=True)
    ]
    width = len(pair) + sum(map(len, units))
    bounded, rows = len(rows), [*rows, *_link_rows(linked, units, first=len(pair))]
    return Program(
        pair=pair,
        home=problem.pairs.dwelling[pair],
        group=group.astype(np.int64),
        matrix=_matrix(rows, width=width),
        room=np.array([row.room for row in rows], dtype=np.int64),
        equal=np.arange(len(rows)) >= bounded,
        values=_values(problem, pair, units),
        constants=dict(rest.constants),
        origins=tuple(row.origin for row in rows),
    )


def columns_of(program: Program, problem: Problem, placements: Sequence[Placement]) -> Integers | None:
    """Return the columns of a matching, cheapest units included; None when a placement is no column.

    Pinned placements need none.
    """
    width, free = len(problem.dwellings), set(placements) - set(pinned_placements(problem))
    keys = problem.pairs.client[program.pair] * width + problem.pairs.dwelling[program.pair]
    wanted = np.array([each.client * width + each.dwelling for each in free], dtype=np.int64)
    columns = np.flatnonzero(np.isin(keys, wanted))
    return with_units(program, columns) if len(columns) == len(free) else None


def with_units(program: Program, pairs: Integers) -> Integers:
    """Return pair columns with the units their targets need, those of lowest cost first."""
    counts = np.asarray(program.matrix[:, pairs].sum(axis=1)).ravel()
    units = program.matrix[:, program.pairs :].tocsr()
    chosen = [
        units.indices[units.indptr[row] : units.indptr[row + 1]][: int(counts[row])] + program.pairs
        for row in np.flatnonzero(program.equal)
    ]
    return np.concatenate([pairs, *chosen]).astype(np.int64)


def placements_of(program: Program, problem: Problem, columns: Integers) -> tuple[Placement, ...]:
    """Return the matching of a set of columns and what is pinned, ordered by client."""
    pinned = np.array(problem.pinned, dtype=np.int64)
    rows = np.concatenate([pinned, program.pair[columns[columns < program.pairs]]])
    chosen = zip(problem.pairs.client[rows].tolist(), problem.pairs.dwelling[rows].tolist(), strict=True)
    return tuple(Placement(client, dwelling) for client, dwelling in sorted(chosen))


def needs_of(problem: Problem, measure: str) -> Integers:
    """Return what a placement of each client counts in a limit of this measure."""
    if measure == "placements":
        return np.ones(len(problem.clients), dtype=np.int64)
    return np.array([getattr(client, measure) for client in problem.clients], dtype=np.int64)


def _useful_pairs(problem: Problem, rest: Rest) -> Integers:
    """Return the pairs that fit on their own: an open dwelling, and every limit can carry the client."""
    pairs = problem.pairs
    capacity = np.array([dwelling.capacity for dwelling in rest.dwellings], dtype=np.int64)
    useful = rest.free & (capacity[pairs.dwelling] > 0)
    by_dwelling = _ByDwelling(problem, rest, np.arange(len(pairs)))
    every_need = {measure: needs_of(problem, measure) for measure in MEASURES}
    for limit in rest.limits:
        too_heavy = every_need[limit.measure] > limit.maximum
        if too_heavy.any():
            counted = by_dwelling.columns(limit)
            useful[counted[too_heavy[pairs.client[counted]]]] = False
    return np.flatnonzero(useful)


def _seeded_order(problem: Problem, pair: Integers, *, seed: int) -> Integers:
    """Return an order by client and dwelling, both shuffled by the seed."""
    draw = np.random.default_rng(seed)
    by_client, by_dwelling = draw.permutation(len(problem.clients)), draw.permutation(len(problem.dwellings))
    return np.lexsort((by_dwelling[problem.pairs.dwelling[pair]], by_client[problem.pairs.client[pair]]))


def _member(indexes: tuple[int, ...] | Integers, count: int) -> Mask:
    """Return which of `count` indexes are in the set."""
    member = np.zeros(count, dtype=bool)
    member[np.asarray(indexes, dtype=np.int64)] = True
    return member


def _dwelling_rows(problem: Problem, rest: Rest, pair: Integers) -> Iterator[Row]:
    """Yield a row per dwelling that more clients want than it can take."""
    dwelling = problem.pairs.dwelling[pair]
    order = np.argsort(dwelling, kind="stable")
    edges = np.searchsorted(dwelling[order], np.arange(len(rest.dwellings) + 1))
    for index, each in enumerate(rest.dwellings):
        columns = order[edges[index] : edges[index + 1]]
        if len(columns) > each.capacity:
            ones = np.ones(len(columns), dtype=np.int64)
            yield Row(np.sort(columns), ones, each.capacity, Origin("dwelling", index))


def _limit_rows(problem: Problem, rest: Rest, pair: Integers) -> Iterator[Row]:
    """Yield a row per limit that can bind, with the largest total that can be reached as its room."""
    by_dwelling = _ByDwelling(problem, rest, pair)
    every_need = {measure: needs_of(problem, measure) for measure in MEASURES}
    seen: set[tuple[bytes, bytes]] = set()
    for index, limit in sorted(enumerate(rest.limits), key=lambda each: each[1].maximum):
        columns = by_dwelling.columns(limit)
        needs = every_need[limit.measure][problem.pairs.client[pair[columns]]]
        columns, needs = columns[needs > 0], needs[needs > 0]
        if not len(columns):
            continue
        capacity = by_dwelling.capacity(columns)
        room = _reachable(_need_by_client(problem, pair[columns], needs), limit.maximum, most=capacity)
        if room is None:
            continue
        divisor = int(np.gcd.reduce(needs))
        name = columns.tobytes(), (needs // divisor).tobytes()
        if name not in seen:
            seen.add(name)
            yield Row(columns, needs // divisor, room // divisor, Origin("limit", index, divisor))


class _ByDwelling:
    """Finds the columns of a limit without looking at every pair."""

    def __init__(self, problem: Problem, rest: Rest, pair: Integers) -> None:
        self.client, self.dwelling = problem.pairs.client[pair], problem.pairs.dwelling[pair]
        self.capacities = np.array([dwelling.capacity for dwelling in rest.dwellings], dtype=np.int64)
        self.clients = len(problem.clients)
        self.order = np.argsort(self.dwelling, kind="stable")
        self.edges = np.searchsorted(self.dwelling[self.order], np.arange(len(problem.dwellings) + 1))
        self._found: dict[tuple[int, ...], Integers] = {}

    def columns(self, limit: Limit) -> Integers:
        """Return the columns that a limit counts, growing."""
        found = np.arange(len(self.client)) if limit.dwellings is None else self.at(limit.dwellings)
        if limit.clients is not None:
            found = found[_member(limit.clients, self.clients)[self.client[found]]]
        return found

    def at(self, dwellings: tuple[int, ...]) -> Integers:
        """Return the columns of some dwellings, growing; many limits count the same dwellings."""
        if dwellings not in self._found:
            parts = [self.order[self.edges[index] : self.edges[index + 1]] for index in dwellings]
            self._found[dwellings] = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))
        return self._found[dwellings]

    def capacity(self, columns: Integers) -> int:
        """Return how many placements the dwellings of these columns can take."""
        return int(self.capacities[_member(self.dwelling[columns], len(self.capacities))].sum())


def _need_by_client(problem: Problem, pair: Integers, needs: Integers) -> Integers:
    """Return what each client needs, most first; the pairs of a client come one after another."""
    first = np.flatnonzero(np.diff(problem.pairs.client[pair], prepend=-1))
    return np.sort(needs[first])[::-1]


def _reachable(needs: Integers, maximum: int, *, most: int) -> int | None:
    """Return the largest total at most `maximum` that some clients reach; None when all that fit stay below."""
    if int(needs[:most].sum()) <= maximum:
        return None
    totals = 1
    window = (1 << (maximum + 1)) - 1
    if maximum > 100_000:
        return maximum
    for need in needs.tolist():
        totals |= (totals << need) & window
    return totals.bit_length() - 1


def _unit_costs(problem: Problem, rest: Rest, target: Target, pair: Integers) -> list[int]:
    """Return the cost of each next placement in a target, growing. [point]"""
    dwellings = np.unique(problem.pairs.dwelling[pair])
    capacity = sum(rest.dwellings[index].capacity for index in dwellings.tolist())
    most = min(capacity, len(np.unique(problem.pairs.client[pair])))
    return [target.weight * (2 * unit - 1 - 2 * target.target) for unit in range(1, most + 1)]


def _link_rows(linked: Sequence[Integers], units: Sequence[list[int]], *, first: int) -> Iterator[Row]:
    """Yield for each target: its pairs, minus its units, are nothing."""
    for index, (pairs, costs) in enumerate(zip(linked, units, strict=True)):
        own = np.arange(first, first + len(costs), dtype=np.int64)
        numbers = np.concatenate([np.ones(len(pairs)), -np.ones(len(own))]).astype(np.int64)
        yield Row(np.concatenate([pairs, own]), numbers, 0, Origin("target", index))
        first += len(costs)


def _matrix(rows: Sequence[Row], *, width: int) -> sparse.csc_array:
    edges = np.cumsum([0, *(len(row.columns) for row in rows)])
    empty = np.zeros(0, dtype=np.int64)
    columns = np.concatenate([empty, *(row.columns for row in rows)])
    numbers = np.concatenate([empty, *(row.numbers for row in rows)])
    return sparse.csc_array(sparse.csr_array((numbers, columns, edges), shape=(len(rows), width)))


def _values(problem: Problem, pair: Integers, units: Sequence[list[int]]) -> dict[str, Integers]:
    priority = np.array([client.priority for client in problem.clients], dtype=np.int64)
    costs = np.array([cost for target in units for cost in target], dtype=np.int64)
    no_units = np.zeros_like(costs)
    return {
        "priority": np.concatenate([priority[problem.pairs.client[pair]], no_units]),
        "spread": np.concatenate([np.zeros(len(pair), dtype=np.int64), -costs]),
        "suitability": np.concatenate([problem.pairs.suitability[pair], no_units]),
        "stability": np.concatenate([problem.pairs.stability[pair], no_units]),
    }
