"""Placements: prepared, landed, confirmed, and one day over."""

from matching.operations.placements.endings import EndContradicts, end_placement, report_failure
from matching.operations.placements.leases import (
    FlipContradicts,
    LandingIncomplete,
    NothingToFlip,
    change_terms,
    confirm_all_the_same,
    confirm_lease,
    turn_over,
)
from matching.operations.placements.preparing import prepare_placement
from matching.operations.placements.tasks import (
    AlwaysNeeded,
    LandingTaskNotFound,
    NotYourTask,
    OwnerElsewhere,
    assign_task,
    complete_task,
    reopen_task,
    waive_task,
)
from matching.operations.placements.terms import TermsContradict

__all__ = [
    "AlwaysNeeded",
    "EndContradicts",
    "FlipContradicts",
    "LandingIncomplete",
    "LandingTaskNotFound",
    "NotYourTask",
    "NothingToFlip",
    "OwnerElsewhere",
    "TermsContradict",
    "assign_task",
    "change_terms",
    "complete_task",
    "confirm_all_the_same",
    "confirm_lease",
    "end_placement",
    "prepare_placement",
    "reopen_task",
    "report_failure",
    "turn_over",
    "waive_task",
]
