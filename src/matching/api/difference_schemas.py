"""What would be otherwise, on the wire: counts by urgency, and the goals."""

from typing import Annotated

from pydantic import Field

from matching.api.small_counts import CountsOut
from matching.api.study_schemas import SideOut
from matching.vocabulary import Goal, Urgency


class LevelDiffersOut(CountsOut):
    """A goal in the run, and as it would be."""

    name: Annotated[Goal, Field(description="Goal.", examples=["priority"])]
    before: Annotated[int | None, Field(description="In the matching run.", examples=[19560])]
    after: Annotated[int | None, Field(description="As it would be.", examples=[19572])]
    bound: Annotated[
        int | None,
        Field(
            description="Bound that nobody can pass; null: there was no time to look.",
            examples=[19572],
        ),
    ]
    proven: Annotated[bool, Field(description="Proven that neither can be better.", examples=[True])]


class UrgencyDiffersOut(CountsOut):
    """Clients of one urgency class."""

    group: Annotated[Urgency, Field(description="Urgency.", examples=["urgent"])]
    placed: Annotated[SideOut, Field(description="With a home.")]
    gain: Annotated[int | None, Field(description="Would get one, and don't now.")]
    lose: Annotated[int | None, Field(description="Would get none, and do now.")]


class DifferenceOut(CountsOut):
    """What would be otherwise, in counts only."""

    placed: Annotated[SideOut, Field(description="Placements.")]
    elsewhere: Annotated[int | None, Field(description="Clients with another home.")]
    groups: Annotated[list[UrgencyDiffersOut], Field(description="By urgency.")]
    levels: Annotated[list[LevelDiffersOut], Field(description="The goals, in order.")]
