"""What we remember: tables and constraints."""

from matching.models.areas import Area, Facility, FacilityPlaces
from matching.models.base import Base
from matching.models.clients import Client, ClientState, ProfileVersion, SupportCoverage
from matching.models.covenants import (
    Commitment,
    ComplexCap,
    Covenant,
    CovenantVersion,
    LoadCap,
    Party,
    SpreadingQuota,
)
from matching.models.dwellings import Dwelling, DwellingState
from matching.models.housing_forms import HousingForm, RentLimits
from matching.models.journal import Access, Entry, Fact
from matching.models.organisations import ApiKey, Membership, Organisation, Region, RegionMunicipality
from matching.models.runs import (
    EmptyDwelling,
    MatchingRun,
    Proposal,
    ProposalState,
    RunSnapshot,
    RunState,
    Unplaced,
)

__all__ = [
    "Access",
    "ApiKey",
    "Area",
    "Base",
    "Client",
    "ClientState",
    "Commitment",
    "ComplexCap",
    "Covenant",
    "CovenantVersion",
    "Dwelling",
    "DwellingState",
    "EmptyDwelling",
    "Entry",
    "Facility",
    "FacilityPlaces",
    "Fact",
    "HousingForm",
    "LoadCap",
    "MatchingRun",
    "Membership",
    "Organisation",
    "Party",
    "ProfileVersion",
    "Proposal",
    "ProposalState",
    "Region",
    "RegionMunicipality",
    "RentLimits",
    "RunSnapshot",
    "RunState",
    "SpreadingQuota",
    "SupportCoverage",
    "Unplaced",
]
