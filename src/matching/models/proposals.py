"""Proposals, every step people took with them, and what their answers lead to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.actors import Role
from matching.models.base import Base, Code, Identified, Json, Points
from matching.vocabulary import CorrectionState, DeclineReason, DirectiveKind, ProposalOrigin
from matching.workflow.proposals import OCCUPYING, ProposalEvent, ProposalState

_OCCUPIES = text(f"state in ({', '.join(repr(state.value) for state in OCCUPYING)})")


class Proposal(Identified):
    """A client and a dwelling that may belong together, with the reasons why.

    Attributes
    ----------
    run_id
        The run that made it; None when a coordinator did.
    place
        Which of the dwelling's equal units, from 1; one proposal each that occupies it.
    provider_id, corporation_id
        Whose client and whose dwelling: a trigger writes them, for the policies of the database.
    load, support_hours
        What the client adds to the neighbourhood and asks of the provider, as it was when this was made.
    suitability
        [0..1,000]
    reasons
        Sentences and figures in both languages.
    remarks
        Soft rules that a coordinator passed over by hand, in both languages.
    released_at
        From when provider and corporation see it.
    respond_by
        Until when the step it waits for may be taken; None once it is over or placed.
    reminded_at
        When those who have to act were reminded of that deadline.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        Index("uq_proposals_live_client", "client_id", unique=True, postgresql_where=_OCCUPIES),
        Index("uq_proposals_live_dwelling", "dwelling_id", "place", unique=True, postgresql_where=_OCCUPIES),
        UniqueConstraint("run_id", "client_id"),
        CheckConstraint("(origin = 'run') = (run_id is not null)", name="made_by"),
        Index("ix_proposals_region_id_state_id", "region_id", "state", "id"),
        Index("ix_proposals_respond_by", "respond_by", postgresql_where=text("respond_by is not null")),
    )

    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("matching_runs.id"))
    origin: Mapped[ProposalOrigin] = mapped_column(server_default=ProposalOrigin.RUN.value)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), index=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), server_default=FetchedValue())
    corporation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id"), server_default=FetchedValue()
    )
    place: Mapped[int]
    state: Mapped[ProposalState]
    municipality_code: Mapped[Code]
    neighbourhood_code: Mapped[Code]
    load: Mapped[Points]
    support_hours: Mapped[Points] = mapped_column(server_default="0")
    suitability: Mapped[int]
    reasons: Mapped[Json]
    remarks: Mapped[list[Json]] = mapped_column(JSONB, server_default="[]")
    released_at: Mapped[datetime | None]
    respond_by: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProposalStep(Base):
    """One transition of a proposal: who, when, why. Append-only.

    Attributes
    ----------
    number
        Its place in the timeline, from 1.
    source
        None for the first.
    decided_by
        Who decided, as that party names itself: a function or a name of staff, never of a client.
    """

    __tablename__ = "proposal_steps"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[ProposalEvent | None]
    source: Mapped[ProposalState | None]
    target: Mapped[ProposalState]
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    decided_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[DeclineReason | None]
    note: Mapped[str | None]


class Override(Identified):
    """A hard rule that was set aside for one proposal: which, why, and who approved. Append-only.

    Attributes
    ----------
    rule
        The code of a pair rule, a limit, or a step of the landing.
    dutch, english
        What the rule said.
    """

    __tablename__ = "overrides"
    __table_args__ = (Index("ix_overrides_region_id_rule", "region_id", "rule"),)

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    rule: Mapped[str] = mapped_column(String(40))
    dutch: Mapped[str]
    english: Mapped[str]
    reason: Mapped[str]
    approved_by: Mapped[str] = mapped_column(String(80))


class PairDirective(Identified):
    """What the next runs must know of a pair: forced, forbidden, or declined before.

    Attributes
    ----------
    until
        From this day it holds no more.
    reason
        A coordinator's own words; None for a decline, which has a `decline_reason`.
    lifted_at
        When a coordinator took it back, or when it was carried out.
    """

    __tablename__ = "pair_directives"
    __table_args__ = (
        Index(
            "uq_pair_directives_pair",
            "client_id",
            "dwelling_id",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
        Index("ix_pair_directives_region_id", "region_id"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), index=True)
    kind: Mapped[DirectiveKind]
    until: Mapped[date]
    reason: Mapped[str | None]
    decline_reason: Mapped[DeclineReason | None]
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey("proposals.id"))
    lifted_at: Mapped[datetime | None]


class Correction(Identified):
    """Something a refusal says about a profile or a dwelling, for its owner to confirm or reject.

    Attributes
    ----------
    field
        A column of the client or the dwelling.
    suggestion
        `{"value": ...}`; None when only a second look is asked.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("(client_id is null) <> (dwelling_id is null)", name="one_subject"),
        Index("ix_corrections_region_id_state_id", "region_id", "state", "id"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"))
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id"), index=True)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("clients.id"), index=True)
    dwelling_id: Mapped[UUID | None] = mapped_column(ForeignKey("dwellings.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    suggestion: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[DeclineReason]
    state: Mapped[CorrectionState]
    decided_at: Mapped[datetime | None]
