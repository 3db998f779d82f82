"""Who comes next for a dwelling when its proposal falls through."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

import numpy as np

from matching.solver.explain.board import Board
from matching.solver.explain.parts import Reserve
from matching.solver.problem import Problem

Charged = Mapping[int, int]
"""What a placement takes, by number of the cap."""

MOST = 3
"""How many reserve candidates a dwelling has at most."""


def find_reserves(board: Board, problem: Problem) -> tuple[Reserve, ...]:
    """Return the reserve candidates of every dwelling that is proposed, by dwelling and then by rank."""
    fitting = _fitting(board, problem)
    able = {home: _able(board, home, freed, fitting[home]) for home, freed in _freed(board).items()}
    return tuple(reserve for home in sorted(able) for reserve in _ranked(problem, home, able[home]))


def _ranked(problem: Problem, dwelling: int, able: Iterator[tuple[int, int]]) -> Iterator[Reserve]:
    for rank, (number, suitability) in enumerate(islice(able, MOST), start=1):
        client, home = problem.clients[number], problem.dwellings[dwelling]
        yield Reserve(client.id, home.id, rank, client.priority, suitability)


def _freed(board: Board) -> dict[int, list[Charged]]:
    """Return for each dwelling what each of its proposals takes of every cap."""
    freed: dict[int, list[Charged]] = {}
    for client, dwelling in board.home_of.items():
        freed.setdefault(dwelling, []).append(board.charges.of(client, dwelling))
    return freed


def _fitting(board: Board, problem: Problem) -> list[list[tuple[int, int]]]:
    """Return who fits each dwelling, with the suitability: by priority, then by suitability, then by id."""
    pairs = problem.pairs
    priority = np.array([client.priority for client in problem.clients], dtype=np.int64)[pairs.client]
    order = np.lexsort((pairs.client, -pairs.suitability, -priority, pairs.dwelling))
    edges = np.searchsorted(pairs.dwelling[order], np.arange(len(board.grid.dwellings) + 1)).tolist()
    fitting = list(zip(pairs.client[order].tolist(), pairs.suitability[order].tolist(), strict=True))
    return [fitting[first:end] for first, end in pairwise(edges)]


def _able(
    board: Board, dwelling: int, freed: Sequence[Charged], fitting: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield who are not placed and could come whichever of the dwelling's proposals falls through."""
    for client, suitability in fitting:
        if client not in board.home_of and all(_could_come(board, client, dwelling, one) for one in freed):
            yield client, suitability


def _could_come(board: Board, client: int, dwelling: int, freed: Charged) -> bool:
    """Return whether every cap has room for a client once somebody else frees theirs."""
    needed = board.charges.of(client, dwelling)
    return all(amount <= board.left(number) + freed.get(number, 0) for number, amount in needed.items())
