"""One client and one dwelling: what every check says, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.solver.eligibility.answers import Outcome, Verdict, outcome_of
from matching.solver.eligibility.checks import CHECKS
from matching.solver.eligibility.setting import Setting, setting_of
from matching.solver.instance import Client, Dwelling, Instance


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """Whether a pair may be, and everything that stands in its way.

    Attributes
    ----------
    outcomes
        What does not fit or is not known, in the order of the rules; empty when the pair is eligible.
    """

    client: str
    dwelling: str
    verdict: Verdict
    outcomes: tuple[Outcome, ...]


def judge_pair(instance: Instance, *, client: str, dwelling: str) -> PairJudgement:
    """Judge one pair by its ids.

    Raises
    ------
    KeyError
        When the instance has no such client or dwelling.
    """
    clients = {one.id: one for one in instance.clients}
    dwellings = {one.id: one for one in instance.dwellings}
    found = outcomes(setting_of(instance), client=clients[client], dwelling=dwellings[dwelling])
    return PairJudgement(client, dwelling, verdict_of(found), found)


def outcomes(setting: Setting, *, client: Client, dwelling: Dwelling) -> tuple[Outcome, ...]:
    """Return what does not fit or is not known, in the order of the rules."""
    answers = ((check.rule, check.judge(setting, client, dwelling)) for check in CHECKS)
    return tuple(
        outcome_of(answer, rule=rule, setting=setting, client=client, dwelling=dwelling)
        for rule, answer in answers
        if answer.verdict is not Verdict.FITS
    )


def verdict_of(found: Iterable[Outcome]) -> Verdict:
    """Return refused when anything refuses, else needs-data when anything is unknown, else fits."""
    verdicts = {outcome.verdict for outcome in found}
    worst = (Verdict.REFUSED, Verdict.UNKNOWN)
    return next((verdict for verdict in worst if verdict in verdicts), Verdict.FITS)
