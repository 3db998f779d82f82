"""Reports: for each indicator one file with its definition, its statement and its picture."""

from matching.queries.reports import (
    commitments,
    data_quality,
    demand,
    durability,
    exceptions,
    fairness,
    flows,
    load,
    origins,
    procurement,
    spread,
    waiting_times,
)
from matching.queries.reports.answering import Answer, ExactIsForTheDesk, Reach, UnfitPeriod, Wanted, answer
from matching.queries.reports.kept import Kept
from matching.queries.reports.maps import shapes
from matching.queries.reports.sources import Source

SOURCES: tuple[Source, ...] = (
    flows.SOURCE,
    waiting_times.SOURCE,
    spread.SOURCE,
    commitments.SOURCE,
    load.SOURCE,
    origins.SOURCE,
    demand.SOURCE,
    procurement.SOURCE,
    exceptions.SOURCE,
    data_quality.SOURCE,
    fairness.SOURCE,
    durability.SOURCE,
)
"""All of them, in the order in which people look at them."""

KEPT: tuple[Kept, ...] = tuple(
    kept
    for report in (
        waiting_times,
        spread,
        commitments,
        load,
        origins,
        demand,
        exceptions,
        fairness,
        durability,
    )
    for kept in report.KEPT
)
"""What stays of the figures of who is erased; the other reports stand on facts that do, or look at who is there."""

__all__ = [
    "KEPT",
    "SOURCES",
    "Answer",
    "ExactIsForTheDesk",
    "Kept",
    "Reach",
    "Source",
    "UnfitPeriod",
    "Wanted",
    "answer",
    "shapes",
]
