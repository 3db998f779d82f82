"""Pieces of a program that nothing connects: each is bounded, searched and proven apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from matching.solver.program import Integers, Program

FEWEST_PAIRS = 300
"""Components of fewer pairs are taken together until they have so many: a piece costs some milliseconds by itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One or more components as a program of their own.

    Attributes
    ----------
    program
        Its constants are 0.
    columns
        Which columns of the whole its columns are, growing.
    """

    program: Program
    columns: Integers

    def own(self, columns: Integers) -> Integers:
        """Return those of some columns of the whole that it has, as its own columns."""
        return np.searchsorted(self.columns, columns[np.isin(columns, self.columns)])

    def in_whole(self, columns: Integers) -> Integers:
        """Return its own columns as columns of the whole."""
        return np.asarray(self.columns[columns])


def pieces_of(program: Program) -> tuple[Piece, ...]:
    """Return the pieces, those of fewest pairs first; the best of each, level by level, are the best of all."""
    if not program.pairs:
        return (_whole(program),)
    piece_of_pair = _packed(regions_of(program)[program.home])
    if piece_of_pair.max() == 0:
        return (_whole(program),)
    cut = [_piece(program, columns) for columns in _columns_of_pieces(program, piece_of_pair)]
    return tuple(sorted(cut, key=lambda piece: piece.program.pairs))


def regions_of(program: Program) -> Integers:
    """Return the number of the region of each home: no client and no row reaches from one region into another."""
    homes = int(program.home.max(initial=-1)) + 1
    region = _connected(program.group, program.home, homes)
    if len(np.unique(region[program.home])) <= 1:
        return region
    entries = program.matrix[:, : program.pairs].tocoo()
    rows, clients = entries.row.astype(np.int64), len(program.starts)
    return _connected(
        np.concatenate([program.group, clients + rows]),
        np.concatenate([program.home, program.home[entries.col]]),
        homes,
    )


def _connected(rules: Integers, homes: Integers, count: int) -> Integers:
    """Return for each of so many homes the number of its component, when each rule connects its homes."""
    size = count + int(rules.max(initial=-1)) + 1
    links = sparse.coo_array((np.ones(len(homes), dtype=bool), (homes, count + rules)), shape=(size, size))
    return np.asarray(csgraph.connected_components(links, directed=False)[1][:count], dtype=np.int64)


def _packed(region: Integers) -> Integers:
    """Return the number of each pair's piece, given its region: a large region alone, small ones together."""
    _, region, counts = np.unique(region, return_inverse=True, return_counts=True)
    small = counts < FEWEST_PAIRS
    before = np.cumsum(np.where(small, counts, 0)) - counts
    pack = np.where(small, before // FEWEST_PAIRS, -1 - np.arange(len(counts)))
    return np.asarray(np.unique(pack, return_inverse=True)[1][region], dtype=np.int64)


def _columns_of_pieces(program: Program, piece_of_pair: Integers) -> Iterator[Integers]:
    """Yield the columns of each piece: its pairs, then the units of its targets."""
    piece_of_unit = np.zeros(program.width - program.pairs, dtype=np.int64)
    rows = program.matrix.tocsr()
    for row in np.flatnonzero(program.equal).tolist():
        columns = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
        units = columns[columns >= program.pairs] - program.pairs
        piece_of_unit[units] = piece_of_pair[columns[columns < program.pairs][:1]]
    piece = np.concatenate([piece_of_pair, piece_of_unit])
    order = np.argsort(piece, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(piece))[:-1])


def _whole(program: Program) -> Piece:
    return Piece(replace(program, constants=dict.fromkeys(program.constants, 0)), np.arange(program.width))


def _piece(program: Program, columns: Integers) -> Piece:
    pairs = columns[columns < program.pairs]
    matrix = program.matrix[:, columns]
    rows = np.unique(matrix.indices)
    own = replace(
        program,
        pair=program.pair[pairs],
        home=program.home[pairs],
        group=np.unique(program.group[pairs], return_inverse=True)[1].astype(np.int64),
        matrix=sparse.csc_array(matrix.tocsr()[rows].tocsc()),
        room=program.room[rows],
        equal=program.equal[rows],
        values={level: values[columns] for level, values in program.values.items()},
        constants=dict.fromkeys(program.constants, 0),
        origins=tuple(program.origins[row] for row in rows.tolist()),
    )
    return Piece(own, columns)
