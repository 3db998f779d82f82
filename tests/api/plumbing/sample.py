"""A small application with one of everything, to try the plumbing on."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Path, Query, Security
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field

from matching.api.application import assemble
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import AreaCode, In, Moment, Out, Points, Reference, Rent
from matching.errors import Conflict, Fault, NotAllowed, NotFound, Unauthenticated, Unavailable, Unprocessable
from matching.vocabulary import Urgency

bearer = HTTPBearer(auto_error=False, scheme_name="apiKey", description="Uw sleutel.")
router = open_router("/dwellings", tag="dwellings")
others = open_router("/matching-runs", tag="matching-runs")


class UnknownNeighbourhood(Unprocessable):
    """The neighbourhood is not on the map."""

    dutch = "De buurt staat niet op de kaart."


class DwellingNotFound(NotFound):
    """The dwelling does not exist, or is not yours."""

    dutch = "De woning bestaat niet, of is niet van u."


class AlreadyTaken(Conflict):
    """The dwelling is taken."""

    dutch = "De woning is vergeven."


class RoomIn(In):
    surface: Annotated[int, Field(ge=1, le=200, description="[m²]", examples=[12])]


class DwellingIn(In):
    reference: Reference
    neighbourhood: AreaCode
    max_rent: Rent
    load: Points
    urgency: Annotated[Urgency, Field(examples=["regular"])]
    shared: Annotated[bool, Field(examples=[False])] = False
    free_from: Annotated[date | None, Field(examples=["2027-03-01"])] = None
    seen_at: Moment | None = None
    rooms: Annotated[tuple[RoomIn, ...], Field(max_length=10)] = ()


class DwellingOut(Out):
    id: Annotated[UUID, Field(examples=["0f8fad5b-d9cb-469f-a165-70867728950e"])]
    reference: Reference
    max_rent: Rent
    load: Points
    free_from: Annotated[date | None, Field(examples=["2027-03-01"])] = None


class DwellingListOut(ListOut):
    items: tuple[DwellingOut, ...]


SOME = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
SomeId = Annotated[UUID, Path(examples=[str(SOME)])]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]


def a_dwelling() -> DwellingOut:
    return DwellingOut(id=SOME, reference="W-1", max_rent=69_500, load=1.25)


@router.get("")
async def list_dwellings(
    page: APage, kind: Annotated[list[str] | None, Query(max_length=3, examples=[["room"]])] = None
) -> DwellingListOut:
    """Toon de woningen."""
    start = page.start[0] if page.start else 0
    assert isinstance(start, int)
    following = page.point_on(start + page.limit) if start < 100 else None
    return DwellingListOut(items=(a_dwelling(),), next=following)


@router.post("", status_code=201, responses=refuses(UnknownNeighbourhood, AlreadyTaken))
async def post_dwelling(body: DwellingIn, key: Bearer) -> DwellingOut:
    """Bied een woning aan."""
    if key is None:
        raise Unauthenticated
    if body.reference == "taken":
        raise AlreadyTaken("It went on Tuesday.", "Hij ging dinsdag weg.")
    if body.reference == "nowhere":
        raise UnknownNeighbourhood(
            faults=[
                Fault("neighbourhood", "unknown-area", "BU00000000 is unknown.", "BU00000000 is onbekend."),
                Fault("max_rent", "odd", "This is odd.", "Dit is vreemd."),
            ]
        )
    return a_dwelling()


@router.get("/{dwelling_id}", responses=refuses(DwellingNotFound))
async def get_dwelling(dwelling_id: SomeId, key: Bearer) -> DwellingOut:
    """Toon een woning."""
    if key is None:
        raise Unauthenticated
    if key.credentials == "weak":
        raise NotAllowed("Your key opens other doors.", "Uw sleutel past op andere deuren.")
    if dwelling_id != SOME:
        raise DwellingNotFound
    return a_dwelling()


@router.delete("/{dwelling_id}", status_code=204, responses=refuses(DwellingNotFound))
async def withdraw_dwelling(dwelling_id: SomeId) -> None:
    """Trek een woning terug."""


@router.post("/{dwelling_id}/plan", status_code=204, max_body_size=20_000)
async def post_plan(dwelling_id: SomeId, body: dict[str, str]) -> None:
    """Neem een groter plan aan."""


@others.get("/{run_id}", responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}})
async def get_run(run_id: SomeId) -> dict[str, str]:
    """Toon een matchronde."""
    raise ValueError(f"the secret ingredient of {run_id}")


@others.get("/{run_id}/report", response_class=PlainTextResponse)
async def get_report(run_id: SomeId) -> str:
    """Toon het verslag."""
    raise Unavailable("The solver rests.", "De rekenaar rust uit.")


def create_sample(body_limit: int = 10_000) -> FastAPI:
    return assemble([others, router], body_limit=body_limit, persist_key=True)
