"""The page about VERA is the table of the code."""

from docs.vera_page import PAGE, page
from matching.api.dwelling_schemas import DwellingIn
from matching.vera import MAPPING, UNKNOWN_TO_VERA


def test_the_page_is_current() -> None:
    """Otherwise write it anew: `.venv/bin/python tests/docs/vera_page.py`."""
    assert page() == PAGE.read_text(encoding="utf-8")


def test_every_field_of_a_dwelling_is_filled_by_vera_or_told_not_to_be() -> None:
    fields = {field.alias or name for name, field in DwellingIn.model_fields.items()}
    filled = [name for row in MAPPING for name in row.fields]

    assert sorted([*filled, *UNKNOWN_TO_VERA]) == sorted(fields)
