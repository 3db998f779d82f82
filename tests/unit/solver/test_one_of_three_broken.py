"""Break one of those who keep the rules, and see the others notice: rules and solver, referee, counter, checker."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from builders import (
    HEERLEN,
    LANDGRAAF,
    STREET,
    a_client,
    a_dwelling,
    a_form,
    a_municipality,
    a_neighbourhood,
    an_instance,
)
from matching.solver import ProofRefused, check, formulate, grid_of, judge, pairs_of, solve, violations
from matching.solver.eligibility import Rule, Verdict
from matching.solver.eligibility.checks import CHECKS, Check
from matching.solver.eligibility.grid import RANK
from matching.solver.formulate import CapKind
from matching.solver.instance import (
    Barred,
    Complex,
    Corporation,
    District,
    Forced,
    Instance,
    KeepApart,
    OriginLimit,
    SupportCapacity,
)
from matching.solver.problem import Placement, Problem, write_certificate, write_problem, write_solution
from matching.solver.verify import Case
from matching.vocabulary import DirectiveKind, Need, Support
from random_instances import random_instance

FORMULATE, GRID = (
    import_module("matching.solver.formulate"),
    import_module("matching.solver.eligibility.grid"),
)
JOINT, PAIRS = import_module("matching.solver.referee.joint"), import_module("matching.solver.referee.pairs")
COUNTER = import_module("matching.solver.check")
PAIR = ("C1", "D1")
ONLY = (Placement(0, 0),)


def heerlen(**agreed: int) -> dict[str, Any]:
    return {"municipalities": (a_municipality(**agreed), a_municipality(LANDGRAAF))}


def streets(**cap: int) -> dict[str, Any]:
    honest = an_instance().neighbourhoods
    return {"neighbourhoods": (a_neighbourhood(STREET, **cap), *honest[1:])}


def districts(**cap: int) -> dict[str, Any]:
    first, *others = an_instance().districts
    return {"districts": (District(first.code, HEERLEN, **cap), *others)}


FULL: dict[CapKind, dict[str, Any]] = {
    CapKind.NEIGHBOURHOOD: streets(capacity=100, carried=1),
    CapKind.DISTRICT: districts(capacity=100, carried=1),
    CapKind.COMPLEX: {"complexes": (Complex("X1", 99),)},
    CapKind.QUOTA: heerlen(maximum=1, placed=1),
    CapKind.IMPORTS: heerlen(imports_maximum=0),
    CapKind.ORIGIN: {"origin_limits": (OriginLimit(LANDGRAAF, HEERLEN, 1, placed=1),)},
    CapKind.COMMITMENT: {"corporations": (Corporation("K1", commitment=1, supplied=1),)},
    CapKind.SUPPORT: {"support": (SupportCapacity("P1", HEERLEN, Support.NEARBY, 299),)},
    CapKind.KEEP_APART: {"keep_apart": (KeepApart("T", STREET),)},
}
"""For each kind of agreement a region in which it, and nothing else, keeps the only pair apart."""


def full(kind: CapKind) -> Instance:
    person = a_client(origin=LANDGRAAF, keep_apart=frozenset({"T"}))
    usual = {"complexes": (Complex("X1"),)}
    home = a_dwelling(complex="X1")
    return an_instance(clients=(person,), dwellings=(home,), **usual | FULL[kind])


def names_of(instance: Instance, pairs: Any = (PAIR,)) -> set[str]:
    return {violation.rule for violation in violations(instance, pairs)}


def limits_passed(problem: Problem) -> set[str]:
    report = check(problem, ONLY)
    assert {each.rule for each in report.violations} <= {"limit"}
    return {each.id.partition(":")[0] for each in report.violations}


def checked(problem: Problem, placements: tuple[Placement, ...]) -> Any:
    """Have the checker read a matching, with its own values and the proof of the best one."""
    solution = solve(problem, threads=1)
    values = dict(check(problem, placements).values)
    levels = tuple(replace(level, value=values[level.name]) for level in solution.levels)
    assert solution.certificate is not None
    return judge(
        problem=write_problem(problem),
        solution=write_solution(replace(solution, placements=placements, levels=levels), problem=problem),
        certificate=write_certificate(solution.certificate),
    )


@pytest.mark.parametrize("kind", CapKind)
def test_an_agreement_that_the_solver_forgets_is_named(
    kind: CapKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, honest = full(kind), formulate(full(kind))
    whole = FORMULATE.caps_of
    monkeypatch.setattr(
        FORMULATE, "caps_of", lambda *of, **by: tuple(cap for cap in whole(*of, **by) if cap.kind is not kind)
    )

    broken = formulate(instance)
    solution = solve(broken, threads=1)

    assert pairs_of(broken, solution) == (PAIR,)
    assert names_of(instance) == {str(kind)}
    assert limits_passed(honest) == {str(kind)}
    with pytest.raises(ProofRefused, match=f"more than the maximum in limit {kind}"):
        checked(honest, ONLY)


def forgetting(honest: Callable[..., Iterator[Any]], kind: CapKind) -> Callable[..., Iterator[Any]]:
    return lambda rule, *facts: iter(()) if rule == kind else honest(rule, *facts)


@pytest.mark.parametrize("kind", CapKind)
def test_an_agreement_that_the_referee_forgets_is_named(
    kind: CapKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_above", "_carried"):
        monkeypatch.setattr(JOINT, name, forgetting(getattr(JOINT, name), kind))
    for name in ("_apart_from_residents", "_apart_from_each_other") if kind is CapKind.KEEP_APART else ():
        monkeypatch.setattr(JOINT, name, lambda *_: iter(()))
    problem = formulate(full(kind))

    assert names_of(full(kind)) == set(), "the referee is blind"
    assert limits_passed(problem) == {str(kind)}
    assert solve(problem, threads=1).placements == ()
    with pytest.raises(ProofRefused, match="more than the maximum"):
        checked(problem, ONLY)


@pytest.mark.parametrize("kind", CapKind)
def test_an_agreement_that_the_counter_forgets_is_named(
    kind: CapKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COUNTER, "_limits_passed", lambda *_: ())
    problem = formulate(full(kind))

    assert limits_passed(problem) == set(), "the counter is blind"
    assert names_of(full(kind)) == {str(kind)}
    with pytest.raises(ProofRefused, match="more than the maximum"):
        checked(problem, ONLY)


@pytest.mark.parametrize("kind", CapKind)
def test_an_agreement_that_the_checker_forgets_is_named(
    kind: CapKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Case.__init__
    monkeypatch.setattr(Case, "__init__", lambda self, asked: honest(self, asked | {"limits": []}))
    problem = formulate(full(kind))

    assert Case(json.loads(write_problem(problem))).values([PAIR]), "the checker is blind"

    assert limits_passed(problem) == {str(kind)}
    assert names_of(full(kind)) == {str(kind)}
    with pytest.raises(ProofRefused, match=r"other values than the matching|the bound that follows"):
        checked(problem, ONLY)


@cache
def refused_by_one() -> dict[Check, tuple[Instance, str, str]]:
    """Return for each check a pair that it refuses, and about which no other check says a word."""
    found: dict[Check, tuple[Instance, str, str]] = {}
    rare = (
        an_instance(clients=(a_client(ready_from=date(2029, 1, 1)),)),
        an_instance(clients=(a_client(not_in_group=Need.MUST),), housing_forms=(a_form(group=True),)),
        an_instance(barred=(Barred(*PAIR, date(2029, 1, 1)),)),
        an_instance(barred=(Barred(*PAIR, date(2029, 1, 1), DirectiveKind.FORBIDDEN),)),
    )
    usual = (random_instance(seed, clients=30, dwellings=20, gaps=0.0) for seed in range(30))
    for instance in (*rare, *usual):
        grid = grid_of(instance)
        ranks = np.stack([table.rows(slice(None)) for table in grid.tables])
        alone = (ranks == RANK[Verdict.REFUSED]) & (ranks.sum(axis=0) == RANK[Verdict.REFUSED])
        for check_, client, dwelling in np.argwhere(alone).tolist():
            pair = grid.clients[client].id, grid.dwellings[dwelling].id
            found.setdefault(CHECKS[check_], (instance, *pair))
    return found


@pytest.mark.parametrize("check_", CHECKS, ids=lambda one: one.judge.__name__)
def test_a_pair_rule_that_the_solver_forgets_is_named(check_: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, client, dwelling = refused_by_one()[check_]
    alone = on_their_own(instance, client, dwelling)
    monkeypatch.setattr(GRID, "CHECKS", tuple(each for each in CHECKS if each is not check_))

    problem = formulate(alone)

    assert len(problem.pairs) == 1, "the solver is blind"
    assert str(check_.rule) in {
        violation.rule for violation in violations(alone, [(client, dwelling)]) if not violation.needs_data
    }


def on_their_own(instance: Instance, client: str, dwelling: str) -> Instance:
    """Return the region with these two alone, and nothing fixed."""
    return replace(
        instance,
        clients=tuple(one for one in instance.clients if one.id == client),
        dwellings=tuple(one for one in instance.dwellings if one.id == dwelling),
        forced=(),
    )


REFEREE: dict[Rule, tuple[str, ...]] = {
    Rule.CONSENT: ("_consent",),
    Rule.READY: ("_ready",),
    Rule.HOUSING_FORM: ("_form",),
    Rule.HOUSEHOLD: ("_household",),
    Rule.RENT: ("_rent",),
    Rule.AGE: ("_age",),
    Rule.ACCESSIBILITY: ("_accessibility",),
    Rule.AREA: ("_area",),
    Rule.SUPPORT: ("_support",),
    Rule.UNIT: ("_unit",),
    Rule.RESERVATION: ("_reservation",),
    Rule.DECLINED: ("_barred",),
    Rule.FORBIDDEN: ("_barred",),
    Rule.TENANCY: ("_tenancy",),
    Rule.ADMISSION: ("_admission", "_age"),
}
"""Where the referee reads each rule."""


@pytest.mark.parametrize("check_", CHECKS, ids=lambda one: one.judge.__name__)
def test_a_pair_rule_that_the_referee_forgets_is_kept_by_the_others(
    check_: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, client, dwelling = refused_by_one()[check_]
    alone = replace(on_their_own(instance, client, dwelling), forced=(Forced(client, dwelling),))
    for name in REFEREE[check_.rule]:
        monkeypatch.setattr(PAIRS, name, lambda *_of, **_by: iter(()))
    problem = formulate(alone)

    blind = {one.rule for one in violations(alone, [(client, dwelling)])}

    assert str(check_.rule) not in blind, "the referee is blind"
    assert "unknown-pair" in {each.rule for each in check(problem, ONLY).violations}
    with pytest.raises(ProofRefused, match="not a pair of the problem"):
        checked(problem, ONLY)


@pytest.mark.parametrize(("module", "name"), [(COUNTER, "_value"), (COUNTER, "_spread")])
def test_a_counter_that_counts_too_much_is_noticed(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = formulate(an_instance(**heerlen(target_share=5_000)))
    solution, honest = solve(problem, threads=1), getattr(module, name)

    monkeypatch.setattr(module, name, lambda *of: honest(*of) + 1)

    counted = dict(check(problem, solution.placements).values)
    assert any(counted[level.name] != level.value for level in solution.levels)
    with pytest.raises(ProofRefused, match="The matching comes to"):
        checked(problem, solution.placements)


def test_a_solver_that_leaves_somebody_out_and_calls_it_proven_is_refused() -> None:
    """Its certificate then needs a bound that the multipliers do not give."""
    problem = formulate(an_instance())
    best = solve(problem, threads=1)
    assert best.certificate is not None
    values = dict(check(problem, ()).values)
    lazy = replace(
        best,
        placements=(),
        levels=tuple(replace(one, value=values[one.name], bound=values[one.name]) for one in best.levels),
    )
    proofs = tuple(
        replace(
            proof,
            value=values[proof.name],
            bound=values[proof.name],
            earlier=tuple(replace(each, value=values[each.name]) for each in proof.earlier),
        )
        for proof in best.certificate.levels
    )

    with pytest.raises(ProofRefused, match="priority: the bound that follows is 22, not 0"):
        judge(
            problem=write_problem(problem),
            solution=write_solution(lazy, problem=problem),
            certificate=write_certificate(replace(best.certificate, levels=proofs)),
        )
