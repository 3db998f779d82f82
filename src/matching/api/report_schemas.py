"""What a report looks like in JSON: its fields are made from the columns of the indicator."""

from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import Field, create_model
from pydantic.alias_generators import to_camel, to_pascal

from matching.api.schemas import Moment, Out
from matching.queries.reports import Answer
from matching.reporting.indicators import Indicator
from matching.reporting.tables import TOTAL, Column, Kind, Phrase, Row


class PhraseOut(Out):
    """The same words in both languages."""

    dutch: Annotated[str, Field(description="In het Nederlands. / In Dutch.", examples=["personen"])]
    english: Annotated[str, Field(description="In het Engels. / In English.", examples=["persons"])]


class IndicatorOut(Out):
    """What an indicator tells, and how it is defined."""

    name: Annotated[str, Field(description="Naam in het adres. / Name in the address.", examples=["flows"])]
    title: Annotated[PhraseOut, Field(description="Titel. / Title.")]
    question: Annotated[
        PhraseOut, Field(description="Welke vraag het beantwoordt. / The question it answers.")
    ]
    unit: Annotated[PhraseOut, Field(description="In welke eenheid. / In what unit.")]
    definition: Annotated[PhraseOut, Field(description="Hoe er wordt geteld. / How it counts.")]
    source: Annotated[PhraseOut, Field(description="Waar het vandaan komt. / Where it comes from.")]

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
        Field(description="Code van de groep; null: onbekend. / Code of the group.", examples=["GM0917"]),
    ]
    dutch: Annotated[str, Field(description="Naam van de groep. / Its name in Dutch.", examples=["Heerlen"])]
    english: Annotated[str, Field(description="Naam in het Engels. / Its name.", examples=["Heerlen"])]
    hidden: Annotated[
        list[str],
        Field(
            description="Velden die niet worden verteld omdat het er weinig zijn, of omdat ze dat zouden "
            "verraden; zij zijn null. / Fields that are not told, because they are small or tell of a small one.",
            examples=[[]],
        ),
    ]


class ReportOut(Out):
    """A report."""

    indicator: Annotated[IndicatorOut, Field(description="Wat er wordt geteld. / What is counted.")]
    region: Annotated[str, Field(description="Regio. / Region.", examples=["parkstad"])]
    since: Annotated[date, Field(description="Eerste dag. / First day.", examples=["2026-10-01"])]
    on: Annotated[date, Field(description="Laatste dag. / Last day.", examples=["2026-12-31"])]
    by: Annotated[str, Field(description="Uitgesplitst naar. / Told apart by.", examples=["provider"])]
    of: Annotated[
        str,
        Field(description="Van wie: eigen of hele regio. / Whose: own or region.", examples=["region"]),
    ]
    exact: Annotated[
        bool,
        Field(
            description="Of kleine aantallen erin staan; geef het dan niet door. / Whether small numbers are in "
            "it; then don't pass it on.",
            examples=[False],
        ),
    ]
    smallest: Annotated[
        int,
        Field(
            description="Het kleinste aantal dat wordt verteld. [personen] / The smallest count.",
            examples=[5],
        ),
    ]
    made_at: Annotated[Moment, Field(description="Wanneer gemaakt. / When it was made.")]


@cache
def report_of(indicator: Indicator) -> type[ReportOut]:
    """Return the schema of an indicator's reports."""
    name = to_pascal(indicator.slug.replace("-", "_"))
    fields: dict[str, Any] = {column.name: _field(column) for column in indicator.columns}
    row = create_model(
        f"{name}RowOut", __base__=RowOut, __doc__=f"A row of {indicator.name.english}.", **fields
    )
    whole: dict[str, Any] = {
        "rows": (list[row], Field(description="De rijen. / The rows.")),
        "total": (
            row | None,
            Field(description="Van alle rijen samen; null waar dat niets zegt. / Of all rows together."),
        ),
    }
    return create_model(f"{name}ReportOut", __base__=ReportOut, __doc__=f"{indicator.name.english}.", **whole)


def _field(column: Column) -> tuple[Any, Any]:
    unit = f" [{column.unit}]" if column.unit else ""
    words = f"{column.words.dutch}. / {column.words.english}.{unit}"
    kind: Any = str if column.kind is Kind.TEXT else int if column.whole else float
    return kind | None, Field(description=words[0].upper() + words[1:], examples=[column.example])


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
    return {**row, "hidden": hidden}
