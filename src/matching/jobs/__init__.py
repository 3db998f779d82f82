"""The clock's door: what is done later. Each job opens a unit of work and makes one call."""

import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry.trace import SpanKind, StatusCode, Tracer, use_span

from matching.database import DatabaseAway
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

logger = logging.getLogger(__name__)


@contextmanager
def told(job: Job, *, attempt: int, ids: Mapping[str, Any], tracer: Tracer) -> Iterator[None]:
    """Log a line for a job when it is over, and trace it: what, for which ids, which attempt, how long, how it went.

    What is done every minute by itself is logged for who asks for more.
    """
    began, outcome = time.perf_counter(), "broke"
    facts = {"matching.job": job.value, "matching.attempt": attempt + 1}
    span = tracer.start_span(f"job {job.value}", kind=SpanKind.CONSUMER, attributes=facts)
    try:
        with use_span(span, record_exception=False, set_status_on_exception=False):
            yield
        outcome = "done"
    except DatabaseAway:
        outcome = "database away"
        raise
    finally:
        span.set_attribute("matching.outcome", outcome)
        span.set_status(StatusCode.OK if outcome == "done" else StatusCode.ERROR)
        span.end()
        level = logging.DEBUG if DUTIES[job].cron and outcome == "done" else logging.INFO
        line = {"job": job.value, **ids, "attempt": attempt + 1, "outcome": outcome}
        seconds = round(time.perf_counter() - began, 3)
        logger.log(level, "A job is over.", extra={**line, "seconds": seconds})


__all__ = ["DUTIES", "Duty", "told"]
