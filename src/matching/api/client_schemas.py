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
                "Your own reference of the client, unique within your organisation; never a name or "
                "BSN. VERA: Kandidaat.code."
            ),
            examples=["KAN-DEMO-0001"],
        ),
    ]


class ClientIn(HiddenFields, ProfileFields, ReferencedClient, In):
    """A client to refer."""

    region: Annotated[
        Slug | None,
        Field(
            description="Region; may be left out if you work in one.",
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
            description="The clients; each is judged by itself.",
        ),
    ]


class ProfileOut(MaskedFields, ProfileFields, Out):
    """A housing profile. `excludedAreas`, `keepApart` and `urgencyReason` are null for all but its own provider."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class StoredClient(BaseModel):
    """What we add to what a provider says."""

    id: Annotated[UUID, Field(description="Identity of the client here.")]
    region: Annotated[Slug, Field(description="Region.")]
    provider_id: Annotated[UUID, Field(description="The provider.")]
    state: Annotated[ClientState, Field(description="Waiting or withdrawn.")]
    profile_version: Annotated[int, Field(description="Number of this profile, from 1.")]
    withdrawn_at: Annotated[Moment | None, Field(description="When withdrawn.")]
    withdrawn_because: Annotated[str | None, Field(description="Why withdrawn.")]
    parked_until: Annotated[date | None, Field(description="Takes no part until this day.")]
    parked_because: Annotated[str | None, Field(description="Why parked.")]
    created_at: Annotated[Moment, Field(description="When referred.")]
    modified_at: Annotated[Moment, Field(description="When last changed.")]


class ClientOut(MaskedFields, ProfileFields, ReferencedClient, StoredClient, Out):
    """A client. `excludedAreas`, `keepApart` and `urgencyReason` are null for all but its own provider."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class ClientListOut(ListOut):
    """A page of clients."""

    items: list[ClientOut]


class AccessOut(Out):
    """One look at a client, or an attempt at one: who, on whose behalf, when, why, and with what result."""

    at: Annotated[Moment, Field(description="When.")]
    role: Annotated[Role, Field(description="In which role; `system` is the solver itself.")]
    organisation: Annotated[str | None, Field(description="Which organisation; null: the service itself.")]
    key: Annotated[str | None, Field(description="With which key: its label.")]
    on_behalf_of: Annotated[
        str | None,
        Field(description="On whose behalf, in the code of that organisation."),
    ]
    purpose: Annotated[Purpose, Field(description="What for.", examples=["file"])]
    purpose_dutch: Annotated[str, Field(description="What for, in Dutch.")]
    result: Annotated[AccessResult, Field(description="`shown`: it was shown; `refused`: it was refused.")]

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

    number: Annotated[int, Field(description="Number of that profile.", examples=[1])]
    replaced_at: Annotated[Moment, Field(description="When it was replaced.")]
    profile: ProfileOut


class ProfileVersionListOut(ListOut):
    """A page of former profiles, the last one first."""

    items: list[ProfileVersionOut]
