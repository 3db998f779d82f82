"""What happened, and who looked: append-only."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Identity, Index, String, Uuid
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from matching.actors import Role
from matching.models.base import Base, Json
from matching.vocabulary import AccessResult, Purpose, Trail


class Fact(StrEnum):
    """Everything that can happen, as `noun.past-tense`: a closed vocabulary."""

    REGION_MADE = "region.made"
    REGION_CHANGED = "region.changed"
    ORGANISATION_REGISTERED = "organisation.registered"
    ORGANISATION_CHANGED = "organisation.changed"
    ORGANISATION_SUSPENDED = "organisation.suspended"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    DESK_SIGNED_IN = "desk.signed-in"
    DESK_SIGNED_OUT = "desk.signed-out"
    AREAS_IMPORTED = "areas.imported"
    COVENANT_MADE = "covenant.made"
    COVENANT_CHANGED = "covenant.changed"
    FACILITY_REGISTERED = "facility.registered"
    FACILITY_CHANGED = "facility.changed"
    HOUSING_FORM_MADE = "housing-form.made"
    HOUSING_FORM_CHANGED = "housing-form.changed"
    RENT_LIMITS_SET = "rent-limits.set"
    COVERAGE_SET = "coverage.set"
    DWELLING_POSTED = "dwelling.posted"
    DWELLING_CHANGED = "dwelling.changed"
    DWELLING_WITHDRAWN = "dwelling.withdrawn"
    CLIENT_REFERRED = "client.referred"
    CLIENT_CHANGED = "client.changed"
    CLIENT_WITHDRAWN = "client.withdrawn"
    CLIENT_ERASED = "client.erased"
    ERASURE_ASKED = "erasure.asked"
    ERASURE_CONFIRMED = "erasure.confirmed"
    ERASURE_REFUSED = "erasure.refused"
    HOLD_LAID = "hold.laid"
    HOLD_LIFTED = "hold.lifted"
    RUN_REQUESTED = "run.requested"
    RUN_STARTED = "run.started"
    RUN_FINISHED = "run.finished"
    RUN_FAILED = "run.failed"
    RUN_CANCELLED = "run.cancelled"
    RUN_FORGOTTEN = "run.forgotten"
    STUDY_REQUESTED = "study.requested"
    STUDY_FINISHED = "study.finished"
    STUDY_FAILED = "study.failed"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_RELEASED = "proposal.released"
    PROPOSAL_PROVIDER_AGREED = "proposal.provider-agreed"
    PROPOSAL_CORPORATION_AGREED = "proposal.corporation-agreed"
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_DECLINED = "proposal.declined"
    PROPOSAL_WITHDRAWN = "proposal.withdrawn"
    PROPOSAL_EXPIRED = "proposal.expired"
    PROPOSAL_REMINDED = "proposal.reminded"
    PROPOSAL_SUPERSEDED = "proposal.superseded"
    PROPOSAL_PLACED = "proposal.placed"
    PROPOSAL_ENDED = "proposal.ended"
    PROPOSAL_ERASED = "proposal.erased"
    PLACEMENT_PREPARED = "placement.prepared"
    PLACEMENT_CHANGED = "placement.changed"
    PLACEMENT_CONFIRMED = "placement.confirmed"
    PLACEMENT_FLIPPED = "placement.flipped"
    PLACEMENT_FAILED = "placement.failed"
    PLACEMENT_ENDED = "placement.ended"
    LANDING_TASK_CHANGED = "landing-task.changed"
    LANDING_OVERRIDDEN = "landing.overridden"
    CHECK_IN_DUE = "check-in.due"
    CHECK_IN_HELD = "check-in.held"
    CHECK_IN_MISSED = "check-in.missed"
    CHECK_INS_REFUSED = "check-ins.refused"
    CHECK_INS_RESUMED = "check-ins.resumed"
    SIGNAL_RAISED = "signal.raised"
    SIGNAL_ACTED_ON = "signal.acted-on"
    SIGNAL_ESCALATED = "signal.escalated"
    OUTCOME_RECORDED = "outcome.recorded"
    PAIR_DIRECTED = "pair.directed"
    PAIR_LIFTED = "pair.lifted"
    CORRECTION_PROPOSED = "correction.proposed"
    CORRECTION_CONFIRMED = "correction.confirmed"
    CORRECTION_REJECTED = "correction.rejected"
    CLIENT_PARKED = "client.parked"
    CLIENT_UNPARKED = "client.unparked"
    DWELLING_PARKED = "dwelling.parked"
    DWELLING_UNPARKED = "dwelling.unparked"
    WEBHOOK_ENDPOINT_REGISTERED = "webhook-endpoint.registered"
    WEBHOOK_ENDPOINT_CHANGED = "webhook-endpoint.changed"
    WEBHOOK_ENDPOINT_REMOVED = "webhook-endpoint.removed"
    WEBHOOK_SECRET_ROTATED = "webhook-endpoint.secret-rotated"  # noqa: S105 - the name of a fact
    WEBHOOK_ENDPOINT_SUSPENDED = "webhook-endpoint.suspended"


class Entry(Base):
    """Something that happened. Ids, states and counts only; never personal data.

    A trigger refuses UPDATE and DELETE.

    Attributes
    ----------
    organisation_id, key_id
        Who did it; None for the system.
    on_behalf_of
        Whom of its people the key stood for, in the organisation's own code.
    parties
        Organisations that may hear of it, besides the coordinators of the region.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject_id", "subject_id"),
        Index("ix_journal_region_id", "region_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    fact: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    region_id: Mapped[UUID | None]
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    on_behalf_of: Mapped[str | None] = mapped_column(String(80))
    parties: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    details: Mapped[Json]


class Access(Base):
    """Somebody looked, or tried to look, at the data of clients. Append-only.

    Who (`role`, `organisation_id`, `key_id`), on whose behalf, when, why, of whom and with what result: what
    NEN 7513 asks of a log of looks at a client's file.

    Attributes
    ----------
    on_behalf_of
        Whom of its people the key stood for, in the organisation's own code.
    """

    __tablename__ = "accesses"
    __table_args__ = (Index("ix_accesses_client_ids", "client_ids", postgresql_using="gin"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    role: Mapped[Role]
    organisation_id: Mapped[UUID | None]
    key_id: Mapped[UUID | None]
    on_behalf_of: Mapped[str | None] = mapped_column(String(80))
    purpose: Mapped[Purpose]
    result: Mapped[AccessResult] = mapped_column(server_default=AccessResult.SHOWN.value)
    client_ids: Mapped[list[UUID]] = mapped_column(postgresql.ARRAY(Uuid))


class Unsealed(Base):
    """A row of a trail that no seal covers yet; a trigger puts it here."""

    __tablename__ = "unsealed"

    trail: Mapped[Trail] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class Seal(Base):
    """A link of the chain over a trail: what it covers can't be changed or taken out without a trace. Append-only.

    Attributes
    ----------
    number
        From 1, without gaps.
    entry_ids
        The rows it covers, ascending.
    previous, hash
        SHA-256 of the link before, and of that with all rows it covers; `operations.seals` says how.
    """

    __tablename__ = "seals"

    trail: Mapped[Trail] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    previous: Mapped[bytes]
    hash: Mapped[bytes]
    sealed_at: Mapped[datetime]
