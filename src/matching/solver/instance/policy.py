"""What the covenant says about what is best."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matching.solver.instance.faults import out_of_range, repeated
from matching.vocabulary import Goal, Urgency

SUITABILITY_TERMS = (
    "housing-form",
    "area",
    "origin",
    "bedrooms",
    "rent",
    "wishes",
    "needs",
    "scarcity",
    "outflow",
)
"""The names a covenant can weigh; `matching.solver.suitability` says what each is worth."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the covenant says about what is best.

    Attributes
    ----------
    goals
        Most important first, each once.
    urgency_weight
        Points for a placement of each class; see docs/model.md for why they differ so much.
    waiting_weight, waiting_months
        Points for each whole month on the list, and the month after which no more are added.
    suitability_weight
        Weight of each suitability term by name; 0 switches a term off.
    ready_margin_days
        A client who is ready this many days after the dwelling comes free is still in time. [day]
    spare_bedrooms
        Bedrooms above the household's need that are still not "far too large".
    """

    goals: tuple[Goal, ...] = (Goal.PRIORITY, Goal.SPREAD, Goal.SUITABILITY, Goal.STABILITY)
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

    def faults(self) -> Iterator[str]:
        """Name everything that is wrong with the policy."""
        yield from self._fault_in_goals()
        yield from self._faults_in_priority()
        yield from self._faults_in_suitability()
        yield from out_of_range(
            "Policy", ready_margin_days=self.ready_margin_days, spare_bedrooms=self.spare_bedrooms
        )

    def _fault_in_goals(self) -> Iterator[str]:
        if not self.goals:
            yield "Policy: there is no goal."
        yield from repeated("Goal", self.goals)

    def _faults_in_priority(self) -> Iterator[str]:
        yield from repeated("Urgency", (urgency for urgency, _ in self.urgency_weight))
        yield from out_of_range(
            "Policy", waiting_weight=self.waiting_weight, waiting_months=self.waiting_months
        )
        weight = dict(self.urgency_weight)
        yield from (f"Policy: urgency {one} has no weight." for one in Urgency if one not in weight)
        yield from out_of_range("Policy", least=1, **{f"weight of {one}": weight.get(one) for one in Urgency})
        for higher, lower in pairwise(one for one in Urgency if one in weight):
            most = weight[lower] + self.waiting_weight * self.waiting_months
            if weight[higher] <= most:
                yield (
                    f"Policy: urgency {higher} weighs {weight[higher]}, "
                    f"and {lower} after the longest wait {most}; a higher class must stay above."
                )

    def _faults_in_suitability(self) -> Iterator[str]:
        yield from repeated("Suitability term", (term for term, _ in self.suitability_weight))
        for term, weight in self.suitability_weight:
            if term not in SUITABILITY_TERMS:
                yield f"Policy: suitability term {term} is unknown; known are {', '.join(SUITABILITY_TERMS)}."
            yield from out_of_range("Policy", **{f"weight of {term}": weight})
