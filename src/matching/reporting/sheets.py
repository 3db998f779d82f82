"""Figures as CSV, so that a spreadsheet opens them with a double click.

In Dutch with `;` and a decimal comma, in English with `,` and a point: what Excel expects there. A byte order
mark says that it is UTF-8. A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from matching.reporting.tables import ALL, HIDDEN, TOTAL, Column, Kind, Phrase, Table

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
    writer.writerow([*heads, *(column.head(dutch=dutch) for column in columns)])
    decimals = {column.name: _decimals(table, column) for column in columns}
    for number in table.numbers:
        row = (table.total if number == TOTAL else table.rows[number]) or {}
        name = total if number == TOTAL else row["dutch" if dutch else "english"]
        cells = (
            HIDDEN
            if (number, column.name) in table.hidden
            else _code(row[column.name])
            if column.kind is Kind.CODE
            else _written(row[column.name], dutch=dutch, decimals=decimals[column.name])
            for column in columns
        )
        writer.writerow([_code(row["group"]), _plain(name), *cells])
    return MARK + sheet.getvalue()


def _decimals(table: Table, column: Column) -> int:
    """Return how many decimals the most precise number of a column needs: all of them get as many."""
    values = (table.cell((number, column.name)) for number in table.numbers)
    return max((_needed(value) for value in values if isinstance(value, float | Decimal)), default=0)


def _needed(value: float | Decimal) -> int:
    return max(0, -int(Decimal(str(value)).normalize().as_tuple().exponent))


def _written(value: Any, *, dutch: bool, decimals: int) -> str:
    if isinstance(value, Phrase):
        return _plain(value.told(dutch=dutch))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        text = f"{value:.{decimals}f}"
        return text.replace(".", ",") if dutch else text
    return _plain(value)


def _code(value: str | None) -> str:
    """Return a code; nothing where it stands for all groups together, which have none."""
    return "" if value == ALL else _plain(value)


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
