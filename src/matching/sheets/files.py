"""Read a CSV or XLSX file from a stranger: nothing large, nothing hidden, nothing that does anything."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.xml import DEFUSEDXML

from matching.errors import Fault
from matching.sheets.columns import Column

MOST_BYTES = 2_000_000
MOST_UNPACKED = 30_000_000
MOST_ENTRIES = 200
MOST_ROWS = 1_000
MOST_COLUMNS = 80
MOST_OF_A_HEADING = 60
"""Of a heading that we don't know so much is said again. [character]"""
MOST_TOLD = 50
"""Of what stands beyond the headings so much is named, cell by cell."""
_REFUSED_PARTS = (
    "vbaproject",
    "externallinks/",
    "embeddings/",
    "connections.xml",
    "activex",
    "ddelink",
    "webextensions",
)
_BESIDE = frozenset({"uitleg", "woorden"})

assert DEFUSEDXML, "openpyxl would read XML that refers to itself"  # noqa: S101 - a requirement of ours


class Kind(StrEnum):
    """What a file says to be."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a file.

    Attributes
    ----------
    rows
        By the number that a spreadsheet shows, the cells by column.
    letters
        The letter of each column.
    epoch
        From when an Excel counts its days; None: there is none.
    faults
        What is wrong with the file as a whole, or its headings.
    """

    rows: Mapping[int, Mapping[Column, Any]]
    letters: Mapping[Column, str]
    epoch: Any
    faults: Sequence[Fault]


Lines = list[tuple[int, list[Any]]]


def read(content: bytes, *, kind: Kind, columns: Sequence[Column]) -> Sheet:
    """Return what stands in a file, or everything that is wrong with it."""
    try:
        lines, epoch = _csv(content) if kind is Kind.CSV else _xlsx(content)
    except _Unreadable as unreadable:
        return Sheet({}, {}, None, [unreadable.fault])
    if not lines:
        return Sheet({}, {}, None, [_fault("file", "empty", "There is nothing in it.", "Er staat niets in.")])
    (_, headings), *rest = lines
    found, faults = _headings(headings, columns)
    if len(rest) > MOST_ROWS:
        english, dutch = f"At most {MOST_ROWS} rows at once.", f"Ten hoogste {MOST_ROWS} rijen tegelijk."
        return Sheet({}, {}, None, [*faults, _fault("file", "too-many-rows", english, dutch)])
    if not rest and not faults:
        faults = [
            _fault("file", "no-rows", "There is no row below the headings.", "Onder de kop staat geen rij.")
        ]
    rows = {
        number: {column: cells[place] for place, column in found.items() if place < len(cells)}
        for number, cells in rest
    }
    beyond = islice(_beyond(rest, width=len(headings)), MOST_TOLD)
    letters = {column: get_column_letter(place + 1) for place, column in found.items()}
    return Sheet(rows, letters, epoch, [*faults, *beyond])


def _beyond(lines: Lines, *, width: int) -> Iterator[Fault]:
    """Name what stands to the right of the headings."""
    for number, cells in lines:
        for place, cell in enumerate(cells[width:], width):
            if not _empty(cell):
                yield _fault(
                    f"rows.{number}.{get_column_letter(place + 1)}",
                    "no-heading",
                    "There is no heading above this cell.",
                    "Boven deze cel staat geen kop.",
                )


class _Unreadable(Exception):
    def __init__(self, code: str, english: str, dutch: str) -> None:
        super().__init__(english)
        self.fault = _fault("file", code, english, dutch)


def _fault(path: str, code: str, english: str, dutch: str) -> Fault:
    return Fault(path, code, english, dutch)


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _kept(lines: Iterator[tuple[int, list[Any]]]) -> Lines:
    """Return the lines that say something, and no more of them than we need to refuse the rest."""
    kept: Lines = []
    for number, cells in lines:
        if len(cells) > MOST_COLUMNS and not all(map(_empty, cells[MOST_COLUMNS:])):
            raise _Unreadable(
                "too-many-columns",
                f"At most {MOST_COLUMNS} columns.",
                f"Ten hoogste {MOST_COLUMNS} kolommen.",
            )
        if not all(map(_empty, cells)):
            kept.append((number, cells[:MOST_COLUMNS]))
        if len(kept) > MOST_ROWS + 1 or number > 20 * MOST_ROWS:
            break
    return kept


def _csv(content: bytes) -> tuple[Lines, Any]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _kept((number, list(cells)) for number, cells in enumerate(reader, start=1)), None
    except csv.Error as error:
        raise _Unreadable(
            "no-csv", "This is no CSV that we can read.", "Dit is geen CSV die wij kunnen lezen."
        ) from error


def _decoded(content: bytes) -> str:
    """Return a text in UTF-8, with or without its mark, or as a Dutch Excel writes it (cp1252)."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable(
        "no-text", "This is no text in UTF-8 or cp1252.", "Dit is geen tekst in UTF-8 of cp1252."
    )


def _xlsx(content: bytes) -> tuple[Lines, Any]:
    try:
        _inspect(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        others = [name for name in book.sheetnames[1:] if name.casefold() not in _BESIDE]
        if others:
            raise _Unreadable("more-sheets", "Leave one sheet in it.", "Laat er één werkblad in staan.")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _kept(
            (number, [_value(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)
        ), book.epoch
    except _Unreadable:
        raise
    except Exception as error:  # a broken file makes zip, deflate and XML say things that no list holds
        raise _Unreadable(
            "no-xlsx", "This is no XLSX that we can read.", "Dit is geen XLSX die wij kunnen lezen."
        ) from error


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that says nothing by itself: a formula, or the error of one."""

    is_formula: bool


def _value(cell: Any) -> Any:
    """Return what a cell says; a formula is not calculated."""
    if cell.data_type in ("f", "e"):
        return Broken(cell.data_type == "f")
    return cell.value


def _inspect(content: bytes) -> None:
    """Refuse what unpacks to more than it seems, and what is more than cells: macros, links, merged cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise _Unreadable("too-large", "It unpacks to too much.", "Uitgepakt is het te groot.")
        named = [part.filename.lower() for part in parts]
        if any(refused in name for name in named for refused in _REFUSED_PARTS):
            raise _Unreadable(
                "more-than-cells",
                "It holds macros, links to elsewhere or embedded files: save it as a plain XLSX.",
                "Er zitten macro's, verwijzingen of ingesloten bestanden in: sla het op als gewone XLSX.",
            )
        for part in parts:
            if part.filename.startswith("xl/worksheets/sheet") and b"<mergeCell " in archive.read(part):
                raise _Unreadable(
                    "merged-cells",
                    "Cells are merged; split them.",
                    "Er zijn cellen samengevoegd; splits ze.",
                )


def _headings(cells: Sequence[Any], columns: Sequence[Column]) -> tuple[dict[int, Column], list[Fault]]:
    """Return which column stands where; a heading that we don't know, or that stands twice, is a fault."""
    by_heading = {
        name: column for column in columns for name in (_plain(column.heading), _plain(column.name))
    }
    found: dict[int, Column] = {}
    faults = []
    # Where not one is known, these may be no headings but somebody's data: that is not said again.
    are_headings = any(_plain(cell) in by_heading for cell in cells)
    for place, cell in enumerate(cells):
        if _empty(cell):
            continue
        where, column = f"rows.1.{get_column_letter(place + 1)}", by_heading.get(_plain(cell))
        if column is None:
            told = f": {str(cell).strip()[:MOST_OF_A_HEADING]}" if are_headings else ""
            english, dutch = f"No field has this heading{told}.", f"Deze kop kennen wij niet{told}."
            faults.append(_fault(where, "unknown-heading", english, dutch))
        elif column in found.values():
            faults.append(
                _fault(where, "stands-twice", "This heading stands here twice.", "Deze kop staat er dubbel.")
            )
        else:
            found[place] = column
    if columns[0] not in found.values():
        english = f"There is no column {columns[0].heading}."
        faults.append(_fault("rows.1", "no-reference", english, f"Er is geen kolom {columns[0].heading}."))
    return found, faults


def _plain(heading: Any) -> str:
    return re.sub(r"[\W_]+", "", str(heading)).casefold()
