"""Park a client or a dwelling: out of matching for a while, and not off the list."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import Field

from matching.api.client_schemas import ClientOut
from matching.api.dependencies import CarerWork, SupplierWork
from matching.api.dwelling_schemas import DwellingOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In
from matching.errors import NotAllowed
from matching.examples import CLIENT_TO_PARK, DWELLING_TO_PARK
from matching.operations import parking
from matching.operations.clients import ClientPlaced, ClientWithdrawn
from matching.operations.dwellings import DwellingLet, DwellingWithdrawn
from matching.operations.parking import NotParked, ProposalInTheWay
from matching.operations.personal_traces import PersonalReason
from matching.queries import clients, dwellings
from matching.queries.clients import ClientNotFound
from matching.queries.dwellings import DwellingNotFound
from matching.vocabulary import Purpose
from matching.work import Work

clients_router = open_router("/clients", tag="clients")
dwellings_router = open_router("/dwellings", tag="dwellings")

ClientId = Annotated[UUID, Path(description="Identity of the client.", examples=[CLIENT_TO_PARK])]
DwellingId = Annotated[UUID, Path(description="Identity of the dwelling.", examples=[DWELLING_TO_PARK])]


class ParkingIn(In):
    """For how long, and why."""

    days: Annotated[
        int,
        Field(
            ge=1,
            le=366,
            description="How many days; after that it takes part again by itself. [day]",
            examples=[30],
        ),
    ]
    reason: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description="Why, without personal data.",
            examples=["Tijdelijk niet bereikbaar."],
        ),
    ]


async def _client(work: Work, client_id: UUID) -> ClientOut:
    return ClientOut.model_validate(await clients.client(work, client_id=client_id, purpose=Purpose.PARKING))


@clients_router.post(
    "/{client_id}/parking",
    responses=refuses(
        NotAllowed, ClientNotFound, ClientWithdrawn, ClientPlaced, ProposalInTheWay, PersonalReason
    ),
)
async def park_client(client_id: ClientId, body: ParkingIn, work: CarerWork) -> ClientOut:
    """Park a client: no proposals for a while, the waiting time goes on."""
    await parking.park_client(work, client_id=client_id, days=body.days, reason=body.reason)
    return await _client(work, client_id)


@clients_router.post(
    "/{client_id}/unparking", responses=refuses(NotAllowed, ClientNotFound, ClientWithdrawn, NotParked)
)
async def unpark_client(client_id: ClientId, work: CarerWork) -> ClientOut:
    """Let a parked client take part again."""
    await parking.unpark_client(work, client_id=client_id)
    return await _client(work, client_id)


@dwellings_router.post(
    "/{dwelling_id}/parking",
    responses=refuses(
        NotAllowed, DwellingNotFound, DwellingWithdrawn, DwellingLet, ProposalInTheWay, PersonalReason
    ),
)
async def park_dwelling(dwelling_id: DwellingId, body: ParkingIn, work: SupplierWork) -> DwellingOut:
    """Park a dwelling: no proposals for a while."""
    await parking.park_dwelling(work, dwelling_id=dwelling_id, days=body.days, reason=body.reason)
    return DwellingOut.model_validate(await dwellings.dwelling(work, dwelling_id=dwelling_id))


@dwellings_router.post(
    "/{dwelling_id}/unparking",
    responses=refuses(NotAllowed, DwellingNotFound, DwellingWithdrawn, DwellingLet, NotParked),
)
async def unpark_dwelling(dwelling_id: DwellingId, work: SupplierWork) -> DwellingOut:
    """Let a parked dwelling take part again."""
    await parking.unpark_dwelling(work, dwelling_id=dwelling_id)
    return DwellingOut.model_validate(await dwellings.dwelling(work, dwelling_id=dwelling_id))
