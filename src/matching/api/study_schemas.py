"""What questions about a run share on the wire."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from matching import examples
from matching.actors import Actor, Role
from matching.api.regions import Slug
from matching.api.schemas import In, Moment, Out
from matching.api.small_counts import CountsOut
from matching.models import Study, StudyState


class StudyIn(In):
    """About which run something is asked; without one about the last that finished in the region."""

    region: Annotated[
        Slug | None,
        Field(description="Region; needed if you work in several."),
    ] = None
    matching_run: Annotated[
        UUID | None,
        Field(
            description="Matching run; null: the last one that finished.",
            examples=[examples.RUN],
        ),
    ] = None


class StudySummaryOut(Out):
    """A question about a run, without its answer."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    matching_run: Annotated[UUID, Field(description="Matching run it is about.")]
    state: Annotated[StudyState, Field(description="State.", examples=["finished"])]
    asked: Annotated[
        dict[str, Any] | None,
        Field(description="What was asked; for the coordinator only."),
    ]
    failure: Annotated[str | None, Field(description="Why it failed.")]
    requested_at: Moment
    started_at: Moment | None
    finished_at: Moment | None

    @classmethod
    def of(cls, study: Study, *, region: str, reader: Actor, **more: Any) -> Self:
        """Return what a reader is told of a study; others than the desk see no identities of clients."""
        return cls(
            id=study.id,
            region=region,
            matching_run=study.run_id,
            state=study.state,
            asked=study.asked if reader.role is Role.COORDINATOR else None,
            failure=study.failure,
            requested_at=study.created_at,
            started_at=study.started_at,
            finished_at=study.finished_at,
            **more,
        )


class SideOut(CountsOut):
    """A count in the run, and in what is compared with it."""

    before: Annotated[int | None, Field(description="In the matching run.", examples=[43])]
    after: Annotated[int | None, Field(description="With the changes.", examples=[47])]
    change: Annotated[
        Literal["more", "same", "fewer"] | None,
        Field(description="Whether there are more of them or fewer."),
    ] = None

    @model_validator(mode="after")
    def _with_change(self) -> Self:
        """Say which way it goes, while both numbers are still there."""
        if self.before is not None and self.after is not None:
            self.change = _WAYS[(self.after > self.before) - (self.after < self.before)]
        return self


_WAYS: dict[int, Literal["more", "same", "fewer"]] = {1: "more", 0: "same", -1: "fewer"}
