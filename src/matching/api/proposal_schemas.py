"""What a proposal looks like on the wire: to a coordinator, to the client's provider, and to the landlord."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field
from pydantic.alias_generators import to_camel

from matching.actors import Actor, Role
from matching.api.listing import ListOut
from matching.api.pair_schemas import HomeOut, HouseholdOut
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import In, Moment, Out, Points
from matching.models import Override, Proposal, ProposalEvent, ProposalState, ReserveCandidate
from matching.queries.proposals import SeenProposal, TimedStep
from matching.vocabulary import DeclineReason, ProposalOrigin, Side, Tenancy
from matching.workflow.proposals import Step, possible_events, waits_for
from matching.workflow.reasons import CATALOGUE, Reason

DecidedBy = Annotated[
    str,
    Field(
        min_length=2,
        max_length=80,
        description="Who decided this: name or position of a member of staff.",
        examples=["A. Jansen, coördinator"],
    ),
]
Note = Annotated[
    str | None,
    Field(
        max_length=500,
        description="Note, without personal data.",
        examples=["Besproken aan de telefoon."],
    ),
]
ReasonCode = Annotated[
    DeclineReason,
    Field(
        description="Reason from the catalogue. VERA: Aanbieding.detailStatus.",
        examples=["profile-incorrect"],
    ),
]


class ReleaseIn(In):
    """Release a proposal: a person decides this."""

    released_by: DecidedBy


class AgreementIn(In):
    """Agree to a proposal."""

    decided_by: DecidedBy | None = None


class RefusalIn(In):
    """Decline a proposal, with a reason."""

    reason: ReasonCode
    decided_by: DecidedBy | None = None
    note: Note = None


class ClientAnswerIn(In):
    """What the client says after the viewing."""

    accepted: Annotated[bool, Field(description="Does the client say yes?", examples=[True])]
    reason: Annotated[
        DeclineReason | None,
        Field(description="Reason; needed with a no. VERA: Aanbieding.detailStatus.", examples=[None]),
    ] = None
    decided_by: DecidedBy | None = None
    note: Note = None


class WithdrawalOfProposalIn(In):
    """Take a proposal back."""

    reason: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description="Why, without personal data.",
            examples=["De situatie is veranderd."],
        ),
    ]
    decided_by: DecidedBy | None = None


class TermOut(Out):
    """One term of the suitability."""

    term: Annotated[str, Field(description="Term of the suitability.", examples=["area"])]
    points: Annotated[int, Field(ge=0, le=1_000, description="Points [0..1000].")]
    weight: Annotated[int, Field(ge=0, description="Weight in the covenant.")]
    dutch: Annotated[str, Field(description="Explanation.")]
    english: Annotated[str, Field(description="Explanation in English.")]


class ReasonsOut(Out):
    """Why this client and this dwelling."""

    urgency: Annotated[str, Field(description="Urgency class.", examples=["urgent"])]
    waiting: Annotated[int, Field(description="Time on the list [month].")]
    priority: Annotated[int, Field(description="Priority points.")]
    other_dwellings: Annotated[int, Field(description="Other dwellings that fit.")]
    terms: list[TermOut]
    sentences: list[SentenceOut]


class ProposalOut(Out):
    """A proposal. What is not for you is null."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    origin: Annotated[ProposalOrigin, Field(description="Who thought of it.")]
    matching_run: Annotated[UUID | None, Field(description="Matching run; null: by hand.")]
    state: Annotated[
        ProposalState, Field(description="State. VERA: Aanbieding.status.", examples=["proposed"])
    ]
    state_dutch: Annotated[str, Field(description="State, in Dutch.")]
    waits_for: Annotated[Step | None, Field(description="What it waits for.")]
    respond_by: Annotated[
        Moment | None, Field(description="Until when that can be. VERA: Aanbieding.vervaldatum.")
    ]
    client: Annotated[UUID | None, Field(description="Client; not for the corporation.")]
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    provider: Annotated[str, Field(description="Provider.")]
    household: HouseholdOut
    dwelling: Annotated[UUID, Field(description="Dwelling.")]
    dwelling_reference: Annotated[str, Field(description="Reference of the dwelling at the corporation.")]
    corporation: Annotated[str, Field(description="Corporation.")]
    home: HomeOut
    municipality: Annotated[str, Field(description="Municipality.", examples=["GM0917"])]
    neighbourhood: Annotated[str, Field(description="Neighbourhood.", examples=["BU09170101"])]
    load: Annotated[Points | None, Field(description="Load [points].")]
    suitability: Annotated[int | None, Field(description="Suitability [0..1000].")]
    reasons: Annotated[ReasonsOut | None, Field(description="Why these two.")]
    created_at: Annotated[Moment, Field(description="When made.")]
    released_at: Annotated[Moment | None, Field(description="When released.")]
    modified_at: Annotated[Moment, Field(description="Last step.")]
    ended_at: Annotated[Moment | None, Field(description="When it was over.")]

    @classmethod
    def told(cls, seen: SeenProposal, actor: Actor) -> dict[str, Any]:
        """Return what somebody may read of a proposal."""
        proposal, client, dwelling = seen.proposal, seen.client, seen.dwelling
        landlord = actor.role is Role.CORPORATION
        return {
            **{name: getattr(proposal, name) for name in _OF_PROPOSAL},
            "region": seen.region,
            "matching_run": proposal.run_id,
            "state_dutch": proposal.state.dutch,
            "waits_for": waits_for(proposal.state),
            "client": None if landlord else client.id,
            "client_reference": client.reference,
            "provider": seen.provider,
            "household": HouseholdOut(
                adults=client.adults,
                children=len(client.children_ages),
                age_band=client.age_band,
                support=client.support,
                tenancies=[Tenancy(one) for one in client.tenancies],
                ready_from=client.ready_from,
            ),
            "dwelling": dwelling.id,
            "dwelling_reference": dwelling.reference,
            "corporation": seen.corporation,
            "home": HomeOut.model_validate(dwelling),
            "municipality": proposal.municipality_code,
            "neighbourhood": proposal.neighbourhood_code,
            "load": None if landlord else proposal.load,
            "suitability": None if landlord else proposal.suitability,
            "reasons": None if landlord else ReasonsOut.model_validate(proposal.reasons),
        }

    @classmethod
    def of(cls, seen: SeenProposal, actor: Actor) -> Self:
        """Return what somebody may read of a proposal."""
        return cls(**cls.told(seen, actor))


_OF_PROPOSAL = (
    "id",
    "origin",
    "state",
    "respond_by",
    "created_at",
    "released_at",
    "modified_at",
    "ended_at",
)


class ActionOut(Out):
    """Something you can do now."""

    action: Annotated[ProposalEvent, Field(description="Step.", examples=["release"])]
    dutch: Annotated[str, Field(description="In Dutch.", examples=["vrijgeven"])]
    method: Annotated[str, Field(description="HTTP method.", examples=["POST"])]
    href: Annotated[str, Field(description="Address.")]


class StepOut(Out):
    """One step of the timeline: who, when, why."""

    number: Annotated[int, Field(description="Number in the order.")]
    at: Annotated[Moment, Field(description="When.")]
    event: Annotated[ProposalEvent | None, Field(description="Event; null: made.")]
    state: Annotated[ProposalState, Field(description="State after it.")]
    dutch: Annotated[str, Field(description="In Dutch.")]
    role: Annotated[Role, Field(description="In which role.")]
    organisation: Annotated[str | None, Field(description="Of which organisation.")]
    decided_by: Annotated[str | None, Field(description="Who decided.")]
    reason: Annotated[DeclineReason | None, Field(description="Reason.")]
    reason_dutch: Annotated[str | None, Field(description="Reason in Dutch.")]
    note: Annotated[str | None, Field(description="Note; your own only.")]


class ReserveOut(Out):
    """Who comes next for the dwelling when this falls through, as the run saw it."""

    rank: Annotated[int, Field(description="Order.")]
    client: Annotated[UUID, Field(description="Client.")]
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    priority: Annotated[int, Field(description="Priority points.")]
    suitability: Annotated[int, Field(description="Suitability [0..1000].")]


class SetAsideOut(Out):
    """A hard rule that was set aside for this proposal."""

    rule: Annotated[str, Field(description="Rule.", examples=["rent"])]
    dutch: Annotated[str, Field(description="What the rule said.")]
    english: Annotated[str, Field(description="In English.")]
    reason: Annotated[str, Field(description="Why all the same.")]
    approved_by: Annotated[str, Field(description="Who approved this.")]


class ProposalDetailOut(ProposalOut):
    """A proposal with what you can do now, and all that happened to it."""

    actions: Annotated[list[ActionOut], Field(description="What you can do now.")]
    timeline: Annotated[list[StepOut], Field(description="Timeline: what happened.")]
    remarks: Annotated[
        list[SentenceOut] | None,
        Field(description="Remarks on a proposal by hand; for the coordinator."),
    ]
    overrides: Annotated[
        list[SetAsideOut] | None,
        Field(description="Overrides: rules that were set aside; for the coordinator."),
    ]
    reserves: Annotated[
        list[ReserveOut] | None,
        Field(description="Who comes next; for the coordinator."),
    ]

    @classmethod
    def whole(
        cls,
        seen: SeenProposal,
        actor: Actor,
        *,
        actions: Iterable[ProposalEvent],
        steps: Iterable[TimedStep],
        overrides: Iterable[Override] = (),
        reserves: Iterable[tuple[ReserveCandidate, str]] = (),
    ) -> Self:
        """Return all that somebody may read of a proposal."""
        desk = actor.role is Role.COORDINATOR
        return cls(
            **cls.told(seen, actor),
            actions=[_action(seen.proposal, event) for event in actions if event in DOORS],
            timeline=[_step(one, actor) for one in steps],
            remarks=[SentenceOut.model_validate(one) for one in seen.proposal.remarks] if desk else None,
            overrides=[SetAsideOut.model_validate(one) for one in overrides] if desk else None,
            reserves=[_reserve(*one) for one in reserves] if desk else None,
        )


DOORS: Mapping[ProposalEvent, str] = {
    ProposalEvent.RELEASE: "/v1/proposals/{id}/release",
    ProposalEvent.PROVIDER_AGREES: "/v1/proposals/{id}/agreement",
    ProposalEvent.CORPORATION_AGREES: "/v1/proposals/{id}/agreement",
    ProposalEvent.PROVIDER_DECLINES: "/v1/proposals/{id}/refusal",
    ProposalEvent.CORPORATION_DECLINES: "/v1/proposals/{id}/refusal",
    ProposalEvent.CLIENT_ACCEPTS: "/v1/proposals/{id}/client-answer",
    ProposalEvent.CLIENT_DECLINES: "/v1/proposals/{id}/client-answer",
    ProposalEvent.WITHDRAW: "/v1/proposals/{id}/withdrawal",
    ProposalEvent.PLACE: "/v1/placements",
}
"""Where each event is asked for."""


def actions(proposal: Proposal, actor: Actor, *, at: Moment) -> tuple[ProposalEvent, ...]:
    """Return what somebody can do with a proposal now."""
    return possible_events(proposal.state, role=actor.role, at=at, respond_by=proposal.respond_by)


def _action(proposal: Proposal, event: ProposalEvent) -> ActionOut:
    href = DOORS[event].format(id=proposal.id)
    return ActionOut(action=event, dutch=event.dutch, method="POST", href=href)


def _step(one: TimedStep, actor: Actor) -> StepOut:
    """Return a step; its note is for the coordinator and for whoever wrote it."""
    step = one.step
    reason = heard(step.reason, actor)
    own = actor.role is Role.COORDINATOR or step.organisation_id == actor.organisation_id
    return StepOut(
        number=step.number,
        at=step.at,
        event=step.event,
        state=step.target,
        dutch=step.event.dutch if step.event else step.target.dutch,
        role=step.role,
        organisation=one.organisation,
        decided_by=step.decided_by if own else None,
        reason=reason,
        reason_dutch=reason.dutch if reason else None,
        note=step.note if own else None,
    )


def heard(reason: DeclineReason | None, actor: Actor) -> DeclineReason | None:
    """Return a reason as somebody may hear it: a landlord is not told what only care needs to know."""
    if reason is None or actor.role is not Role.CORPORATION:
        return reason
    return CATALOGUE[reason].told_as or reason


def _reserve(row: ReserveCandidate, reference: str) -> ReserveOut:
    return ReserveOut(
        rank=row.rank,
        client=row.client_id,
        client_reference=reference,
        priority=row.priority,
        suitability=row.suitability,
    )


class ProposalListOut(ListOut):
    """A page of proposals."""

    items: list[ProposalOut]


class DeclineReasonOut(Out):
    """A reason to say no, and what follows from it."""

    code: Annotated[DeclineReason, Field(description="Code.", examples=["rent-too-high"])]
    dutch: Annotated[str, Field(description="Dutch.")]
    english: Annotated[str, Field(description="English.")]
    vera: Annotated[str | None, Field(description="Code in VERA; null: none.")]
    sides: Annotated[list[Side], Field(description="Who may give it.")]
    bar_days: Annotated[
        int | None,
        Field(description="So long not again [day]; null: as the covenant says."),
    ]
    reconsider: Annotated[str | None, Field(description="Field of the profile.")]
    recheck: Annotated[str | None, Field(description="Field of the dwelling.")]

    @classmethod
    def of(cls, code: DeclineReason, reason: Reason) -> Self:
        """Return what the catalogue says of a reason."""
        return cls(
            code=code,
            dutch=code.dutch,
            english=reason.english,
            vera=code.vera or None,
            sides=sorted(reason.sides),
            bar_days=reason.bar_days,
            reconsider=to_camel(reason.reconsider) or None,
            recheck=to_camel(reason.recheck) or None,
        )


class DeclineReasonListOut(Out):
    """The catalogue of reasons."""

    items: list[DeclineReasonOut]
