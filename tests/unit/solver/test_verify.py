"""The checker stands alone, and it, the referee and the solver notice when one of the three is broken."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from matching.solver import verify
from matching.solver.bound import safe_bound
from matching.solver.check import check
from matching.solver.problem import (
    Certificate,
    Limit,
    Pairs,
    Placement,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Solution,
    Target,
    problem_hash,
    write_certificate,
    write_problem,
    write_solution,
)
from matching.solver.solve import solve
from matching.solver.verify import Case, ProofRefused, judge

MOST_LINES = 150
REFEREE = import_module("matching.solver.check")
STANDARD = {"collections", "json", "math", "pathlib", "sys", "typing"}


def a_problem(**given: Any) -> Problem:
    """Return three clients for three dwellings, of which the neighbourhood carries two."""
    parts: dict[str, Any] = {
        "clients": tuple(ProblemClient(f"C{index}", 10 + index, 150, 200) for index in range(3)),
        "dwellings": tuple(ProblemDwelling(f"D{index}") for index in range(3)),
        "pairs": Pairs(
            [0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 0, 2], [500, 600, 700, 400, 300, 900], [0, 1, 0, 0, 1, 0]
        ),
        "limits": (Limit("neighbourhood-load:N1", "neighbourhood-load", "load", 400),),
        "targets": (Target("M1", (0, 1), 2, 3),),
        "levels": ("priority", "spread", "suitability", "stability"),
        "pinned": (5,),
    }
    return Problem(**{**parts, **given})


def files(problem: Problem, solution: Solution) -> dict[str, str]:
    assert solution.certificate is not None
    return {
        "problem": write_problem(problem),
        "solution": write_solution(solution, problem=problem),
        "certificate": write_certificate(solution.certificate),
    }


def test_the_checker_is_short_and_imports_the_standard_library_only() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source)

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert len(source.splitlines()) <= MOST_LINES
    assert imported == STANDARD


def test_the_checker_runs_where_nothing_is_installed(tmp_path: Path) -> None:
    problem = a_problem()
    for name, text in files(problem, solve(problem)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(verify.__file__)]
    names = [str(tmp_path / name) for name in ("problem", "solution", "certificate")]

    sound = subprocess.run([*command, *names], capture_output=True, text=True, check=False)
    (tmp_path / "certificate").write_text(
        (tmp_path / "certificate").read_text().replace('"bound":23', '"bound":22')
    )
    forged = subprocess.run([*command, *names], capture_output=True, text=True, check=False)

    assert sound.returncode == 0, sound.stderr
    assert sound.stdout.splitlines()[0] == "priority: 23, proven by certificate."
    assert len(sound.stdout.splitlines()) == len(problem.levels)
    assert forged.returncode == 1
    assert forged.stderr == "Refused. priority: the bound that follows is 23, not 22.\n"


def test_the_three_agree() -> None:
    problem = a_problem()

    solution = solve(problem)

    assert check(problem, solution.placements).valid
    assert {verdict for _, verdict, _ in judge(**files(problem, solution))} == {"certificate"}


def test_a_gap_is_told_as_it_is() -> None:
    """Half a client would fill the load; whole ones can't, and here the rounding of the limit is left out."""
    problem = a_problem()
    solution = solve(problem)
    certificate = json.loads(files(problem, solution)["certificate"])
    level = certificate["levels"][0]
    level["rows"], level["closed_by"] = [], "highspy 1.0"
    level["bound"] = Case(json.loads(write_problem(problem))).bound(level)

    searched = judge(**files(problem, solution) | {"certificate": json.dumps(certificate)})[0]
    unproven = json.loads(write_solution(solution, problem=problem))
    unproven["levels"][0]["proven"] = False
    level["closed_by"] = None
    left = {"solution": json.dumps(unproven), "certificate": json.dumps(certificate)}
    open_ = judge(**files(problem, solution) | left)[0]

    assert searched == (
        "priority",
        "search",
        "priority: LP bound 33, attained 23, gap 10 closed by search with highspy 1.0.",
    )
    assert open_ == ("priority", "open", "priority: LP bound 33, attained 23, gap 10 open.")
    with pytest.raises(ProofRefused, match="called proven"):
        judge(**files(problem, solution) | {"certificate": json.dumps(certificate)})


def test_a_solver_with_a_wrong_value_is_noticed_by_both() -> None:
    problem = a_problem()
    solution = solve(problem)
    first, *others = solution.levels

    broken = replace(solution, levels=(replace(first, value=first.value + 1), *others))

    assert check(problem, broken.placements).value("priority") != broken.levels[0].value
    with pytest.raises(ProofRefused, match="comes to 23 at priority"):
        judge(**files(problem, broken))


def test_a_solver_that_drops_a_limit_is_noticed_by_both() -> None:
    problem = a_problem()
    loose = solve(replace(problem, limits=()))
    assert loose.certificate is not None
    name = problem_hash(problem)

    broken = replace(loose, problem_hash=name, certificate=Certificate(name, loose.certificate.levels))

    assert [each.rule for each in check(problem, broken.placements).violations] == ["limit"]
    with pytest.raises(ProofRefused, match="more than the maximum in limit neighbourhood-load:N1"):
        judge(**files(problem, broken))


def test_a_solver_with_a_wrong_bound_is_noticed_by_the_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_low(*arguments: Any, **named: Any) -> Any:
        bound = safe_bound(*arguments, **named)
        return replace(bound, total=bound.total - bound.scale)

    monkeypatch.setattr("matching.solver.certify.safe_bound", too_low)
    problem = a_problem()

    broken = solve(problem)

    with pytest.raises(ProofRefused, match="the bound that follows is"):
        judge(**files(problem, broken))


def test_a_checker_with_a_wrong_value_refuses_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_problem()
    solution, honest = solve(problem), Case.values

    monkeypatch.setattr(Case, "values", lambda *of: honest(*of) | {"priority": 24})

    assert check(problem, solution.placements).value("priority") == solution.levels[0].value
    with pytest.raises(ProofRefused, match="comes to 24 at priority"):
        judge(**files(problem, solution))


def test_a_checker_that_drops_a_limit_refuses_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_problem()
    solution = solve(problem)
    honest = Case.__init__

    monkeypatch.setattr(Case, "__init__", lambda self, asked: honest(self, asked | {"limits": []}))

    with pytest.raises(ProofRefused):
        judge(**files(problem, solution))


def test_a_checker_with_a_wrong_bound_refuses_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_problem()
    solution, honest = solve(problem), Case.bound

    monkeypatch.setattr(Case, "bound", lambda *of: honest(*of) - 1)

    with pytest.raises(ProofRefused, match="the bound that follows is 22, not 23"):
        judge(**files(problem, solution))


@pytest.mark.parametrize("blind", ["_limits_passed", "_clients_twice", "_pinned_missing", "_unknown_pairs"])
def test_what_a_blind_referee_lets_pass_the_checker_refuses(
    blind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = a_problem()
    solution = solve(problem)
    wrong = {
        "_limits_passed": ((0, 0), (1, 1), (2, 2)),
        "_clients_twice": ((1, 1), (2, 0), (2, 2)),
        "_pinned_missing": ((1, 1),),
        "_unknown_pairs": ((0, 2), (2, 2)),
    }[blind]
    placements = tuple(Placement(*pair) for pair in wrong)
    for name in {blind, "_dwellings_too_full"} | ({"_limits_passed"} if blind == "_clients_twice" else set()):
        monkeypatch.setattr(REFEREE, name, lambda *_: ())

    broken = replace(solution, placements=placements)

    assert check(problem, broken.placements).valid
    with pytest.raises(ProofRefused):
        judge(**files(problem, broken))


@pytest.mark.parametrize("file", ["problem", "solution", "certificate"])
@pytest.mark.parametrize("text", ["", "[]", "{}", "1", '{"format": 1}', "[" * 100_000])
def test_a_file_that_is_none_is_refused_with_a_sentence(file: str, text: str) -> None:
    problem = a_problem()

    with pytest.raises(ProofRefused, match=r"A file is not of its format: .*\."):
        judge(**files(problem, solve(problem)) | {file: text})
