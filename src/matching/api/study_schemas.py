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

Count = Annotated[int, Field(ge=0, examples=[12])]


class StudyIn(In):
    """About which run something is asked; without one about the last that finished in the region."""

    region: Annotated[
        Slug | None,
        Field(
            description="Regio; nodig als u in meer regio's werkt. / Region; needed when you work in several."
        ),
    ] = None
    matching_run: Annotated[
        UUID | None,
        Field(
            description="Matchronde; null: de laatste die is afgerond. / Run; null: the last that finished.",
            examples=[examples.RUN],
        ),
    ] = None


class StudySummaryOut(Out):
    """A question about a run, without its answer."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    matching_run: Annotated[UUID, Field(description="Matchronde waarover het gaat. / The run it is about.")]
    state: Annotated[StudyState, Field(description="Stand. / State.", examples=["finished"])]
    asked: Annotated[
        dict[str, Any] | None,
        Field(
            description="Wat er gevraagd is; alleen voor de coördinator. / What was asked; coordinators only."
        ),
    ]
    failure: Annotated[str | None, Field(description="Waarom het mislukte. / Why it failed.")]
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

    before: Annotated[int | None, Field(description="In de matchronde. / In the run.", examples=[43])]
    after: Annotated[int | None, Field(description="Met de wijzigingen. / With the changes.", examples=[47])]
    change: Annotated[
        Literal["more", "same", "fewer"] | None,
        Field(description="Of het er meer of minder worden. / Whether it becomes more or fewer."),
    ] = None

    @model_validator(mode="after")
    def _with_change(self) -> Self:
        """Say which way it goes, while both numbers are still there."""
        if self.before is not None and self.after is not None:
            self.change = _WAYS[(self.after > self.before) - (self.after < self.before)]
        return self


_WAYS: dict[int, Literal["more", "same", "fewer"]] = {1: "more", 0: "same", -1: "fewer"}
