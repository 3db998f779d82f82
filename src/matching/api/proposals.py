"""Proposals: what a run thinks belongs together, with its reasons."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import Field

from matching import examples
from matching.api.dependencies import CoordinatorWork
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import Moment, Out, Points
from matching.errors import NotAllowed
from matching.models import ProposalState
from matching.queries import proposals as questions
from matching.queries import regions as regions_asked
from matching.queries.proposals import ProposalNotFound, Row
from matching.queries.regions import RegionNotFound

router = open_router("/proposals", tag="proposals")

ProposalId = Annotated[
    UUID, Path(description="Kenmerk van het voorstel. / Identity.", examples=[examples.PROPOSAL])
]


class TermOut(Out):
    """One term of the suitability."""

    term: Annotated[str, Field(description="Onderdeel. / Term.", examples=["area"])]
    points: Annotated[int, Field(ge=0, le=1_000, description="Punten [0..1000]. / Points.")]
    weight: Annotated[int, Field(ge=0, description="Gewicht in het convenant. / Weight in the covenant.")]
    dutch: Annotated[str, Field(description="Toelichting. / In Dutch.")]
    english: Annotated[str, Field(description="Toelichting in het Engels. / In English.")]


class ReasonsOut(Out):
    """Why this client and this dwelling."""

    urgency: Annotated[str, Field(description="Urgentieklasse. / Urgency class.", examples=["urgent"])]
    waiting: Annotated[int, Field(description="Wachttijd [maand]. / Time on the list.")]
    priority: Annotated[int, Field(description="Prioriteitspunten. / Priority points.")]
    other_dwellings: Annotated[
        int, Field(description="Andere passende woningen. / Other dwellings that fit.")
    ]
    terms: list[TermOut]
    sentences: list[SentenceOut]


class ProposalOut(Out):
    """A proposal; a coordinator decides what becomes of it."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    matching_run: Annotated[UUID, Field(description="Matchronde. / Matching run.")]
    state: Annotated[ProposalState, Field(description="Stand. / State.", examples=["proposed"])]
    client: Annotated[UUID, Field(description="Kandidaat. / Client.")]
    client_reference: Annotated[
        str, Field(description="Kenmerk van de aanbieder. / The provider's reference.")
    ]
    dwelling: Annotated[UUID, Field(description="Woning. / Dwelling.")]
    dwelling_reference: Annotated[
        str, Field(description="Kenmerk van de corporatie. / The corporation's reference.")
    ]
    municipality: Annotated[str, Field(description="Gemeente. / Municipality.", examples=["GM0917"])]
    neighbourhood: Annotated[str, Field(description="Buurt. / Neighbourhood.", examples=["BU09170101"])]
    load: Annotated[Points, Field(description="Draaglast [punten]. / Load.")]
    suitability: Annotated[int, Field(ge=0, le=1_000, description="Geschiktheid [0..1000]. / Suitability.")]
    reasons: ReasonsOut
    created_at: Moment
    ended_at: Moment | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what is said of a proposal."""
        proposal, client, dwelling = row
        told: dict[str, Any] = {
            name: getattr(proposal, name)
            for name in ("id", "state", "load", "suitability", "created_at", "ended_at")
        }
        return cls(
            **told,
            matching_run=proposal.run_id,
            client=proposal.client_id,
            client_reference=client,
            dwelling=proposal.dwelling_id,
            dwelling_reference=dwelling,
            municipality=proposal.municipality_code,
            neighbourhood=proposal.neighbourhood_code,
            reasons=ReasonsOut.model_validate(proposal.reasons),
        )


class ProposalListOut(ListOut):
    """A page of proposals."""

    items: list[ProposalOut]


@router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_proposals(
    work: CoordinatorWork,
    page: APage,
    region: Annotated[str | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    matching_run: Annotated[
        UUID | None, Query(alias="matchingRun", description="Matchronde. / Run.", examples=[examples.RUN])
    ] = None,
    state: Annotated[
        ProposalState | None, Query(description="Stand. / State.", examples=["proposed"])
    ] = None,
) -> ProposalListOut:
    """Toon de voorstellen met hun redenen. / The proposals with their reasons."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await questions.visible_proposals(
        work, region_id=region_id, run_id=matching_run, state=state, after=page.after_id, limit=page.limit
    )
    return ProposalListOut(
        items=[ProposalOut.of(row) for row in found], next=page.next_id([row[0].id for row in found])
    )


@router.get("/{proposal_id}", responses=refuses(NotAllowed, ProposalNotFound))
async def get_proposal(proposal_id: ProposalId, work: CoordinatorWork) -> ProposalOut:
    """Toon een voorstel met zijn redenen. / A proposal with its reasons."""
    return ProposalOut.of(await questions.proposal(work, proposal_id=proposal_id))
