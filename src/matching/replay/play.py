"""Replay a history under a policy: each week a run on what is there, each answer by the coin of the pair."""

from collections.abc import Callable
from dataclasses import dataclass

from matching.replay.answers import Answers
from matching.replay.course import Course, Moved, Pair, Week
from matching.replay.history import History
from matching.solver import violations

Policy = Callable[[Week], tuple[Pair, ...]]


class AgreementBroken(Exception):
    """A policy proposed what a rule or an agreement forbids."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a history under a policy.

    Attributes
    ----------
    refused
        Pairs that were proposed and declined.
    """

    moved: tuple[Moved, ...]
    refused: tuple[Pair, ...] = ()


def play(history: History, policy: Policy, *, answers: Answers) -> Played:
    """Replay a history week by week.

    An answer comes within the week; a pair that was declined is never proposed again, and nobody loses their
    place by it.

    Raises
    ------
    AgreementBroken
        When the referee objects to what the policy proposes in some week.
    """
    course = Course(history)
    for number in range(history.weeks):
        week = course.week(number)
        pairs = policy(week) if week.instance.clients and week.instance.dwellings else ()
        _judge(week, pairs)
        for client, dwelling in sorted(pairs):
            if answers.accepted(client, dwelling):
                course.move(client, dwelling, week=number)
            else:
                course.refused.append((client, dwelling))
    return Played(tuple(course.moved), tuple(course.refused))


def _judge(week: Week, pairs: tuple[Pair, ...]) -> None:
    wrong = violations(week.instance, pairs)
    if wrong:
        told = "; ".join(f"{one.rule}: {one.detail}" for one in wrong)
        raise AgreementBroken(f"Week {week.number}: {told}")
