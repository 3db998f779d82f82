"""Workbooks for tests, made as people and attackers make them."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook


def a_workbook(*rows: list[Any], merged: str = "", second: str = "") -> bytes:
    """Return an XLSX with these rows, perhaps with merged cells or a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if second:
        book.create_sheet(second).append(["x"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an XLSX with another part in it, or a part replaced."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, part)
    return changed.getvalue()
