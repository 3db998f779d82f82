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

    client: Annotated[UUID, Field(description="Kandidaat. / Client.", examples=[examples.CLIENT])]
    dwelling: Annotated[
        UUID | None,
        Field(
            description="Woning; null: wat zou de kandidaat een woning geven? / Dwelling; null: what would give any?",
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
            description="Regel of soort afspraak; `undisclosed`: mogen we niet toelichten. / Rule or agreement.",
            examples=["rent"],
        ),
    ]
    sentence: SentenceOut


class PlacingOut(Out):
    """What is to be said of a client and a dwelling."""

    why: Annotated[
        str,
        Field(
            description="`placed`: is al voorgesteld; `refused`: een regel of volle afspraak weigert; `needs-data`: er "
            "ontbreken gegevens; `fixed-otherwise`: een vastgelegd paar staat in de weg; `costs`: het kan, en "
            "`difference` zegt wat het kost. / What comes first.",
            examples=["costs"],
        ),
    ]
    obstacles: list[ObstacleOut]
    difference: Annotated[
        DifferenceOut | None,
        Field(description="Wat er anders zou zijn met dit paar. / What would be otherwise with this pair."),
    ]
    sentences: list[SentenceOut]


class OpeningStepOut(Out):
    """One change."""

    kind: Annotated[str, Field(description="Wat er verandert. / What changes.", examples=["more-rent"])]
    subject: Annotated[
        str, Field(description="Waarvan; leeg: van de kandidaat. / Of what; empty: the client's own.")
    ]
    amount: Annotated[int | None, Field(description="Hoeveel. / How much.", examples=[2000])]
    unit: Annotated[str | None, Field(description="Eenheid. / Unit.", examples=["eurocent"])]
    sentence: SentenceOut


class OpeningOut(Out):
    """A change with which the best matching places the client."""

    steps: list[OpeningStepOut]
    size: Annotated[
        int, Field(description="Hoe groot, om te vergelijken. / How large, for comparing.", examples=[2000])
    ]
    dwelling: Annotated[UUID, Field(description="Waar de kandidaat dan komt. / Where the client then goes.")]
    proven: Annotated[bool, Field(description="Bewezen dat het zo het beste is. / Proven to be the best.")]
    difference: Annotated[
        DifferenceOut,
        Field(description="Wie het nog meer raakt; doelen naar de veranderde regio. / Who else is affected."),
    ]
    sentences: list[SentenceOut]


class OpeningsOut(Out):
    """What would house a client, the smallest change first."""

    placed: Annotated[bool, Field(description="Heeft al een voorstel. / Has a proposal already.")]
    possible: Annotated[
        int, Field(description="Veranderingen die een woning openen. / Changes that open one.")
    ]
    tried: Annotated[int, Field(description="Daarvan nagerekend. / Of these tried by solving.")]
    openings: list[OpeningOut]
    sentences: list[SentenceOut]


class PlacementQuestionOut(StudySummaryOut):
    """A question about a client, once it is worked out with its answer."""

    client: Annotated[UUID, Field(description="Kandidaat. / Client.")]
    dwelling: Annotated[UUID | None, Field(description="Woning. / Dwelling.")]
    placing: Annotated[PlacingOut | None, Field(description="Waarom deze woning niet. / Why not this one.")]
    openings: Annotated[
        OpeningsOut | None, Field(description="Wat een woning zou geven. / What would give a home.")
    ]


class PlacementQuestionListOut(ListOut):
    """Questions about clients, newest first."""

    items: list[StudySummaryOut]
