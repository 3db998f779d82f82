"""Every kind of question about a run: who may ask it, what is wrong with it, and how it is answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from matching.actors import Role
from matching.errors import Fault
from matching.models.base import Json
from matching.operations.studies import ledgers, placing, procurement, scenarios
from matching.solver import Base, Instance, Solve
from matching.vocabulary import StudyKind


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of question is answered; both functions are pure, and know plain JSON values only.

    Attributes
    ----------
    faults
        What is wrong with a question, held against what the run looked at.
    answer
        The answer: counts and sentences, never an id of a client.
    askers
        Who may ask; nobody where it is asked by itself.
    """

    faults: Callable[[Instance, Json], Iterable[Fault]]
    answer: Callable[[Base, Json, Solve], Json]
    askers: tuple[Role, ...] = (Role.COORDINATOR,)


KINDS: Mapping[StudyKind, Kind] = {
    StudyKind.SCENARIO: Kind(scenarios.faults, scenarios.answer),
    StudyKind.PLACEMENT_QUESTION: Kind(placing.faults, placing.answer, (Role.COORDINATOR, Role.PROVIDER)),
    StudyKind.LEDGER: Kind(ledgers.faults, ledgers.answer, askers=()),
    StudyKind.PROCUREMENT_PLAN: Kind(procurement.faults, procurement.answer),
}
