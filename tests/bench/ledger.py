"""What a ledger and the price of spreading take: `python3 do.py bench --ledger`.

Asked twice: for the first level only, which is what they begin with, and then for all levels, the first once more.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.generate import generate
from matching.solver.problem import Placement, Problem, Solution
from matching.solver.solve import solve
from matching.solver.studies.ledger import ONE_MORE, Entry, Looser, ledger, used_up
from matching.solver.studies.spreading import Price, price_of_spreading
from matching.solver.studies.variants import Made


def main() -> None:
    """Print a row per problem: what was found, how much of it is proven, and the seconds, by clock and processors."""
    parser = argparse.ArgumentParser(prog="do.py bench --ledger", description=__doc__)
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
    solved = time.perf_counter() - begun
    made = _made(problem, solution)
    first = replace(made, problem=replace(problem, levels=problem.levels[:1]), levels=solution.levels[:1])
    soonest, exact = _asked(first, seconds=seconds), _asked(made, seconds=seconds)
    gaining = sum(one.difference.any for one in exact.entries)
    print(  # noqa: T201
        f"seed {seed}: solve {solved:.1f} s; {len(exact.entries)} used up of {len(problem.limits)}, {gaining} gain; "
        f"first level: {soonest}; all levels: {exact}",
        flush=True,
    )


def _made(problem: Problem, solution: Solution) -> Made:
    return Made(
        problem, solution.placements, solution.levels, ("all",) * len(problem.clients), groups=("all",)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A ledger and the price of spreading, with what they took: by the clock, and of the processors. [s]"""

    entries: tuple[Entry, ...]
    prices: tuple[Price, ...]
    ledger: float
    price: float
    processor: float

    def __str__(self) -> str:
        differences = [one.difference for one in self.entries] + [one.difference for one in self.prices]
        first = sum(one.levels[0].proven for one in differences)
        whole = sum(one.proven for one in differences)
        bounded = sum(one.by_bound for one in self.entries)
        return (
            f"ledger {self.ledger:.1f} s, price {self.price:.1f} s, together {self.ledger + self.price:.1f} s "
            f"({self.processor:.1f} processor s), {bounded} by bound, "
            f"proven {first}/{len(differences)} first level, {whole} all"
        )


def _asked(made: Made, *, seconds: float | None) -> _Asked:
    """Ask both, one after the other."""
    limits, begun, busy = made.problem.limits, time.perf_counter(), time.process_time()
    looser = [
        Looser(index, limits[index].maximum + ONE_MORE[limits[index].measure])
        for index in used_up(made.problem, made.placements)
    ]
    entries = ledger(made, looser, _again, seconds=seconds)
    told = time.perf_counter()
    prices = price_of_spreading(made, _again, seconds=seconds)
    ends, spent = time.perf_counter(), time.process_time() - busy
    return _Asked(entries, prices, told - begun, ends - told, spent)


def _again(_: object, problem: Problem, hint: Sequence[Placement], seconds: float | None) -> Solution:
    return solve(problem, hint=hint, time_limit=seconds, threads=1)


if __name__ == "__main__":
    main()
