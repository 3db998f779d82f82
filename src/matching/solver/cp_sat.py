"""CP-SAT at arm's length: a child process that is asked, waited for, and killed when nobody waits any more."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any

import numpy as np

from matching.solver.program import Integers, Program

CHILD = "matching.solver.cp_sat_child"

EFFORT = 2.0
"""Where a search of one part ends, counted by CP-SAT's own clock, which is the same on every run."""

PATIENCE = 60.0
"""A search that takes longer has lost its parent. [s]"""

POLL = 0.05
"""How often it is asked whether to stop. [s]"""


class Searcher:
    """A child process that searches parts of a programme, one at a time.

    It is started at once and loads while the parent does something else. A child that crashes answers
    nothing from then on, and that is all.
    """

    def __init__(self) -> None:
        self._child = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._courier = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> "Searcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Return whether it can still be asked."""
        return self._child.poll() is None

    def ask(self, question: dict[str, Any]) -> Future[dict[str, Any]]:
        """Return an answer that is under way."""
        return self._courier.submit(self._exchange, json.dumps(question) + "\n")

    def _exchange(self, line: str) -> dict[str, Any]:
        """Return the answer to a line; an empty one when the child is gone."""
        if self._child.stdin is None or self._child.stdout is None:
            return {}
        with suppress(OSError, ValueError):
            self._child.stdin.write(line)
            self._child.stdin.flush()
            found = json.loads(self._child.stdout.readline() or "{}")
            return found if isinstance(found, dict) else {}
        return {}

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._child.kill()
        self._child.wait()
        self._courier.shutdown()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def wait_for(answer: Future[dict[str, Any]], *, over: Callable[[], bool]) -> dict[str, Any]:
    """Return the answer, or an empty one when it is over before that."""
    while not over():
        with suppress(TimeoutError):
            return answer.result(timeout=POLL)
    return {}


def question_of(
    program: Program, columns: Integers, *, fixed: Integers, objective: Integers, hint: Integers, seed: int
) -> dict[str, Any]:
    """Return the search for the best choice among some columns while others stay chosen.

    Parameters
    ----------
    columns
        Growing; the choice that comes back is a list of positions in it.
    fixed
        Pair columns that stay chosen; they take room from the rows.
    """
    pairs = columns[columns < program.pairs]
    edges = np.append(np.flatnonzero(np.diff(program.group[pairs], prepend=-1)), len(pairs))
    left = program.room - np.asarray(program.matrix[:, fixed].sum(axis=1)).ravel()
    return {
        "worth": objective[columns].tolist(),
        "clients": [[first, end] for first, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)],
        "rows": list(_rows(program, columns, left)),
        "hint": np.flatnonzero(np.isin(columns, hint)).tolist(),
        "seed": seed % 2**31,
        "effort": EFFORT,
        "seconds": PATIENCE,
    }


def _rows(program: Program, columns: Integers, left: Integers) -> Any:
    """Yield what each row that can bind counts, and its room."""
    matrix = program.matrix[:, columns].tocsr()
    for row in np.flatnonzero(np.diff(matrix.indptr)).tolist():
        span = slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))
        numbers, room, equal = matrix.data[span], int(left[row]), bool(program.equal[row])
        if equal or int(numbers.sum()) > room:
            yield matrix.indices[span].tolist(), numbers.tolist(), room, equal
