"""The parts of a problem and of its answer, as frozen values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.solver.problem.proofs import Certificate

LEVELS = ("priority", "spread", "suitability", "stability")
"""What a level may be: `spread` is minimised, the others are maximised."""

MEASURES = ("placements", "load", "hours")
"""What a limit may count: each placement as one, as the client's load, or as the client's hours."""

Column = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ProblemClient:
    """Somebody who can be placed once.

    Attributes
    ----------
    priority
        What a placement is worth at the level `priority`. [point]
    load
        What a placement counts in a limit on load. [hundredths of a point]
    hours
        What a placement counts in a limit on hours. [hundredths of an hour/week]
    """

    id: str
    priority: int
    load: int
    hours: int = 0


@dataclass(frozen=True, slots=True)
class ProblemDwelling:
    """A dwelling, or `capacity` equal ones. [placement]"""

    id: str
    capacity: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The placements that may be, as parallel columns; the columns are made read-only.

    Attributes
    ----------
    client, dwelling
        Indexes into the problem's clients and dwellings.
    suitability
        What the pair is worth at the level `suitability`. [point, 0..1,000]
    stability
        1 where the pair keeps the matching before, else 0.

    Raises
    ------
    TypeError
        When a column holds anything but whole numbers.
    """

    client: Column
    dwelling: Column
    suitability: Column
    stability: Column

    def __init__(
        self,
        client: Sequence[int] | Column,
        dwelling: Sequence[int] | Column,
        suitability: Sequence[int] | Column,
        stability: Sequence[int] | Column,
    ) -> None:
        columns = {"client": client, "dwelling": dwelling, "suitability": suitability, "stability": stability}
        for name, column in columns.items():
            object.__setattr__(self, name, _frozen_column(column, name=name))

    def __len__(self) -> int:
        return len(self.client)

    def columns(self) -> dict[str, Column]:
        """Return the four columns by name, in the order of the file format."""
        names = ("client", "dwelling", "suitability", "stability")
        return {name: getattr(self, name) for name in names}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pairs):
            return NotImplemented
        theirs = other.columns()
        return all(np.array_equal(column, theirs[name]) for name, column in self.columns().items())

    def __hash__(self) -> int:
        return hash(tuple(column.tobytes() for column in self.columns().values()))


@dataclass(frozen=True, slots=True)
class Limit:
    """A sum over placements that may not pass a maximum.

    Attributes
    ----------
    id
        Unique; what a report names.
    kind
        The family it belongs to; only for people and reports.
    measure
        One of `MEASURES`.
    maximum
        In the unit of the measure. [placement, hundredths of a point, or hundredths of an hour/week]
    clients, dwellings
        Which placements count: both must be in the set; None: all.
    """

    id: str
    kind: str
    measure: str
    maximum: int
    clients: tuple[int, ...] | None = None
    dwellings: tuple[int, ...] | None = None

    def total(self, placed: Iterable[tuple[int, int]], *, clients: Sequence[ProblemClient]) -> int:
        """Return what it counts of some pairs of client and dwelling, by index. [unit of the measure]"""
        members = None if self.clients is None else set(self.clients)
        homes = None if self.dwellings is None else set(self.dwellings)
        counted = [
            clients[client]
            for client, dwelling in placed
            if (members is None or client in members) and (homes is None or dwelling in homes)
        ]
        if self.measure == "placements":
            return len(counted)
        return sum(client.load if self.measure == "load" else client.hours for client in counted)


@dataclass(frozen=True, slots=True)
class Target:
    """A number of placements to come near: costs `weight` x (placements - target)^2 at the level `spread`.

    Attributes
    ----------
    dwellings
        Indexes of the dwellings whose placements count.
    target
        The number aimed at. [placement]
    weight
        Cost of the first placement too many or too few. [point]
    """

    id: str
    dwellings: tuple[int, ...]
    target: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Placement:
    """A client in a dwelling, as indexes into the problem."""

    client: int
    dwelling: int


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What was reached at one level, given what was reached at the levels before it.

    Attributes
    ----------
    value
        What the placements are worth, counted exactly. [point]
    bound
        No matching that keeps the earlier levels is better than this. [point]
    proven
        True when nothing better exists; then `bound` equals `value`.
    seconds
        Time spent on this level. [s]
    """

    name: str
    value: int
    bound: int
    proven: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Solution:
    """A valid matching with what is known about it.

    Attributes
    ----------
    problem_hash
        Hash of the problem it answers.
    status
        "optimal" when every level is proven, else "feasible".
    placements
        Ordered by client, each client at most once.
    seconds
        Time of the whole solve. [s]
    versions
        Name and version of what solved it.
    certificate
        How each level is proven; None when read from a solution's file, which does not hold it.
    """

    problem_hash: str
    status: str
    placements: tuple[Placement, ...]
    levels: tuple[LevelResult, ...]
    seconds: float
    seed: int
    versions: tuple[tuple[str, str], ...] = ()
    certificate: Certificate | None = None


def _frozen_column(column: Sequence[int] | Column, *, name: str) -> Column:
    """Return the column as read-only int64, refusing anything but whole numbers."""
    if isinstance(column, np.ndarray):
        if column.dtype.kind not in "iu" or column.ndim != 1:
            raise TypeError(f"pairs.{name} must be one column of whole numbers, not {column.dtype}.")
        frozen = column.astype(np.int64)
    else:
        wrong = next((number for number in column if type(number) is not int), None)
        if wrong is not None:
            raise TypeError(f"pairs.{name} must hold whole numbers, not {wrong!r}.")
        frozen = np.array(column, dtype=np.int64)
    frozen.setflags(write=False)
    return frozen
