"""What a placement looks like on the wire: to the desk, the carer, the landlord, and who owns a task of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from matching import examples
from matching.actors import Actor
from matching.api.listing import ListOut
from matching.api.proposal_schemas import DecidedBy, Note, SetAsideOut
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import In, Moment, Out, Points, Rent
from matching.models import Override, PlacementState, TaskState
from matching.queries.placements import SeenPlacement, SeenTask, Sight
from matching.vocabulary import EndReason, LandingDomain, Tenancy

Why = Annotated[
    str,
    Field(
        min_length=3,
        max_length=500,
        description="Why, without personal data.",
        examples=["De kandidaat heeft geen schulden."],
    ),
]


class TermsIn(In):
    """What the lease says."""

    tenancy: Annotated[
        Tenancy,
        Field(
            description=(
                "Kind of lease: the one that was offered, or one that the client's profile accepts. VERA: "
                "OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK."
            ),
            examples=["own-name"],
        ),
    ]
    starts_on: Annotated[
        date | None,
        Field(
            description=(
                "Start of the lease; null: as soon as the dwelling is available, or what had been agreed."
            ),
            examples=[None],
        ),
    ] = None
    rent: Annotated[
        Rent,
        Field(
            description="First rent, not above the rent that was offered [eurocent/month].",
            examples=[45_000],
        ),
    ]
    flip_on: Annotated[
        date | None,
        Field(
            description="When a lease that is turned over (omklap) is; only with `flip`.",
            examples=[None],
        ),
    ] = None


class PlacementIn(TermsIn):
    """Prepare the tenancy that an accepted proposal leads to."""

    proposal: Annotated[
        UUID,
        Field(description="Accepted proposal.", examples=[examples.PROPOSAL_ACCEPTED]),
    ]


class LandingOverrideIn(In):
    """Confirm all the same, with a reason and somebody who approved."""

    reason: Annotated[Why, Field(examples=["De uitkering loopt door tot de overdracht rond is."])]
    approved_by: DecidedBy


class LeaseConfirmationIn(In):
    """Confirm that the lease is signed."""

    override: Annotated[
        LandingOverrideIn | None,
        Field(
            description=(
                "Override, only for the coordinator: confirm while something is open; null: all is arranged."
            ),
            examples=[None],
        ),
    ] = None


class FlipIn(In):
    """Say that the contract became the tenant's own."""

    flipped_on: Annotated[date | None, Field(description="When; null: today.", examples=[None])] = None


Because = Annotated[EndReason, Field(description="Why.", examples=["not-arrived"])]


class FailureIn(In):
    """Say that it does not come to living there."""

    reason: Because
    failed_on: Annotated[date | None, Field(description="When; null: today.", examples=[None])] = None
    dwelling_available_from: Annotated[
        date | None,
        Field(
            description="Dwelling free again from; null: as it was offered.",
            examples=[None],
        ),
    ] = None


class EndIn(In):
    """End a tenancy."""

    reason: Annotated[EndReason, Field(description="Why.", examples=["moved-on"])]
    ended_on: Annotated[date | None, Field(description="When; null: today.", examples=[None])] = None
    client_returns: Annotated[
        bool,
        Field(
            description=(
                "Does the client wait again, since the same day as before? If not, the client leaves "
                "the list; a corporation says that only of who died."
            ),
            examples=[True],
        ),
    ]
    dwelling_available_from: Annotated[
        date | None,
        Field(
            description=(
                "From when the place in the dwelling is on offer again; null: it does not come back."
            ),
            examples=[None],
        ),
    ]


class TaskNoteIn(In):
    """Say something with a step of a task."""

    note: Note = None


class TaskWaiverIn(In):
    """Say why a task is not needed."""

    note: Why


class TaskAssignmentIn(In):
    """Give a task to somebody."""

    owner: Annotated[
        UUID | None,
        Field(
            description="Organisation that sees to it; null: the coordinator watches it.",
            examples=[examples.MUNICIPALITY],
        ),
    ]


class LandingTaskOut(Out):
    """Something to arrange before the key is handed over."""

    domain: Annotated[LandingDomain, Field(description="Domain of life.", examples=["living"])]
    domain_dutch: Annotated[str, Field(description="Domain of life, in Dutch.")]
    mandatory: Annotated[bool, Field(description="Needed for the lease?")]
    owner: Annotated[UUID | None, Field(description="Who sees to it; null: nobody yet.")]
    owner_name: Annotated[str | None, Field(description="Name of that organisation.")]
    due_on: Annotated[date, Field(description="At the latest.")]
    state: Annotated[TaskState, Field(description="State.", examples=["open"])]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    done_at: Annotated[Moment | None, Field(description="When it was arranged.")]
    note: Annotated[str | None, Field(description="Note; not for everybody.")]

    @classmethod
    def of(cls, seen: SeenTask) -> Self:
        """Return a task as those see it who arrange it, and the client's provider."""
        task = seen.task
        return cls(
            domain=task.domain,
            domain_dutch=task.domain.dutch,
            mandatory=task.mandatory,
            owner=task.owner_id,
            owner_name=seen.owner,
            due_on=task.due_on,
            state=task.state,
            state_dutch=task.state.dutch,
            done_at=task.done_at,
            note=task.note,
        )

    @classmethod
    def from_afar(cls, seen: SeenTask) -> Self:
        """Return a task as a landlord sees those of others."""
        return cls.of(seen).model_copy(update={"note": None})


class PlacementOut(Out):
    """A placement: who lives where. What is not for you is null."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    state: Annotated[PlacementState, Field(description="State.", examples=["preparing"])]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0917"])]
    starts_on: Annotated[date, Field(description="Start of the lease.")]
    ended_on: Annotated[date | None, Field(description="When it was over.")]
    created_at: Annotated[Moment, Field(description="When it was prepared.")]
    proposal: Annotated[UUID | None, Field(description="Proposal.")]
    provider: Annotated[str | None, Field(description="Provider.")]
    dwelling: Annotated[UUID | None, Field(description="Dwelling.")]
    dwelling_reference: Annotated[
        str | None, Field(description="Reference of the dwelling at the corporation.")
    ]
    corporation: Annotated[str | None, Field(description="Corporation.")]
    neighbourhood: Annotated[str | None, Field(description="Neighbourhood.")]
    tenancy: Annotated[
        Tenancy | None,
        Field(description="Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK."),
    ]
    rent: Annotated[Rent | None, Field(description="First rent [eurocent/month].")]
    flip_on: Annotated[date | None, Field(description="Is turned over on (omklap).")]
    flipped_on: Annotated[date | None, Field(description="Was turned over on (omklap).")]
    confirmed_at: Annotated[Moment | None, Field(description="Lease confirmed.")]
    end_reason: Annotated[EndReason | None, Field(description="Why it is over.")]
    modified_at: Annotated[Moment | None, Field(description="Last change.")]
    client: Annotated[UUID | None, Field(description="Client.")]
    load: Annotated[Points | None, Field(description="Load at the beginning [points].")]
    imported: Annotated[bool | None, Field(description="From outside the municipality?")]
    client_returned: Annotated[bool | None, Field(description="Is the client back on the list?")]

    @classmethod
    def told(cls, seen: SeenPlacement, actor: Actor) -> dict[str, Any]:
        """Return what somebody may read of a placement."""
        placement, sight = seen.placement, seen.by(actor)
        shown = {
            **dict.fromkeys(PlacementOut.model_fields),
            **{name: getattr(placement, name) for name in _FOR_ALL},
            "region": seen.region,
            "state_dutch": placement.state.dutch,
            "client_reference": seen.client.reference,
            "municipality": placement.municipality_code,
        }
        if sight is not Sight.TASK_OWNER:
            shown |= _for_landlord(seen)
        if sight in (Sight.DESK, Sight.CARER):
            shown |= _for_carer(seen)
        return shown

    @classmethod
    def of(cls, seen: SeenPlacement, actor: Actor) -> Self:
        """Return what somebody may read of a placement."""
        return cls(**cls.told(seen, actor))


_FOR_ALL = ("id", "state", "starts_on", "ended_on", "created_at")
_OF_THE_LEASE = ("tenancy", "rent", "flip_on", "flipped_on", "confirmed_at", "modified_at")


def _for_landlord(seen: SeenPlacement) -> Mapping[str, Any]:
    """Return what a landlord needs; that somebody needs more care is not for it to know."""
    placement, reason = seen.placement, seen.placement.end_reason
    return {
        **{name: getattr(placement, name) for name in _OF_THE_LEASE},
        "proposal": placement.proposal_id,
        "provider": seen.provider,
        "dwelling": placement.dwelling_id,
        "dwelling_reference": seen.dwelling.reference,
        "corporation": seen.corporation,
        "neighbourhood": placement.neighbourhood_code,
        "end_reason": EndReason.OTHER if reason is EndReason.MORE_CARE else reason,
    }


def _for_carer(seen: SeenPlacement) -> Mapping[str, Any]:
    placement = seen.placement
    return {
        "client": placement.client_id,
        "load": placement.load,
        "imported": placement.imported,
        "end_reason": placement.end_reason,
        "client_returned": placement.returned,
    }


class PlacementDetailOut(PlacementOut):
    """A placement with the plan of its landing."""

    landing: Annotated[list[LandingTaskOut], Field(description="Landing plan.")]
    remarks: Annotated[list[SentenceOut] | None, Field(description="Remarks: what to mind.")]
    overrides: Annotated[
        list[SetAsideOut] | None,
        Field(description="Overrides: rules that were set aside; for the coordinator."),
    ]

    @classmethod
    def whole(
        cls,
        seen: SeenPlacement,
        actor: Actor,
        *,
        tasks: Iterable[SeenTask],
        remarks: Iterable[Mapping[str, str]],
        overrides: Iterable[Override],
    ) -> Self:
        """Return all that somebody may read of a placement."""
        sight = seen.by(actor)
        close = sight in (Sight.DESK, Sight.CARER)
        return cls(
            **cls.told(seen, actor),
            landing=[
                LandingTaskOut.of(one)
                if close or one.task.owner_id == actor.organisation_id
                else LandingTaskOut.from_afar(one)
                for one in tasks
            ],
            remarks=[SentenceOut.model_validate(one) for one in remarks] if close else None,
            overrides=[SetAsideOut.model_validate(one) for one in overrides] if sight is Sight.DESK else None,
        )


class PlacementListOut(ListOut):
    """A page of placements."""

    items: list[PlacementOut]
