"""The referee of a problem: every violation and every level's value, whoever made the matching.

It shares nothing with the solver but the problem itself, and counts in Python's whole numbers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.solver.problem import LEVELS, Limit, Placement, Problem


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a matching breaks.

    Attributes
    ----------
    rule
        "unknown-pair", "client-twice", "over-capacity", "limit" or "pinned-missing".
    id
        Of the client, the dwelling, the limit, or "client > dwelling" for a pair.
    excess
        By how much. [the unit of the rule]
    sentence
        The same for people.
    """

    rule: str
    id: str
    excess: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a matching breaks and what it is worth.

    Attributes
    ----------
    violations
        Empty for a valid matching.
    values
        Name and value of all four levels; a pair that is unknown is worth its client's priority only. [point]
    """

    violations: tuple[Violation, ...]
    values: tuple[tuple[str, int], ...]

    @property
    def valid(self) -> bool:
        """Return whether nothing is broken."""
        return not self.violations

    def value(self, level: str) -> int:
        """Return the value of a level by its name. [point]"""
        return dict(self.values)[level]


def check(problem: Problem, placements: Sequence[Placement]) -> Report:
    """Judge a matching by the problem alone."""
    known = [each for each in placements if _exists(problem, each)]
    rows = _rows_of(problem, known)
    violations = (
        *_unknown_pairs(problem, placements, rows),
        *_clients_twice(problem, known),
        *_dwellings_too_full(problem, known),
        *_limits_passed(problem, known),
        *_pinned_missing(problem, known),
    )
    return Report(violations, tuple((level, _value(problem, known, rows, level)) for level in LEVELS))


def _exists(problem: Problem, placement: Placement) -> bool:
    return 0 <= placement.client < len(problem.clients) and 0 <= placement.dwelling < len(problem.dwellings)


def _rows_of(problem: Problem, placements: Sequence[Placement]) -> dict[Placement, int]:
    """Return the row in `pairs` of each placement that is a pair."""
    width = len(problem.dwellings)
    keys = problem.pairs.client * width + problem.pairs.dwelling
    wanted = {each.client * width + each.dwelling: each for each in placements}
    rows = np.flatnonzero(np.isin(keys, np.array(list(wanted), dtype=np.int64)))
    return {wanted[int(keys[row])]: int(row) for row in rows}


def _unknown_pairs(
    problem: Problem, placements: Sequence[Placement], rows: dict[Placement, int]
) -> Iterator[Violation]:
    for each in placements:
        if each in rows:
            continue
        if _exists(problem, each):
            name = f"{problem.clients[each.client].id} > {problem.dwellings[each.dwelling].id}"
        else:
            name = f"{each.client} > {each.dwelling}"
        yield Violation("unknown-pair", name, 1, f"{name} is not a pair of the problem.")


def _clients_twice(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    for client, times in sorted(Counter(each.client for each in placements).items()):
        if times > 1:
            name = problem.clients[client].id
            yield Violation("client-twice", name, times - 1, f"Client {name} is placed {times} times.")


def _dwellings_too_full(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    for index, placed in sorted(Counter(each.dwelling for each in placements).items()):
        dwelling = problem.dwellings[index]
        if placed > dwelling.capacity:
            sentence = f"Dwelling {dwelling.id} has {placed} placements; its capacity is {dwelling.capacity}."
            yield Violation("over-capacity", dwelling.id, placed - dwelling.capacity, sentence)


def _limits_passed(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    homes: dict[int, list[int]] = {}
    for each in placements:
        homes.setdefault(each.dwelling, []).append(each.client)
    for limit in problem.limits:
        total = _counted(problem, homes, limit)
        if total > limit.maximum:
            sentence = f"Limit {limit.id}: {limit.measure} add up to {total}; the maximum is {limit.maximum}."
            yield Violation("limit", limit.id, total - limit.maximum, sentence)


def _pinned_missing(problem: Problem, placements: Sequence[Placement]) -> Iterator[Violation]:
    placed = {(each.client, each.dwelling) for each in placements}
    for row in problem.pinned:
        client, dwelling = int(problem.pairs.client[row]), int(problem.pairs.dwelling[row])
        if (client, dwelling) not in placed:
            name = f"{problem.clients[client].id} > {problem.dwellings[dwelling].id}"
            yield Violation("pinned-missing", name, 1, f"{name} is pinned, and not in the matching.")


def _counted(problem: Problem, homes: Mapping[int, Sequence[int]], limit: Limit) -> int:
    """Return what a limit counts of who is in each dwelling, in the unit of its measure."""
    members = None if limit.clients is None else set(limit.clients)
    places = homes if limit.dwellings is None else dict.fromkeys(limit.dwellings)
    counted = [
        problem.clients[client]
        for place in places
        for client in homes.get(place, ())
        if members is None or client in members
    ]
    if limit.measure == "placements":
        return len(counted)
    return sum(client.load if limit.measure == "load" else client.hours for client in counted)


def _value(problem: Problem, placements: Sequence[Placement], rows: dict[Placement, int], level: str) -> int:
    if level == "priority":
        return sum(problem.clients[each.client].priority for each in placements)
    if level == "spread":
        return _spread(problem, placements)
    column = problem.pairs.columns()[level]
    return sum(int(column[rows[each]]) for each in placements if each in rows)


def _spread(problem: Problem, placements: Sequence[Placement]) -> int:
    placed = Counter(each.dwelling for each in placements)
    return sum(
        target.weight * (sum(placed[dwelling] for dwelling in target.dwellings) - target.target) ** 2
        for target in problem.targets
    )
