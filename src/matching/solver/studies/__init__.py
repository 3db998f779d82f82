"""Questions about a matching that was made, answered by solving again; nothing of it is ever proposed.

Each is a pure function of what the run looked at, what came of it, and what is asked. It is handed the
function that solves, so that whoever calls it decides about time, threads and being stopped.
"""

from matching.solver.studies.base import Base, Solve
from matching.solver.studies.comparing import compare
from matching.solver.studies.parts import Comparison
from matching.solver.studies.procurement import Plan, Terms, plan
from matching.solver.studies.scenario import (
    NEW_CORPORATION,
    Amended,
    MoreClients,
    Scenario,
    changed_instance,
    changed_policy,
)

__all__ = [
    "NEW_CORPORATION",
    "Amended",
    "Base",
    "Comparison",
    "MoreClients",
    "Plan",
    "Scenario",
    "Solve",
    "Terms",
    "changed_instance",
    "changed_policy",
    "compare",
    "plan",
]
