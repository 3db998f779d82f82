"""Matching runs: ask for one, call it off, carry it out."""

from matching.operations.runs.carry_out import carry_out_run
from matching.operations.runs.request import RunInProgress, RunIsOver, cancel_run, request_run
from matching.operations.runs.telling import told_of_empty, told_of_taken

__all__ = [
    "RunInProgress",
    "RunIsOver",
    "cancel_run",
    "carry_out_run",
    "request_run",
    "told_of_empty",
    "told_of_taken",
]
