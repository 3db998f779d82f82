"""A dossier: all that is held on one client, to hand over to that client (inzageverzoek, GDPR art. 15)."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path
from pydantic import Field
from pydantic.alias_generators import to_camel

from matching.api.dependencies import ProviderWork
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import Moment, Out
from matching.errors import NotAllowed
from matching.examples import CLIENT
from matching.queries import dossiers
from matching.queries.clients import ClientNotFound
from matching.queries.dossiers import Dossier, Section

router = open_router("/clients", tag="clients")

ClientId = Annotated[UUID, Path(description="Identity of the client.", examples=[CLIENT])]

DUTCH = (
    "Een rekenprogramma stelt een woning voor. Het kijkt naar het woonprofiel, de wachttijd, de urgentie en de "
    "afspraken van de regio. Het beslist niets. Een medewerker van het matchingspunt bekijkt elk voorstel en geeft "
    "het vrij, of niet. Daarna antwoorden de zorgaanbieder en de woningcorporatie. De kandidaat zegt zelf ja of nee. "
    "Een nee kost niemand zijn plek op de lijst. Waarom er wel of geen voorstel kwam, staat bij de voorstellen en de "
    "matchrondes."
)
ENGLISH = (
    "A program proposes a home. It looks at the housing profile, the time on the list, the urgency and what the "
    "region agreed. It decides nothing: a person at the desk looks at each proposal and releases it, or not. Then the "
    "provider and the corporation answer, and the client says yes or no. A no costs nobody their place. Why there was "
    "a proposal or none is told with the proposals and the runs."
)


class SectionOut(Out):
    """What is held in one place."""

    name: Annotated[str, Field(description="Name of the collection.", examples=["placements"])]
    dutch: Annotated[str, Field(description="What is held here.")]
    english: Annotated[str, Field(description="The same in English.")]
    rows: Annotated[
        list[dict[str, Any]],
        Field(description="All that is held; organisations by their name."),
    ]

    @classmethod
    def of(cls, section: Section) -> Self:
        """Return a section with names as on the rest of the wire."""
        rows = [{to_camel(name): value for name, value in row.items()} for row in section.rows]
        return cls(name=section.name, dutch=section.dutch, english=section.english, rows=rows)


class DossierOut(Out):
    """All that is held on one client."""

    client: Annotated[UUID, Field(description="Identity of the client here.")]
    reference: Annotated[str, Field(description="Your own reference.")]
    made_at: Annotated[Moment, Field(description="How it was at this moment.")]
    decisions_dutch: Annotated[str, Field(description="How it is decided about somebody.")]
    decisions_english: Annotated[str, Field(description="The same in English.")]
    sections: list[SectionOut]

    @classmethod
    def of(cls, found: Dossier) -> Self:
        """Return a dossier on the wire."""
        return cls(
            client=found.client_id,
            reference=found.reference,
            made_at=found.made_at,
            decisions_dutch=DUTCH,
            decisions_english=ENGLISH,
            sections=[SectionOut.of(section) for section in found.sections],
        )


@router.get("/{client_id}/dossier", responses=refuses(NotAllowed, ClientNotFound))
async def get_dossier(client_id: ClientId, work: ProviderWork) -> DossierOut:
    """Show all that is held on a client, for a request for access (GDPR art. 15).

    Only for the client's own provider, who gives it to the client. It also holds what you don't see
    otherwise: notes of the desk, and proposals that were never released. Names of staff and data of others
    are not in it. The look is recorded.
    """
    return DossierOut.of(await dossiers.dossier(work, client_id=client_id))
