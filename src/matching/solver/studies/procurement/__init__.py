"""Which extra dwellings would help most: found as one matching with dwellings that are not there yet."""

from matching.solver.studies.procurement.needs import Need, needs_of
from matching.solver.studies.procurement.parts import Gain, Housed, Line, Plan, Terms
from matching.solver.studies.procurement.planning import plan
from matching.solver.studies.procurement.words import stated

__all__ = ["Gain", "Housed", "Line", "Need", "Plan", "Terms", "needs_of", "plan", "stated"]
