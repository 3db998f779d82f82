"""CP-SAT in a process of its own: a part of a programme per line in, its best choice per line out.

OR-Tools and highspy each bring a HiGHS of their own and can't be imported into one process; and a search
that crashes, or that nobody waits for any more, must not take the solver down.
"""

import json
import sys
from typing import Any, TextIO

from ortools.sat.python import cp_model


def serve(questions: TextIO, answers: TextIO) -> None:
    """Answer until the questions end."""
    for line in questions:
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return the status of a search and, when it has one, the positions of its best choice.

    One worker and an effort that is counted, not timed: the same question has the same answer. The wall
    clock only ends what nobody waits for.
    """
    model, choices = _model(question)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = question["seed"]
    solver.parameters.max_deterministic_time = question["effort"]
    solver.parameters.max_time_in_seconds = question["seconds"]
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {"status": solver.status_name(status), "chosen": None}
    chosen = [position for position, choice in enumerate(choices) if solver.boolean_value(choice)]
    return {"status": solver.status_name(status), "chosen": chosen}


def _model(question: dict[str, Any]) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    choices = [model.new_bool_var("") for _ in question["worth"]]
    for first, end in question["clients"]:
        model.add_at_most_one(choices[first:end])
    for positions, numbers, room, equal in question["rows"]:
        _add_row(model, [choices[position] for position in positions], numbers, room, equal=equal)
    model.maximize(cp_model.LinearExpr.weighted_sum(choices, question["worth"]))
    hinted = set(question["hint"])
    for position, choice in enumerate(choices):
        model.add_hint(choice, position in hinted)
    return model, choices


def _add_row(
    model: cp_model.CpModel, choices: list[cp_model.IntVar], numbers: list[int], room: int, *, equal: bool
) -> None:
    if not equal and room == 1 and set(numbers) == {1}:
        model.add_at_most_one(choices)
        return
    total = cp_model.LinearExpr.weighted_sum(choices, numbers)
    model.add(total == room if equal else total <= room)


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
