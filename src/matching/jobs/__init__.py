"""The clock's door: what is done later. Each job opens a unit of work and makes one call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from matching.jobs import runs
from matching.work import Job


@dataclass(frozen=True, slots=True)
class Duty:
    """How a job is done.

    Attributes
    ----------
    attempts
        How often it is tried before it counts as failed.
    """

    do: Callable[..., Awaitable[Any]]
    attempts: int


DUTIES = {Job.CARRY_OUT_RUN: Duty(runs.carry_out_run, attempts=3)}

__all__ = ["DUTIES", "Duty"]
