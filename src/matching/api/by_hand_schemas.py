"""What a coordinator lays down by hand, on the wire: weighings, proposals, overrides, directives."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from matching import examples
from matching.api.listing import ListOut
from matching.api.proposal_schemas import DecidedBy, Note, ReasonsOut
from matching.api.run_schemas import SentenceOut
from matching.api.schemas import In, Moment, Out
from matching.models import PlacementState, ProposalState
from matching.operations.proposals.by_hand import SetAside
from matching.queries.overrides import PastOverride
from matching.queries.pair_directives import Row
from matching.vocabulary import DeclineReason, DirectiveKind


class PairIn(In):
    """A client and a dwelling."""

    client: Annotated[UUID, Field(description="Client.", examples=[examples.CLIENT_BY_HAND])]
    dwelling: Annotated[UUID, Field(description="Dwelling.", examples=[examples.DWELLING_BY_HAND])]


class OverrideIn(In):
    """A hard rule to set aside."""

    rule: Annotated[str, Field(min_length=2, max_length=40, description="Rule.", examples=["rent"])]
    reason: Annotated[
        str,
        Field(
            min_length=10,
            max_length=500,
            description="Why all the same, without personal data.",
            examples=["De gemeente betaalt het verschil in huur dit jaar."],
        ),
    ]
    approved_by: Annotated[
        str,
        Field(
            min_length=2,
            max_length=80,
            description="Who approves this: name or position.",
            examples=["Doorbraaktafel"],
        ),
    ]

    def term(self) -> SetAside:
        """Return it as the operation takes it."""
        return SetAside(self.rule, self.reason, self.approved_by)


class ProposalIn(PairIn):
    """A proposal to make by hand."""

    decided_by: DecidedBy
    note: Note = None
    overrides: Annotated[
        list[OverrideIn],
        Field(
            max_length=20,
            description="Overrides: hard rules that are set aside, each by itself.",
            examples=[
                [
                    {
                        "rule": "rent",
                        "reason": "De gemeente betaalt het verschil in huur dit jaar.",
                        "approvedBy": "Doorbraaktafel",
                    }
                ]
            ],
        ),
    ] = Field(default_factory=list)


class OverrideOut(Out):
    """A hard rule that was set aside, and how that ended."""

    id: Annotated[UUID, Field(description="Identity.")]
    proposal: Annotated[UUID, Field(description="Proposal.")]
    rule: Annotated[str, Field(description="Rule.")]
    dutch: Annotated[str, Field(description="What the rule said.")]
    english: Annotated[str, Field(description="In English.")]
    reason: Annotated[str, Field(description="Why all the same.")]
    approved_by: Annotated[str, Field(description="Who approved this.")]
    at: Annotated[Moment, Field(description="When.")]
    proposal_state: Annotated[ProposalState, Field(description="State of the proposal.")]
    placement_state: Annotated[
        PlacementState | None, Field(description="State of the placement; null: there is none.")
    ]

    @classmethod
    def of(cls, past: PastOverride) -> Self:
        """Return what is said of an override."""
        row = past.override
        return cls(
            id=row.id,
            proposal=row.proposal_id,
            rule=row.rule,
            dutch=row.dutch,
            english=row.english,
            reason=row.reason,
            approved_by=row.approved_by,
            at=row.created_at,
            proposal_state=past.proposal_state,
            placement_state=past.placement_state,
        )


class OverrideListOut(ListOut):
    """A page of overrides, newest first."""

    items: list[OverrideOut]


class ObjectionOut(Out):
    """A hard rule this pair breaks."""

    rule: Annotated[str, Field(description="Rule.", examples=["rent"])]
    dutch: Annotated[str, Field(description="Dutch.")]
    english: Annotated[str, Field(description="English.")]
    overridable: Annotated[bool, Field(description="Can be set aside, with a reason and an approver.")]


class PairWeighingOut(Out):
    """What is to be said of a pair now; nothing is stored."""

    client: UUID
    dwelling: UUID
    proposable: Annotated[bool, Field(description="Can be proposed as it is.")]
    objections: Annotated[list[ObjectionOut], Field(description="Hard rules it breaks.")]
    remarks: Annotated[list[SentenceOut], Field(description="Remarks: what to mind.")]
    reasons: Annotated[ReasonsOut, Field(description="Why it may be good.")]
    suitability: Annotated[int, Field(description="Suitability [0..1000].")]
    comparable: Annotated[
        list[OverrideOut],
        Field(description="Set aside before, and how that ended."),
    ]


class PairDirectiveIn(PairIn):
    """What the next runs must know of a pair."""

    client: Annotated[UUID, Field(description="Client.", examples=[examples.CLIENT])]
    dwelling: Annotated[UUID, Field(description="Dwelling.", examples=[examples.DWELLING])]
    kind: Annotated[
        DirectiveKind,
        Field(description="Force or forbid.", examples=["forbidden"]),
    ]
    until: Annotated[date, Field(description="Holds until this day, after today.", examples=["2199-01-01"])]
    reason: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description="Why, without personal data.",
            examples=["Afgesproken in het overleg."],
        ),
    ]


class PairDirectiveOut(Out):
    """What the next runs must know of a pair."""

    id: Annotated[UUID, Field(description="Identity.")]
    kind: Annotated[DirectiveKind, Field(description="Kind.")]
    client: Annotated[UUID, Field(description="Client.")]
    client_reference: Annotated[str, Field(description="Reference of the client at the provider.")]
    dwelling: Annotated[UUID, Field(description="Dwelling.")]
    dwelling_reference: Annotated[str, Field(description="Reference of the dwelling at the corporation.")]
    until: Annotated[date, Field(description="Holds until.")]
    reason: Annotated[str | None, Field(description="Why.")]
    decline_reason: Annotated[
        DeclineReason | None, Field(description="Reason of the refusal. VERA: Aanbieding.detailStatus.")
    ]
    created_at: Annotated[Moment, Field(description="When.")]
    lifted_at: Annotated[Moment | None, Field(description="When it was lifted.")]

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return what is said of a directive."""
        directive, client, dwelling = row
        return cls(
            id=directive.id,
            kind=directive.kind,
            client=directive.client_id,
            client_reference=client,
            dwelling=directive.dwelling_id,
            dwelling_reference=dwelling,
            until=directive.until,
            reason=directive.reason,
            decline_reason=directive.decline_reason,
            created_at=directive.created_at,
            lifted_at=directive.lifted_at,
        )


class LiftedDirectiveOut(PairDirectiveOut):
    """A directive that was lifted, and what bars the pair all the same."""

    barred_until: Annotated[
        date | None, Field(description="Until when a refusal still bars the pair; null: none does.")
    ]


class PairDirectiveListOut(ListOut):
    """A page of directives that hold today."""

    items: list[PairDirectiveOut]
