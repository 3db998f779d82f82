"""What would be otherwise, on the wire: counts by urgency, and the goals."""

from typing import Annotated

from pydantic import Field

from matching.api.small_counts import CountsOut
from matching.api.study_schemas import SideOut
from matching.vocabulary import Goal, Urgency


class LevelDiffersOut(CountsOut):
    """A goal in the run, and as it would be."""

    name: Annotated[Goal, Field(description="Doel. / Goal.", examples=["priority"])]
    before: Annotated[int | None, Field(description="In de matchronde. / In the run.", examples=[19560])]
    after: Annotated[int | None, Field(description="Zoals het zou zijn. / As it would be.", examples=[19572])]
    bound: Annotated[
        int | None,
        Field(
            description="Grens die niemand kan passeren; null: er was geen tijd om te kijken. "
            "/ Bound nobody can pass; null: no time to look.",
            examples=[19572],
        ),
    ]
    proven: Annotated[
        bool, Field(description="Bewezen dat beide niet beter kunnen. / Both proven.", examples=[True])
    ]


class UrgencyDiffersOut(CountsOut):
    """Clients of one urgency class."""

    group: Annotated[Urgency, Field(description="Urgentie. / Urgency.", examples=["urgent"])]
    placed: Annotated[SideOut, Field(description="Met een woning. / With a home.")]
    gain: Annotated[int | None, Field(description="Krijgen er een, en nu niet. / Get one, and don't now.")]
    lose: Annotated[int | None, Field(description="Krijgen er geen, en nu wel. / Get none, and do now.")]


class DifferenceOut(CountsOut):
    """What would be otherwise, in counts only."""

    placed: Annotated[SideOut, Field(description="Plaatsingen. / Placements.")]
    elsewhere: Annotated[
        int | None, Field(description="Kandidaten met een andere woning. / With another home.")
    ]
    groups: Annotated[list[UrgencyDiffersOut], Field(description="Naar urgentie. / By urgency.")]
    levels: Annotated[list[LevelDiffersOut], Field(description="De doelen, op volgorde. / Goals, in order.")]
