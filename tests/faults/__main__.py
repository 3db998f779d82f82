"""Kill, freeze, fill and restart the service while everybody writes, and see that nothing is lost or double.

``python -m faults``: every scene, until each kind of write was hit in the middle 50 times. The exit code is 1 when
anything was lost, done twice, or did not come back by itself.
"""

import argparse
import signal
import statistics
import sys
import time
from datetime import UTC, datetime

from faults.house import NoSmallDisk
from faults.scenes import SCENES, Report, play


def main() -> int:
    """Play the scenes, tell what came of them, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 do.py faults", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--times", type=int, default=50, help="how often each kind of write has to be hit (50)"
    )
    parser.add_argument("--only", choices=SCENES, action="append", help="only this scene; may be given again")
    parser.add_argument("--seed", type=int, default=1, help="settles the moments (1)")
    chosen = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    reports = [Report(scene) for scene in chosen.only or SCENES]
    began = time.monotonic()
    try:
        for group in _alike(reports):
            _play(group, times=chosen.times, seed=chosen.seed)
    except KeyboardInterrupt:
        _say("stopped early")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s, seed {chosen.seed}\n")
    for report in reports:
        if report.back:
            sys.stdout.write(_told(report))
    return 0 if all(report.verdict.holds for report in reports) else 1


def _alike(reports: list[Report]) -> list[list[Report]]:
    """Return the scenes that want the same of their service together."""
    groups: dict[str, list[Report]] = {}
    for report in reports:
        scene = SCENES[report.scene]
        groups.setdefault(f"{scene.disk} {dict(scene.environment)}", []).append(report)
    return list(groups.values())


def _play(group: list[Report], *, times: int, seed: int) -> None:
    try:
        play(group, times=times, seed=seed, say=_say)
    except NoSmallDisk as refusal:
        _say(f"{group[0].scene} is left out: {refusal.__doc__} ({refusal})")


def _say(line: str) -> None:
    sys.stderr.write(f"{datetime.now(UTC):%H:%M:%S} {line}\n")
    sys.stderr.flush()


def _told(report: Report) -> str:
    found = report.verdict
    lines = [
        "",
        f"{report.scene}: {len(report.back)} attacks, {report.writes} writes answered",
        f"  lost {len(found.lost)}, double {len(found.double)}, otherwise wrong {len(found.broken)}",
        f"  back after {statistics.median(report.back):.1f} s (median), {max(report.back):.1f} s (longest)",
        f"  all done after {statistics.median(report.settled):.1f} s (median), {max(report.settled):.1f} s (longest)",
        f"  {report.messages_twice} messages came twice, each under its own identity",
        f"  {report.stored_after_503} were stored though the answer was 503",
        f"  answers: {dict(sorted(report.statuses.items()))}",
        f"  refused: {dict(sorted(report.refused.items()))}",
        *(f"  in the middle of {kind}: {report.hit[kind]}" for kind in SCENES[report.scene].meant),
        *(f"  LOST {one}" for one in found.lost[:20]),
        *(f"  DOUBLE {one}" for one in found.double[:20]),
        *(f"  WRONG {one}" for one in found.broken[:20]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
