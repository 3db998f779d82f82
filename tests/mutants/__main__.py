"""Change the rules, the referees and the checker a little, everywhere, and see that a test notices each time.

``python -m mutants [WORD ...]``: hunt the mutants whose names hold one of these words, or all of them. It ends with
figures; the exit code is 1 when a mutant lives that ``equivalent.json`` does not explain, or explains one that is dead.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from mutants.hunting import HOME, OPTIONS, Hunt, Quickly
from mutants.mutations import Mutant

SOLVER = HOME / "src" / "matching" / "solver"
EXPLAINED = Path(__file__).with_name("equivalent.json")
RULES = ("ages", "checks", "grid", "home", "pair", "person", "place", "rent", "setting")
TARGETS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "rules": (
        [f"eligibility/{name}.py" for name in RULES],
        ["test_eligibility.py"],
    ),
    "limits": (
        [f"formulate/{name}.py" for name in ("caps", "charges", "forced")],
        ["test_formulate.py", "test_explain.py", "test_one_of_three_broken.py"],
    ),
    "referee": (
        [f"referee/{name}.py" for name in ("__init__", "joint", "pairs", "forced")],
        ["test_referee.py", "test_eligibility.py"],
    ),
    "check": (["check.py"], ["test_check_problem.py", "test_verify.py"]),
    "checker": (["verify.py"], ["test_proofs.py", "../../property/test_bound_of_the_model.py"]),
}
"""What is changed, and which tests should notice."""


def main() -> int:
    """Hunt, compare with what is explained, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 do.py mutants", description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="hunt only mutants whose names hold one of these")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (2)")
    parser.add_argument("--only", choices=TARGETS, action="append", help="hunt in this part only")
    chosen = parser.parse_args()

    def wanted(mutant: Mutant) -> bool:
        return not chosen.words or any(word in mutant.name for word in chosen.words)

    explained = json.loads(EXPLAINED.read_text("utf-8"))
    wrong = 0
    for part in chosen.only or TARGETS:
        sources, tests = TARGETS[part]
        hunt = Hunt([SOLVER / name for name in sources], jobs=chosen.jobs, wanted=wanted)
        if pytest.main(
            [*OPTIONS, *(f"tests/unit/solver/{name}" for name in tests)], plugins=[Quickly(), hunt]
        ):
            return 2
        wrong += _report(part, hunt, explained)
    return 1 if wrong else 0


def _report(part: str, hunt: Hunt, explained: dict[str, str]) -> int:
    alive = {mutant.name for mutant in hunt.alive}
    hunted = {mutant.name for mutant in hunt.hunted}
    new, gone = sorted(alive - explained.keys()), sorted(hunted & explained.keys() - alive)
    equal = len(alive & explained.keys())
    told = [f"\n{part}: {len(hunted)} mutants, {len(hunted) - len(alive)} killed, {equal} equivalent"]
    told += [f" ({hunt.late} of the killed took too long)\n" if hunt.late else "\n"]
    told += [f"  lives, and nothing explains why: {name}\n" for name in new]
    told += [f"  is explained, and killed after all: {name}\n" for name in gone]
    sys.stdout.writelines(told)
    return len(new) + len(gone)


if __name__ == "__main__":
    sys.exit(main())
