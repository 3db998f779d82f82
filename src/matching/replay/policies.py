"""The policies that look at one week at a time: in the order of the list, by urgency, and the best matching."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from matching.replay.course import Pair, Week
from matching.solver import Client, caps_of, formulate, pairs_of, priority, solve, suitability
from matching.solver.formulate import Charges

Turn = Callable[[Client], tuple[int, date, str]]


def first_come(week: Week) -> tuple[Pair, ...]:
    """Serve who is on the list longest first, each with the most suitable home that is left."""
    return _served(week, lambda client: (0, client.on_list_since, client.id))


def urgency_first(week: Week) -> tuple[Pair, ...]:
    """Serve the highest priority first, each with the most suitable home that is left."""
    on, policy = week.instance.on, week.instance.policy
    return _served(
        week, lambda client: (-priority(client, on=on, policy=policy), client.on_list_since, client.id)
    )


def optimum(week: Week) -> tuple[Pair, ...]:
    """Propose what a matching run of the product proposes."""
    problem = formulate(week.instance, grid=week.grid)
    return pairs_of(problem, solve(problem, threads=1))


def _served(week: Week, turn: Turn) -> tuple[Pair, ...]:
    """Go along the clients in turn; every agreement is kept."""
    wishes: dict[int, list[tuple[int, int]]] = {}
    points = suitability(week.instance, grid=week.grid)
    for client, dwelling, worth in zip(*week.grid.eligible, points, strict=True):
        wishes.setdefault(int(client), []).append((-int(worth), int(dwelling)))
    counter = _Counter(week)
    for client in sorted(wishes, key=lambda index: turn(week.grid.clients[index])):
        # The first that is taken ends the search.
        any(counter.take(client, dwelling) for _, dwelling in sorted(wishes[client]))
    return tuple(counter.found)


class _Counter:
    """Hands out homes one by one, as long as there is room under every agreement."""

    def __init__(self, week: Week) -> None:
        self.found: list[Pair] = []
        self._grid, self._caps = week.grid, caps_of(week.instance, grid=week.grid)
        self._charges = Charges(self._caps, grid=week.grid)
        self._used, self._taken = Counter[int](), Counter[int]()

    def take(self, client: int, dwelling: int) -> bool:
        """Give somebody a home if that may be; return whether."""
        needs, home = self._charges.of(client, dwelling), self._grid.dwellings[dwelling]
        full = any(self._used[number] + need > self._caps[number].room for number, need in needs.items())
        if full or self._taken[dwelling] >= home.capacity:
            return False
        self._used.update(needs)
        self._taken[dwelling] += 1
        self.found.append((self._grid.clients[client].id, home.id))
        return True
