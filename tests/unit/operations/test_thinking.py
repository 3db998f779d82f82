"""What a run thinks: forced pairs kept, reserves named, and what changed told, without a database."""

import json
from dataclasses import asdict, replace

import pytest

from builders import a_client, an_instance
from matching.operations.runs import thinking
from matching.operations.runs.thinking import Before, RefereeRefused, Thought, Watch, think
from matching.solver import Because, Forced, Instance, Problem, Solution, formulate, solve
from matching.vocabulary import Urgency


def thought(instance: Instance, before: Before | None = None) -> Thought:
    return think(instance, seed=1, time_limit=60, threads=1, watch=Watch(), before=before)


REGION = an_instance(clients=(a_client("C1"), a_client("C2", urgency=Urgency.URGENT)))
FORCED = replace(REGION, forced=(Forced("C1", "D1"), Forced("C2", "D9")))


def test_without_a_matching_before_no_change_is_told() -> None:
    assert thought(REGION).pairs == (("C2", "D1"),)
    assert thought(REGION).changes is None


def test_a_forced_pair_is_kept_and_what_it_changed_is_told() -> None:
    first = thought(REGION)

    second = thought(FORCED, Before(REGION, first.pairs))

    assert second.pairs == (("C1", "D1"),)
    assert [(one.client, one.dwelling) for one in second.explanation.forced] == [("C2", "D9")]
    assert [(one.client, one.rank) for one in second.explanation.reserves] == [("C2", 1)]
    assert second.changes is not None
    assert {one.client: one.cause for one in second.changes.items} == dict.fromkeys(
        ("C1", "C2"), Because.FORCED
    )
    json.dumps(asdict(second.changes))


def test_the_same_region_again_changes_nothing() -> None:
    first = thought(REGION)

    again = thought(REGION, Before(REGION, first.pairs))

    assert again.changes is not None
    assert (again.changes.kept, again.changes.items) == (1, ())


def test_a_matching_without_a_forced_pair_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if a solver forgot it: the referee decides for itself what must be there."""

    def forgetful(problem: Problem, **options: object) -> Solution:
        return solve(replace(problem, pinned=()))

    monkeypatch.setattr(thinking, "solve", forgetful)

    with pytest.raises(RefereeRefused, match="forced, pinned-missing"):
        thought(FORCED)
    assert formulate(FORCED).pinned
