"""Questions about a matching that was made, answered by solving again; nothing of it is ever proposed.

Each is a pure function of what the run looked at, what came of it, and what is asked. It is handed the
function that solves, so that whoever calls it decides about time, threads and being stopped.
"""

from matching.solver.studies.agreements import Ledger, OneMore, WithoutAgreements, ledger_of
from matching.solver.studies.base import Base, Solve
from matching.solver.studies.comparing import compare
from matching.solver.studies.openings import Opening, Openings, StepTold, openings_for
from matching.solver.studies.parts import Comparison
from matching.solver.studies.placing import Obstacle, Placing, WhyNot, why_not
from matching.solver.studies.procurement import Line, Plan, Terms, plan, stated
from matching.solver.studies.scenario import (
    NEW_CORPORATION,
    Amended,
    MoreClients,
    Scenario,
    changed_instance,
    changed_policy,
)
from matching.solver.studies.spreading import Without
from matching.solver.studies.steps import StepKind
from matching.solver.studies.variants import Difference

__all__ = [
    "NEW_CORPORATION",
    "Amended",
    "Base",
    "Comparison",
    "Difference",
    "Ledger",
    "Line",
    "MoreClients",
    "Obstacle",
    "OneMore",
    "Opening",
    "Openings",
    "Placing",
    "Plan",
    "Scenario",
    "Solve",
    "StepKind",
    "StepTold",
    "Terms",
    "WhyNot",
    "Without",
    "WithoutAgreements",
    "changed_instance",
    "changed_policy",
    "compare",
    "ledger_of",
    "openings_for",
    "plan",
    "stated",
    "why_not",
]
