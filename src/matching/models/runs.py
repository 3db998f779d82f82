"""Matching runs, what they could not place, and who comes next."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.models.base import Base, Identified, Json


class RunState(StrEnum):
    """Where a matching run stands."""

    REQUESTED = "requested"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MatchingRun(Identified):
    """One optimisation over a frozen snapshot under one covenant version.

    Attributes
    ----------
    progress
        Level, phase, value and bound of the moment, and a share done. [0..1]
    summary
        Counts, levels with value, bound and proof, versions and problem hash.
    failure
        Why it failed, without personal data; in both languages where a refusal is why.
    cancel_requested_at
        When somebody asked it to stop.
    """

    __tablename__ = "matching_runs"
    __table_args__ = (
        Index(
            "uq_matching_runs_unfinished",
            "region_id",
            unique=True,
            postgresql_where=text("state in ('requested', 'running')"),
        ),
        CheckConstraint("(state in ('requested', 'running')) = (finished_at is null)", name="finished"),
    )

    region_id: Mapped[UUID] = mapped_column(ForeignKey("regions.id"), index=True)
    covenant_version_id: Mapped[UUID] = mapped_column(ForeignKey("covenant_versions.id"))
    state: Mapped[RunState]
    seed: Mapped[int]
    time_limit: Mapped[int]
    attempts: Mapped[int]
    progress: Mapped[Json]
    summary: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[str | None]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_requested_at: Mapped[datetime | None]


class RunSnapshot(Base):
    """What a run looked at and what it made of it: kept to do it again.

    Attributes
    ----------
    instance, problem, solution, certificate
        In the formats of `matching.solver`; older runs have no certificate.
    usage
        How far every quota and cap is used.
    changes
        What differs from the matching before, and because of what.
    forgotten_at
        When part of it was erased: then there is no problem, solution or certificate any more, and the
        instance, if it is still there, is without the clients that were erased.
    """

    __tablename__ = "run_snapshots"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("matching_runs.id"), primary_key=True)
    instance: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    problem: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    solution: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    certificate: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    usage: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))
    changes: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    forgotten_at: Mapped[datetime | None]


class Unplaced(Base):
    """A client a run could not place, and why, in both languages."""

    __tablename__ = "unplaced_clients"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("matching_runs.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), primary_key=True, index=True)
    cause: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[Json]


class EmptyDwelling(Base):
    """A dwelling for which a run found nobody, and why, in both languages."""

    __tablename__ = "empty_dwellings"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("matching_runs.id"), primary_key=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), primary_key=True, index=True)
    cause: Mapped[str] = mapped_column(String(40))
    explanation: Mapped[Json]


class ReserveCandidate(Base):
    """Who comes next for a dwelling when its proposal falls through, as the run saw it; rank 1 first."""

    __tablename__ = "reserve_candidates"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("matching_runs.id"), primary_key=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("dwellings.id"), primary_key=True, index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), primary_key=True, index=True)
    rank: Mapped[int]
    priority: Mapped[int]
    suitability: Mapped[int]
