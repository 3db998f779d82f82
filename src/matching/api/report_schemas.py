"""What a report looks like in JSON: its fields are made from the columns of the indicator."""

from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import Field, create_model
from pydantic.alias_generators import to_camel, to_pascal

from matching.api.report_words import counted, named, row_of
from matching.api.schemas import Moment, Out
from matching.queries.reports import Answer
from matching.reporting.indicators import Indicator
from matching.reporting.tables import TOTAL, Column, Kind, Phrase, Row


class PhraseOut(Out):
    """The same words in both languages."""

    dutch: Annotated[str, Field(description="In Dutch.", examples=["personen"])]
    english: Annotated[str, Field(description="In English.", examples=["persons"])]


class IndicatorOut(Out):
    """What an indicator tells, and how it is defined."""

    name: Annotated[str, Field(description="Name in the address.", examples=["flows"])]
    title: Annotated[PhraseOut, Field(description="Title.")]
    question: Annotated[PhraseOut, Field(description="Which question it answers.")]
    unit: Annotated[PhraseOut, Field(description="In which unit.")]
    definition: Annotated[PhraseOut, Field(description="How it is counted.")]
    source: Annotated[PhraseOut, Field(description="Where it comes from.")]

    @classmethod
    def of(cls, indicator: Indicator) -> "IndicatorOut":
        """Return an indicator as the API tells it."""
        return cls(
            name=indicator.slug,
            title=_phrase(indicator.name),
            question=_phrase(indicator.question),
            unit=_phrase(indicator.unit),
            definition=_phrase(indicator.definition),
            source=_phrase(indicator.source),
        )


def _phrase(words: Phrase) -> PhraseOut:
    return PhraseOut(dutch=words.dutch, english=words.english)


class RowOut(Out):
    """A row of a report."""

    group: Annotated[
        str | None,
        Field(description="Code of the group; null: unknown.", examples=["GM0917"]),
    ]
    dutch: Annotated[str, Field(description="Name of the group.", examples=["Heerlen"])]
    english: Annotated[str, Field(description="Name in English.", examples=["Heerlen"])]
    hidden: Annotated[
        list[str],
        Field(
            description="Fields that are not told because they are small, or because they would give that away; "
            "they are null.",
            examples=[[]],
        ),
    ]


class ReportOut(Out):
    """A report."""

    indicator: Annotated[IndicatorOut, Field(description="What is counted.")]
    region: Annotated[str, Field(description="Region.", examples=["parkstad"])]
    since: Annotated[date, Field(description="First day.", examples=["2026-10-01"])]
    on: Annotated[date, Field(description="Last day.", examples=["2026-12-31"])]
    by: Annotated[str, Field(description="Told apart by.", examples=["provider"])]
    of: Annotated[
        str,
        Field(description="Whose: your own, or of the whole region.", examples=["region"]),
    ]
    exact: Annotated[
        bool,
        Field(
            description="Whether small counts are in it; then don't pass it on.",
            examples=[False],
        ),
    ]
    smallest: Annotated[
        int,
        Field(
            description="The smallest count that is told. [persons]",
            examples=[5],
        ),
    ]
    made_at: Annotated[Moment, Field(description="When made.")]


@cache
def report_of(indicator: Indicator) -> type[ReportOut]:
    """Return the schema of an indicator's reports."""
    name = to_pascal(indicator.slug.replace("-", "_"))
    fields: dict[str, Any] = {column.name: _field(column) for column in indicator.columns}
    row = create_model(f"{name}RowOut", __base__=RowOut, __doc__=row_of(indicator).english, **fields)
    whole: dict[str, Any] = {
        "rows": (list[row], Field(description="The rows.")),
        "total": (
            row | None,
            Field(description="Of all rows together; null where that says nothing."),
        ),
    }
    return create_model(f"{name}ReportOut", __base__=ReportOut, __doc__=named(indicator).english, **whole)


def _field(column: Column) -> tuple[Any, Any]:
    unit = f" [{column.unit}]" if column.unit else ""
    kind: Any = str if column.kind in (Kind.TEXT, Kind.CODE) else int if column.whole else float
    return kind | None, Field(description=f"{counted(column).english}{unit}", examples=[column.example])


def as_report(answer: Answer, *, made_at: Any) -> ReportOut:
    """Return a report as the API tells it."""
    schema = report_of(answer.indicator)
    table = answer.table
    return schema.model_validate(
        {
            "indicator": IndicatorOut.of(answer.indicator),
            "region": answer.asked.region.slug,
            "since": answer.asked.since,
            "on": answer.asked.on,
            "by": answer.asked.by.value,
            "of": answer.reach.value,
            "exact": answer.exact,
            "smallest": answer.smallest,
            "made_at": made_at,
            "rows": [_row(answer, number, row) for number, row in enumerate(table.rows)],
            "total": None if table.total is None else _row(answer, TOTAL, table.total),
        }
    )


def _row(answer: Answer, number: int, row: Row) -> dict[str, Any]:
    columns = answer.indicator.columns
    hidden = [to_camel(column.name) for column in columns if (number, column.name) in answer.table.hidden]
    told = {name: value.dutch if isinstance(value, Phrase) else value for name, value in row.items()}
    return {**told, "hidden": hidden}
