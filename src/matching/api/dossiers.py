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

ClientId = Annotated[
    UUID, Path(description="Kenmerk van de kandidaat. / Identity of the client.", examples=[CLIENT])
]

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

    name: Annotated[str, Field(description="Naam van de verzameling. / Its name.", examples=["placements"])]
    dutch: Annotated[str, Field(description="Wat hier staat. / What it is, in Dutch.")]
    english: Annotated[str, Field(description="Hetzelfde in het Engels. / The same in English.")]
    rows: Annotated[
        list[dict[str, Any]],
        Field(
            description="Alles wat er staat; organisaties bij hun naam. / All of it; organisations by name."
        ),
    ]

    @classmethod
    def of(cls, section: Section) -> Self:
        """Return a section with names as on the rest of the wire."""
        rows = [{to_camel(name): value for name, value in row.items()} for row in section.rows]
        return cls(name=section.name, dutch=section.dutch, english=section.english, rows=rows)


class DossierOut(Out):
    """All that is held on one client."""

    client: Annotated[UUID, Field(description="Kenmerk van de kandidaat hier. / Identity.")]
    reference: Annotated[str, Field(description="Uw eigen kenmerk. / Your reference.")]
    made_at: Annotated[Moment, Field(description="Hoe het op dit moment was. / As it was at this moment.")]
    decisions_dutch: Annotated[
        str, Field(description="Hoe er over iemand wordt beslist. / How it is decided, in Dutch.")
    ]
    decisions_english: Annotated[str, Field(description="Hetzelfde in het Engels. / The same in English.")]
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
    """Toon alles wat over een kandidaat bewaard is, voor een inzageverzoek (AVG art. 15). / All that is held.

    Alleen voor de eigen aanbieder, die het aan de kandidaat geeft. Er staat ook in wat u anders niet ziet:
    aantekeningen van het matchingspunt en voorstellen die nooit zijn vrijgegeven. Namen van medewerkers en gegevens
    van anderen staan er niet in. De inzage wordt vastgelegd.

    *For the client's own provider, who hands it over. What you don't see otherwise is in it too: notes of the desk,
    proposals that were never released. Names of staff and what is about others are not. The look is recorded.*
    """
    return DossierOut.of(await dossiers.dossier(work, client_id=client_id))
