"""The file formats `matchingspunt/problem@1` and `matchingspunt/solution@1`, and the hash of a problem.

`docs/model.md` describes the first. What came later is written only where it is used (a client's `hours`,
`pinned`), so that files and hashes of before stay what they were.
"""

import json
from hashlib import sha256
from typing import Any

import numpy as np

from matching.solver.problem.model import InvalidProblem, Parts, Problem, faults_of
from matching.solver.problem.parts import (
    LevelResult,
    Limit,
    Pairs,
    Placement,
    ProblemClient,
    ProblemDwelling,
    Solution,
    Target,
)
from matching.solver.problem.reader import Reader, parse

PROBLEM_FORMAT = "matchingspunt/problem@1"
SOLUTION_FORMAT = "matchingspunt/solution@1"


def write_problem(problem: Problem) -> str:
    """Return the problem as a file, one line; `hours` and `pinned` are written only where there are any."""
    return _text(_document(problem))


def read_problem(text: str) -> Problem:
    """Read a problem from a file's text.

    Raises
    ------
    InvalidProblem
        With a sentence for every fault, each saying where.
    """
    reader = Reader()
    parts = _read_parts(reader, parse(text, expected=PROBLEM_FORMAT))
    faults = (*reader.faults, *faults_of(parts))
    if faults:
        raise InvalidProblem(faults)
    return Problem(*parts)


def problem_hash(problem: Problem) -> str:
    """Return "sha256:..." over a canonical form, in which pairs and sets are sorted."""
    document = _document(problem)
    order = np.lexsort((problem.pairs.dwelling, problem.pairs.client))
    document["pairs"] = {name: column[order].tolist() for name, column in problem.pairs.columns().items()}
    if problem.pinned:
        document["pinned"] = np.sort(np.argsort(order)[list(problem.pinned)]).tolist()
    for part in (*document["limits"], *document["targets"]):
        for key in ("clients", "dwellings"):
            part[key] = sorted(part[key]) if part.get(key) is not None else None
    return "sha256:" + sha256(_text(document).encode()).hexdigest()


def write_solution(solution: Solution, *, problem: Problem) -> str:
    """Return the solution as a file, with the ids of the problem it answers."""
    placements = [
        {"client": problem.clients[each.client].id, "dwelling": problem.dwellings[each.dwelling].id}
        for each in solution.placements
    ]
    levels = [
        {
            "name": each.name,
            "value": each.value,
            "bound": each.bound,
            "proven": each.proven,
            "seconds": each.seconds,
        }
        for each in solution.levels
    ]
    document = {
        "format": SOLUTION_FORMAT,
        "problem": solution.problem_hash,
        "status": solution.status,
        "placements": placements,
        "levels": levels,
        "seconds": solution.seconds,
        "seed": solution.seed,
        "versions": dict(solution.versions),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_solution(text: str, *, problem: Problem) -> Solution:
    """Read a solution from a file's text; the ids must be the problem's.

    Raises
    ------
    InvalidProblem
        With a sentence for every fault, each saying where.
    """
    reader = Reader()
    keys = ("format", "problem", "status", "placements", "levels", "seconds", "seed", "versions")
    document = reader.record(parse(text, expected=SOLUTION_FORMAT), "solution", keys)
    solution = Solution(
        problem_hash=reader.word(document, "problem", "solution"),
        status=reader.word(document, "status", "solution"),
        placements=_read_placements(reader, document, problem),
        levels=reader.each(document, "levels", _read_level),
        seconds=reader.duration(document, "seconds", "solution"),
        seed=reader.number(document, "seed", "solution"),
        versions=_read_versions(reader, document["versions"]),
    )
    if reader.faults:
        raise InvalidProblem(reader.faults)
    return solution


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n"


def _document(problem: Problem) -> dict[str, Any]:
    with_hours = any(client.hours for client in problem.clients)
    return {
        "format": PROBLEM_FORMAT,
        "clients": [_client_record(client, with_hours=with_hours) for client in problem.clients],
        "dwellings": [{"id": each.id, "capacity": each.capacity} for each in problem.dwellings],
        "pairs": {name: column.tolist() for name, column in problem.pairs.columns().items()},
        "limits": [_limit_record(limit) for limit in problem.limits],
        "targets": [
            {"id": each.id, "dwellings": list(each.dwellings), "target": each.target, "weight": each.weight}
            for each in problem.targets
        ],
        "levels": [str(level) for level in problem.levels],
        **({"pinned": list(problem.pinned)} if problem.pinned else {}),
    }


def _client_record(client: ProblemClient, *, with_hours: bool) -> dict[str, Any]:
    record: dict[str, Any] = {"id": client.id, "priority": client.priority, "load": client.load}
    return {**record, "hours": client.hours} if with_hours else record


def _limit_record(limit: Limit) -> dict[str, Any]:
    return {
        "id": limit.id,
        "kind": limit.kind,
        "measure": limit.measure,
        "maximum": limit.maximum,
        "clients": None if limit.clients is None else list(limit.clients),
        "dwellings": None if limit.dwellings is None else list(limit.dwellings),
    }


def _read_parts(reader: Reader, found: Any) -> Parts:
    keys = ("format", "clients", "dwellings", "pairs", "limits", "targets", "levels")
    document = reader.record(found, "problem", keys, optional=("pinned",))
    pairs, sound = _read_pairs(reader, document["pairs"])
    return Parts(
        reader.each(document, "clients", _read_client),
        reader.each(document, "dwellings", _read_dwelling),
        pairs,
        reader.each(document, "limits", _read_limit),
        reader.each(document, "targets", _read_target),
        reader.each(document, "levels", _read_name),
        reader.numbers({"pinned": [], **document}, "pinned", "") if sound else (),
    )


def _read_client(reader: Reader, found: Any, where: str) -> ProblemClient:
    record = reader.record(found, where, ("id", "priority", "load"), optional=("hours",))
    return ProblemClient(
        id=reader.word(record, "id", where),
        priority=reader.number(record, "priority", where),
        load=reader.number(record, "load", where),
        hours=reader.number({"hours": 0, **record}, "hours", where),
    )


def _read_dwelling(reader: Reader, found: Any, where: str) -> ProblemDwelling:
    record = reader.record(found, where, ("id", "capacity"))
    return ProblemDwelling(reader.word(record, "id", where), reader.number(record, "capacity", where))


def _read_pairs(reader: Reader, found: Any) -> tuple[Pairs, bool]:
    """Read the columns, and tell whether they are sound; else none is kept, so that rows never shift."""
    before = len(reader.faults)
    names = ("client", "dwelling", "suitability", "stability")
    record = reader.record(found, "pairs", names)
    columns = [reader.numbers(record, name, "pairs.") for name in names]
    too_large = [name for name, column in zip(names, columns, strict=True) if _passes_int64(column)]
    reader.faults.extend(f"pairs.{name} holds a number far out of range." for name in too_large)
    sound = len(reader.faults) == before
    return (Pairs(*columns) if sound else Pairs((), (), (), ())), sound


def _passes_int64(column: tuple[int, ...]) -> bool:
    return bool(column) and (max(column) >= 2**63 or min(column) < -(2**63))


def _read_limit(reader: Reader, found: Any, where: str) -> Limit:
    record = reader.record(found, where, ("id", "kind", "measure", "maximum", "clients", "dwellings"))
    return Limit(
        id=reader.word(record, "id", where),
        kind=reader.word(record, "kind", where),
        measure=reader.word(record, "measure", where),
        maximum=reader.number(record, "maximum", where),
        clients=None if record["clients"] is None else reader.numbers(record, "clients", f"{where}: "),
        dwellings=None if record["dwellings"] is None else reader.numbers(record, "dwellings", f"{where}: "),
    )


def _read_target(reader: Reader, found: Any, where: str) -> Target:
    record = reader.record(found, where, ("id", "dwellings", "target", "weight"))
    return Target(
        id=reader.word(record, "id", where),
        dwellings=reader.numbers(record, "dwellings", f"{where}: "),
        target=reader.number(record, "target", where),
        weight=reader.number(record, "weight", where),
    )


def _read_name(reader: Reader, found: Any, where: str) -> str:
    return reader.word({"name": found}, "name", where)


def _read_versions(reader: Reader, found: Any) -> tuple[tuple[str, str], ...]:
    record = reader.record(found, "versions", (), optional=found if isinstance(found, dict) else ())
    return tuple(sorted((name, reader.word(record, name, "versions")) for name in record))


def _read_level(reader: Reader, found: Any, where: str) -> LevelResult:
    record = reader.record(found, where, ("name", "value", "bound", "proven", "seconds"))
    if type(record["proven"]) is not bool:
        reader.faults.append(f"{where}: proven must be true or false.")
    return LevelResult(
        name=reader.word(record, "name", where),
        value=reader.number(record, "value", where),
        bound=reader.number(record, "bound", where),
        proven=record["proven"] is True,
        seconds=reader.duration(record, "seconds", where),
    )


def _read_placements(reader: Reader, document: dict[str, Any], problem: Problem) -> tuple[Placement, ...]:
    clients = {client.id: index for index, client in enumerate(problem.clients)}
    dwellings = {dwelling.id: index for index, dwelling in enumerate(problem.dwellings)}

    def read(reader: Reader, found: Any, where: str) -> Placement:
        record = reader.record(found, where, ("client", "dwelling"))
        client, dwelling = reader.word(record, "client", where), reader.word(record, "dwelling", where)
        if client not in clients or dwelling not in dwellings:
            reader.faults.append(f"{where}: {client} in {dwelling} names somebody or something unknown.")
            return Placement(-1, -1)
        return Placement(clients[client], dwellings[dwelling])

    return reader.each(document, "placements", read)
