"""What we remember: tables and constraints."""

from matching.models.areas import Area, Facility, FacilityPlaces
from matching.models.base import Base
from matching.models.bookings import Booking
from matching.models.clients import Client, ClientState, ProfileVersion, SupportCoverage
from matching.models.covenants import (
    Commitment,
    ComplexCap,
    Covenant,
    CovenantVersion,
    LoadCap,
    OriginLimit,
    Party,
    SpreadingQuota,
)
from matching.models.desk_sessions import DeskSession
from matching.models.dwellings import Dwelling, DwellingState
from matching.models.events import (
    Delivery,
    DeliveryState,
    EndpointState,
    Event,
    Unpublished,
    WebhookEndpoint,
)
from matching.models.forgetting import (
    Erasure,
    Hold,
    PastCount,
    PastException,
    PastLoad,
    PastMove,
    PastPlacement,
    PastTenancy,
    PastWait,
    PastWaiter,
)
from matching.models.housing_forms import HousingForm, RentLimits
from matching.models.journal import Access, Entry, Fact, Seal, Unsealed
from matching.models.kept_answers import KeptAnswer
from matching.models.organisations import ApiKey, Membership, Organisation, Region, RegionMunicipality
from matching.models.placements import CheckIn, HousingOutcome, LandingTask, Placement, Signal
from matching.models.proposals import Correction, Override, PairDirective, Proposal, ProposalStep
from matching.models.runs import (
    EmptyDwelling,
    MatchingRun,
    ReserveCandidate,
    RunSnapshot,
    RunState,
    Unplaced,
)
from matching.models.studies import Study, StudyState
from matching.workflow.placements import CheckInState, PlacementState, SignalState, TaskState
from matching.workflow.proposals import ProposalEvent, ProposalState

__all__ = [
    "Access",
    "ApiKey",
    "Area",
    "Base",
    "Booking",
    "CheckIn",
    "CheckInState",
    "Client",
    "ClientState",
    "Commitment",
    "ComplexCap",
    "Correction",
    "Covenant",
    "CovenantVersion",
    "Delivery",
    "DeliveryState",
    "DeskSession",
    "Dwelling",
    "DwellingState",
    "EmptyDwelling",
    "EndpointState",
    "Entry",
    "Erasure",
    "Event",
    "Facility",
    "FacilityPlaces",
    "Fact",
    "Hold",
    "HousingForm",
    "HousingOutcome",
    "KeptAnswer",
    "LandingTask",
    "LoadCap",
    "MatchingRun",
    "Membership",
    "Organisation",
    "OriginLimit",
    "Override",
    "PairDirective",
    "Party",
    "PastCount",
    "PastException",
    "PastLoad",
    "PastMove",
    "PastPlacement",
    "PastTenancy",
    "PastWait",
    "PastWaiter",
    "Placement",
    "PlacementState",
    "ProfileVersion",
    "Proposal",
    "ProposalEvent",
    "ProposalState",
    "ProposalStep",
    "Region",
    "RegionMunicipality",
    "RentLimits",
    "ReserveCandidate",
    "RunSnapshot",
    "RunState",
    "Seal",
    "Signal",
    "SignalState",
    "SpreadingQuota",
    "Study",
    "StudyState",
    "SupportCoverage",
    "TaskState",
    "Unplaced",
    "Unpublished",
    "Unsealed",
    "WebhookEndpoint",
]
