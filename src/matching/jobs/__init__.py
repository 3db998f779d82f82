"""The clock's door: what is done later. Each job opens a unit of work and makes one call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from matching.jobs import forgetting, pilot_light, proposals, runs, studies, webhooks
from matching.work import Job


@dataclass(frozen=True, slots=True)
class Duty:
    """How a job is done.

    Attributes
    ----------
    attempts
        How often it is tried before it counts as failed.
    cron
        When it is done by itself, "" for only when it is asked for.
    """

    do: Callable[..., Awaitable[Any]]
    attempts: int
    cron: str = ""


EVERY_MINUTE = "* * * * *"
DUTIES = {
    Job.CARRY_OUT_RUN: Duty(runs.carry_out_run, attempts=3),
    Job.CARRY_OUT_STUDY: Duty(studies.carry_out_study, attempts=3),
    Job.DELIVER_EVENTS: Duty(webhooks.deliver_events, attempts=3),
    Job.WATCH_DEADLINES: Duty(proposals.watch_deadlines, attempts=1, cron=EVERY_MINUTE),
    Job.ANNOUNCE_CHECK_INS: Duty(pilot_light.announce_check_ins, attempts=1, cron=EVERY_MINUTE),
    Job.ESCALATE_SIGNALS: Duty(pilot_light.escalate_signals, attempts=1, cron=EVERY_MINUTE),
    Job.SETTLE_OUTCOMES: Duty(pilot_light.settle_outcomes, attempts=1, cron=EVERY_MINUTE),
    Job.FORGET: Duty(forgetting.forget, attempts=1, cron=EVERY_MINUTE),
}

__all__ = ["DUTIES", "Duty"]
