"""Questions about a run that was done: answered from its frozen snapshot, beside what it proposed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Identified, Json
from matching.vocabulary import StudyKind


class StudyState(StrEnum):
    """Where a study stands."""

    REQUESTED = "requested"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class Study(Identified):
    """One question about one finished run.

    Attributes
    ----------
    asked
        As it was sent, to be shown again.
    meant, answer
        As the functions of its kind read and write them. An answer holds counts, and no id of a client.
    failure
        Why it failed, in one sentence without personal data.
    attempts
        How often somebody began; the fencing token, as with a matching run.
    """

    __tablename__ = "studies"
    __table_args__ = (
        CheckConstraint("(state in ('requested', 'running')) = (finished_at is null)", name="finished"),
        CheckConstraint("(state = 'finished') = (answer is not null)", name="answered"),
    )

    kind: Mapped[StudyKind]
    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("matching_runs.id"), index=True)
    state: Mapped[StudyState]
    asked: Mapped[Json]
    meant: Mapped[Json]
    answer: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[str | None]
    attempts: Mapped[int]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
