"""The first steps of each role: what to ask first, and where to go on."""

from dataclasses import dataclass
from typing import Any

from matching.actors import Role


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the desk."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Where a role begins. Words are English, as everything the catalogue translates.

    Attributes
    ----------
    first
        What to read first, below `/v1`: it works with any key of the role.
    operations
        What to look at next, by their names in the contract, in the order of the week.
    """

    role: Role
    title: str
    lead: str
    first: str
    operations: tuple[str, ...]
    pages: tuple[Page, ...] = ()


GUIDES = (
    Guide(
        Role.COORDINATOR,
        "The coordinator",
        "You keep the agreements of the region, ask for matching runs, and release proposals. Begin with what waits on "
        "somebody:",
        "/tasks",
        (
            "requestRun",
            "getRun",
            "listUnplacedClients",
            "listProposals",
            "releaseProposal",
            "askWhyNot",
            "preparePlacement",
            "requestScenario",
            "readSpread",
        ),
        (
            Page("This week", "/desk"),
            Page("Proposals", "/desk/proposals"),
            Page("Who waits, and why", "/desk/clients"),
            Page("What if", "/desk/scenarios"),
            Page("Reports", "/desk/reports"),
        ),
    ),
    Guide(
        Role.PROVIDER,
        "A provider",
        "You refer clients under your own reference, never with a name or BSN, and answer proposals with them. Begin "
        "with your clients:",
        "/clients?limit=5",
        (
            "referClient",
            "previewClientUpload",
            "changeClient",
            "listTasks",
            "agreeToProposal",
            "declineProposal",
            "answerForClient",
            "concludeCheckIn",
            "raiseSignal",
        ),
    ),
    Guide(
        Role.CORPORATION,
        "A corporation",
        "You offer dwellings, one by one, as a sheet or straight from your own system in VERA, and answer proposals "
        "for them. Begin with your dwellings:",
        "/dwellings?limit=5",
        (
            "postDwelling",
            "previewDwellingUpload",
            "previewVeraImport",
            "listTasks",
            "agreeToProposal",
            "declineProposal",
            "listCorrections",
            "confirmLease",
            "listProcurementStatements",
            "registerWebhookEndpoint",
        ),
    ),
    Guide(
        Role.MUNICIPALITY,
        "A municipality",
        "You see what was agreed and what comes of it, arrange what a landing asks of you, and hear signals that were "
        "left lying. Begin with how people are spread:",
        "/reports/spread",
        (
            "listCovenants",
            "readSpread",
            "readLoad",
            "listProcurementStatements",
            "listTasks",
            "completeLandingTask",
            "listSignals",
            "actOnSignal",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the contract, as a link to it needs it."""

    chapter: str
    summary: str


def operations_of(contract: dict[str, Any]) -> dict[str, Operation]:
    """Return the operations of a contract by their names."""
    return {
        operation["operationId"]: Operation(operation["tags"][0], operation["summary"])
        for item in contract["paths"].values()
        for operation in item.values()
    }
