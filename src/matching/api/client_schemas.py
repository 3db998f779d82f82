"""What a client looks like on the wire: what is sent, and what is answered."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matching.api.batches import MOST_ITEMS, Unjudged
from matching.api.changes import partial
from matching.api.listing import ListOut
from matching.api.profile_schemas import HiddenFields, MaskedFields, ProfileFields
from matching.api.regions import Slug
from matching.api.schemas import In, Moment, Out, Reference
from matching.models import ClientState


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


class ProfileVersionOut(Out):
    """What a profile was, until it changed."""

    number: Annotated[int, Field(description="Nummer van dat profiel. / Its number.", examples=[1])]
    replaced_at: Annotated[Moment, Field(description="Wanneer het werd vervangen. / When it was replaced.")]
    profile: ProfileOut


class ProfileVersionListOut(ListOut):
    """A page of former profiles, the last one first."""

    items: list[ProfileVersionOut]
