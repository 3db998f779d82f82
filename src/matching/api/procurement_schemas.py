"""Procurement plans on the wire: what may be asked, and which dwellings would help most."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from matching.api.dwelling_schemas import FormCode, Municipality
from matching.api.listing import ListOut
from matching.api.lists import Unique
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import Out, Rent
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
            description="How many extra dwellings at most.",
            examples=[3],
        ),
    ]
    housing_forms: Annotated[
        list[FormCode],
        Unique(),
        Field(
            max_length=40,
            description="Only these housing forms; empty: all.",
            examples=[["own-home", "own-home-ambulant"]],
        ),
    ] = Field(default_factory=list)
    municipalities: Annotated[
        list[Municipality],
        Unique(),
        Field(
            max_length=100,
            description="Only these municipalities; empty: all.",
            examples=[[]],
        ),
    ] = Field(default_factory=list)
    rents: Annotated[
        list[Rent],
        Unique(),
        Field(
            max_length=50,
            description="Only these rents, service costs included [eurocent/month]; empty: steps of € 50.",
            examples=[[]],
        ),
    ] = Field(default_factory=list)
    available_from: Annotated[
        date | None,
        Field(
            description="From when they are there; null: the day of the run.",
            examples=[None],
        ),
    ] = None
    for_corporations: Annotated[
        bool,
        Field(
            description="Whether corporations read what it asks for, in the procurement statements, once it is "
            "worked out; otherwise it stays with the desk and the municipalities.",
            examples=[False],
        ),
    ] = False

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

    urgency: Annotated[Urgency, Field(description="Urgency.")]
    clients: Annotated[int | None, Field(description="Clients.")]


class WantedOut(Out):
    """Dwellings of one kind in one municipality."""

    housing_form: Annotated[str, Field(description="Housing form. VERA: woonvorm.", examples=["own-home"])]
    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0917"])]
    bedrooms: Annotated[int, Field(description="Number of bedrooms. VERA: ruimten, kind slaapkamer.")]
    maximum_rent: Annotated[
        int,
        Field(description="Highest rent a month, service costs included [eurocent]. VERA: brutohuur."),
    ]
    accessibility: Annotated[
        Accessibility, Field(description="At least so accessible. VERA: toegankelijkheidslabel.")
    ]
    tenancy: Annotated[
        Tenancy,
        Field(description="Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK."),
    ]
    low_stimulus: Annotated[bool, Field(description="Must be low in stimulus.")]
    support_nearby: Annotated[bool, Field(description="Support near, day and night.")]
    number: Annotated[int, Field(description="How many.")]


class ProcurementLineOut(WantedOut, CountsOut):
    """Dwellings of one kind in one municipality, and who could live there."""

    fits: Annotated[
        int | None,
        Field(
            description="Clients on the list who could live there; for the coordinator only. Null in an old plan."
        ),
    ] = None
    houses: Annotated[list[HousedOut] | None, Field(description="Who comes to live there.")]


class GainOut(CountsOut):
    """What the best plan of at most so many dwellings comes to, with what is on offer."""

    dwellings: Annotated[int, Field(description="Extra dwellings at most.")]
    used: Annotated[int, Field(description="Of which help somebody.")]
    placed: Annotated[int | None, Field(description="Clients with a home.")]
    priority: Annotated[int | None, Field(description="Points of all placements.")]
    houses: Annotated[list[HousedOut] | None, Field(description="Clients with a home.")]
    proven: Annotated[bool, Field(description="Proven that it can't be better.")]


class PlanOut(CountsOut):
    """Which extra dwellings would help most, in counts and in words."""

    lines: Annotated[
        list[ProcurementLineOut],
        Field(
            description="Who is not the coordinator reads only of dwellings in which enough people could live."
        ),
    ]
    placed: Annotated[SideOut, Field(description="Clients with a home.")]
    gains: Annotated[
        list[GainOut],
        Field(description="From none to all extra dwellings; each number is its own best."),
    ]
    waiting: Annotated[int | None, Field(description="Still without a home then.")]
    undescribed: Annotated[int | None, Field(description="Of whom no extra dwelling helps.")]
    sentences: list[SentenceOut]
    statement: Annotated[SentenceOut, Field(description="For the talks with the corporations.")]


class ProcurementPlanOut(StudySummaryOut):
    """A procurement plan, once it is worked out."""

    plan: Annotated[PlanOut | None, Field(description="Outcome; only once it is finished.")]


class ProcurementPlanListOut(ListOut):
    """A page of procurement plans, newest first."""

    items: list[StudySummaryOut]


class ProcurementStatementOut(Out):
    """Which dwellings a region asks for: the last procurement plan for corporations, without whom it is for."""

    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    made_at: Annotated[datetime, Field(description="When it was worked out.")]
    wanted: Annotated[
        list[WantedOut],
        Field(description="The dwellings in which enough people could live to describe them."),
    ]
    undescribed: Annotated[
        int, Field(description="How many more are asked; the coordinator talks about each.", examples=[1])
    ]
    statement: Annotated[SentenceOut, Field(description="The same in words.")]


class ProcurementStatementListOut(Out):
    """What your regions ask for; a region that asks for nothing yet is left out."""

    items: list[ProcurementStatementOut]
