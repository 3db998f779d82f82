"""Clients: who is ready to move on, known only by their provider's reference."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from matching.api.batches import Batch, BatchOut
from matching.api.client_schemas import (
    AccessListOut,
    AccessOut,
    ClientBatchIn,
    ClientChangeIn,
    ClientIn,
    ClientListOut,
    ClientOut,
    ProfileVersionListOut,
    ProfileVersionOut,
)
from matching.api.conditions import ATag, IfMatch, Tag
from matching.api.cursors import number_after, position_after
from matching.api.days import Day
from matching.api.dependencies import CarerWork, ProviderWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.regions import Slug
from matching.api.routing import open_router
from matching.api.schemas import Reference
from matching.api.withdrawals import WithdrawalIn
from matching.errors import NotAllowed
from matching.examples import CLIENT, CLIENT_TO_CHANGE, CLIENT_TO_WITHDRAW
from matching.models import ClientState
from matching.operations import clients
from matching.operations.changes import NothingToChange
from matching.operations.clients import (
    ClientExists,
    ClientPlaced,
    ClientWithdrawn,
    OwnProviderOnly,
    ProfileContradicts,
)
from matching.operations.personal_traces import PersonalReason
from matching.queries import accesses as looks
from matching.queries import clients as questions
from matching.queries import regions
from matching.queries.clients import ClientNotFound, Seen
from matching.queries.regions import RegionNeeded, RegionNotFound
from matching.vocabulary import Purpose, Urgency

router = open_router("/clients", tag="clients")
batch_router = open_router("/client-batches", tag="clients")

ClientToChange = Annotated[
    UUID,
    Path(description="Identity of the client.", examples=[CLIENT_TO_CHANGE]),
]
ClientId = Annotated[UUID, Path(description="Identity of the client.", examples=[CLIENT])]
ClientToWithdraw = Annotated[
    UUID,
    Path(description="Identity of the client.", examples=[CLIENT_TO_WITHDRAW]),
]


def _out(seen: Seen, tag: Tag) -> ClientOut:
    tag.tell(seen["revision"])
    return ClientOut.model_validate(seen)


@router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, ProfileContradicts, ClientExists, RegionNeeded, RegionNotFound),
)
async def refer_client(body: ClientIn, work: ProviderWork, response: Response, tag: ATag) -> ClientOut:
    """Refer a client.

    You may refer somebody before they are ready. Your own reference is unique within your organisation: a
    second client with the same reference is 409, and points at the first. Never send a name or BSN.
    """
    client = _out(await clients.refer_client(work, **body.model_dump()), tag)
    response.headers["Location"] = f"/v1/clients/{client.id}"
    return client


@router.get("", response_model=ClientListOut, responses=refuses(NotAllowed, RegionNotFound))
async def list_clients(
    *,
    page: APage,
    work: CarerWork,
    region: Annotated[Slug | None, Query(description="Only in this region.", examples=["parkstad"])] = None,
    provider_id: Annotated[
        UUID | None, Query(alias="providerId", description="Only of this provider.")
    ] = None,
    state: Annotated[
        ClientState | None,
        Query(description="Only in this state.", examples=["waiting"]),
    ] = None,
    urgency: Annotated[
        Urgency | None,
        Query(description="Only with this urgency.", examples=["urgent"]),
    ] = None,
    ready_before: Annotated[
        Day | None,
        Query(
            alias="readyBefore",
            description="Only who can move before this day.",
            examples=["2027-06-01"],
        ),
    ] = None,
    reference: Annotated[
        Reference | None,
        Query(description="Only with this reference.", examples=["KAN-DEMO-0001"]),
    ] = None,
) -> Response:
    """Show the clients: a provider its own, a coordinator those of the region.

    Every look is recorded. A coordinator sees `null` for `excludedAreas`, `keepApart` and `urgencyReason`:
    those are for the client's own provider alone.
    """
    region_id = (await regions.region(work, slug=region)).id if region else None
    found = await questions.visible_clients(
        work,
        purpose=Purpose.LIST,
        region_id=region_id,
        provider_id=provider_id,
        state=state,
        urgency=urgency,
        ready_before=ready_before,
        reference=reference,
        after=page.after_id,
        limit=page.limit,
    )
    return page.of_rows(ClientOut, found)


@router.get("/{client_id}", responses=refuses(NotAllowed, ClientNotFound))
async def get_client(client_id: ClientId, work: CarerWork, tag: ATag) -> ClientOut:
    """Show a client; the look is recorded.

    A coordinator sees `null` for `excludedAreas`, `keepApart` and `urgencyReason`.
    """
    return _out(await questions.client(work, client_id=client_id, purpose=Purpose.FILE), tag)


@router.patch(
    "/{client_id}",
    responses=refuses(
        NotAllowed, OwnProviderOnly, ClientNotFound, ProfileContradicts, ClientWithdrawn, NothingToChange
    ),
)
async def change_client(
    client_id: ClientToChange, body: ClientChangeIn, work: CarerWork, expected: IfMatch, tag: ATag
) -> ClientOut:
    """Change the housing profile; the old one is kept.

    What you leave out stays; `null` makes a datum unknown. After that the whole has to be sound again. A
    coordinator can't change `excludedAreas` and `keepApart`. As long as a proposal is going, `origin` stays.
    Without `consentOn` the proposal ends.
    """
    changes = body.model_dump(exclude_unset=True)
    changed = await clients.change_client(work, client_id=client_id, expected=expected, **changes)
    return _out(changed, tag)


@router.post(
    "/{client_id}/withdrawal",
    responses=refuses(NotAllowed, ClientNotFound, ClientWithdrawn, ClientPlaced, PersonalReason),
)
async def withdraw_client(
    client_id: ClientToWithdraw, body: WithdrawalIn, work: CarerWork, tag: ATag
) -> ClientOut:
    """Withdraw a client, with the open proposal."""
    return _out(await clients.withdraw_client(work, client_id=client_id, reason=body.reason), tag)


@router.get("/{client_id}/profile-versions", responses=refuses(NotAllowed, ClientNotFound))
async def list_profile_versions(client_id: ClientId, page: APage, work: CarerWork) -> ProfileVersionListOut:
    """Show what the housing profile was, the last one first."""
    found = await questions.profile_versions(
        work, client_id=client_id, purpose=Purpose.HISTORY, before=number_after(page), limit=page.limit
    )
    more = len(found) == page.limit
    return ProfileVersionListOut(
        items=[ProfileVersionOut.model_validate(version) for version in found],
        next=page.point_on(found[-1]["number"]) if more else None,
    )


@router.get("/{client_id}/accesses", responses=refuses(NotAllowed, ClientNotFound))
async def list_accesses(client_id: ClientId, page: APage, work: CarerWork) -> AccessListOut:
    """Show who looked at this client, the last one first.

    Attempts that were refused too. That you ask is recorded as well.
    """
    found = await looks.accesses(work, client_id=client_id, before=position_after(page), limit=page.limit)
    more = len(found) == page.limit
    return AccessListOut(
        items=[AccessOut.of(seen) for seen in found],
        next=page.point_on(found[-1].id) if more else None,
    )


@batch_router.post("", responses=refuses(NotAllowed))
async def refer_client_batch(body: ClientBatchIn, work: ProviderWork, request: Request) -> BatchOut:
    """Refer up to a thousand clients at once.

    Each client is judged by itself: the good ones are stored, the others named with all that is wrong. If the
    service dies in the middle of a batch nothing is stored; sending it again is always allowed.
    """
    batch = Batch.of(ClientIn, body.items, request)
    return batch.answer(await clients.refer_clients(work, profiles=batch.sound))
