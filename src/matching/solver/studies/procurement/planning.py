"""The plan: the best matching with at most k dwellings that are not there yet, and with fewer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from matching.solver.instance import Client
from matching.solver.problem import Problem, Solution
from matching.solver.studies.base import Base, Solve
from matching.solver.studies.parts import Side
from matching.solver.studies.procurement.ground import Ground, ground_of
from matching.solver.studies.procurement.needs import Need
from matching.solver.studies.procurement.parts import Gain, Housed, Line, Plan, Terms
from matching.solver.studies.procurement.words import said
from matching.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Reached:
    """The best matching with at most some extra dwellings; `home_of` by the ids of client and dwelling."""

    most: int
    home_of: dict[str, str]
    priority: int
    proven: bool


def plan(base: Base, terms: Terms, solve: Solve) -> Plan:
    """Find which extra dwellings help most, within every limit; and what fewer of them would do.

    Each number of dwellings is a problem of its own and solved to its own best.
    """
    ground = ground_of(base, terms)
    tries = range(terms.dwellings + 1)
    share = 1 / len(tries)
    reached = [_reached(ground, most, solve, share=share) for most in tries]
    clients = {client.id: client for client in ground.instance.clients}
    last = reached[-1]
    waiting = [one for one in clients if one not in last.home_of]
    found = Plan(
        lines=_lines(ground, last, clients),
        placed=Side(len(reached[0].home_of), len(last.home_of)),
        gains=tuple(_gain(ground, one, clients) for one in reached),
        waiting=len(waiting),
        undescribed=sum(one not in ground.needs for one in waiting),
        sentences=(),
    )
    return replace(found, sentences=said(found))


def _reached(ground: Ground, most: int, solve: Solve, *, share: float) -> Reached:
    problem = ground.problem(most)
    solution = solve(ground.instance, problem, share=share)
    level = next(level for level in solution.levels if level.name == "priority")
    return Reached(most, _homes(problem, solution), level.value, all(one.proven for one in solution.levels))


def _homes(problem: Problem, solution: Solution) -> dict[str, str]:
    return {problem.clients[one.client].id: problem.dwellings[one.dwelling].id for one in solution.placements}


def _gain(ground: Ground, reached: Reached, clients: dict[str, Client]) -> Gain:
    return Gain(
        dwellings=reached.most,
        used=sum(home in ground.extra for home in reached.home_of.values()),
        placed=len(reached.home_of),
        priority=reached.priority,
        houses=housed(clients[client] for client in reached.home_of),
        proven=reached.proven,
    )


def _lines(ground: Ground, reached: Reached, clients: dict[str, Client]) -> tuple[Line, ...]:
    """Return what is asked, alike dwellings of a municipality together: first who presses most."""
    towns = {home.id: ground.grid.setting.municipality(home) for home in ground.grid.dwellings}
    asked: dict[tuple[Need, str], list[Client]] = {}
    for client, home in sorted(reached.home_of.items()):
        if home in ground.extra:
            asked.setdefault((ground.extra[home], towns[home]), []).append(clients[client])
    lines = [
        _line(need, town, people, fits=_fits(ground, need, town)) for (need, town), people in asked.items()
    ]
    return tuple(sorted(lines, key=_rank))


def _line(need: Need, town: str, people: list[Client], *, fits: int) -> Line:
    return Line(
        housing_form=need.housing_form,
        municipality=town,
        bedrooms=need.bedrooms,
        maximum_rent=need.rent,
        accessibility=need.accessibility,
        tenancy=need.tenancy,
        low_stimulus=need.low_stimulus,
        support_nearby=need.support_nearby,
        number=len(people),
        houses=housed(people),
        fits=fits,
    )


def _fits(ground: Ground, need: Need, town: str) -> int:
    """Count who on the list could live in a dwelling of this kind in this municipality, whoever it was made for."""
    homes = ground.grid.dwellings
    alike = [
        place
        for place, home in enumerate(homes)
        if ground.extra.get(home.id) == need and ground.grid.setting.municipality(home) == town
    ]
    clients, dwellings = ground.grid.eligible
    return len(np.unique(clients[np.isin(dwellings, alike)]))


def _rank(line: Line) -> tuple[object, ...]:
    pressing = min(list(Urgency).index(one.urgency) for one in line.houses)
    return pressing, -line.number, line.municipality, line.housing_form, line.bedrooms, repr(line)


def housed(people: Iterable[Client]) -> tuple[Housed, ...]:
    """Count people by urgency, the most pressing first; a class with nobody is left out."""
    counted = Counter(client.urgency for client in people)
    return tuple(Housed(urgency, counted[urgency]) for urgency in Urgency if counted[urgency])
