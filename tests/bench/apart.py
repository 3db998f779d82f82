"""A country whose regions are solved as jobs of their own, as they are in the service: two workers side by side."""

import multiprocessing
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np

from bench.plain import Outcome
from matching.solver.problem import Pairs, Placement, Problem, Solution
from matching.solver.solve import solve

WORKERS = 2


def solve_apart(problem: Problem, *, time_limit: float) -> Outcome:
    """Return all regions' matchings together; the limit counts for each level of each region. [s]"""
    begun = time.perf_counter()
    names = list(dict.fromkeys(_region(client.id) for client in problem.clients))
    whole = time_limit * len(problem.levels)
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_solved, _part(problem, name), whole) for name in names]
        found = [job.result() for job in jobs]
    placements = [
        placement
        for name, (solution, _) in zip(names, found, strict=True)
        for placement in _in_country(problem, name, solution)
    ]
    _tell([solution for solution, _ in found], memory=max(memory for _, memory in found))
    levels = []
    for at, level in enumerate(problem.levels):
        results = [solution.levels[at] for solution, _ in found]
        proven = all(result.proven for result in results)
        sums = sum(result.value for result in results), sum(result.bound for result in results)
        levels.append((level, *sums, proven, max(result.seconds for result in results)))
    return Outcome(
        "apart", tuple(sorted(placements, key=_by_client)), tuple(levels), time.perf_counter() - begun
    )


def _by_client(placement: Placement) -> int:
    return placement.client


def _region(name: str) -> str:
    return name.split(":", 1)[0]


def _solved(problem: Problem, time_limit: float) -> tuple[Solution, int]:
    """Return a region's solution, and the most memory that its worker has had. [MB]"""
    solution = solve(problem, time_limit=time_limit, threads=1)
    return solution, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _part(problem: Problem, name: str) -> Problem:
    """Return a region of a country."""
    clients = [at for at, each in enumerate(problem.clients) if _region(each.id) == name]
    dwellings = [at for at, each in enumerate(problem.dwellings) if _region(each.id) == name]
    own = np.isin(problem.pairs.client, clients)
    columns = {key: column[own] for key, column in problem.pairs.columns().items()}
    columns |= {"client": columns["client"] - clients[0], "dwelling": columns["dwelling"] - dwellings[0]}
    return Problem(
        clients=tuple(problem.clients[at] for at in clients),
        dwellings=tuple(problem.dwellings[at] for at in dwellings),
        pairs=Pairs(**columns),
        limits=tuple(
            replace(
                limit,
                clients=_back(limit.clients, clients[0]),
                dwellings=_back(limit.dwellings, dwellings[0]),
            )
            for limit in problem.limits
            if _region(limit.id) == name
        ),
        targets=tuple(
            replace(target, dwellings=_back(target.dwellings, dwellings[0]) or ())
            for target in problem.targets
            if _region(target.id) == name
        ),
        levels=problem.levels,
    )


def _back(indexes: tuple[int, ...] | None, first: int) -> tuple[int, ...] | None:
    return None if indexes is None else tuple(index - first for index in indexes)


def _in_country(problem: Problem, name: str, solution: Solution) -> list[Placement]:
    clients = [at for at, each in enumerate(problem.clients) if _region(each.id) == name]
    dwellings = [at for at, each in enumerate(problem.dwellings) if _region(each.id) == name]
    return [Placement(clients[each.client], dwellings[each.dwelling]) for each in solution.placements]


def _tell(solutions: list[Solution], *, memory: int) -> None:
    """Say how many regions are proven at each level."""
    levels = solutions[0].levels
    proven = [
        f"{level.name} {sum(each.levels[at].proven for each in solutions)}" for at, level in enumerate(levels)
    ]
    sys.stdout.write(
        f"of {len(solutions)} regions proven: {', '.join(proven)}; at most {memory} MB a worker\n"
    )
