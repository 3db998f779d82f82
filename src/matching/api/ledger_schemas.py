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

    limit: Annotated[str, Field(description="Afspraak. / Agreement.", examples=["municipal-quota:GM0917"])]
    kind: Annotated[str, Field(description="Soort afspraak. / Kind.", examples=["municipal-quota"])]
    subject: Annotated[str, Field(description="Van wie of waar. / Whose.", examples=["GM0917"])]
    measure: Annotated[
        str,
        Field(
            description="`placements`, `load` [honderdste punt] of `hours` [honderdste uur/week]. / What it counts.",
            examples=["placements"],
        ),
    ]
    maximum: Annotated[int, Field(description="Afgesproken. / Agreed.", examples=[35])]
    used: Annotated[int | None, Field(description="Benut, deze ronde meegeteld. / Used, this run included.")]
    step: Annotated[int, Field(description="Eén eenheid erbij. / One unit more.", examples=[1])]
    by_bound: Annotated[
        bool,
        Field(
            description="Een grens toont dat er niets te winnen is. / A bound shows that nothing can be gained."
        ),
    ]
    difference: DifferenceOut
    sentences: list[SentenceOut]


class WithoutOut(CountsOut):
    """The best matching without some of the agreements on spreading."""

    without: Annotated[
        str,
        Field(
            description="Zonder `quotas` (en instroomgrenzen), `caps` (draaglast) of `both`. / Left out.",
            examples=["quotas"],
        ),
    ]
    difference: DifferenceOut
    sentences: list[SentenceOut]


class LedgerOut(StudySummaryOut):
    """What the agreements of a region hold back in a run; empty until it is worked out."""

    agreements: Annotated[
        int | None, Field(description="Hoeveel afspraken er zijn, benut of niet. / How many there are.")
    ] = None
    entries: Annotated[
        list[LedgerEntryOut],
        Field(description="Wat benut is; wat het meeste oplevert eerst. / Used up; the most gained first."),
    ]
    price: Annotated[list[WithoutOut], Field(description="De prijs van spreiding. / The price of spreading.")]


class LedgerListOut(ListOut):
    """Ledgers, newest first."""

    items: list[StudySummaryOut]
