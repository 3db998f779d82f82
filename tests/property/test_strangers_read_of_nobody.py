"""Whatever comes of a run or a question: who is no desk reads no small count, no name, and no points of people."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from asking import a_base, solve_now
from matching.api.ledger_schemas import LedgerOut
from matching.api.procurement_schemas import PlanOut
from matching.api.run_disclosure import empty_for, summary_for, unplaced_for, usage_for
from matching.api.run_schemas import EmptyDwellingOut, RunSummaryOut, UnplacedClientOut, UsageOut
from matching.api.scenario_schemas import ComparisonOut
from matching.api.small_counts import DESK, Reader
from matching.api.study_disclosure import comparison_for, ledger_for, plan_for
from matching.disclosure import tells
from matching.models import EmptyDwelling, Unplaced
from matching.operations.runs.conclude import summary_of
from matching.operations.runs.thinking import Thought
from matching.operations.studies.procurement import statement
from matching.operations.studies.scenarios import answer as scenario_answer
from matching.solver import (
    Amended,
    Base,
    Explanation,
    MoreClients,
    Scenario,
    Terms,
    as_plain,
    explain,
    formulate,
    ledger_of,
    plan,
    solve,
)
from matching.solver.explain.parts import EmptyReasons
from random_instances import crowded_instance, random_instance

SMALLEST = 5
SEEDS = st.integers(0, 2**32)
STRANGER = Reader(sees_all=False, smallest=SMALLEST)
TOWN = Reader(sees_all=False, smallest=SMALLEST, town="GM1")
NOWHERE = UUID(int=1)
OF_DWELLINGS = {
    *("free", "bedrooms", "number", "dwellings", "used", "step", "agreements", "fifth", "share"),
    *("capacityBefore", "capacityAfter", "targetBefore", "targetAfter", "maximum", "maximumRent"),
    *("eligible", "unknown", "tried", "possible", "left", "minimum", "seconds", "places"),
}
"""Numbers that count no people; `eligible` and `unknown` do for a dwelling, and are looked at apart."""
OF_POINTS = {"value", "bound", "priority", "load", "hours"}


def leaves(told: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(told, BaseModel):
        told = told.model_dump(by_alias=True, mode="json")
    if isinstance(told, dict):
        for key, value in told.items():
            yield from leaves(value, f"{path}.{key}")
    elif isinstance(told, list):
        for value in told:
            yield from leaves(value, path)
    else:
        yield path, told


def wrong(told: Any, names: set[str], *, more: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Return what a stranger should not read in an answer."""
    found = []
    for path, value in leaves(told):
        name = path.rsplit(".", 1)[-1]
        counts = name not in OF_DWELLINGS - set(more) and ".places." not in path
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int) and counts and 0 < value < SMALLEST:
            found.append((path, value))
        if isinstance(value, int) and (name in OF_POINTS or ".load." in path or ".levels." in path):
            found.append((path, value))
        if name in ("dutch", "english") and tells(value, smallest=SMALLEST, names=names):
            found.append((path, value))
    return found


def an_explanation(seed: int) -> tuple[Explanation, dict[str, Any], set[str], Base]:
    instance = crowded_instance(seed)
    problem = formulate(instance)
    solution = solve(problem, threads=1)
    explanation = explain(instance, problem, solution)
    proofs = {level.name: "certificate" for level in solution.levels}
    kept = summary_of(Thought(problem, solution, explanation, {}, proofs, None))  # type: ignore[arg-type]
    kept |= {"proposals": len(solution.placements), "superseded": 0, "changedMeanwhile": 0}
    kept |= {"noParty": {"clients": 2, "dwellings": 1}}
    base = a_base(instance)
    return explanation, kept, {client.id for client in instance.clients}, base


def told_of_empty(one: EmptyReasons) -> EmptyDwellingOut:
    empty = EmptyDwelling(dwelling_id=NOWHERE, cause=one.why.value, explanation=asdict(one))
    return empty_for(STRANGER, EmptyDwellingOut.of(empty, "W1"))


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_stranger_reads_no_small_count_of_a_run(seed: int) -> None:
    explanation, kept, names, _ = an_explanation(seed)

    summary = summary_for(STRANGER, kept)
    assert isinstance(summary, RunSummaryOut)
    assert wrong(summary, names) == []
    used = [UsageOut.model_validate(asdict(one)) for one in explanation.usage]
    assert wrong(usage_for(STRANGER, used, summary), names) == []
    for one in explanation.empty:
        told = told_of_empty(one)
        assert wrong(told, names, more=("eligible", "unknown")) == []
        assert told.sentences


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_between_two_dwellings_of_a_run_nobody_can_be_counted(seed: int) -> None:
    """A landlord offers dwellings that differ in rent only: all that count somebody read the same."""
    town = random_instance(seed, clients=20, dwellings=1, gaps=0.02)
    like = replace(crowded_instance(seed).dwellings[0], capacity=99)
    probes = tuple(replace(like, id=f"D{rent}", rent=rent) for rent in range(50_000, 93_000, 2_000))
    instance = replace(town, dwellings=probes, barred=(), forced=(), previous=frozenset())
    problem = formulate(instance)

    told: dict[Any, str] = {}
    for one in explain(instance, problem, solve(problem, threads=1)).empty:
        rules = frozenset(rule.rule for rule in one.removed)
        limits = frozenset((limit.kind, limit.subject, limit.full_before) for limit in one.blocking)
        reads = told_of_empty(one).model_dump_json(exclude={"free"})
        nobody = one.eligible == 0, one.unknown == 0
        assert told.setdefault((one.why, nobody, rules, limits), reads) == reads


@given(*[st.tuples(*[st.integers(SMALLEST, 60)] * 2)] * 2)
def test_between_two_kinds_of_a_plan_nobody_can_be_counted(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    """Who fits a kind that is low in stimulus fits the same kind that isn't: the rest are those who need it."""
    assert plan_for(STRANGER, a_plan(*one)) == plan_for(STRANGER, a_plan(*other))
    assert [line.fits for line in plan_for(DESK, a_plan(*one)).lines] == list(one)


def a_plan(quiet: int, any_will_do: int) -> PlanOut:
    """Return a plan of two kinds that differ in one thing, and how many could live in each."""
    kind = {"housing_form": "own-home", "municipality": "GM1", "bedrooms": 1, "maximum_rent": 70_000}
    kind |= {
        "accessibility": "none",
        "tenancy": "own-name",
        "support_nearby": False,
        "number": 1,
        "houses": [],
    }
    lines = [
        kind | {"low_stimulus": True, "fits": quiet},
        kind | {"low_stimulus": False, "fits": any_will_do},
    ]
    said = statement(lines, smallest=SMALLEST)
    return PlanOut.model_validate(
        {
            "lines": lines,
            "placed": {"before": 10, "after": 12},
            "gains": [],
            "waiting": 30,
            "undescribed": 10,
            "sentences": [],
            "statement": said,
        }
    )


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_municipality_reads_its_own_quota_and_no_small_count_of_others(seed: int) -> None:
    explanation, kept, names, _ = an_explanation(seed)
    exact = {one.limit: one for one in explanation.usage}

    used = [UsageOut.model_validate(asdict(one)) for one in explanation.usage]
    told = usage_for(TOWN, used, summary_for(TOWN, kept))

    own = [one for one in told if one.limit == "municipal-quota:GM1"]
    assert all(
        (one.used_before, one.used_now) == (exact[one.limit].used_before, exact[one.limit].used_now)
        for one in own
    )
    others = [one for one in told if not one.subject.endswith("GM1")]
    assert wrong(others, names) == []


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_provider_reads_of_its_client_and_not_how_few_others_went_first(seed: int) -> None:
    explanation, _, names, _ = an_explanation(seed)

    for one in explanation.unplaced:
        unplaced = Unplaced(
            client_id=NOWHERE, cause=one.why.value, explanation=asdict(one) | {"nearest": None}
        )
        told = unplaced_for(STRANGER, UnplacedClientOut.of(unplaced, "K1"), asdict(one.taken))
        went = [text.dutch for text in told.sentences if text.dutch.startswith("Naar iemand met")]
        assert not [text for text in went if any(f": {few} woning" in text for few in range(1, SMALLEST))]
        assert all(tells(text.dutch, smallest=SMALLEST, names=names) is None for text in told.sentences)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_stranger_reads_no_small_count_of_a_question(seed: int) -> None:
    _, kept, names, base = an_explanation(seed)
    summary = summary_for(STRANGER, kept)
    quotas = tuple(Amended(place.code, (("maximum", 1),)) for place in base.instance.municipalities[:1])
    scenario = Scenario(quotas=quotas, more_clients=(MoreClients(base.instance.clients[0].id, 2, None),))

    compared = ComparisonOut.model_validate(scenario_answer(base, as_plain(scenario), solve_now))
    ledger = {"id": NOWHERE, "region": "r", "matching_run": NOWHERE, "state": "finished", "asked": None}
    ledger |= {
        "failure": None,
        "requested_at": "2027-03-01T00:00:00Z",
        "started_at": None,
        "finished_at": None,
    }
    entries = LedgerOut.model_validate({**ledger, **as_plain(ledger_of(base, solve_now))})
    wanted = as_plain(plan(base, Terms(dwellings=2), solve_now))
    said = statement(wanted["lines"], smallest=SMALLEST)
    planned = PlanOut.model_validate({**wanted, "statement": said})

    assert wrong(comparison_for(STRANGER, compared, summary), names) == []
    told = ledger_for(STRANGER, entries, summary)
    assert [one for one in wrong(told, names) if not one[0].endswith((".used", ".maximum"))] == []
    assert wrong(plan_for(STRANGER, planned), names) == []
