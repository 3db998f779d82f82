"""Replay a year of arrivals, invented or a region's own, under several policies, and measure what came of it.

A policy sees one week at a time. What it proposes is judged by the referee, answered by a coin for each pair, and
entered in the books. Nothing here knows a database or a clock; `docs/replay.md` says what was found.
"""

from matching.replay.answers import Answers
from matching.replay.chart import chart
from matching.replay.clairvoyant import clairvoyant
from matching.replay.contest import Contender, Result, compete
from matching.replay.course import Moved, Pair, Week
from matching.replay.files import read_history, write_history
from matching.replay.history import History, InvalidHistory, Offer
from matching.replay.invented import invented_year
from matching.replay.measures import Measures, measure
from matching.replay.play import AgreementBroken, Played, Policy, play
from matching.replay.policies import first_come, optimum, urgency_first
from matching.replay.recorded import recorded
from matching.replay.reserving import reserving
from matching.replay.tables import Row, document_of, rows_of

__all__ = [
    "AgreementBroken",
    "Answers",
    "Contender",
    "History",
    "InvalidHistory",
    "Measures",
    "Moved",
    "Offer",
    "Pair",
    "Played",
    "Policy",
    "Result",
    "Row",
    "Week",
    "chart",
    "clairvoyant",
    "compete",
    "document_of",
    "first_come",
    "invented_year",
    "measure",
    "optimum",
    "play",
    "read_history",
    "recorded",
    "reserving",
    "rows_of",
    "urgency_first",
    "write_history",
]
