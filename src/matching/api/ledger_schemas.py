"""What agreements hold back, on the wire."""

from typing import Annotated

from pydantic import Field

from matching.api.difference_schemas import DifferenceOut
from matching.api.listing import ListOut
from matching.api.run_schemas import SentenceOut
from matching.api.small_counts import CountsOut
from matching.api.study_schemas import StudySummaryOut


class LedgerEntryOut(CountsOut):
    """An agreement that is used up, and what one unit more of it gains."""

    limit: Annotated[str, Field(description="Agreement.", examples=["municipal-quota:GM0917"])]
    kind: Annotated[str, Field(description="Kind of agreement.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Of whom or where.", examples=["GM0917"])]
    measure: Annotated[
        str,
        Field(
            description="`placements`, `load` [hundredth of a point] or `hours` [hundredth of an hour/week].",
            examples=["placements"],
        ),
    ]
    maximum: Annotated[int, Field(description="Agreed.", examples=[35])]
    used: Annotated[int | None, Field(description="Used, this run included.")]
    step: Annotated[int, Field(description="One unit more.", examples=[1])]
    by_bound: Annotated[
        bool,
        Field(description="A bound shows that nothing can be gained."),
    ]
    difference: DifferenceOut
    sentences: list[SentenceOut]


class WithoutOut(CountsOut):
    """The best matching without some of the agreements on spreading."""

    without: Annotated[
        str,
        Field(
            description="Without `quotas` (and limits on imports), `caps` (load) or `both`.",
            examples=["quotas"],
        ),
    ]
    difference: DifferenceOut
    sentences: list[SentenceOut]


class LedgerOut(StudySummaryOut):
    """What the agreements of a region hold back in a run; empty until it is worked out."""

    agreements: Annotated[int | None, Field(description="How many agreements there are, used or not.")] = None
    entries: Annotated[
        list[LedgerEntryOut],
        Field(description="What is used up; what gains most comes first."),
    ]
    price: Annotated[list[WithoutOut], Field(description="The price of spreading.")]


class LedgerListOut(ListOut):
    """Ledgers, newest first."""

    items: list[StudySummaryOut]
