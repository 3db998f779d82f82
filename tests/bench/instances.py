"""Instances by their name, the same for the same name and seed.

"600x400" is a region of 600 clients and 400 dwellings; "40x500x250" a country of 40 such regions in one problem;
"D200x10" a generalised assignment problem of type D, of 200 jobs and 10 agents.
"""

from dataclasses import replace

import numpy as np

from bench.generate import generate
from matching.solver.problem import Limit, Pairs, Problem, ProblemClient, ProblemDwelling

ASSIGNMENT_TYPES = "CDE"


def instance(name: str, *, seed: int) -> Problem:
    """Return the instance of a name."""
    numbers = [int(number) for number in name.lstrip(ASSIGNMENT_TYPES).split("x")]
    if name[0] in ASSIGNMENT_TYPES:
        return assignment(name[0], jobs=numbers[0], agents=numbers[1], seed=seed)
    if len(numbers) == 3:
        return country(regions=numbers[0], clients=numbers[1], dwellings=numbers[2], seed=seed)
    return generate(clients=numbers[0], dwellings=numbers[1], seed=seed)


def assignment(kind: str, *, jobs: int, agents: int, seed: int) -> Problem:
    r"""Return a generalised assignment problem: place as many jobs as can be, then at the least cost.

    Type C: :math:`a \in U[5, 25]`, :math:`c \in U[10, 50]`. Type D: :math:`a \in U[1, 100]`,
    :math:`c = 111 - a + U[-10, 10]`. Type E: :math:`a = 1 - 10 \ln U(0, 1]`, :math:`c = 1000/a - 10\,U[0, 1]`.
    An agent has room for :math:`0.8 \sum_j a_j / m`. Suitability is the largest cost minus the cost.

    Here a job weighs the same for every agent, because a client's load is the same in every limit; in the published
    instances it has a weight for each. So these have their rules, and not their optima.

    Source
    ------
    P.C. Chu and J.E. Beasley, "A genetic algorithm for the generalised assignment problem", 1997 (C, D); M. Laguna
    et al., "Assigning multiple knapsacks", 1995 (E).
    """
    draw = np.random.default_rng(seed)
    shape = (jobs, agents)
    if kind == "C":
        weight, cost = draw.integers(5, 26, size=jobs), draw.integers(10, 51, size=shape)
    elif kind == "D":
        weight = draw.integers(1, 101, size=jobs)
        cost = 111 - weight[:, None] + draw.integers(-10, 11, size=shape)
    else:
        weight = np.rint(1 - 10 * np.log(1 - draw.random(jobs))).astype(np.int64)
        cost = np.rint(1000 / weight[:, None] - 10 * draw.random(shape)).astype(np.int64)
    room = int(0.8 * weight.sum() / agents)
    client, dwelling = (each.ravel() for each in np.indices(shape))
    return Problem(
        clients=tuple(ProblemClient(f"J{index}", 1, int(each)) for index, each in enumerate(weight)),
        dwellings=tuple(ProblemDwelling(f"A{index}", jobs) for index in range(agents)),
        pairs=Pairs(client, dwelling, (cost.max() - cost).ravel(), 0 * client),
        limits=tuple(Limit(f"room:{index}", "room", "load", room, None, (index,)) for index in range(agents)),
        levels=("priority", "suitability"),
    )


def country(*, regions: int, clients: int, dwellings: int, seed: int) -> Problem:
    """Return regions side by side in one problem; nothing reaches from one into another."""
    parts = [generate(clients=clients, dwellings=dwellings, seed=seed + index) for index in range(regions)]
    columns = [part.pairs.columns() for part in parts]
    firsts = {"client": clients, "dwelling": dwellings}
    return Problem(
        clients=tuple(
            replace(each, id=f"R{index}:{each.id}")
            for index, part in enumerate(parts)
            for each in part.clients
        ),
        dwellings=tuple(
            replace(each, id=f"R{index}:{each.id}")
            for index, part in enumerate(parts)
            for each in part.dwellings
        ),
        pairs=Pairs(
            **{
                name: np.concatenate([own[name] + firsts.get(name, 0) * at for at, own in enumerate(columns)])
                for name in columns[0]
            }
        ),
        limits=tuple(
            replace(
                limit,
                id=f"R{index}:{limit.id}",
                clients=_moved(limit.clients, clients, index),
                dwellings=_moved(limit.dwellings, dwellings, index),
            )
            for index, part in enumerate(parts)
            for limit in part.limits
        ),
        targets=tuple(
            replace(
                target, id=f"R{index}:{target.id}", dwellings=_moved(target.dwellings, dwellings, index) or ()
            )
            for index, part in enumerate(parts)
            for target in part.targets
        ),
    )


def _moved(indexes: tuple[int, ...] | None, count: int, region: int) -> tuple[int, ...] | None:
    """Return indexes of a region as they are in the country."""
    return None if indexes is None else tuple(index + count * region for index in indexes)
