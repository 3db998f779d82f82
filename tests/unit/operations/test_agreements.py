"""The weights of a covenant are those of the solver, in a room that may not import it."""

from dataclasses import fields

from matching.operations.covenant_rules import SECTIONS
from matching.queries.agreements import SUITABILITY_TERMS, Weights, Wording
from matching.solver import instance
from matching.solver.instance import Policy
from matching.vocabulary import Urgency


def test_default_weights_and_goals_are_those_of_the_solver() -> None:
    weights = {field.name: getattr(Weights(), field.name) for field in fields(Weights)}

    assert Policy(goals=Wording().goals, **weights) == Policy()
    assert {"goals", *weights} == {field.name for field in fields(Policy)}
    assert list(Policy(goals=Wording().goals, **weights).faults()) == []


def test_suitability_terms_are_those_of_the_solver() -> None:
    assert tuple(SUITABILITY_TERMS) == tuple(instance.policy.SUITABILITY_TERMS)


def test_weights_survive_the_table() -> None:
    weights = Weights().changed(
        urgency_weight={Urgency.CRISIS: 9_000}, suitability_weight={"rent": 0}, waiting_weight=2
    )

    assert Weights.from_json(weights.as_json()) == weights
    assert weights != Weights()


def test_every_section_has_its_rules() -> None:
    assert set(SECTIONS) == {field.name for field in fields(Wording)}
