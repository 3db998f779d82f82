"""The checker's bound is the number of docs/model.md, read a second time and in plain loops."""

import json
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.solver.check import check
from matching.solver.problem import LEVELS, Placement, Problem, write_problem
from matching.solver.verify import Case
from random_problems import problems, proof_rows

Key = tuple[str, str]


class Model:
    """What the page calls pairs, rules, rooms and needs; a pair is its row."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.client, self.home = problem.pairs.client.tolist(), problem.pairs.dwelling.tolist()
        self.rules = {key: self.counts(key) for key in self.keys()}
        self.room = {
            key: room - sum(self.rules[key][row] for row in problem.pinned) for key, room in self.rooms()
        }
        placed = {self.client[row] for row in problem.pinned}
        self.free = [
            row
            for row in range(len(self.client))
            if self.client[row] not in placed
            and all(counts[row] <= self.room[key] for key, counts in self.rules.items() if key in self.room)
        ]

    def keys(self) -> Iterator[Key]:
        for kind in ("dwelling", "limit", "target"):
            yield from ((kind, part.id) for part in getattr(self.problem, f"{kind}s"))

    def rooms(self) -> Iterator[tuple[Key, int]]:
        for dwelling in self.problem.dwellings:
            yield ("dwelling", dwelling.id), dwelling.capacity
        for limit in self.problem.limits:
            yield ("limit", limit.id), limit.maximum

    def counts(self, key: Key) -> list[int]:
        """Return what each pair counts in a rule."""
        kind, name = key
        part: Any = next(one for one in getattr(self.problem, f"{kind}s") if one.id == name)
        found = []
        for client, home in zip(self.client, self.home, strict=True):
            person = self.problem.clients[client]
            if kind == "dwelling":
                found.append(int(self.problem.dwellings[home].id == name))
                continue
            inside = (part.dwellings is None or home in part.dwellings) and (
                kind == "target" or part.clients is None or client in part.clients
            )
            measure = "placements" if kind == "target" else part.measure
            need = {"placements": 1, "load": person.load, "hours": person.hours}[measure]
            found.append(need if inside else 0)
        return found

    def needs(self, key: Key) -> dict[int, int]:
        """Return what each client who can still be placed there takes."""
        return {self.client[row]: self.rules[key][row] for row in self.free if self.rules[key][row]}

    def worth(self, level: str, row: int) -> int:
        pairs = self.problem.pairs
        columns = {"suitability": pairs.suitability, "stability": pairs.stability}
        return (
            int(columns[level][row]) if level in columns else self.problem.clients[self.client[row]].priority
        )

    def rounded(self, key: Key, divisor: int, names: set[str]) -> tuple[dict[int, int], int]:
        """Return coefficients and room of a rule's rounding; with divisor 1 and nobody, the rule itself."""
        needs = self.needs(key)
        sums = {sum(some) for size in range(len(needs) + 1) for some in combinations(needs.values(), size)}
        room = max(total for total in sums if total <= self.room[key])
        turned = {client: self.problem.clients[client].id in names for client in needs}
        room -= sum(needs[client] for client in needs if turned[client])
        rest = room % divisor
        found = {}
        for client, need in needs.items():
            signed = -need if turned[client] else need
            found[client] = (divisor - rest) * (signed // divisor) + max(0, signed % divisor - rest)
        room = (divisor - rest) * (room // divisor) - sum(found[client] for client in needs if turned[client])
        return {client: -found[client] if turned[client] else found[client] for client in needs}, room


def bound_of(problem: Problem, proof: dict[str, Any]) -> int:
    """Return the right-hand side of the page's inequality, divided by the scale."""
    model, level, scale = Model(problem), proof["name"], proof["scale"]
    weight = dict.fromkeys(LEVELS, 0) | {level: scale}
    for each in proof["earlier"]:
        weight[each["name"]] += each["multiplier"]
    plain = [name for name in LEVELS if name != "spread"]
    total = -sum(
        each["multiplier"] * each["value"] * (-1 if each["name"] == "spread" else 1)
        for each in proof["earlier"]
    )
    gain = {row: sum(weight[name] * model.worth(name, row) for name in plain) for row in model.free}
    pulled = {target.id: 0 for target in problem.targets}
    for row in proof["rows"]:
        key = (row["kind"], row["id"])
        if row["kind"] == "target":
            pulled[row["id"]] += row["multiplier"]
            costs = dict.fromkeys(model.needs(key), 1)
        else:
            costs, room = model.rounded(key, row["divisor"], set(row["complemented"]))
            total += row["multiplier"] * room
        for pair in model.free:
            if model.rules[key][pair]:
                gain[pair] -= row["multiplier"] * costs[model.client[pair]]
    for client in range(len(problem.clients)):
        total += max([0, *(gain[pair] for pair in model.free if model.client[pair] == client)])
    for target in problem.targets:
        total += _of_target(model, target, pulled[target.id], weight["spread"])
    total += sum(weight[name] * model.worth(name, row) for name in plain for row in problem.pinned)
    return -(total // scale) if level == "spread" else total // scale


def _of_target(model: Model, target: Any, pulled: int, weight: int) -> int:
    inside = model.rules["target", target.id]
    homes = {model.home[row] for row in model.free if inside[row]}
    left = sum(model.room["dwelling", model.problem.dwellings[home].id] for home in homes)
    most = min(left, len(model.needs(("target", target.id))))
    pinned = sum(inside[row] for row in model.problem.pinned)
    return max(
        pulled * more - weight * target.weight * (pinned + more - target.target) ** 2
        for more in range(most + 1)
    )


@settings(deadline=None, max_examples=150, derandomize=True)
@given(problem=problems(), draw=st.data())
def test_the_bound_is_the_number_of_the_model(problem: Problem, draw: Any) -> None:
    pinned = [
        Placement(int(problem.pairs.client[row]), int(problem.pairs.dwelling[row])) for row in problem.pinned
    ]
    values = dict(check(problem, pinned).values)
    at = draw.draw(st.integers(0, len(problem.levels) - 1))
    proof = {
        "name": problem.levels[at],
        "scale": draw.draw(st.integers(1, 5)),
        "earlier": [
            {"name": level, "value": values[level], "multiplier": draw.draw(st.integers(0, 5))}
            for level in problem.levels[:at]
        ],
        "rows": draw.draw(st.lists(proof_rows(problem), max_size=4)),
    }

    assert Case(json.loads(write_problem(problem))).bound(proof) == bound_of(problem, proof)
