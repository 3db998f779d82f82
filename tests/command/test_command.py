"""The command as somebody types it: answers, exit codes, and never a traceback for a user's mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROBLEM = {
    "format": "matchingspunt/problem@1",
    "clients": [{"id": "C0", "priority": 5, "load": 100}, {"id": "C1", "priority": 3, "load": 100}],
    "dwellings": [{"id": "D0", "capacity": 1}],
    "pairs": {"client": [0, 1], "dwelling": [0, 0], "suitability": [10, 900], "stability": [0, 0]},
    "limits": [],
    "targets": [],
    "levels": ["priority", "suitability"],
}


def command(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command, and insist that it shows no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "matching", *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src", "COLUMNS": "200", **environment},
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def test_help_names_everything_it_can_do() -> None:
    done = command("--help")

    assert done.returncode == 0
    for name in ("serve", "work", "migrate", "demo", "areas", "keys", "openapi", "solve", "verify", "replay"):
        assert name in done.stdout


def test_solve_and_verify_without_a_database(tmp_path: Path) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")

    solved = command("solve", str(problem), "--output", str(solution))
    verified = command("verify", str(problem), str(solution))

    assert solved.returncode == 0, solved.stderr
    found = json.loads(solution.read_text(encoding="utf-8"))
    assert found["placements"] == [{"client": "C0", "dwelling": "D0"}]
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["levels"] == {"priority": 5, "suitability": 10}


def test_a_certificate_is_written_and_checked(tmp_path: Path) -> None:
    problem, solution, certificate = (tmp_path / name for name in ("problem", "solution", "certificate"))
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")

    solved = command("solve", str(problem), "-o", str(solution), "--certificate", str(certificate))
    verified = command("verify", str(problem), str(solution), str(certificate))
    forged = json.loads(certificate.read_text(encoding="utf-8"))
    forged["levels"][0]["bound"] -= 1
    certificate.write_text(json.dumps(forged), encoding="utf-8")
    refused = command("verify", str(problem), str(solution), str(certificate))

    assert solved.returncode == 0, solved.stderr
    assert verified.returncode == 0, verified.stderr
    told = json.loads(verified.stdout)
    assert told["proofs"] == {"priority": "certificate", "suitability": "certificate"}
    assert told["told"] == [
        "priority: 5, proven by certificate.",
        "suitability: 10, proven by certificate.",
    ]
    assert refused.returncode == 1
    assert "priority: the bound that follows is 5, not 4." in refused.stderr


def test_another_solver_agrees_with_what_is_best_and_not_with_what_is_not(tmp_path: Path) -> None:
    problem, best, other = (tmp_path / name for name in ("problem.json", "best.json", "other.json"))
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")
    assert command("solve", str(problem), "-o", str(best)).returncode == 0
    claimed = json.loads(best.read_text(encoding="utf-8"))
    claimed["placements"] = [{"client": "C1", "dwelling": "D0"}]
    for level, value in zip(claimed["levels"], (3, 900), strict=True):
        level.update(value=value, bound=value)
    other.write_text(json.dumps(claimed), encoding="utf-8")

    agreed = command("verify", str(problem), str(best), "--second-opinion", "20")
    refuted = command("verify", str(problem), str(other), "--second-opinion", "20")

    assert json.loads(agreed.stdout)["secondOpinion"] == {"priority": "agrees", "suitability": "agrees"}
    assert refuted.returncode == 1
    assert "OR-Tools knows a better matching at level priority." in refuted.stderr


def test_the_solver_alone_writes_a_certificate_too(tmp_path: Path) -> None:
    problem, certificate = tmp_path / "problem.json", tmp_path / "certificate.json"
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "matching.solver", str(problem), "--certificate", str(certificate)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src"},
        check=False,
    )

    assert done.returncode == 0, done.stderr
    kept = json.loads(certificate.read_text(encoding="utf-8"))
    assert kept["format"] == "matchingspunt/certificate@1"
    assert kept["problem"] == json.loads(done.stdout)["problem"]


def test_a_history_is_kept_and_replayed(tmp_path: Path) -> None:
    history, picture = tmp_path / "history.json", tmp_path / "replay.svg"

    kept = command("replay", "--keep", str(history))
    shorter = json.loads(history.read_text(encoding="utf-8"))
    shorter["region"]["clients"] = [
        one for one in shorter["region"]["clients"] if one["on_list_since"] < "2026-03"
    ]
    history.write_text(json.dumps(shorter | {"weeks": 8}), encoding="utf-8")
    done = command("replay", "--history", str(history), "--json", "--chart", str(picture))

    assert kept.returncode == 0, kept.stderr
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [row["policy"] for row in told["policies"]] == [
        "first-come",
        "urgency-first",
        "optimum",
        "clairvoyant",
    ]
    assert told["policies"][-1]["placements"] > 0
    assert "<svg role=" in picture.read_text(encoding="utf-8")


def test_solve_reads_standard_input() -> None:
    done = command("solve", "-", given=json.dumps(PROBLEM))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "optimal"


def test_the_referee_does_not_believe_a_forged_solution(tmp_path: Path) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")
    forged = json.loads(command("solve", str(problem)).stdout)
    forged["placements"].append({"client": "C1", "dwelling": "D0"})
    forged["levels"][0]["value"] = 8
    solution.write_text(json.dumps(forged), encoding="utf-8")

    done = command("verify", str(problem), str(solution))

    assert done.returncode != 0
    assert "D0" in done.stderr


def test_a_solution_of_another_problem_is_refused(tmp_path: Path) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_text(json.dumps(PROBLEM), encoding="utf-8")
    another = json.loads(command("solve", str(problem)).stdout) | {"problem": "sha256:0"}
    solution.write_text(json.dumps(another), encoding="utf-8")

    done = command("verify", str(problem), str(solution))

    assert done.returncode == 1
    assert done.stderr.strip() == "The solution is about another problem: sha256:0."


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (("serve",), {"MATCHING_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "does not answer"),
        (("serve",), {"MATCHING_DATABASE_URL": "sqlite:///x"}, "only PostgreSQL works"),
        (("serve",), {"MATCHING_PORT": "many"}, "MATCHING_PORT"),
        (("solve", "nowhere.json"), {}, "nowhere.json"),
        (("areas", "import", "nowhere.json"), {}, "nowhere.json"),
        (("replay", "--region", "parkstad"), {}, "--keep"),
        (("replay", "--history", "nowhere.json"), {}, "nowhere.json"),
        (("fly",), {}, "fly"),
        (("work",), {"MATCHING_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/c"}, "does not answer"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    arguments: tuple[str, ...], environment: dict[str, str], sentence: str
) -> None:
    done = command(*arguments, **environment)

    assert done.returncode in (1, 2)
    assert sentence in done.stderr + done.stdout


def test_a_bad_problem_file_gets_every_fault(tmp_path: Path) -> None:
    bad = {**PROBLEM, "levels": ["priority", "beauty"], "clients": [{"id": "C0", "priority": -5, "load": 1}]}
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(bad), encoding="utf-8")

    done = command("solve", str(problem))

    assert done.returncode == 2
    assert "beauty" in done.stderr
    assert "-5" in done.stderr
