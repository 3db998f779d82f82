"""Procurement plans on the wire: what may be asked, and which dwellings would help most."""

from datetime import date
from typing import Annotated

from pydantic import Field

from matching.api.dwelling_schemas import FormCode, Municipality
from matching.api.listing import ListOut
from matching.api.lists import Unique
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import Rent
from matching.api.small_counts import CountsOut
from matching.api.study_schemas import SideOut, StudyIn, StudySummaryOut
from matching.operations.studies import Terms
from matching.vocabulary import Accessibility, Tenancy, Urgency

MOST_DWELLINGS = 30


class ProcurementPlanIn(StudyIn):
    """How many dwellings may be asked of the corporations, and of which kinds."""

    dwellings: Annotated[
        int,
        Field(
            ge=1,
            le=MOST_DWELLINGS,
            description="Hoeveel extra woningen ten hoogste. / How many extra dwellings at most.",
            examples=[3],
        ),
    ]
    housing_forms: Annotated[
        list[FormCode],
        Unique(),
        Field(
            max_length=40,
            description="Alleen deze woonvormen; leeg: alle. / Only these housing forms; empty: all.",
            examples=[["own-home", "own-home-ambulant"]],
        ),
    ] = Field(default_factory=list)
    municipalities: Annotated[
        list[Municipality],
        Unique(),
        Field(
            max_length=100,
            description="Alleen deze gemeenten; leeg: alle. / Only these municipalities; empty: all.",
            examples=[[]],
        ),
    ] = Field(default_factory=list)
    rents: Annotated[
        list[Rent],
        Unique(),
        Field(
            max_length=50,
            description="Alleen deze huren, servicekosten meegeteld [eurocent/maand]; leeg: stappen van € 50. "
            "/ Only these rents, service costs included; empty: steps of € 50.",
            examples=[[]],
        ),
    ] = Field(default_factory=list)
    available_from: Annotated[
        date | None,
        Field(
            description="Vanaf wanneer ze er zijn; null: de dag van de ronde. / From when; null: the day of the run.",
            examples=[None],
        ),
    ] = None

    def terms(self) -> Terms:
        """Return it as the solver takes it."""
        return Terms(
            dwellings=self.dwellings,
            housing_forms=tuple(self.housing_forms),
            municipalities=tuple(self.municipalities),
            rents=tuple(self.rents),
            available_from=self.available_from,
        )


class HousedOut(CountsOut):
    """How many of an urgency class."""

    urgency: Annotated[Urgency, Field(description="Urgentie. / Urgency.")]
    clients: Annotated[int | None, Field(description="Kandidaten. / Clients.")]


class ProcurementLineOut(CountsOut):
    """Dwellings of one kind in one municipality."""

    housing_form: Annotated[str, Field(description="Woonvorm. / Housing form.", examples=["own-home"])]
    municipality: Annotated[str, Field(description="Gemeente. / Municipality.", examples=["GM0917"])]
    bedrooms: Annotated[int, Field(description="Slaapkamers. / Bedrooms.")]
    maximum_rent: Annotated[
        int,
        Field(
            description="Hoogste huur, servicekosten meegeteld [eurocent/maand]. / Highest rent, all included."
        ),
    ]
    accessibility: Annotated[Accessibility, Field(description="Ten minste zo toegankelijk. / At least.")]
    tenancy: Annotated[Tenancy, Field(description="Huurcontract. / Tenancy.")]
    low_stimulus: Annotated[bool, Field(description="Moet prikkelarm zijn. / Must be low in stimulus.")]
    support_nearby: Annotated[bool, Field(description="Begeleiding dag en nacht nabij. / Support nearby.")]
    number: Annotated[int, Field(description="Hoeveel. / How many.")]
    fits: Annotated[
        int | None,
        Field(
            description="Kandidaten op de lijst die er zouden kunnen wonen; null bij een oud plan. "
            "/ Clients on the list who could live there; null in an old plan."
        ),
    ] = None
    houses: Annotated[list[HousedOut] | None, Field(description="Wie er komt wonen. / Who would live there.")]


class GainOut(CountsOut):
    """What the best plan of at most so many dwellings comes to, with what is on offer."""

    dwellings: Annotated[int, Field(description="Extra woningen ten hoogste. / Extra dwellings at most.")]
    used: Annotated[int, Field(description="Waarvan iemand helpen. / Of which help.")]
    placed: Annotated[int | None, Field(description="Kandidaten met een woning. / Clients with a home.")]
    priority: Annotated[
        int | None, Field(description="Punten van alle plaatsingen. / Points of all placements.")
    ]
    houses: Annotated[
        list[HousedOut] | None, Field(description="Kandidaten met een woning. / Clients with a home.")
    ]
    proven: Annotated[bool, Field(description="Bewezen dat het niet beter kan. / Proven.")]


class PlanOut(CountsOut):
    """Which extra dwellings would help most, in counts and in words."""

    lines: Annotated[
        list[ProcurementLineOut],
        Field(
            description="Wie niet de coördinator is, leest alleen van woningen waar genoeg mensen zouden kunnen wonen. "
            "/ Others than the coordinator read only of dwellings that enough people could live in."
        ),
    ]
    placed: Annotated[SideOut, Field(description="Kandidaten met een woning. / Clients with a home.")]
    gains: Annotated[
        list[GainOut],
        Field(
            description="Van geen tot alle extra woningen; elk aantal is voor zich het beste. "
            "/ From none to all; each number is its own best."
        ),
    ]
    waiting: Annotated[int | None, Field(description="Dan nog zonder woning. / Still without a home.")]
    undescribed: Annotated[
        int | None, Field(description="Waarvan geen extra woning helpt. / Of which no extra dwelling helps.")
    ]
    sentences: list[SentenceOut]
    statement: Annotated[
        SentenceOut, Field(description="Voor het overleg met de corporaties. / For the corporations.")
    ]


class ProcurementPlanOut(StudySummaryOut):
    """A procurement plan, once it is worked out."""

    plan: Annotated[PlanOut | None, Field(description="Uitkomst; pas als zij klaar is. / Outcome.")]


class ProcurementPlanListOut(ListOut):
    """A page of procurement plans, newest first."""

    items: list[StudySummaryOut]
