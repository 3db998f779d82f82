"""What a client looks like on the wire: what is sent, and what is answered."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.actors import Role
from matching.api.batches import MOST_ITEMS, Unjudged
from matching.api.changes import partial
from matching.api.listing import ListOut
from matching.api.profile_schemas import HiddenFields, MaskedFields, ProfileFields
from matching.api.regions import Slug
from matching.api.schemas import In, Moment, Out, Reference
from matching.models import ClientState
from matching.queries.accesses import SeenAccess
from matching.vocabulary import AccessResult, Purpose


class ReferencedClient(BaseModel):
    """The field by which a provider knows its client."""

    reference: Annotated[
        Reference,
        Field(
            description=(
                "Eigen kenmerk van de kandidaat, uniek binnen uw organisatie; nooit een naam of BSN. "
                "VERA: Kandidaat.code. "
                "/ Your own reference, never a name."
            ),
            examples=["KAN-DEMO-0001"],
        ),
    ]


class ClientIn(HiddenFields, ProfileFields, ReferencedClient, In):
    """A client to refer."""

    region: Annotated[
        Slug | None,
        Field(
            description="Regio; mag weg als u in één regio werkt. / Region; may be left out when you work in one.",
            examples=["parkstad"],
        ),
    ] = None


@partial
class ClientChangeIn(HiddenFields, ProfileFields, In):
    """What changes about a client; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})


class ClientBatchIn(In):
    """Up to a thousand clients to refer."""

    items: Annotated[
        list[Annotated[ClientIn, Unjudged]],
        Field(
            min_length=1,
            max_length=MOST_ITEMS,
            description="De kandidaten; elk wordt voor zich beoordeeld. / The clients; each is judged by itself.",
        ),
    ]


class ProfileOut(MaskedFields, ProfileFields, Out):
    """A housing profile. `excludedAreas`, `keepApart` and `urgencyReason` are null for all but its own provider."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class StoredClient(BaseModel):
    """What we add to what a provider says."""

    id: Annotated[UUID, Field(description="Kenmerk van de kandidaat hier. / Identity.")]
    region: Annotated[Slug, Field(description="Regio. / Region.")]
    provider_id: Annotated[UUID, Field(description="De zorgaanbieder. / The provider.")]
    state: Annotated[ClientState, Field(description="Wachtend of teruggetrokken. / Waiting or withdrawn.")]
    profile_version: Annotated[
        int, Field(description="Nummer van dit profiel, vanaf 1. / Number of this profile.")
    ]
    withdrawn_at: Annotated[Moment | None, Field(description="Wanneer teruggetrokken. / When withdrawn.")]
    withdrawn_because: Annotated[str | None, Field(description="Waarom teruggetrokken. / Why withdrawn.")]
    parked_until: Annotated[
        date | None, Field(description="Doet tot deze dag niet mee. / Takes no part until this day.")
    ]
    parked_because: Annotated[str | None, Field(description="Waarom geparkeerd. / Why parked.")]
    created_at: Annotated[Moment, Field(description="Wanneer aangemeld. / When referred.")]
    modified_at: Annotated[Moment, Field(description="Wanneer het laatst gewijzigd. / When last changed.")]


class ClientOut(MaskedFields, ProfileFields, ReferencedClient, StoredClient, Out):
    """A client. `excludedAreas`, `keepApart` and `urgencyReason` are null for all but its own provider."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class ClientListOut(ListOut):
    """A page of clients."""

    items: list[ClientOut]


class AccessOut(Out):
    """One look at a client, or an attempt at one: who, on whose behalf, when, why, and with what result."""

    at: Annotated[Moment, Field(description="Wanneer. / When.")]
    role: Annotated[Role, Field(description="In welke rol; `system` is de rekenaar zelf. / In which role.")]
    organisation: Annotated[
        str | None, Field(description="Welke organisatie; null: de dienst zelf. / Which organisation.")
    ]
    key: Annotated[str | None, Field(description="Met welke sleutel: haar naam. / Label of the key.")]
    on_behalf_of: Annotated[
        str | None,
        Field(description="Namens wie, in de code van die organisatie. / On whose behalf, in its own code."),
    ]
    purpose: Annotated[Purpose, Field(description="Waartoe. / Why.", examples=["file"])]
    purpose_dutch: Annotated[str, Field(description="Waartoe, in het Nederlands. / Why, in Dutch.")]
    result: Annotated[
        AccessResult, Field(description="`shown`: getoond; `refused`: geweigerd. / What came of it.")
    ]

    @classmethod
    def of(cls, seen: SeenAccess) -> Self:
        """Return what is told of a look."""
        return cls(
            at=seen.at,
            role=seen.role,
            organisation=seen.organisation,
            key=seen.key,
            on_behalf_of=seen.on_behalf_of,
            purpose=seen.purpose,
            purpose_dutch=seen.purpose.dutch,
            result=seen.result,
        )


class AccessListOut(ListOut):
    """A page of looks, the last one first."""

    items: list[AccessOut]


class ProfileVersionOut(Out):
    """What a profile was, until it changed."""

    number: Annotated[int, Field(description="Nummer van dat profiel. / Its number.", examples=[1])]
    replaced_at: Annotated[Moment, Field(description="Wanneer het werd vervangen. / When it was replaced.")]
    profile: ProfileOut


class ProfileVersionListOut(ListOut):
    """A page of former profiles, the last one first."""

    items: list[ProfileVersionOut]
