"""What a ledger and the price of spreading take: `.venv/bin/python tests/bench/ledger.py`."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate import generate
from matching.solver.problem import Placement, Problem, Solution
from matching.solver.solve import solve
from matching.solver.studies.ledger import ONE_MORE, Looser, ledger, used_up
from matching.solver.studies.spreading import price_of_spreading
from matching.solver.studies.variants import Difference, Made


def main() -> None:
    """Print a row per problem: what was found, how much of it is proven, and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="150x60", help="clients x dwellings (%(default)s)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3, 4, 5], help="of the problems")
    parser.add_argument(
        "--seconds", type=float, help="for the ledger, and as much for the price; none: no end"
    )
    chosen = parser.parse_args()
    clients, dwellings = (int(number) for number in chosen.size.split("x"))
    solve(generate(clients=10, dwellings=5, seed=1))  # loads the libraries before the clock starts
    for seed in chosen.seeds:
        _row(generate(clients=clients, dwellings=dwellings, seed=seed), seed=seed, seconds=chosen.seconds)


def _row(problem: Problem, *, seed: int, seconds: float | None) -> None:
    begun = time.perf_counter()
    solution = solve(problem)
    solved = time.perf_counter()
    made = Made(
        problem, solution.placements, solution.levels, ("all",) * len(problem.clients), groups=("all",)
    )
    limits = problem.limits
    looser = [
        Looser(index, limits[index].maximum + ONE_MORE[limits[index].measure])
        for index in used_up(problem, solution.placements)
    ]
    entries = ledger(made, looser, _again, seconds=seconds)
    told = time.perf_counter()
    prices = price_of_spreading(made, _again, seconds=seconds)
    priced = time.perf_counter()
    bounded = sum(one.by_bound for one in entries)
    gaining = sum(one.difference.any for one in entries)
    print(  # noqa: T201
        f"seed {seed}: solve {solved - begun:.1f} s; ledger {told - solved:.1f} s: {len(entries)} used up of "
        f"{len(limits)}, {bounded} by bound, {gaining} gain, proven {_proven([one.difference for one in entries])}; "
        f"price {priced - told:.1f} s, proven {_proven([one.difference for one in prices])}",
        flush=True,
    )


def _proven(differences: Sequence[Difference]) -> str:
    """Tell of how many the first level is proven, and of how many all are."""
    first = sum(one.levels[0].proven for one in differences)
    return f"{first}/{len(differences)} first level, {sum(one.proven for one in differences)} all"


def _again(_: object, problem: Problem, hint: Sequence[Placement], seconds: float | None) -> Solution:
    return solve(problem, hint=hint, time_limit=seconds, threads=1)


if __name__ == "__main__":
    main()
