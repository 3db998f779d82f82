"""What certificates prove by themselves and what they cost: `.venv/bin/python tests/bench/certificates.py`."""

import argparse
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate import generate
from matching.solver.problem import Problem, Solution, write_certificate, write_problem, write_solution
from matching.solver.solve import solve
from matching.solver.verify import judge

SOLVING, SETTLING = import_module("matching.solver.solve"), import_module("matching.solver.settle")


def main() -> None:
    """Print a row per problem: how each level is proven, and the seconds of solving, proving and checking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="150x60", help="clients x dwellings (%(default)s)")
    parser.add_argument("--repeat", type=int, default=5, help="how many problems, seed by seed (%(default)s)")
    parser.add_argument(
        "--time-limit", type=float, default=240.0, help="for a whole problem [s] (%(default)s)"
    )
    chosen = parser.parse_args()
    clients, dwellings = (int(number) for number in chosen.size.split("x"))
    solve(generate(clients=10, dwellings=5, seed=1))  # loads the libraries before the clock starts
    counts: Counter[str] = Counter()
    for seed in range(1, chosen.repeat + 1):
        problem = generate(clients=clients, dwellings=dwellings, seed=seed)
        counts.update(_row(problem, seed=seed, time_limit=chosen.time_limit))
    print(", ".join(f"{verdict} {count}" for verdict, count in counts.items()))  # noqa: T201


def _row(problem: Problem, *, seed: int, time_limit: float) -> list[str]:
    """Print the row of a problem, and return the verdicts."""
    solution, proving = _timed(problem, time_limit=time_limit)
    assert solution.certificate is not None
    certificate = write_certificate(solution.certificate)
    begun = time.perf_counter()
    verdicts = judge(
        problem=write_problem(problem),
        solution=write_solution(solution, problem=problem),
        certificate=certificate,
    )
    checking = time.perf_counter() - begun
    times = f"solve {solution.seconds:.2f} s, prove {proving:.2f} s, check {checking:.2f} s"
    ratio = f"{100 * (proving + checking) / solution.seconds:.0f} % more, {len(certificate) // 1000} kB"
    print(f"seed {seed}: {times}, {ratio}", flush=True)  # noqa: T201
    for *_, sentence in verdicts:
        print(f"    {sentence}", flush=True)  # noqa: T201
    return [verdict for _, verdict, _ in verdicts]


def _timed(problem: Problem, *, time_limit: float) -> tuple[Solution, float]:
    """Return a solution and the time its certificate took, part of which is in the solution's own. [s]"""
    spent, made = (
        [0.0],
        {(SETTLING, "bounds_of"): SETTLING.bounds_of, (SOLVING, "proofs_of"): SOLVING.proofs_of},
    )

    def timing(honest: Any) -> Any:
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            found = list(honest(*arguments, **named))
            spent[0] += time.perf_counter() - begun
            return found

        return timed

    for (module, name), honest in made.items():
        setattr(module, name, timing(honest))
    try:
        return solve(problem, time_limit=time_limit), spent[0]
    finally:
        for (module, name), honest in made.items():
            setattr(module, name, honest)


if __name__ == "__main__":
    main()
