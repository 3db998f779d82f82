"""The door of the solver says what it opens, keeps its promises, and costs little."""

import subprocess
import sys

import matching.solver
from matching.solver import Problem, solve
from random_instances import random_instance

HEAVY = ("highspy", "ortools", "pandas", "scipy")


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_everything_at_the_door_exists_and_is_sorted() -> None:
    names = matching.solver.__all__

    assert sorted(set(names), key=lambda name: (not name.isupper(), name[0].islower(), name)) == list(names)
    assert [name for name in names if not hasattr(matching.solver, name)] == []


def test_opening_the_door_loads_no_solver() -> None:
    program = f"import sys, matching.solver; print([one for one in {HEAVY} if one in sys.modules])"

    assert run(program).strip() == "[]"


def test_the_function_stays_when_the_module_of_its_name_is_loaded_first() -> None:
    program = "import matching.solver.solve; from matching.solver import solve; print(callable(solve))"

    assert run(program).strip() == "True"


def test_the_function_stays_after_it_was_used() -> None:
    problem = matching.solver.formulate(random_instance(1, clients=2, dwellings=2))

    solve(problem)

    assert callable(matching.solver.solve)
    assert isinstance(problem, Problem)
