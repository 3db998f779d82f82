"""Ask for a second opinion on a matching: of OR-Tools, in a process of its own."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

CHILD = "matching.solver.second_opinion_child"


def second_opinion(*, problem: str, solution: str, seconds: float) -> dict[str, str]:
    """Return what another solver says of each level: `agrees`, `open`, or `better`, after which none is asked.

    Parameters
    ----------
    problem, solution
        As in their files.
    seconds
        For each level. [s]

    Raises
    ------
    RuntimeError
        When the other solver broke.
    """
    with tempfile.TemporaryDirectory(prefix="matchingspunt-opinion-") as folder:
        files = {"problem": problem, "solution": solution}
        paths = [Path(folder) / f"{name}.json" for name in files]
        for path, text in zip(paths, files.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        asked = subprocess.run(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", CHILD, *map(str, paths), "--seconds", str(seconds)],
            capture_output=True,
            text=True,
            check=False,
        )
    if not asked.stdout:
        raise RuntimeError(f"The other solver broke: {asked.stderr.strip()[-500:]}")
    found: dict[str, str] = json.loads(asked.stdout)
    return found
