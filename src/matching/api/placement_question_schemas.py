"""Why not, on the wire: what may be asked about a client, and what is answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching import examples
from matching.api.difference_schemas import DifferenceOut
from matching.api.listing import ListOut
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import Out
from matching.api.study_schemas import StudyIn, StudySummaryOut
from matching.operations.studies import PlacementQuestion


class PlacementQuestionIn(StudyIn):
    """About which client, and which dwelling; without one: what would give the client any."""

    client: Annotated[UUID, Field(description="Client.", examples=[examples.CLIENT])]
    dwelling: Annotated[
        UUID | None,
        Field(
            description="Dwelling; null: what would give the client any?",
            examples=[examples.DWELLING],
        ),
    ] = None

    def question(self) -> PlacementQuestion:
        """Return it as the solver takes it."""
        return PlacementQuestion(str(self.client), None if self.dwelling is None else str(self.dwelling))


class ObstacleOut(Out):
    """A rule or an agreement in the way."""

    rule: Annotated[
        str,
        Field(
            description="Rule or kind of agreement; `undisclosed`: we may not explain it.",
            examples=["rent"],
        ),
    ]
    sentence: SentenceOut


class PlacingOut(Out):
    """What is to be said of a client and a dwelling."""

    why: Annotated[
        str,
        Field(
            description="`placed`: is proposed already; `refused`: a rule or a full agreement refuses; "
            "`needs-data`: data are missing; `fixed-otherwise`: a forced pair stands in the way; "
            "`costs`: it can be, and `difference` tells what it costs.",
            examples=["costs"],
        ),
    ]
    obstacles: list[ObstacleOut]
    difference: Annotated[
        DifferenceOut | None,
        Field(description="What would be different with this pair."),
    ]
    sentences: list[SentenceOut]


class OpeningStepOut(Out):
    """One change."""

    kind: Annotated[str, Field(description="What changes.", examples=["more-rent"])]
    subject: Annotated[str, Field(description="Of what; empty: of the client.")]
    amount: Annotated[int | None, Field(description="How much.", examples=[2000])]
    unit: Annotated[str | None, Field(description="Unit.", examples=["eurocent"])]
    sentence: SentenceOut


class OpeningOut(Out):
    """A change with which the best matching places the client."""

    steps: list[OpeningStepOut]
    size: Annotated[int, Field(description="How large, for comparing.", examples=[2000])]
    dwelling: Annotated[UUID, Field(description="Dwelling where the client then goes.")]
    proven: Annotated[bool, Field(description="Proven to be the best.")]
    difference: Annotated[
        DifferenceOut,
        Field(description="Who else is affected; goals as in the changed region."),
    ]
    sentences: list[SentenceOut]


class OpeningsOut(Out):
    """What would house a client, the smallest change first."""

    placed: Annotated[bool, Field(description="Has a proposal already.")]
    possible: Annotated[int, Field(description="Changes that open a home.")]
    tried: Annotated[int, Field(description="Of which tried by solving again.")]
    openings: list[OpeningOut]
    sentences: list[SentenceOut]


class PlacementQuestionOut(StudySummaryOut):
    """A question about a client, once it is worked out with its answer."""

    client: Annotated[UUID, Field(description="Client.")]
    dwelling: Annotated[UUID | None, Field(description="Dwelling.")]
    placing: Annotated[PlacingOut | None, Field(description="Why not this dwelling.")]
    openings: Annotated[OpeningsOut | None, Field(description="Openings: what would give a home.")]


class PlacementQuestionListOut(ListOut):
    """Questions about clients, newest first."""

    items: list[StudySummaryOut]
