"""The life of a proposal, row by row."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from matching.actors import Role
from matching.errors import Conflict
from matching.workflow.proposals import (
    ANSWERING,
    EXPIRING,
    LIVE,
    OCCUPYING,
    TAKEN_UP,
    TRANSITIONS,
    DeadlineNotPassed,
    DeadlinePassed,
    ProposalEvent,
    ProposalState,
    Step,
    TransitionRefused,
    next_state,
    possible_events,
    roles_for,
    waits_for,
)

DEADLINE = datetime(2027, 1, 8, 9, 0, tzinfo=UTC)
BEFORE, LATE = DEADLINE - timedelta(seconds=1), DEADLINE
S, E = ProposalState, ProposalEvent


def walk(*events: ProposalEvent) -> ProposalState:
    state = S.PROPOSED
    for event in events:
        state = next_state(state, event, at=BEFORE, respond_by=DEADLINE)
    return state


@pytest.mark.parametrize(
    "answers",
    [(E.PROVIDER_AGREES, E.CORPORATION_AGREES), (E.CORPORATION_AGREES, E.PROVIDER_AGREES)],
    ids=["provider first", "corporation first"],
)
def test_answers_in_any_order_lead_to_the_same_home(answers: tuple[ProposalEvent, ...]) -> None:
    assert walk(E.RELEASE, *answers) is S.VIEWING
    assert walk(E.RELEASE, *answers, E.CLIENT_ACCEPTS, E.PLACE, E.END) is S.ENDED


def test_every_state_can_be_reached_and_every_live_one_can_end() -> None:
    reached = {S.PROPOSED} | {row.target for row in TRANSITIONS}
    endings = {row.source for row in TRANSITIONS if row.target not in OCCUPYING}

    assert reached == set(ProposalState)
    assert set(OCCUPYING) == endings


def test_each_row_is_there_once() -> None:
    keys = [(row.source, row.event) for row in TRANSITIONS]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("state", "event"), list(product(ProposalState, ProposalEvent)))
def test_what_the_table_does_not_say_is_refused(state: ProposalState, event: ProposalEvent) -> None:
    row = next((row for row in TRANSITIONS if (row.source, row.event) == (state, event)), None)
    at = LATE if event is E.EXPIRE else BEFORE

    if row is None:
        with pytest.raises(TransitionRefused, match=event.value):
            next_state(state, event, at=at, respond_by=DEADLINE)
    else:
        assert next_state(state, event, at=at, respond_by=DEADLINE) is row.target


@pytest.mark.parametrize("event", [E.PROVIDER_AGREES, E.CORPORATION_AGREES, E.PROVIDER_DECLINES])
def test_a_late_answer_is_refused_even_if_nothing_expired(event: ProposalEvent) -> None:
    with pytest.raises(DeadlinePassed, match="2027-01-08 09:00"):
        next_state(S.RELEASED, event, at=LATE, respond_by=DEADLINE)
    assert next_state(S.RELEASED, event, at=BEFORE, respond_by=DEADLINE)


@pytest.mark.parametrize("state", EXPIRING)
def test_an_expiry_waits_for_the_deadline_and_for_nothing_else(state: ProposalState) -> None:
    with pytest.raises(DeadlineNotPassed):
        next_state(state, E.EXPIRE, at=BEFORE, respond_by=DEADLINE)

    assert next_state(state, E.EXPIRE, at=LATE, respond_by=DEADLINE) is S.EXPIRED


def test_nobody_loses_an_accepted_home_to_a_slow_contract() -> None:
    assert S.ACCEPTED not in EXPIRING
    assert next_state(S.ACCEPTED, E.PLACE, at=LATE + timedelta(days=40), respond_by=DEADLINE) is S.PLACED


@pytest.mark.parametrize("state", LIVE)
def test_a_coordinator_can_take_back_what_is_late(state: ProposalState) -> None:
    assert next_state(state, E.WITHDRAW, at=LATE, respond_by=DEADLINE) is S.WITHDRAWN


def test_a_run_replaces_only_what_nobody_took_up() -> None:
    assert next_state(S.PROPOSED, E.SUPERSEDE, at=LATE, respond_by=DEADLINE) is S.SUPERSEDED
    for state in TAKEN_UP:
        with pytest.raises(TransitionRefused):
            next_state(state, E.SUPERSEDE, at=BEFORE, respond_by=DEADLINE)


def test_what_a_role_can_do_is_what_the_table_lets_it() -> None:
    def can(role: Role, state: ProposalState = S.RELEASED, at: datetime = BEFORE) -> set[ProposalEvent]:
        return set(possible_events(state, role=role, at=at, respond_by=DEADLINE))

    assert can(Role.COORDINATOR, S.PROPOSED) == {E.RELEASE, E.WITHDRAW, E.LEAVE}
    assert can(Role.PROVIDER) == {E.PROVIDER_AGREES, E.PROVIDER_DECLINES, E.CLIENT_DECLINES, E.LEAVE}
    assert can(Role.CORPORATION) == {E.CORPORATION_AGREES, E.CORPORATION_DECLINES, E.LEAVE}
    assert can(Role.PROVIDER, at=LATE) == {E.LEAVE}
    assert can(Role.MUNICIPALITY) == set()


def test_the_clock_alone_expires_and_people_alone_decide() -> None:
    assert roles_for(E.EXPIRE) == roles_for(E.SUPERSEDE) == {Role.SYSTEM}
    for event in (E.RELEASE, E.PROVIDER_AGREES, E.CORPORATION_AGREES, E.CLIENT_ACCEPTS, E.PLACE):
        assert Role.SYSTEM not in roles_for(event), "GDPR art. 22: a person decides"


def test_every_live_state_waits_for_something_and_no_other_does() -> None:
    assert {state for state in ProposalState if waits_for(state)} == set(LIVE)
    assert {waits_for(state) for state in ANSWERING} == {Step.ANSWERS}
    assert issubclass(TransitionRefused, Conflict)
