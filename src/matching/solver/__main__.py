"""The solver as a command: a problem file in, a solution file out; no database.

``python -m matching.solver problem.json > solution.json``
"""

import argparse
import sys
from pathlib import Path

from matching.solver.problem import (
    InvalidProblem,
    Problem,
    Solution,
    read_problem,
    write_certificate,
    write_solution,
)
from matching.solver.solve import Progress, solve

REFUSED = 2
"""Exit code when the file can't be read."""


def main(arguments: list[str] | None = None) -> int:
    """Solve the file that is named and write the answer; return the exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        problem = _read(chosen.problem)
    except InvalidProblem as refusal:
        sys.stderr.writelines(f"{chosen.problem}: {fault}\n" for fault in refusal.faults)
        return REFUSED
    except (OSError, UnicodeDecodeError) as refusal:
        sys.stderr.write(f"{chosen.problem}: {refusal}\n")
        return REFUSED
    solution = solve(
        problem,
        seed=chosen.seed,
        time_limit=chosen.time_limit,
        threads=chosen.threads,
        progress=_tell if chosen.progress else None,
    )
    sys.stdout.write(write_solution(solution, problem=problem))
    _keep_certificate(solution, chosen.certificate)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.solver", description=__doc__.splitlines()[0])
    parser.add_argument("problem", help="a file of format matchingspunt/problem@1, or - for standard input")
    parser.add_argument("--seed", type=int, default=1, help="chooses among equally good matchings (1)")
    parser.add_argument("--time-limit", type=_seconds, metavar="S", help="stop after so many seconds")
    parser.add_argument("--threads", type=int, default=2, help="how many searches at once, at most 2 (2)")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="write the proof of each level here")
    parser.add_argument("--progress", action="store_true", help="tell on standard error where it is")
    return parser


def _keep_certificate(solution: Solution, file: Path | None) -> None:
    if file is not None and solution.certificate is not None:
        file.write_text(write_certificate(solution.certificate), encoding="utf-8")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return seconds


def _read(name: str) -> Problem:
    return read_problem(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))


def _tell(progress: Progress) -> None:
    sys.stderr.write(f"{progress.level}: {progress.phase}, value {progress.value}, bound {progress.bound}\n")


if __name__ == "__main__":
    sys.exit(main())
