"""How often somebody may ask, and how long who fails waits."""

import pytest

from matching.doors.pacing import FORGOTTEN_AFTER, LONGEST_WAIT, MOST_KEPT, Failures, Pace, address_of


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    pace = Pace("key", per_minute=60)

    turns = [pace.turn("a", now=5.0) for _ in range(61)]

    assert [turn.wait for turn in turns[:60]] == [0.0] * 60
    assert turns[60].wait == pytest.approx(1.0)
    assert pace.turn("a", now=5.999).wait > 0
    assert pace.turn("a", now=6.0).wait == 0
    assert pace.turn("a", now=6.0).wait == pytest.approx(1.0)
    assert [pace.turn("a", now=66.0).wait for _ in range(60)] == [0.0] * 60, "a minute later all is forgotten"


def test_a_refusal_costs_no_turn() -> None:
    pace = Pace("key", per_minute=1)
    pace.turn("a", now=0)

    for second in range(1, 60):
        assert pace.turn("a", now=second).wait == pytest.approx(60 - second)
    assert pace.turn("a", now=60).wait == 0


def test_nobody_waits_for_somebody_else() -> None:
    pace = Pace("key", per_minute=1)

    assert [pace.turn(who, now=0).wait for who in ("a", "b", b"a")] == [0, 0, 0]


def test_the_answer_tells_what_is_left() -> None:
    pace = Pace("key", per_minute=2)

    told = [dict(pace.turn("a", now=0).headers)[b"ratelimit"] for _ in range(3)]

    assert told == [b'"key";r=1;t=30', b'"key";r=0;t=60', b'"key";r=0;t=60']
    assert dict(pace.turn("a", now=0).headers)[b"ratelimit-policy"] == b'"key";q=2;w=60'


def test_only_so_many_are_remembered() -> None:
    pace, failures = Pace("key", per_minute=1), Failures(free=1)
    for who in range(MOST_KEPT + 1):
        pace.turn(who, now=0)
        failures.add(who, now=0)
        failures.add(who, now=0)

    assert (pace.turn(0, now=0).wait, failures.wait(0, now=0)) == (0, 0), "the oldest begins anew"
    assert pace.turn(MOST_KEPT, now=0).wait > 0
    assert failures.wait(MOST_KEPT, now=0) > 0


def test_failing_costs_nothing_at_first_and_ever_more_after_that() -> None:
    failures, now, waits = Failures(free=3), 0.0, []
    for _ in range(14):
        failures.add("a", now=now)
        waits.append(failures.wait("a", now=now))
        now += waits[-1]
        assert failures.wait("a", now=now) == 0, "who waited may try again"

    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT, LONGEST_WAIT]
    assert failures.wait("b", now=now) == 0


@pytest.mark.parametrize(("later", "wait"), [(FORGOTTEN_AFTER, 2), (FORGOTTEN_AFTER + 1, 0)])
def test_failures_are_forgotten_after_a_while(later: float, wait: float) -> None:
    failures = Failures(free=1)
    failures.add("a", now=0)
    failures.add("a", now=0)  # waits until 1

    failures.add("a", now=1 + later)

    assert failures.wait("a", now=1 + later) == wait


@pytest.mark.parametrize(
    ("hosts", "same"),
    [
        (("192.0.2.1", "192.0.2.2"), False),
        (("2001:db8::1", "2001:db8::ffff:1"), True),
        (("2001:db8::1", "2001:db8:0:1::1"), False),
        (("::ffff:192.0.2.1", "192.0.2.1"), True),
        (("testclient", "testclient"), True),
    ],
)
def test_a_household_is_one_address(hosts: tuple[str, str], same: bool) -> None:
    first, second = (address_of({"client": (host, 1)}) for host in hosts)

    assert (first == second) is same
    assert address_of({}) == ""
