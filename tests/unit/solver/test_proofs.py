"""What the checker of proofs accepts and what it refuses, on files written by hand: one step over each line."""

import json
from typing import Any

import pytest

from matching.solver.verify import Case, ProofRefused, judge

PROBLEM: dict[str, Any] = {
    "format": "matchingspunt/problem@1",
    "clients": [
        {"id": "C0", "priority": 10, "load": 150, "hours": 40},
        {"id": "C1", "priority": 11, "load": 150, "hours": 40},
        {"id": "C2", "priority": 12, "load": 150, "hours": 40},
    ],
    "dwellings": [{"id": "D0", "capacity": 1}, {"id": "D1", "capacity": 1}, {"id": "D2", "capacity": 1}],
    "pairs": {
        "client": [0, 0, 1, 1, 2, 2],
        "dwelling": [0, 1, 1, 2, 0, 2],
        "suitability": [500, 600, 700, 400, 300, 900],
        "stability": [0, 1, 0, 0, 1, 0],
    },
    "limits": [
        {
            "id": "L",
            "kind": "neighbourhood-load",
            "measure": "load",
            "maximum": 300,
            "clients": None,
            "dwellings": None,
        }
    ],
    "targets": [{"id": "T", "dwellings": [0, 1], "target": 2, "weight": 3}],
    "levels": ["priority", "spread", "suitability", "stability"],
    "pinned": [5],
}
"""C2 lives in D2 whatever happens, and there is room for the load of one more."""
BEST = [("C1", "D1"), ("C2", "D2")]
VALUES = {"priority": 23, "spread": 3, "suitability": 1_600, "stability": 0}
SCALE = 150
"""One point of a level counts as much as the load of one client, so that every multiplier is whole."""


def a_row(multiplier: int, kind: str = "limit", name: str = "L") -> dict[str, Any]:
    return {"kind": kind, "id": name, "multiplier": multiplier, "divisor": 1, "complemented": []}


def a_proof(at: int, bound: int, rows: list[Any], *multipliers: int, by: str | None = None) -> dict[str, Any]:
    levels = PROBLEM["levels"]
    earlier = [
        {"name": level, "value": VALUES[level], "multiplier": multiplier}
        for level, multiplier in zip(levels[:at], multipliers, strict=True)
    ]
    own = {"name": levels[at], "value": VALUES[levels[at]], "bound": bound, "closed_by": by}
    return {**own, "earlier": earlier, "scale": SCALE, "rows": rows}


def a_certificate() -> dict[str, Any]:
    """Return proofs that meet their values, but for the last, which a search closed."""
    return {
        "format": "matchingspunt/certificate@1",
        "problem": "sha256:1",
        "levels": [
            a_proof(0, 23, [a_row(11)]),
            a_proof(1, 3, [a_row(3), a_row(-3 * SCALE, "target", "T")], 0),
            a_proof(2, 1_600, [a_row(711)], SCALE, 0),
            a_proof(3, 1, [], 0, 0, 0, by="highspy 1.0"),
        ],
    }


def a_solution() -> dict[str, Any]:
    return {
        "format": "matchingspunt/solution@1",
        "problem": "sha256:1",
        "placements": [{"client": client, "dwelling": home} for client, home in BEST],
        "levels": [{"name": name, "value": value, "proven": True} for name, value in VALUES.items()],
    }


def judged(problem: Any = None, solution: Any = None, certificate: Any = None) -> list[tuple[str, str, str]]:
    texts = (problem or PROBLEM, solution or a_solution(), certificate or a_certificate())
    return judge(*(text if isinstance(text, str) else json.dumps(text) for text in texts))


def with_(document: Any, *path: str | int, to: Any) -> Any:
    """Return a copy of a document in which one thing is another."""
    changed = json.loads(json.dumps(document))
    part = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return changed


def test_each_level_is_told_as_it_is_proven() -> None:
    assert judged() == [
        ("priority", "certificate", "priority: 23, proven by certificate."),
        ("spread", "certificate", "spread: 3, proven by certificate."),
        ("suitability", "certificate", "suitability: 1600, proven by certificate."),
        (
            "stability",
            "search",
            "stability: LP bound 1, attained 0, gap 1 closed by search with highspy 1.0.",
        ),
    ]


def test_what_nobody_closed_is_open_and_may_not_be_called_proven() -> None:
    open_ = with_(a_certificate(), "levels", 3, "closed_by", to=None)
    modest = with_(a_solution(), "levels", 3, "proven", to=False)

    assert judged(solution=modest, certificate=open_)[3] == (
        "stability",
        "open",
        "stability: LP bound 1, attained 0, gap 1 open.",
    )
    with pytest.raises(ProofRefused, match="stability is called proven, and nothing proves it"):
        judged(certificate=open_)


def test_the_bound_of_a_cost_is_below_it() -> None:
    """With a weaker multiplier the spread's bound is what is surely paid."""
    weaker = with_(a_certificate(), "levels", 1, "rows", to=[])
    weaker = with_(weaker, "levels", 1, "bound", to=0)
    weaker = with_(weaker, "levels", 1, "closed_by", to="a search")

    told = judged(certificate=weaker)[1]

    assert told == (
        "spread",
        "search",
        "spread: LP bound 0, attained 3, gap 3 closed by search with a search.",
    )


def placed(*pairs: tuple[str, str]) -> Any:
    placements = [{"client": client, "dwelling": home} for client, home in pairs]
    return with_(a_solution(), "placements", to=placements)


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("C0", "D2"), ("C2", "D2")], "A placement is not a pair of the problem."),
        ([("C1", "D1")], "A pinned pair is not in the matching."),
        ([("C2", "D0"), ("C2", "D2")], "A client is placed twice."),
        ([("C1", "D2"), ("C2", "D2")], "There is more than the maximum in dwelling D2."),
        ([("C0", "D0"), ("C1", "D1"), ("C2", "D2")], "There is more than the maximum in limit L."),
        ([("C2", "D2")], "The matching comes to 12 at priority."),
    ],
)
def test_a_matching_that_breaks_a_rule_is_refused(pairs: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(ProofRefused) as refusal:
        judged(solution=placed(*pairs))

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ({"maximum": 300}, None),
        ({"maximum": 299}, "in limit L"),
        ({"maximum": 150, "clients": [0, 1]}, None),
        ({"maximum": 149, "clients": [0, 1]}, "in limit L"),
        ({"maximum": 0, "clients": [0]}, None),
        ({"maximum": 0, "clients": []}, None),
        ({"maximum": 0, "dwellings": []}, None),
        ({"maximum": 0, "dwellings": [0]}, None),
        ({"maximum": 149, "dwellings": [1]}, "in limit L"),
        ({"maximum": 150, "dwellings": [1]}, None),
        ({"maximum": 2, "measure": "placements"}, None),
        ({"maximum": 1, "measure": "placements"}, "in limit L"),
        ({"maximum": 80, "measure": "hours"}, None),
        ({"maximum": 79, "measure": "hours"}, "in limit L"),
    ],
)
def test_a_limit_counts_its_own_and_no_more(limit: dict[str, Any], sentence: str | None) -> None:
    case = Case(with_(PROBLEM, "limits", 0, to={**PROBLEM["limits"][0], **limit}))

    if sentence is None:
        assert {name: case.values(BEST)[name] for name in VALUES} == VALUES
    else:
        with pytest.raises(ProofRefused, match=sentence):
            case.values(BEST)


def test_hours_and_pins_may_be_left_out() -> None:
    """And a limit on hours then counts nothing."""
    hours = {**PROBLEM["limits"][0], "measure": "hours", "maximum": 0}
    bare = {**with_(PROBLEM, "limits", to=[hours]), "clients": [dict(one) for one in PROBLEM["clients"]]}
    del bare["pinned"]
    for client in bare["clients"]:
        del client["hours"]

    case = Case(bare)

    assert case.values(BEST)["priority"] == 23
    assert case.total(BEST)["limit", "L"] == 0
    assert case.bound(a_proof(0, 0, [])) == 33


def test_a_matching_may_be_all_there_is() -> None:
    pairs = {name: [column[0]] for name, column in PROBLEM["pairs"].items()}

    assert Case({**PROBLEM, "pairs": pairs, "pinned": []}).values([("C0", "D0")])["priority"] == 10


@pytest.mark.parametrize(
    ("path", "to", "sentence"),
    [
        (("problem",), "sha256:2", "Solution and certificate are about different problems."),
        (("levels", 0, "bound"), 24, "priority: the bound that follows is 23, not 24."),
        (("levels", 1, "bound"), 2, "spread: the bound that follows is 3, not 2."),
        (("levels", 0, "value"), 24, "priority: the certificate has other values than the matching."),
        (("levels", 1, "earlier"), [], "spread: the certificate has other values than the matching."),
        (("levels", 1, "earlier", 0, "value"), 22, "spread: the certificate has other values than"),
        (("levels", 1, "earlier", 0, "multiplier"), -1, "The multiplier of a level is negative."),
        (("levels", 0, "scale"), 0, "The multiplier of a level is negative."),
        (("levels", 0, "rows", 0, "multiplier"), -1, "limit L has no sound multiplier."),
        (("levels", 0, "rows", 0, "divisor"), 0, "limit L has no sound multiplier."),
        (("levels", 1, "rows", 1, "divisor"), 2, "target T has no sound multiplier."),
        (("levels", 0, "rows", 0, "multiplier"), 1.5, "A file is not of its format"),
        (("levels", 0, "rows", 0, "complemented"), ["C2"], "A file is not of its format"),
        (("levels", 0, "rows", 0, "id"), "M", "A file is not of its format"),
        (("levels", 0, "scale"), float("nan"), "A file is not of its format"),
        (("levels",), [], "A file is not of its format"),
    ],
)
def test_a_certificate_that_does_not_hold_is_refused(
    path: tuple[str | int, ...], to: Any, sentence: str
) -> None:
    with pytest.raises(ProofRefused) as refusal:
        judged(certificate=with_(a_certificate(), *path, to=to))

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("clients", 0, "priority"), -1),
        (("clients", 0, "load"), 1.5),
        (("dwellings", 0, "capacity"), float("inf")),
        (("pairs", "client"), [0]),
        (("pairs", "suitability"), [*PROBLEM["pairs"]["suitability"], 0]),
        (("pairs", "suitability"), None),
        (("clients",), 1),
    ],
)
def test_a_problem_of_no_whole_numbers_or_columns_is_refused(path: tuple[str | int, ...], to: Any) -> None:
    with pytest.raises(ProofRefused, match="A file is not of its format"):
        judged(problem=with_(PROBLEM, *path, to=to))


@pytest.mark.parametrize(("name", "value"), [("priority", 24), ("spread", 4), ("stability", 1)])
def test_a_solution_that_claims_too_much_is_refused(name: str, value: int) -> None:
    at = PROBLEM["levels"].index(name)

    with pytest.raises(ProofRefused, match=rf"The matching comes to {VALUES[name]} at {name}\."):
        judged(solution=with_(a_solution(), "levels", at, "value", to=value))


@pytest.mark.parametrize(
    ("room", "reached"),
    [(39_999, 0), (99_999, 70_000), (100_000, 70_000), (100_001, 100_000), (159_999, 150_000)],
)
def test_a_room_is_what_the_needs_come_to_and_a_large_one_what_they_all_divide(
    room: int, reached: int
) -> None:
    """Needs of 40,000 and twice 70,000: every total is counted up to a hundred thousand, not above."""
    loads = (40_000, 70_000, 70_000)
    clients = [{**one, "load": load} for one, load in zip(PROBLEM["clients"], loads, strict=True)]
    limit = {**PROBLEM["limits"][0], "maximum": room}
    problem = {**PROBLEM, "clients": clients, "limits": [limit], "pinned": []}

    _, found = Case(problem).rounded(("limit", "L"), 1, set())

    assert found == reached


def test_a_large_room_where_nobody_comes_stays_what_it_is() -> None:
    limit = {**PROBLEM["limits"][0], "maximum": 100_001, "dwellings": []}

    assert Case({**PROBLEM, "limits": [limit]}).rounded(("limit", "L"), 1, set()) == ({}, 100_001)


def test_a_target_gets_no_more_than_its_own_homes_hold() -> None:
    """One of C0 and C2 can live in D0: a pull of a point towards it is worth one, beside 33 for all three."""
    problem = {**PROBLEM, "pinned": [], "targets": [{**PROBLEM["targets"][0], "dwellings": [0]}]}

    assert Case(problem).bound(a_proof(0, 0, [a_row(SCALE, "target", "T")])) == 34
