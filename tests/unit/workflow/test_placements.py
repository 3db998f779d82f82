"""The life of a placement and of the tasks around it, row by row."""

from itertools import product

import pytest

from matching.workflow.placements import (
    COUNTING,
    LIVING,
    NEXT,
    NEXT_OF_TASK,
    PlacementMovedOn,
    PlacementState,
    TaskMovedOn,
    TaskState,
    refuse_step,
    refuse_task_step,
    refuse_unless,
)


@pytest.mark.parametrize(("state", "target"), list(product(PlacementState, PlacementState)))
def test_a_placement_goes_where_the_table_says_and_nowhere_else(
    state: PlacementState, target: PlacementState
) -> None:
    if target in NEXT[state]:
        refuse_step(state, target)
    else:
        with pytest.raises(PlacementMovedOn, match=target.value):
            refuse_step(state, target)


@pytest.mark.parametrize(("state", "target"), list(product(TaskState, TaskState)))
def test_a_task_goes_where_the_table_says_and_nowhere_else(state: TaskState, target: TaskState) -> None:
    if target in NEXT_OF_TASK[state]:
        refuse_task_step(state, target)
    else:
        with pytest.raises(TaskMovedOn, match=target.value):
            refuse_task_step(state, target)


def test_only_who_lives_somewhere_can_leave_and_only_a_failure_does_not_count() -> None:
    assert set(LIVING) == {state for state in PlacementState if NEXT[state]}
    assert set(PlacementState) - set(COUNTING) == {PlacementState.FAILED}


def test_what_can_be_done_in_some_states_is_refused_in_others() -> None:
    refuse_unless(PlacementState.CONFIRMED, among=LIVING)
    with pytest.raises(PlacementMovedOn, match="preparing, confirmed") as refused:
        refuse_unless(PlacementState.ENDED, among=LIVING)
    assert "in voorbereiding, huurcontract bevestigd" in refused.value.in_dutch
