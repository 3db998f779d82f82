"""What one version of a covenant says, as one frozen value: for the matching run and for the doors.

Periods are half-open: a party that left on 1 May took part until 30 April.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from matching.queries.procedures import Procedure
from matching.vocabulary import Goal, Urgency


@dataclass(frozen=True, slots=True)
class PartyTerm:
    """An organisation that takes part, from a day and perhaps until a day."""

    organisation: UUID
    joined_on: date
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class QuotaTerm:
    """What was agreed for one municipality; see `models.SpreadingQuota`. [placement, target_share in %]"""

    municipality: str
    target_share: Decimal
    maximum: int
    minimum: int | None = None
    imports_maximum: int | None = None
    placed_before: int = 0
    imports_before: int = 0


@dataclass(frozen=True, slots=True)
class OriginLimitTerm:
    """How many people of one origin may come to one municipality; see `models.OriginLimit`. [placement]"""

    origin: str
    municipality: str
    maximum: int
    placed_before: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentTerm:
    """What one corporation will supply; see `models.Commitment`. [dwelling]"""

    organisation: UUID
    dwellings: int
    supplied_before: int = 0
    offers_more: bool = False


@dataclass(frozen=True, slots=True)
class LoadCapTerm:
    """What a district or neighbourhood can carry for a time; see `models.LoadCap`. [points]"""

    area: str
    valid_from: date
    points: Decimal
    reason: str
    valid_until: date | None = None
    carried_before: Decimal = Decimal(0)

    def holds_on(self, on: date) -> bool:
        """Tell whether the cap holds on a day."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)


@dataclass(frozen=True, slots=True)
class ComplexCapTerm:
    """What one complex of a corporation can carry; see `models.ComplexCap`. [points]"""

    organisation: UUID
    complex: str
    points: Decimal
    reason: str
    carried_before: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much everything counts, as `solver.instance.Policy` names it, with the same defaults.

    A test keeps the two alike; this room may not import the solver.
    """

    urgency_weight: tuple[tuple[Urgency, int], ...] = (
        (Urgency.CRISIS, 7_600),
        (Urgency.URGENT, 700),
        (Urgency.REGULAR, 10),
    )
    waiting_weight: int = 1
    waiting_months: int = 60
    suitability_weight: tuple[tuple[str, int], ...] = (
        ("housing-form", 20),
        ("area", 20),
        ("origin", 20),
        ("bedrooms", 10),
        ("rent", 5),
        ("wishes", 5),
        ("needs", 10),
        ("scarcity", 5),
        ("outflow", 5),
    )
    ready_margin_days: int = 30
    spare_bedrooms: int = 1

    def changed(
        self,
        *,
        urgency_weight: dict[Urgency, int] | None = None,
        suitability_weight: dict[str, int] | None = None,
        **numbers: int,
    ) -> Self:
        """Return the weights with some replaced."""
        urgency = {**dict(self.urgency_weight), **(urgency_weight or {})}
        suitability = {**dict(self.suitability_weight), **(suitability_weight or {})}
        return replace(
            self,
            urgency_weight=tuple((one, urgency[one]) for one in Urgency),
            suitability_weight=tuple(suitability.items()),
            **numbers,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the weights as the table keeps them."""
        return {
            "urgency_weight": {urgency.value: weight for urgency, weight in self.urgency_weight},
            "waiting_weight": self.waiting_weight,
            "waiting_months": self.waiting_months,
            "suitability_weight": dict(self.suitability_weight),
            "ready_margin_days": self.ready_margin_days,
            "spare_bedrooms": self.spare_bedrooms,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return the weights the table keeps."""
        by_urgency = {Urgency(name): weight for name, weight in kept["urgency_weight"].items()}
        return cls().changed(**{**kept, "urgency_weight": by_urgency})


SUITABILITY_TERMS = tuple(name for name, _ in Weights().suitability_weight)
"""The names a covenant can weigh."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The sections of a covenant that a version holds."""

    parties: tuple[PartyTerm, ...] = ()
    quotas: tuple[QuotaTerm, ...] = ()
    origin_limits: tuple[OriginLimitTerm, ...] = ()
    commitments: tuple[CommitmentTerm, ...] = ()
    load_caps: tuple[LoadCapTerm, ...] = ()
    complex_caps: tuple[ComplexCapTerm, ...] = ()
    goals: tuple[Goal, ...] = (Goal.PRIORITY, Goal.SPREAD, Goal.SUITABILITY, Goal.STABILITY)
    policy: Weights = field(default_factory=Weights)
    procedure: Procedure = field(default_factory=Procedure)

    def caps_on(self, on: date) -> dict[str, LoadCapTerm]:
        """Return the load cap of each area that has one on a day."""
        return {cap.area: cap for cap in self.load_caps if cap.holds_on(on)}


@dataclass(frozen=True, slots=True)
class Agreement:
    """A covenant and one version of it.

    Attributes
    ----------
    number
        Which version, from 1.
    reason
        Why this version was made.
    """

    covenant_id: UUID
    region_id: UUID
    name: str
    term_from: date
    term_until: date
    created_at: datetime
    modified_at: datetime
    version_id: UUID
    number: int
    reason: str
    made_at: datetime
    wording: Wording
