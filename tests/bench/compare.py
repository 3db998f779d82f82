"""Compare the solver with plain models, side by side on the same invented problem: `python3 do.py bench`."""

import argparse
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.apart import solve_apart
from bench.instances import instance
from bench.plain import Outcome, first_come_first_served
from bench.replays import replay_years
from matching.solver.check import check
from matching.solver.problem import Problem

QUICK_LIMIT, USUAL_LIMIT = 5.0, 25.0
"""Seconds a plain model gets for each level, and ours for all of them four times that. [s]"""

USUAL = (("150x60", 5), ("600x400", 1), ("C200x10", 1), ("D200x10", 1), ("E200x10", 1))
"""Instances by name (`instances`), and how many of each, when nothing else is asked."""

ELSEWHERE = {"--reports", "--ledger"}
"""What a script of its own measures, which gets the other arguments."""

PLAIN = "ours,highs,cp-sat,first-come"
"""The methods, when nothing else is asked."""


def ours(problem: Problem, limit: float) -> Outcome:
    """Solve with this project's solver."""
    import highspy  # noqa: F401, PLC0415 - loaded before the clock starts, as for the others

    from matching.solver.solve import solve  # noqa: PLC0415

    begun = time.perf_counter()
    solution = solve(problem, time_limit=limit * max(1, len(problem.levels)))
    levels = tuple((each.name, each.value, each.bound, each.proven, each.seconds) for each in solution.levels)
    return Outcome("ours", solution.placements, levels, time.perf_counter() - begun)


def plain_highs(problem: Problem, limit: float) -> Outcome:
    """Solve with HiGHS as everybody would."""
    from bench.plain_highs import by_highs  # noqa: PLC0415

    return by_highs(problem, time_limit=limit)


def plain_cp_sat(problem: Problem, limit: float) -> Outcome:
    """Solve with CP-SAT as everybody would."""
    from bench.plain_cp_sat import by_cp_sat  # noqa: PLC0415

    return by_cp_sat(problem, time_limit=limit)


def first_come(problem: Problem, _limit: float) -> Outcome:
    """Place in the order of the list."""
    return first_come_first_served(problem)


def apart(problem: Problem, limit: float) -> Outcome:
    """Solve the regions of a country as jobs of their own, two at a time."""
    return solve_apart(problem, time_limit=limit)


METHODS: dict[str, Callable[[Problem, float], Outcome]] = {
    "ours": ours,
    "highs": plain_highs,
    "cp-sat": plain_cp_sat,
    "first-come": first_come,
    "apart": apart,
}


def alone(name: str, problem: Problem, limit: float) -> tuple[Outcome, int]:
    """Run a method in a process of its own: OR-Tools and highspy can't share one. Return what that took too. [MB]"""
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_weighed, name, problem, limit).result()


def _weighed(name: str, problem: Problem, limit: float) -> tuple[Outcome, int]:
    """Run a method, and return the most memory that this process, or one that it began, has had. [MB]"""
    outcome = METHODS[name](problem, limit)
    own, begun = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return outcome, max(own, begun) // 1024


def main() -> int:
    """Compare, print one table per problem, and fail when a matching is invalid or ours is not the best."""
    if "--load" in sys.argv[1:]:
        from bench.load import load  # noqa: PLC0415 - it needs the service, which the solver does not

        return load([word for word in sys.argv[1:] if word != "--load"])
    for word in ELSEWHERE & set(sys.argv[1:]):
        script = Path(__file__).with_name(f"{word.removeprefix('--')}.py")
        os.execv(sys.executable, [sys.executable, str(script), *(one for one in sys.argv[1:] if one != word)])
    chosen = _parser().parse_args()
    if chosen.replay:
        replay_years(range(chosen.seed, chosen.seed + (chosen.repeat or 5)))
        return 0
    limit = chosen.time_limit or (QUICK_LIMIT if chosen.quick else USUAL_LIMIT)
    faults: list[str] = []
    for size, repeat in _sizes(chosen):
        for seed in range(chosen.seed, chosen.seed + repeat):
            faults += _compare(size, seed=seed, limit=limit, chosen=chosen)
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def _sizes(chosen: argparse.Namespace) -> tuple[tuple[str, int], ...]:
    """Return each size with how many problems of it."""
    if chosen.size or chosen.quick or chosen.repeat:
        return ((chosen.size or USUAL[0][0], chosen.repeat or 1),)
    return USUAL


def _compare(size: str, *, seed: int, limit: float, chosen: argparse.Namespace) -> list[str]:
    """Print the table of one problem, every method in turn, and return what is wrong in it."""
    problem = instance(size, seed=seed)
    counts = f"{len(problem.pairs)} pairs, {len(problem.limits)} limits, {limit:g} s a level"
    print(f"\n{size}, seed {seed}: {counts}", flush=True)  # noqa: T201
    rounds: list[list[Outcome]] = []
    for _ in range(chosen.times):
        rounds.append([])
        for name in chosen.methods.split(","):
            outcome, memory = alone(name, problem, limit)
            rounds[-1].append(outcome)
            print(_row(problem, outcome, reference=rounds[-1][0], memory=memory), flush=True)  # noqa: T201
    if chosen.times > 1:
        print("\n".join(_medians(rounds)), flush=True)  # noqa: T201
    compared = 1 if chosen.quick else None
    return [
        f"{size}, seed {seed}: {fault}"
        for one in rounds
        for fault in _faults(problem, one, compared=compared)
    ]


def _medians(rounds: list[list[Outcome]]) -> Iterator[str]:
    """Yield for each method the median time, and of each round the ratio to the first method in that round."""
    for turns in zip(*rounds, strict=True):
        ratios = [one.seconds / first.seconds for one, (first, *_) in zip(turns, rounds, strict=True)]
        told = " ".join(f"{ratio:.2f}x" for ratio in ratios)
        median = statistics.median(one.seconds for one in turns)
        yield f"{turns[0].name:<14}{median:>8.2f} s {statistics.median(ratios):>7.2f}x  the median of {told}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="do.py bench", description=__doc__)
    parser.add_argument("--size", help="an instance by name, such as 600x400, 40x500x250 or D200x10")
    parser.add_argument(
        "--quick", action="store_true", help=f"one problem of 150x60, {QUICK_LIMIT:.0f} s a level"
    )
    parser.add_argument("--reports", action="store_true", help="every report instead (`--reports --help`)")
    parser.add_argument("--ledger", action="store_true", help="ledgers instead (`--ledger --help`)")
    parser.add_argument("--replay", action="store_true", help="years of arrivals under five policies instead")
    parser.add_argument("--load", action="store_true", help="load the service instead (`--load --help`)")
    parser.add_argument(
        "--time-limit", type=float, metavar="S", help="seconds for each level of a plain model"
    )
    parser.add_argument("--repeat", type=int, metavar="N", help="how many problems, seed by seed (1)")
    parser.add_argument("--times", type=int, default=1, help="how often each method, in turn (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first problem (1)")
    parser.add_argument(
        "--methods", default=PLAIN, help=f"which of {', '.join(METHODS)}, by commas (%(default)s)"
    )
    return parser


def _row(problem: Problem, outcome: Outcome, *, reference: Outcome, memory: int) -> str:
    report = check(problem, outcome.placements)
    levels = [
        f"{name} {report.value(name)}" + (" proven" if proven else f" (bound {bound})" if seconds else "")
        for name, _, bound, proven, seconds in outcome.levels
    ]
    ratio = outcome.seconds / reference.seconds
    told = "valid" if report.valid else "INVALID"
    return f"{outcome.name:<14}{outcome.seconds:>8.2f} s {ratio:>7.2f}x {memory:>6} MB  {told}  {'; '.join(levels)}"


def _faults(problem: Problem, outcomes: list[Outcome], *, compared: int | None) -> Iterator[str]:
    """Yield what a bench may not show: an invalid matching, a wrong value, or anything better than ours.

    A quick bench has its few seconds on whatever machine, so only the first level is compared there; None: all.
    """
    merits = [_merit(problem, outcome)[:compared] for outcome in outcomes]
    for outcome, merit in zip(outcomes, merits, strict=True):
        report = check(problem, outcome.placements)
        yield from (f"{outcome.name}: {violation.sentence}" for violation in report.violations)
        for name, claimed, *_ in outcome.levels:
            reached = report.value(name)
            if outcome.name == "ours" and claimed != reached:
                yield f"{outcome.name}: claims {name} {claimed}, has {reached}."
        if merit > merits[0]:
            yield f"{outcome.name} is better than {outcomes[0].name}: {merit} against {merits[0]}."


def _merit(problem: Problem, outcome: Outcome) -> tuple[int, ...]:
    """Return the value of every level in order; higher is better."""
    report = check(problem, outcome.placements)
    return tuple(report.value(level) * (-1 if level == "spread" else 1) for level in problem.levels)


if __name__ == "__main__":
    sys.exit(main())
