"""What a matching is made from: frozen, validated once, without a name or an address.

Every number is an integer: money in eurocents, load and hours in hundredths. `None` means
"not known", never "no" or "nothing": a rule that needs it answers *needs data*. Periods are
half-open: `valid_until` and `Barred.until` are the first day that is no longer in it.
"""

from matching.solver.instance.clients import Barred, Client, Forced
from matching.solver.instance.dwellings import Dwelling
from matching.solver.instance.faults import InvalidInstance
from matching.solver.instance.files import as_plain, as_typed, read_instance, write_instance
from matching.solver.instance.housing_forms import Admission, HousingForm
from matching.solver.instance.policy import SUITABILITY_TERMS, Policy
from matching.solver.instance.region import (
    Complex,
    Corporation,
    District,
    KeepApart,
    Municipality,
    Neighbourhood,
    OriginLimit,
    RentLimits,
    SupportCapacity,
)
from matching.solver.instance.snapshot import Instance
from matching.vocabulary import OUTSIDE

__all__ = [
    "OUTSIDE",
    "SUITABILITY_TERMS",
    "Admission",
    "Barred",
    "Client",
    "Complex",
    "Corporation",
    "District",
    "Dwelling",
    "Forced",
    "HousingForm",
    "Instance",
    "InvalidInstance",
    "KeepApart",
    "Municipality",
    "Neighbourhood",
    "OriginLimit",
    "Policy",
    "RentLimits",
    "SupportCapacity",
    "as_plain",
    "as_typed",
    "read_instance",
    "write_instance",
]
