"""What an indicator is: the question it answers, in what unit, how it is defined and by whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.actors import Role
from matching.reporting.pictures.shapes import Picture
from matching.reporting.tables import Column, Phrase, Table
from matching.vocabulary import Word


class Dimension(Word):
    """By what a report can be told apart."""

    PROVIDER = "provider", "zorgaanbieder"
    CORPORATION = "corporation", "woningcorporatie"
    RUNG = "rung", "trede van de woonladder"
    ORIGIN = "origin", "gemeente van herkomst"
    MUNICIPALITY = "municipality", "gemeente"
    DISTRICT = "district", "wijk"
    NEIGHBOURHOOD = "neighbourhood", "buurt"
    MONTH = "month", "maand"
    URGENCY = "urgency", "urgentie"
    AGE = "age", "leeftijd"
    HOUSEHOLD = "household", "huishouden"
    INCOME = "income", "inkomen"
    BEDROOMS = "bedrooms", "slaapkamers"
    ACCESSIBILITY = "accessibility", "toegankelijkheid"
    RULE = "rule", "regel"
    REGION = "region", "hele regio"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One question that people look at, and everything that belongs to it.

    Attributes
    ----------
    slug
        Its address, and its name in the contract.
    question, unit, definition, source
        What a reader has to know; the source also says where a number would be disputed.
    by
        How it can be told apart; the first unless another is asked.
    columns
        What a row tells besides its group.
    own, whole
        Who reads what is their own, and who reads the whole region; nobody else reads it.
    picture
        Draws a table.
    mapped
        Whether its picture needs the outlines of areas.
    """

    slug: str
    name: Phrase
    question: Phrase
    unit: Phrase
    definition: Phrase
    source: Phrase
    by: tuple[Dimension, ...]
    columns: tuple[Column, ...]
    own: frozenset[Role]
    whole: frozenset[Role]
    picture: Callable[[Table, "Titles"], Picture]
    mapped: bool = False

    @property
    def readers(self) -> frozenset[Role]:
        """Return who may ask for it at all."""
        return self.own | self.whole

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Titles:
    """What a picture says in words: in one language, for one region and period."""

    indicator: Indicator
    dutch: bool
    rows: Sequence[Mapping[str, Any]]
    shapes: Mapping[str, Any] | None = None

    @property
    def title(self) -> str:
        """Return the name of the picture."""
        return self.indicator.name.told(dutch=self.dutch)

    def of(self, name: str) -> str:
        """Return what a column is called."""
        return self.indicator.column(name).words.told(dutch=self.dutch)

    def label(self, row: Mapping[str, Any]) -> str:
        """Return what a group is called."""
        return str(row["dutch" if self.dutch else "english"])
