"""What the contract says of a report, in both languages: the words of its indicator, as sentences."""

from collections.abc import Iterator

from matching.doors.refusals import Sentence
from matching.reporting.indicators import Indicator
from matching.reporting.tables import Column, Phrase


def named(indicator: Indicator) -> Sentence:
    """Return what a report is called."""
    return _sentence(indicator.name)


def row_of(indicator: Indicator) -> Sentence:
    """Return what a row of it is called."""
    return Sentence(
        f"A row of the report '{indicator.name.english}'.",
        f"Een rij van het rapport '{indicator.name.dutch}'.",
    )


def asked(indicator: Indicator) -> Sentence:
    """Return the question it answers."""
    return Sentence(indicator.question.english, indicator.question.dutch)


def defined(indicator: Indicator) -> tuple[Sentence, ...]:
    """Return how it counts, a paragraph each."""
    unit, definition, source = indicator.unit, indicator.definition, indicator.source
    return (
        Sentence(f"**Unit**: {unit.english}.", f"**Eenheid**: {unit.dutch}."),
        Sentence(f"**Definition**: {definition.english}", f"**Definitie**: {definition.dutch}"),
        Sentence(f"**Source**: {source.english}", f"**Bron**: {source.dutch}"),
    )


def counted(column: Column) -> Sentence:
    """Return what a column tells, without its unit."""
    return _sentence(column.words)


def sentences_of(indicator: Indicator) -> Iterator[Sentence]:
    """Return all that the contract says of a report."""
    yield from (named(indicator), row_of(indicator), asked(indicator), *defined(indicator))
    yield from (counted(column) for column in indicator.columns)


def _sentence(words: Phrase) -> Sentence:
    english, dutch = (f"{told[0].upper()}{told[1:]}." for told in (words.english, words.dutch))
    return Sentence(english, dutch)
