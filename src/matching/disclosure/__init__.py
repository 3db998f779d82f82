"""Small numbers: what of a set of counts may be told to whom the people behind it are strangers.

A count of one to `smallest - 1` people is hidden, and so much beside it that nobody can work it out from the
rest: `protect`. `row` and `table` make the sums of a row or a table with its totals, `steady` a series of standings,
and `tells` judges a sentence. Decision 0028 says why, and of what this does not protect.
"""

from matching.disclosure.attack import Attacker, Interval
from matching.disclosure.counts import Counts, Equation, Key, whole_of
from matching.disclosure.protection import protect
from matching.disclosure.sentences import tells
from matching.disclosure.tables import TOTAL, row, steady, table

__all__ = [
    "TOTAL",
    "Attacker",
    "Counts",
    "Equation",
    "Interval",
    "Key",
    "protect",
    "row",
    "steady",
    "table",
    "tells",
    "whole_of",
]
