"""What waits on whom: for each kind of task one narrow select, all with the same columns.

`kind`, `id`, `placement_id`, `region_id`, `client_id`, `role`, `organisation_id`, `since` and `until`: what it is
about, who has to act, since when and before when. They join as little as they can: there are as many rows as things
that wait, of which a page shows a few.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    DateTime,
    Select,
    String,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
)

from matching.actors import Role
from matching.models import (
    CheckIn,
    CheckInState,
    Client,
    Correction,
    Dwelling,
    Erasure,
    LandingTask,
    Membership,
    Organisation,
    Placement,
    PlacementState,
    Proposal,
    ProposalState,
    ProposalStep,
    Signal,
    SignalState,
    TaskState,
)
from matching.queries.outcomes import ASKED, DUE_ON, OVER, unrecorded
from matching.vocabulary import CorrectionState, ErasureState, OrganisationKind, TaskKind
from matching.work import Work
from matching.workflow.placements import LIVING

TWO_WEEKS = timedelta(days=14)
"""How long before its day something is listed, and the term of what no covenant gives one."""

Rows = Select[*tuple[Any, ...]]


def _row(
    kind: TaskKind,
    *,
    about: Any,
    region: Any,
    role: Any,
    organisation: Any,
    since: Any,
    until: Any,
    client: Any,
    placement: Any = None,
) -> Rows:
    """Return the columns of a kind."""
    return select(
        literal(kind.value, String).label("kind"),
        about.label("id"),
        cast(null() if placement is None else placement, Uuid).label("placement_id"),
        region.label("region_id"),
        client.label("client_id"),
        cast(role, String).label("role"),
        cast(null() if organisation is None else organisation, Uuid).label("organisation_id"),
        since.label("since"),
        until.label("until"),
    )


def _midnight(day: Any) -> Any:
    """Return the moment at which a day begins. [UTC]"""
    return func.timezone("UTC", cast(day, DateTime(timezone=False)))


def _end_of(day: Any) -> Any:
    """Return the moment at which a day is over. [UTC]"""
    return _midnight(day + 1)


def _step(
    kind: TaskKind, *, role: Role, organisation: Any, since: Any, states: Collection[ProposalState]
) -> Callable[[Work], Rows]:
    """Return what asks for the proposals that wait for a step of somebody."""

    def rows(_work: Work) -> Rows:
        return _row(
            kind,
            about=Proposal.id,
            client=Proposal.client_id,
            region=Proposal.region_id,
            role=role.value,
            organisation=organisation,
            since=func.coalesce(since, Proposal.created_at),
            # One from before deadlines were kept has none.
            until=func.coalesce(Proposal.respond_by, Proposal.created_at + TWO_WEEKS),
        ).where(Proposal.state.in_(states))

    return rows


def _of_placement(
    kind: TaskKind, *, role: Any, organisation: Any, since: Any, until: Any, about: Any
) -> Rows:
    """Return the columns of something about a placement."""
    return _row(
        kind,
        about=about,
        placement=Placement.id,
        client=Placement.client_id,
        region=Placement.region_id,
        role=role,
        organisation=organisation,
        since=since,
        until=until,
    ).select_from(Placement)


def _landing(_work: Work) -> Rows:
    """Whoever took a task sees to it; what nobody took, the desk watches."""
    return (
        _of_placement(
            TaskKind.LANDING,
            about=LandingTask.id,
            role=func.coalesce(cast(Organisation.kind, String), Role.COORDINATOR.value),
            organisation=LandingTask.owner_id,
            since=LandingTask.created_at,
            until=_end_of(LandingTask.due_on),
        )
        .join(LandingTask, LandingTask.placement_id == Placement.id)
        .outerjoin(Organisation, Organisation.id == LandingTask.owner_id)
        .where(LandingTask.state == TaskState.OPEN, Placement.state.in_(LIVING))
    )


def _confirmation(_work: Work) -> Rows:
    return _of_placement(
        TaskKind.CONFIRMATION,
        about=Placement.id,
        role=Role.CORPORATION.value,
        organisation=Placement.corporation_id,
        since=Placement.created_at,
        until=_end_of(Placement.starts_on),
    ).where(Placement.state == PlacementState.PREPARING)


def _flip(work: Work) -> Rows:
    return _of_placement(
        TaskKind.FLIP,
        about=Placement.id,
        role=Role.CORPORATION.value,
        organisation=Placement.corporation_id,
        since=func.greatest(Placement.created_at, _midnight(Placement.flip_on) - TWO_WEEKS),
        until=_end_of(Placement.flip_on),
    ).where(
        Placement.state == PlacementState.CONFIRMED,
        Placement.flipped_on.is_(None),
        Placement.flip_on <= work.at.date() + TWO_WEEKS,
    )


def _check_in(work: Work) -> Rows:
    return (
        _of_placement(
            TaskKind.CHECK_IN,
            about=CheckIn.id,
            role=Role.PROVIDER.value,
            organisation=Placement.provider_id,
            since=func.greatest(CheckIn.created_at, _midnight(CheckIn.due_on) - TWO_WEEKS),
            until=_end_of(CheckIn.due_on),
        )
        .join(CheckIn, CheckIn.placement_id == Placement.id)
        .where(CheckIn.state == CheckInState.PLANNED, CheckIn.due_on <= work.at.date() + TWO_WEEKS)
    )


def _signal(_work: Work) -> Rows:
    return (
        _of_placement(
            TaskKind.SIGNAL,
            about=Signal.id,
            role=Role.PROVIDER.value,
            organisation=Placement.provider_id,
            since=Signal.created_at,
            until=Signal.act_by,
        )
        .join(Signal, Signal.placement_id == Placement.id)
        .where(Signal.state == SignalState.OPEN)
    )


def _overdue_signal(work: Work) -> Rows:
    """What the provider left lying waits on the municipality of the place too."""
    return (
        _of_placement(
            TaskKind.OVERDUE_SIGNAL,
            about=Signal.id,
            role=Role.MUNICIPALITY.value,
            organisation=Organisation.id,
            since=Signal.act_by,
            until=Signal.act_by,
        )
        .join(Signal, Signal.placement_id == Placement.id)
        .join(Organisation, Organisation.municipality_code == Placement.municipality_code)
        .join(
            Membership,
            and_(Membership.organisation_id == Organisation.id, Membership.region_id == Placement.region_id),
        )
        .where(Organisation.kind == OrganisationKind.MUNICIPALITY)
        .where(Signal.state == SignalState.OPEN, Signal.act_by <= work.at)
    )


def _outcome(work: Work) -> Rows:
    return (
        _of_placement(
            TaskKind.OUTCOME,
            about=Placement.id,
            role=Role.PROVIDER.value,
            organisation=Placement.provider_id,
            since=_midnight(DUE_ON),
            until=_midnight(DUE_ON) + TWO_WEEKS,
        )
        .join(ASKED, true())
        .where(unrecorded(on=work.at.date()), ~OVER)
    )


def _correction(_work: Work) -> Rows:
    """The owner of the profile or of the dwelling decides."""
    of_client = Correction.client_id.is_not(None)
    return (
        _row(
            TaskKind.CORRECTION,
            about=Correction.id,
            client=Client.id,
            region=Correction.region_id,
            role=case((of_client, Role.PROVIDER.value), else_=Role.CORPORATION.value),
            organisation=func.coalesce(Client.provider_id, Dwelling.corporation_id),
            since=Correction.created_at,
            until=Correction.created_at + TWO_WEEKS,
        )
        .select_from(Correction)
        .outerjoin(Client, Client.id == Correction.client_id)
        .outerjoin(Dwelling, Dwelling.id == Correction.dwelling_id)
        .where(Correction.state == CorrectionState.OPEN)
    )


def _erasure(_work: Work) -> Rows:
    """Who asks hears within a month what is done (GDPR art. 12, third paragraph)."""
    return (
        _row(
            TaskKind.ERASURE,
            about=Erasure.id,
            client=Client.id,
            region=Erasure.region_id,
            role=Role.COORDINATOR.value,
            organisation=None,
            since=Erasure.created_at,
            until=Erasure.created_at + func.make_interval(0, 1),
        )
        .join_from(Erasure, Client, Client.id == Erasure.client_id)
        .where(Erasure.state == ErasureState.ASKED)
    )


_S = ProposalState
_LAST_STEP = (
    select(func.max(ProposalStep.at))
    .where(ProposalStep.proposal_id == Proposal.id)
    .correlate(Proposal)
    .scalar_subquery()
)
KINDS: Mapping[TaskKind, Callable[[Work], Rows]] = {
    TaskKind.RELEASE: _step(
        TaskKind.RELEASE,
        role=Role.COORDINATOR,
        organisation=None,
        since=Proposal.created_at,
        states=(_S.PROPOSED,),
    ),
    TaskKind.PROVIDER_ANSWER: _step(
        TaskKind.PROVIDER_ANSWER,
        role=Role.PROVIDER,
        organisation=Proposal.provider_id,
        since=Proposal.released_at,
        states=(_S.RELEASED, _S.CORPORATION_AGREED),
    ),
    TaskKind.CORPORATION_ANSWER: _step(
        TaskKind.CORPORATION_ANSWER,
        role=Role.CORPORATION,
        organisation=Proposal.corporation_id,
        since=Proposal.released_at,
        states=(_S.RELEASED, _S.PROVIDER_AGREED),
    ),
    TaskKind.CLIENT_ANSWER: _step(
        TaskKind.CLIENT_ANSWER,
        role=Role.PROVIDER,
        organisation=Proposal.provider_id,
        since=_LAST_STEP,
        states=(_S.VIEWING,),
    ),
    TaskKind.LEASE: _step(
        TaskKind.LEASE,
        role=Role.CORPORATION,
        organisation=Proposal.corporation_id,
        since=_LAST_STEP,
        states=(_S.ACCEPTED,),
    ),
    TaskKind.LANDING: _landing,
    TaskKind.CONFIRMATION: _confirmation,
    TaskKind.FLIP: _flip,
    TaskKind.CHECK_IN: _check_in,
    TaskKind.SIGNAL: _signal,
    TaskKind.OVERDUE_SIGNAL: _overdue_signal,
    TaskKind.OUTCOME: _outcome,
    TaskKind.CORRECTION: _correction,
    TaskKind.ERASURE: _erasure,
}
"""How each kind of task is found."""

OF_A_DAY = frozenset(
    {TaskKind.LANDING, TaskKind.CONFIRMATION, TaskKind.FLIP, TaskKind.CHECK_IN, TaskKind.OUTCOME}
)
"""Kinds that are due on a day and at no hour: they are in time until it is over."""


def last_day(kind: TaskKind, until: datetime) -> date | None:
    """Return the last day on which a task of this kind is in time; None where it is due at a moment."""
    return (until - timedelta(days=1)).date() if kind in OF_A_DAY else None
