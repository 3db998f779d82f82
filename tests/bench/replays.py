"""Replay invented years under every policy, with the seconds each takes: `python3 do.py bench --replay`."""

import time

from matching.replay import Answers, Contender, Result, compete, invented_year, rows_of
from matching.replaying import FIRST_EARLIER

LEARNT = 5
"""Years the reserving policy learns from, none of which is replayed."""


def replay_years(seeds: range) -> None:
    """Print a line for each policy: what it placed over these years, and its processor time."""
    earlier = [invented_year(FIRST_EARLIER + number) for number in range(LEARNT)]
    results: list[Result] = []
    seconds: dict[str, float] = {}
    for contender in Contender:
        begun = time.process_time()
        for seed in seeds:
            history = invented_year(seed)
            years = {f"seed {seed}": (history, Answers(history, seed))}
            results += compete(years, earlier=earlier, contenders=[contender])
        seconds[contender] = (time.process_time() - begun) / len(seeds)
    for row in rows_of(results):
        told = f"placed {row.placements} ({row.share} %), p95 {row.waiting_p95:.0f} days, off target {row.off_target}"
        print(f"{row.policy:<14}{seconds[row.policy]:>7.1f} s a year  {told}", flush=True)  # noqa: T201
