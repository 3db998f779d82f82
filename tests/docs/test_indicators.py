"""The page of indicators is what the code says, and says it all in both languages."""

import pytest

from docs.indicators import PAGE, page
from matching.queries.reports import SOURCES, Source
from matching.reporting.tables import UNITS, Kind


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "write it anew: .venv/bin/python tests/docs/indicators.py"
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.indicator.slug)
def test_every_indicator_says_what_a_reader_has_to_know(source: Source) -> None:
    one = source.indicator
    for phrase in (one.name, one.question, one.unit, one.definition, one.source):
        assert phrase.dutch
        assert phrase.english
    assert one.question.dutch.endswith("?")
    assert one.question.english.endswith("?")
    known = {column.name for column in one.columns}
    assert all(set(column.of) <= known for column in one.columns)
    assert all(
        column.unit in UNITS or column.kind in (Kind.PEOPLE, Kind.TEXT, Kind.CODE) for column in one.columns
    )


def test_no_two_indicators_share_an_address() -> None:
    slugs = [source.indicator.slug for source in SOURCES]

    assert len(set(slugs)) == len(slugs)
