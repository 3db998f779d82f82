"""Figures as CSV, so that a spreadsheet opens them with a double click.

In Dutch with `;` and a decimal comma, in English with `,` and a point: what Excel expects there. A byte order
mark says that it is UTF-8. A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from matching.reporting.tables import HIDDEN, TOTAL, Column, Kind, Row, Table

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table, columns: Sequence[Column], *, heads: Sequence[str], dutch: bool, total: str) -> str:
    """Return a table as CSV.

    Parameters
    ----------
    heads
        What the code and the name of the group are called.
    """
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";" if dutch else ",", lineterminator="\r\n")
    writer.writerow([*heads, *(_head(column, dutch=dutch) for column in columns)])
    for number in table.numbers:
        row = (table.total if number == TOTAL else table.rows[number]) or {}
        name = total if number == TOTAL else row["dutch" if dutch else "english"]
        writer.writerow(
            [
                _plain(row["group"]),
                _plain(name),
                *_cells(table, columns, number, row, dutch=dutch),
            ]
        )
    return MARK + sheet.getvalue()


def _head(column: Column, *, dutch: bool) -> str:
    unit = f" [{column.unit}]" if column.unit and column.kind is not Kind.PEOPLE else ""
    return column.words.told(dutch=dutch) + unit


def _cells(table: Table, columns: Sequence[Column], number: int, row: Row, *, dutch: bool) -> Iterator[str]:
    for column in columns:
        yield HIDDEN if (number, column.name) in table.hidden else _written(row[column.name], dutch=dutch)


def _written(value: Any, *, dutch: bool) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value).replace(".", ",") if dutch else str(value)
    return _plain(value)


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
