"""An empty sheet to fill in: Dutch headings, what they mean, and lists to choose from."""

import csv
import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from matching.sheets.columns import Column, Form
from matching.sheets.files import MOST_ROWS


def csv_template(columns: Sequence[Column]) -> bytes:
    """Return the headings as a Dutch Excel opens them: UTF-8 with its mark, semicolons."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerow(column.heading for column in columns)
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(columns: Sequence[Column], *, title: str, told: Mapping[str, str]) -> bytes:
    """Return a workbook: the sheet to fill in, an explanation, and the words to choose from.

    Parameters
    ----------
    told
        What each field means, by its name.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.freeze_panes = "B2"
    explained = book.create_sheet("Uitleg")
    words = book.create_sheet("Woorden")
    explained.append(["Kop", "Veld", "Wat u invult", "Wat het is"])
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.heading)
        head.font = Font(bold=True)
        sheet.column_dimensions[letter].width = max(14, len(column.heading) + 2)
        explained.append([column.heading, column.name, column.form.value, told.get(column.name, "")])
        choices = _choices(column)
        if not choices:
            if column.form in (Form.TEXT, Form.TEXTS):
                sheet.column_dimensions[letter].number_format = "@"
            continue
        for row, choice in enumerate([column.heading, *choices], start=1):
            words.cell(row, place, choice)
        if column.form is not Form.WORDS:
            listed = f"Woorden!${letter}$2:${letter}${len(choices) + 1}"
            validation = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
            validation.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.add_data_validation(validation)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _choices(column: Column) -> list[str]:
    if column.words is not None:
        return [word.dutch for word in column.words]
    return ["ja", "nee"] if column.form is Form.TRUTH else []
