"""An example of each kind of refusal, for the contract: what an integrator may expect to read."""

from collections.abc import Iterator
from typing import Any

from matching.api.problem_details import DETAILS
from matching.api.problem_faults import FAULTS, SAID_BY_THE_TITLE
from matching.api.problem_schemas import AN_INSTANCE, TYPES
from matching.api.problems import Problem, kinds
from matching.doors.refusals import Sentence


def examples(contract: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI example of every kind of refusal that some operation declares, in English."""
    known = kinds()
    return {kind: _example(known[kind]) for kind in sorted(_declared(contract))}


def sentences() -> Iterator[Sentence]:
    """Return all that the examples say besides titles, in both languages."""
    yield from DETAILS.values()
    yield from (Sentence(fault.english, fault.dutch) for fault in FAULTS.values())


def _declared(contract: dict[str, Any]) -> set[str]:
    answers = [
        answer
        for item in contract["paths"].values()
        for operation in item.values()
        for answer in operation["responses"].values()
    ]
    return {
        kind
        for answer in (*answers, *contract["components"]["responses"].values())
        for content in answer.get("content", {}).values()
        for kind in content.get("examples", ())
    }


def _example(problem: Problem) -> dict[str, Any]:
    fault = FAULTS.get(problem.kind)
    value: dict[str, Any] = {
        "type": TYPES + problem.kind,
        "title": problem.title.english,
        "status": problem.status,
        "detail": _detail(problem),
        "instance": AN_INSTANCE,
    }
    if fault is not None:
        value["invalidParams"] = [{"name": fault.path, "code": fault.code, "reason": fault.english}]
    return {"summary": problem.title.english, "value": value}


def _detail(problem: Problem) -> str:
    """Return what is said of the matter; where nothing is, the title is said again, as in an answer."""
    if problem.kind in DETAILS:
        return DETAILS[problem.kind].english
    if problem.kind in FAULTS and problem.kind not in SAID_BY_THE_TITLE:
        return FAULTS[problem.kind].english
    return problem.title.english
