"""Reports: for each indicator one file with its definition, its statement and its picture."""

from matching.queries.reports import flows
from matching.queries.reports.answering import Answer, ExactIsForTheDesk, Reach, UnfitPeriod, Wanted, answer
from matching.queries.reports.sources import Source

SOURCES: tuple[Source, ...] = (flows.SOURCE,)
"""All of them, in the order in which people look at them."""

__all__ = ["SOURCES", "Answer", "ExactIsForTheDesk", "Reach", "Source", "UnfitPeriod", "Wanted", "answer"]
