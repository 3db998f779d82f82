"""What a covenant looks like on the wire."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from matching.api.changes import partial
from matching.api.covenant_sections import (
    CommitmentFields,
    ComplexCapFields,
    LoadCapFields,
    OriginLimitFields,
    PartyFields,
    PolicyNumbers,
    QuotaFields,
    Reason,
    SuitabilityWeightsFields,
    UrgencyWeightsFields,
)
from matching.api.listing import ListOut
from matching.api.procedure_schemas import ProcedureIn, ProcedureOut
from matching.api.schemas import In, Moment, Out, Points
from matching.api.small_counts import CountsOut
from matching.examples import CORPORATION
from matching.queries.agreements import (
    CommitmentTerm,
    ComplexCapTerm,
    LoadCapTerm,
    OriginLimitTerm,
    PartyTerm,
    QuotaTerm,
    Weights,
    Wording,
)
from matching.queries.procedures import Procedure as Agreed
from matching.vocabulary import Goal, Urgency

Name = Annotated[
    str,
    Field(
        min_length=2,
        max_length=120,
        description="Name of the covenant.",
        examples=["Uitstroomconvenant 2040-2042"],
    ),
]
TermFrom = Annotated[date, Field(description="First day of the term.", examples=["2040-01-01"])]
TermUntil = Annotated[
    date,
    Field(description="Day on which the term is over.", examples=["2042-01-01"]),
]


class PartyIn(In, PartyFields):
    """An organisation that takes part."""


class QuotaIn(In, QuotaFields):
    """What was agreed for one municipality."""


class OriginLimitIn(In, OriginLimitFields):
    """How many people of one origin may come to one municipality."""


class CommitmentIn(In, CommitmentFields):
    """How many dwellings a corporation will supply."""


class LoadCapIn(In, LoadCapFields):
    """What a district or neighbourhood can carry."""


class ComplexCapIn(In, ComplexCapFields):
    """What one complex of a corporation can carry."""


@partial
class UrgencyWeightsIn(In, UrgencyWeightsFields):
    """Points by urgency; what is left out stays."""


@partial
class SuitabilityWeightsIn(In, SuitabilityWeightsFields):
    """Weights of suitability; what is left out stays."""


@partial
class PolicyIn(In, PolicyNumbers):
    """How much everything counts; what is left out stays, or is the default."""

    urgency_weights: Annotated[UrgencyWeightsIn, Field(description="By urgency.")]
    suitability_weights: Annotated[SuitabilityWeightsIn, Field(description="By part of suitability.")]

    def changes(self) -> dict[str, Any]:
        """Return the arguments of `Weights.changed`."""
        given = self.model_dump(exclude_unset=True)
        if "urgency_weights" in given:
            urgency = given.pop("urgency_weights")
            given["urgency_weight"] = {Urgency(name): weight for name, weight in urgency.items()}
        if "suitability_weights" in given:
            suitability = given.pop("suitability_weights")
            given["suitability_weight"] = {
                name.replace("_", "-"): weight for name, weight in suitability.items()
            }
        return given


_TERMS: dict[str, Any] = {
    "parties": PartyTerm,
    "quotas": QuotaTerm,
    "origin_limits": OriginLimitTerm,
    "commitments": CommitmentTerm,
    "load_caps": LoadCapTerm,
    "complex_caps": ComplexCapTerm,
}


Parties = Annotated[
    list[PartyIn],
    Field(
        max_length=200,
        description="Parties.",
        examples=[[{"organisation": CORPORATION, "joinedOn": "2040-01-01"}]],
    ),
]
Quotas = Annotated[
    list[QuotaIn],
    Field(
        max_length=100,
        description="Spreading quotas by municipality.",
        examples=[[{"municipality": "GM0917", "targetShare": 35.5, "maximum": 60}]],
    ),
]
OriginLimits = Annotated[
    list[OriginLimitIn],
    Field(
        max_length=1_000,
        description="Limits on an origin: at most so many people of one origin in a municipality.",
        examples=[[{"origin": "outside", "municipality": "GM0917", "maximum": 5}]],
    ),
]
Commitments = Annotated[
    list[CommitmentIn],
    Field(
        max_length=100,
        description="Commitments by corporation.",
        examples=[[{"organisation": CORPORATION, "dwellings": 40}]],
    ),
]
LoadCaps = Annotated[
    list[LoadCapIn],
    Field(
        max_length=2_000,
        description="Load caps by district or neighbourhood.",
        examples=[
            [{"area": "BU09179901", "validFrom": "2040-01-01", "points": 17.5, "reason": "Afgesproken."}]
        ],
    ),
]
ComplexCaps = Annotated[
    list[ComplexCapIn],
    Field(max_length=500, description="Load caps by complex.", examples=[[]]),
]
Goals = Annotated[
    list[Goal],
    Field(
        min_length=1,
        max_length=4,
        description="Goals, the most important first.",
        examples=[["priority", "spread", "suitability", "stability"]],
    ),
]
Policy = Annotated[
    PolicyIn,
    Field(
        description="Weights; what you leave out is the default, or stays.",
        examples=[{"waitingMonths": 48}],
    ),
]
Procedure = Annotated[
    ProcedureIn,
    Field(
        description="Procedure: terms, landing and pilot-light.",
        examples=[{"answerDays": 7}],
    ),
]
Stays = Field(examples=[None])


def _terms(body: BaseModel) -> dict[str, Any]:
    """Return the sections that were sent, as `Wording` names them; the policy apart."""
    given = body.model_dump(include={*_TERMS, "goals"}, exclude_unset=True)
    return {
        name: tuple(_TERMS[name](**row) if name in _TERMS else row for row in rows)
        for name, rows in given.items()
        if rows is not None
    }


class CovenantIn(In):
    """A covenant to make."""

    name: Name
    term_from: TermFrom
    term_until: TermUntil
    reason: Annotated[Reason, Field(description="Why; it goes with the first version.")] = "Vastgesteld."
    parties: Parties = Field(default_factory=list)
    quotas: Quotas = Field(default_factory=list)
    origin_limits: OriginLimits = Field(default_factory=list)
    commitments: Commitments = Field(default_factory=list)
    load_caps: LoadCaps = Field(default_factory=list)
    complex_caps: ComplexCaps = Field(default_factory=list)
    goals: Goals = Field(default_factory=lambda: list(Wording().goals))
    policy: Policy = Field(default_factory=PolicyIn)
    procedure: Procedure = Field(default_factory=ProcedureIn)

    def wording(self) -> Wording:
        """Return the sections; what was left out is the default."""
        return Wording(
            **_terms(self),
            policy=Weights().changed(**self.policy.changes()),
            procedure=Agreed().changed(**self.procedure.changes()),
        )


class CovenantChangeIn(In):
    """What changes about a covenant: a section that is sent is replaced as a whole; null leaves it."""

    reason: Reason
    based_on_version: Annotated[
        int | None,
        Field(
            ge=1,
            le=1_000_000,
            description="The version you looked at; if there is a newer one, we refuse.",
            examples=[None],
        ),
    ] = None
    name: Annotated[Name | None, Stays] = None
    term_from: Annotated[TermFrom | None, Stays] = None
    term_until: Annotated[TermUntil | None, Stays] = None
    parties: Annotated[Parties | None, Stays] = None
    quotas: Annotated[Quotas | None, Stays] = None
    origin_limits: Annotated[OriginLimits | None, Stays] = None
    commitments: Annotated[Commitments | None, Stays] = None
    load_caps: Annotated[LoadCaps | None, Stays] = None
    complex_caps: Annotated[ComplexCaps | None, Stays] = None
    goals: Annotated[Goals | None, Stays] = None
    policy: Annotated[Policy | None, Field(examples=[{"waitingMonths": 48}])] = None
    procedure: Annotated[Procedure | None, Field(examples=[{"answerDays": 7}])] = None

    def change(self) -> dict[str, Any]:
        """Return the arguments of `operations.covenants.change_covenant`."""
        heading = self.model_dump(include={"name", "term_from", "term_until"}, exclude_none=True)
        return {
            "reason": self.reason,
            "based_on": self.based_on_version,
            "heading": heading,
            "policy": self.policy.changes() if self.policy else None,
            "procedure": self.procedure.changes() if self.procedure else None,
            "sections": _terms(self),
        }


class PartyOut(Out, PartyFields):
    """An organisation that takes part."""


class QuotaOut(CountsOut, QuotaFields):
    """What was agreed for one municipality."""

    placed_before: Annotated[  # type: ignore[assignment]  # an answer may leave it out
        int | None,
        Field(description="Placed in this term already, outside this system."),
    ]
    imports_before: Annotated[  # type: ignore[assignment]
        int | None, Field(description="Of which imports, from elsewhere.")
    ]


class OriginLimitOut(CountsOut, OriginLimitFields):
    """How many people of one origin may come to one municipality."""

    placed_before: Annotated[  # type: ignore[assignment]
        int | None,
        Field(description="Placed in this term already, outside this system."),
    ]


class CommitmentOut(CountsOut, CommitmentFields):
    """How many dwellings a corporation will supply."""

    supplied_before: Annotated[  # type: ignore[assignment]
        int | None, Field(description="Supplied already, outside this system.")
    ]


class LoadCapOut(CountsOut, LoadCapFields):
    """What a district or neighbourhood can carry."""

    carried_before: Annotated[  # type: ignore[assignment]
        Points | None, Field(description="Load of earlier placements. [points]")
    ]


class ComplexCapOut(CountsOut, ComplexCapFields):
    """What one complex of a corporation can carry."""

    carried_before: Annotated[  # type: ignore[assignment]
        Points | None, Field(description="Load carried before. [points]")
    ]


class UrgencyWeightsOut(Out, UrgencyWeightsFields):
    """Points by urgency."""


class SuitabilityWeightsOut(Out, SuitabilityWeightsFields):
    """Weights of suitability."""


class PolicyOut(Out, PolicyNumbers):
    """How much everything counts."""

    urgency_weights: UrgencyWeightsOut
    suitability_weights: SuitabilityWeightsOut


class CovenantSummaryOut(Out):
    """A covenant in a list."""

    id: Annotated[UUID, Field(description="Identity.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    name: Name
    term_from: TermFrom
    term_until: TermUntil
    version: Annotated[int, Field(description="Number of the version.", examples=[1])]
    created_at: Annotated[Moment, Field(description="When made.")]
    modified_at: Annotated[Moment, Field(description="When it was last changed.")]


class CovenantOut(CovenantSummaryOut):
    """A covenant and one version of it."""

    version_id: Annotated[UUID, Field(description="Identity of the version.")]
    reason: Annotated[str, Field(description="Why this version was made.")]
    made_at: Annotated[Moment, Field(description="When this version was made.")]
    parties: list[PartyOut]
    quotas: list[QuotaOut]
    origin_limits: list[OriginLimitOut]
    commitments: list[CommitmentOut]
    load_caps: list[LoadCapOut]
    complex_caps: list[ComplexCapOut]
    goals: list[Goal]
    policy: PolicyOut
    procedure: ProcedureOut


class CovenantListOut(ListOut):
    """A page of covenants."""

    items: list[CovenantSummaryOut]


class VersionOut(Out):
    """A version in a list."""

    number: Annotated[int, Field(description="Number.", examples=[1])]
    reason: Annotated[str, Field(description="Why.")]
    created_at: Annotated[Moment, Field(description="When.")]


class VersionListOut(ListOut):
    """A page of versions, oldest first."""

    items: list[VersionOut]
