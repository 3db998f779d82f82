"""Understand a cell as its column means it, or say what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.utils.datetime import from_excel

from matching.errors import Fault
from matching.sheets.columns import Column, Form
from matching.sheets.files import Broken

_DANGER = ("=", "+", "-", "@", "\t", "\r")
_SERIALS = range(20_000, 80_000)
"""Days as Excel counts them: 1954 to 2119."""


class Misread(Exception):
    """A cell does not say what its column asks."""

    def __init__(self, code: str, english: str, dutch: str) -> None:
        super().__init__(english)
        self.code, self.english, self.dutch = code, english, dutch


def understand(cell: Any, column: Column, *, epoch: Any, path: str) -> tuple[Any, Fault | None]:
    """Return what a cell says as JSON has it, None for nothing, and the fault if it can't be read."""
    try:
        value = _plain(cell)
        return (None if value in (None, "") else _READERS[column.form](value, column, epoch)), None
    except Misread as misread:
        head = column.heading
        return None, Fault(path, misread.code, f"{head}: {misread.english}", f"{head}: {misread.dutch}")


def _plain(cell: Any) -> Any:
    if isinstance(cell, Broken):
        if cell.is_formula:
            raise Misread(
                "formula",
                "a formula is not calculated; put its value.",
                "een formule rekenen wij niet uit; zet de waarde neer.",
            )
        raise Misread(
            "spreadsheet-error",
            "this is an error of the spreadsheet.",
            "dit is een foutwaarde van het rekenblad.",
        )
    if isinstance(cell, str):
        text = cell.strip()
        if text.startswith(_DANGER) and not re.fullmatch(r"[-+][0-9.,]+", text):
            raise Misread(
                "formula",
                "a text can't begin with this character.",
                "een tekst kan niet met dit teken beginnen.",
            )
        return text
    return cell


def _text(value: Any, _column: Column, _epoch: Any) -> str:
    if isinstance(value, bool | datetime | date | time):
        raise Misread(
            "no-text",
            "this should be a text; Excel made something else of it.",
            "dit hoort tekst te zijn; Excel heeft er iets anders van gemaakt.",
        )
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _no_number()
    text = str(value).replace("€", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
        raise Misread(
            "ambiguous",
            "is this dot for thousands? Leave it out.",
            "staat deze punt voor duizendtallen? Laat hem weg.",
        )
    if "," in text:
        text = re.sub(r"\.(?=[0-9]{3}(\D|$))", "", text).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _no_number() from None
    if not number.is_finite() or abs(number) > 10**9:
        raise _no_number()
    return number


def _no_number() -> Misread:
    return Misread("no-number", "this is no number.", "dit is geen getal.")


def _whole(value: Any, _column: Column, _epoch: Any) -> int:
    number = _number(value)
    if number != int(number):
        raise Misread(
            "no-whole-number", "this should be a whole number.", "dit hoort een geheel getal te zijn."
        )
    return int(number)


def _decimal(value: Any, _column: Column, _epoch: Any) -> float:
    return float(_number(value))


def _euro(value: Any, _column: Column, _epoch: Any) -> int:
    cents = _number(value) * 100
    if cents != int(cents):
        raise Misread(
            "not-whole-cents",
            "an amount has at most two decimals.",
            "een bedrag heeft ten hoogste twee decimalen.",
        )
    return int(cents)


def _day(value: Any, _column: Column, epoch: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and value in _SERIALS
        and epoch is not None
    ):
        return str(from_excel(value, epoch=epoch).date().isoformat())
    if isinstance(value, str):
        dutch = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", value)
        parts = (int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else None
        try:
            return (date(*parts) if parts else date.fromisoformat(value)).isoformat()
        except ValueError:
            pass
    raise Misread(
        "no-day",
        "this is no day, as 1-3-2027 or 2027-03-01.",
        "dit is geen datum, zoals 1-3-2027 of 2027-03-01.",
    )


def _truth(value: Any, _column: Column, _epoch: Any) -> bool:
    if isinstance(value, bool):
        return value
    words = {
        "ja": True,
        "j": True,
        "waar": True,
        "true": True,
        "yes": True,
        "nee": False,
        "n": False,
        "onwaar": False,
        "false": False,
        "no": False,
    }
    found = words.get(str(value).casefold())
    if found is None:
        raise Misread("no-truth", "this should be ja or nee.", "dit hoort ja of nee te zijn.")
    return found


def _word(value: Any, column: Column, _epoch: Any) -> str:
    assert column.words is not None  # noqa: S101 - the table says so
    said = " ".join(str(value).split()).casefold()
    for word in column.words:
        if said in (word.value.casefold(), word.dutch.casefold()):
            return word.value
    dutch = "; ".join(word.dutch for word in column.words)
    english = "; ".join(column.words)
    raise Misread(
        "unknown-word", f"this should be one of: {english}.", f"dit hoort een van deze te zijn: {dutch}."
    )


def _many(read: Callable[[Any, Column, Any], Any]) -> Callable[[Any, Column, Any], list[Any]]:
    def many(value: Any, column: Column, epoch: Any) -> list[Any]:
        parts = re.split(r"[|\n]", value) if isinstance(value, str) else [value]
        return [
            read(_plain(part), column, epoch) for part in parts if not isinstance(part, str) or part.strip()
        ]

    return many


_READERS: dict[Form, Callable[[Any, Column, Any], Any]] = {
    Form.TEXT: _text,
    Form.WHOLE: _whole,
    Form.DECIMAL: _decimal,
    Form.EURO: _euro,
    Form.DAY: _day,
    Form.TRUTH: _truth,
    Form.WORD: _word,
    Form.WORDS: _many(_word),
    Form.TEXTS: _many(_text),
    Form.WHOLES: _many(_whole),
}
