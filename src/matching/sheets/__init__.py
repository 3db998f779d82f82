"""Spreadsheets as people fill them in: read with suspicion, understood cell by cell, and a template to begin with.

Pure: bytes in, values and faults out. Nothing in a file is ever calculated, followed or run.
"""

from matching.sheets.cells import understand
from matching.sheets.columns import CLIENTS, DWELLINGS, Column
from matching.sheets.files import MOST_BYTES, MOST_ROWS, Kind, Sheet, read
from matching.sheets.templates import csv_template, xlsx_template

__all__ = [
    "CLIENTS",
    "DWELLINGS",
    "MOST_BYTES",
    "MOST_ROWS",
    "Column",
    "Kind",
    "Sheet",
    "csv_template",
    "read",
    "understand",
    "xlsx_template",
]
