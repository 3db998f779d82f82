import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matching.solver.problem import (
    InvalidProblem,
    LevelResult,
    Limit,
    Pairs,
    Placement,
    Problem,
    ProblemClient,
    ProblemDwelling,
    Solution,
    Target,
    problem_hash,
    read_problem,
    read_solution,
    write_problem,
    write_solution,
)
from random_problems import problems


def a_problem(**changes: Any) -> Problem:
    parts: dict[str, Any] = {
        "clients": (ProblemClient("C0", 27, 150), ProblemClient("C1", 3, 50)),
        "dwellings": (ProblemDwelling("D0", 1), ProblemDwelling("D1", 2)),
        "pairs": Pairs([0, 1, 1], [1, 0, 1], [700, 20, 1000], [0, 1, 0]),
        "limits": (Limit("load:N7", "load", "load", 450, None, (1,)),),
        "targets": (Target("M3", (0, 1), 2, 111),),
    }
    return Problem(**{**parts, **changes})


def a_document() -> dict[str, Any]:
    return json.loads(write_problem(a_problem()))


@settings(deadline=None, max_examples=50)
@given(problem=problems())
def test_a_written_problem_reads_back_the_same(problem: Problem) -> None:
    assert problem == read_problem(write_problem(problem))


def test_hours_are_not_written_when_nobody_has_them() -> None:
    with_hours = a_problem(clients=(ProblemClient("C0", 1, 1, 5), ProblemClient("C1", 1, 1)))

    assert "hours" not in write_problem(a_problem())
    assert with_hours == read_problem(write_problem(with_hours))


def test_hash_forgets_the_order_of_pairs_and_sees_every_number() -> None:
    turned = a_problem(pairs=Pairs([1, 1, 0], [1, 0, 1], [1000, 20, 700], [0, 1, 0]))
    other = a_problem(pairs=Pairs([0, 1, 1], [1, 0, 1], [700, 21, 1000], [0, 1, 0]))

    assert problem_hash(a_problem()) == problem_hash(turned)
    assert problem_hash(a_problem()) != problem_hash(other)


def test_pinned_is_not_written_when_nothing_is() -> None:
    pinned = a_problem(pinned=(1,))

    assert "pinned" not in write_problem(a_problem())
    assert pinned == read_problem(write_problem(pinned))


def test_hash_sees_which_pair_is_pinned_and_forgets_where_it_stands() -> None:
    """Both pin C1 with D0: first it stands in row 1, then in row 2."""
    pinned = a_problem(pinned=(1,))
    turned = a_problem(pairs=Pairs([1, 0, 1], [1, 1, 0], [1000, 700, 20], [0, 0, 1]), pinned=(2,))

    assert problem_hash(pinned) == problem_hash(turned)
    assert problem_hash(pinned) not in {problem_hash(a_problem()), problem_hash(a_problem(pinned=(2,)))}


def test_hash_of_a_file_from_before_there_were_pins_stays() -> None:
    """Stored runs name their problem by it."""
    assert problem_hash(a_problem()) == (
        "sha256:e5b57ca2a6a1e7d921659a0ea88219e477ccbc28f3ac82c29b073369662dc18e"
    )


def set_in(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (set_in("format", to="matchingspunt/problem@2"), "format:"),
        (set_in("colour", to=1), "problem: the key colour is unknown."),
        (set_in("clients", 1, "wish", to=1), r"clients\[1\]: the key wish is unknown."),
        (set_in("clients", 0, "priority", to=-1), r'clients\[0\] "C0": priority is negative'),
        (set_in("clients", 0, "load", to=True), r"clients\[0\]: load must be a whole number, not true."),
        (set_in("clients", 0, "load", to=1.0), r"clients\[0\]: load must be a whole number, not 1.0."),
        (
            set_in("clients", 0, "load", to=float("nan")),
            r"clients\[0\]: load must be a whole number, not NaN.",
        ),
        (set_in("clients", 0, "load", to=10**30), r'clients\[0\] "C0": load is 10+; the largest'),
        (set_in("clients", 0, "id", to="C1"), 'clients: the id "C1" is used 2 times.'),
        (set_in("clients", 0, to={"id": "X"}), r"clients\[0\]: priority is missing."),
        (set_in("clients", to=None), "clients must be a list, not null."),
        (set_in("dwellings", 0, "capacity", to=-2), r'dwellings\[0\] "D0": capacity is negative'),
        (set_in("pairs", "client", 2, to=2), r"pairs.client\[2\]: 2 is not a client's index"),
        (set_in("pairs", "client", 2, to=10**20), "pairs.client holds a number far out of range"),
        (set_in("pairs", "dwelling", 0, to=-1), r"pairs.dwelling\[0\]: -1 is not a dwelling's index"),
        (set_in("pairs", "dwelling", 1, to=1), r"pairs\[2\]: client 1 with dwelling 1 is there already"),
        (set_in("pairs", "suitability", 0, to=1001), r"pairs.suitability\[0\]: 1001 is not allowed"),
        (set_in("pairs", "stability", 0, to=2), r"pairs.stability\[0\]: 2 is not allowed"),
        (
            set_in("pairs", "stability", 0, to=False),
            r"pairs.stability\[0\] must be a whole number, not false.",
        ),
        (set_in("pairs", "stability", to=[]), "pairs: the columns differ in length"),
        (set_in("limits", 0, "measure", to="noise"), 'the measure "noise" is unknown'),
        (set_in("limits", 0, "maximum", to=-1), "maximum is negative"),
        (set_in("limits", 0, "clients", to=[0, 9]), r"clients\[1\]: there is no index 9"),
        (set_in("limits", 0, "dwellings", to=[1, 1]), "1 listed more than once"),
        (set_in("targets", 0, "weight", to=None), r"targets\[0\]: weight must be a whole number, not null."),
        (set_in("targets", 0, "target", to=10**9), "the spread could reach"),
        (set_in("pinned", to=None), "pinned must be a list, not null."),
        (set_in("pinned", to=[0, 3]), r"pinned\[1\]: there is no index 3 \(there are 3\)."),
        (set_in("pinned", to=[-1]), r"pinned\[0\]: there is no index -1"),
        (set_in("pinned", to=[True]), r"pinned\[0\] must be a whole number, not true."),
        (set_in("pinned", to=[2, 2]), "pinned: 2 listed more than once."),
        (set_in("pinned", to=[1, 2]), 'pinned: client "C1" is in 2 pairs; one is the most.'),
        (set_in("levels", 1, to="beauty"), r'levels\[1\]: "beauty" is unknown'),
        (set_in("levels", 1, to="priority"), r'levels\[1\]: "priority" is there already.'),
    ],
)
def test_a_fault_is_refused_with_where_it_is(change: Callable[[dict[str, Any]], None], sentence: str) -> None:
    document = a_document()
    change(document)

    with pytest.raises(InvalidProblem, match=sentence):
        read_problem(json.dumps(document))


@pytest.mark.parametrize(
    ("capacity", "limit", "sentence"),
    [
        (2, Limit("L", "k", "load", 200, None, (1,)), None),
        (1, Limit("L", "k", "load", 200, None, (1,)), 'dwelling "D1" has 2 pairs; its capacity is 1.'),
        (2, Limit("L", "k", "load", 199, None, (1,)), "load add up to 200; the maximum is 199."),
        (2, Limit("L", "k", "load", 0, (0, 1), (0,)), None),
        (2, Limit("L", "k", "placements", 1), "placements add up to 2; the maximum is 1."),
        (2, Limit("L", "k", "placements", 1, (0,)), None),
        (2, Limit("L", "k", "hours", 0), None),
    ],
)
def test_pinned_pairs_that_cannot_be_together_are_refused(
    capacity: int, limit: Limit, sentence: str | None
) -> None:
    """C0 and C1, of load 150 and 50, both in D1."""
    dwellings = (ProblemDwelling("D0", 1), ProblemDwelling("D1", capacity))
    facts = {"dwellings": dwellings, "limits": (limit,), "pinned": (0, 2)}

    if sentence is None:
        assert a_problem(**facts).pinned == (0, 2)
    else:
        with pytest.raises(InvalidProblem, match=f"^pinned: .*{sentence}$"):
            a_problem(**facts)


def test_a_fault_in_the_pairs_is_no_fault_of_what_is_pinned() -> None:
    document = {**a_document(), "pinned": [2]}
    document["pairs"]["client"][0] = "C0"

    with pytest.raises(InvalidProblem) as refusal:
        read_problem(json.dumps(document))

    assert len(refusal.value.faults) == 1


def test_every_fault_is_named_at_once() -> None:
    document = a_document()
    document["clients"][0]["load"] = "much"
    document["dwellings"][1]["capacity"] = -1
    document["levels"] = ["beauty"]

    with pytest.raises(InvalidProblem) as refusal:
        read_problem(json.dumps(document))

    assert len(refusal.value.faults) == 3


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1, "format": 2}', "[" * 100_000])
def test_what_is_no_problem_is_refused(text: str) -> None:
    with pytest.raises(InvalidProblem):
        read_problem(text)


def test_columns_cannot_be_changed_and_hold_whole_numbers_only() -> None:
    pairs = a_problem().pairs

    with pytest.raises(ValueError, match="read-only"):
        pairs.client[0] = 1
    with pytest.raises(TypeError, match=r"pairs\.suitability"):
        Pairs([0], [0], np.array([0.5]), [0])


def test_a_written_solution_reads_back_the_same() -> None:
    problem = a_problem()
    level = LevelResult("priority", 30, 30, True, 0.25)
    placements = (Placement(0, 1), Placement(1, 1))
    solution = Solution(problem_hash(problem), "optimal", placements, (level,), 0.5, 7, (("highspy", "1"),))

    text = write_solution(solution, problem=problem)

    assert solution == read_solution(text, problem=problem)
    with pytest.raises(InvalidProblem, match="unknown"):
        read_solution(text.replace('"C0"', '"C9"'), problem=problem)
