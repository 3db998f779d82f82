"""Questions about a run that was done: ask one, and have it answered; what it proposed stays as it is."""

from matching.operations.studies.carry_out import carry_out_study
from matching.operations.studies.ledgers import ask_for_ledger
from matching.operations.studies.placing import PlacementQuestion
from matching.operations.studies.procurement import statement
from matching.operations.studies.request import QuestionUnfit, TooManyQuestions, request_study
from matching.operations.studies.scenarios import more_dwellings
from matching.solver import Amended, MoreClients, Scenario, Terms

__all__ = [
    "Amended",
    "MoreClients",
    "PlacementQuestion",
    "QuestionUnfit",
    "Scenario",
    "Terms",
    "TooManyQuestions",
    "ask_for_ledger",
    "carry_out_study",
    "more_dwellings",
    "request_study",
    "statement",
]
