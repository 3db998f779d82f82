"""The hunt for mutants makes the changes it should, and explains none that is not there any more."""

import json
from collections import Counter
from pathlib import Path

import pytest

from mutants.__main__ import EXPLAINED, SOLVER, TARGETS
from mutants.mutations import mutants_of


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("return a < b", {"a < b -> a <= b", "a < b -> a >= b"}),
        ("return a is b", {"a is b -> a is not b"}),
        ("return a and b", {"a and b -> a or b", "a and b -> a", "a and b -> b"}),
        ("return not a", {"not a -> a"}),
        ("return a - b", {"a - b -> a + b"}),
        ("return a if b else 1", {"a if b else 1 -> a", "a if b else 1 -> 1", "1 -> 2", "1 -> 0"}),
        ("return min(a, b)", {"min(a, b) -> max(a, b)"}),
        ("yield a", {"yield a -> if False: yield a"}),
        ("a += b", {"a += b -> pass", "a += b -> a -= b"}),
        ('return "word"', {"'word' -> 'wordx'"}),
    ],
)
def test_every_kind_of_change_is_made(line: str, changes: set[str], tmp_path: Path) -> None:
    file = tmp_path / "rule.py"
    file.write_text(f'def rule(a: int, b: int) -> int:\n    """Return a sentence."""\n    {line}\n')
    made = list(mutants_of(file))

    whole = {f"{line} -> return None"} if line.startswith("return") and '"' not in line else set()
    tests = {f"b -> {word}" for word in ("True", "False") if " if b " in line}

    assert {each.change for each in made} == changes | whole | tests
    assert {each.where for each in made} == {"rule"}
    before = compile(file.read_text(), str(file), "exec")
    assert all(each.put_in() != before for each in made)


def test_every_mutant_that_is_explained_can_be_made() -> None:
    files = {SOLVER / name for sources, _ in TARGETS.values() for name in sources}
    names = Counter(mutant.name for file in files for mutant in mutants_of(file))

    explained = json.loads(EXPLAINED.read_text("utf-8"))

    assert set(explained) <= {name for name, times in names.items() if times == 1}
    assert all(reason.endswith(".") for reason in explained.values())
