"""The life of a tenancy: prepared, confirmed, and one day over; and of what is done around it."""

from collections.abc import Collection, Mapping

from matching.errors import Conflict
from matching.vocabulary import Word


class PlacementState(Word):
    """Where a placement stands."""

    PREPARING = "preparing", "in voorbereiding"
    CONFIRMED = "confirmed", "huurcontract bevestigd"
    FAILED = "failed", "niet tot bewoning gekomen"
    ENDED = "ended", "beëindigd"


class TaskState(Word):
    """Where a task of the landing stands."""

    OPEN = "open", "open"
    DONE = "done", "geregeld"
    NOT_NEEDED = "not-needed", "niet nodig"


class CheckInState(Word):
    """Where a contact of the pilot-light stands."""

    PLANNED = "planned", "gepland"
    HELD = "held", "contact gehad"
    MISSED = "missed", "geen contact gekregen"
    REFUSED = "refused", "kandidaat wil geen contact"
    CANCELLED = "cancelled", "vervallen"


class SignalState(Word):
    """Where a signal stands."""

    OPEN = "open", "open"
    ACTED_ON = "acted-on", "opgepakt"


class PlacementMovedOn(Conflict):
    """The placement can't take this step from where it stands."""

    dutch = "De plaatsing kan deze stap niet zetten vanaf waar zij staat."


class TaskMovedOn(Conflict):
    """The task can't take this step from where it stands."""

    dutch = "De taak kan deze stap niet zetten vanaf waar zij staat."


_P = PlacementState
NEXT: Mapping[PlacementState, frozenset[PlacementState]] = {
    _P.PREPARING: frozenset({_P.CONFIRMED, _P.FAILED}),
    _P.CONFIRMED: frozenset({_P.FAILED, _P.ENDED}),
    _P.FAILED: frozenset(),
    _P.ENDED: frozenset(),
}
"""Where a placement can go from where it stands."""

LIVING = (_P.PREPARING, _P.CONFIRMED)
"""Somebody lives there, or is about to: it loads its neighbourhood and takes its place."""
COUNTING = (_P.PREPARING, _P.CONFIRMED, _P.ENDED)
"""It counts for the quota and the commitment of its term, also once it is over."""

_T = TaskState
NEXT_OF_TASK: Mapping[TaskState, frozenset[TaskState]] = {
    _T.OPEN: frozenset({_T.DONE, _T.NOT_NEEDED}),
    _T.DONE: frozenset({_T.OPEN}),
    _T.NOT_NEEDED: frozenset({_T.OPEN}),
}
"""Where a task of the landing can go from where it stands."""


def refuse_step(state: PlacementState, target: PlacementState) -> None:
    """Refuse a step that the table does not have.

    Raises
    ------
    PlacementMovedOn
        When it has no such step.
    """
    if target not in NEXT[state]:
        raise PlacementMovedOn(
            f"It is {state.value}; it can't become {target.value}.",
            f"De stand is '{state.dutch}'; zij kan niet '{target.dutch}' worden.",
        )


def refuse_unless(state: PlacementState, *, among: Collection[PlacementState]) -> None:
    """Refuse what can be done in some states only.

    Raises
    ------
    PlacementMovedOn
        When it stands in none of them.
    """
    if state not in among:
        raise PlacementMovedOn(
            f"It is {state.value}; this can be done while it is {', '.join(one.value for one in among)}.",
            f"De stand is '{state.dutch}'; dit kan bij: {', '.join(one.dutch for one in among)}.",
        )


def refuse_task_step(state: TaskState, target: TaskState) -> None:
    """Refuse a step that the table of tasks does not have.

    Raises
    ------
    TaskMovedOn
        When it has no such step.
    """
    if target not in NEXT_OF_TASK[state]:
        raise TaskMovedOn(
            f"It is {state.value}; it can't become {target.value}.",
            f"De stand is '{state.dutch}'; '{target.dutch}' kan nu niet.",
        )
