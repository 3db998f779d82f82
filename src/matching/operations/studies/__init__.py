"""Questions about a run that was done: ask one, and have it answered; what it proposed stays as it is."""

from matching.operations.studies.carry_out import carry_out_study
from matching.operations.studies.request import QuestionUnfit, request_study

__all__ = ["QuestionUnfit", "carry_out_study", "request_study"]
