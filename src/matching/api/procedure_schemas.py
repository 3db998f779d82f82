"""The procedure of a covenant on the wire: what comes after the matching, and how long it may take."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from matching.api.changes import partial
from matching.api.schemas import AreaCode, In, Out
from matching.queries.procedures import CheckIn, CheckInScheme, Decay
from matching.vocabulary import CheckInMeans, LandingDomain

Days = Annotated[int, Field(ge=1, le=365)]
Months = Annotated[int, Field(ge=1, le=240)]


class CheckInFields(BaseModel):
    """One contact of the pilot-light."""

    after_days: Annotated[
        int,
        Field(
            ge=1,
            le=1_825,
            description="Days after the start of the lease.",
            examples=[7],
        ),
    ]
    means: Annotated[CheckInMeans, Field(description="How.", examples=["visit"])]


class DecayFields(BaseModel):
    """How much of the load still counts, from some months after the lease began."""

    after_months: Annotated[
        int,
        Field(
            ge=1,
            le=240,
            description="Months after the start of the lease.",
            examples=[12],
        ),
    ]
    percent: Annotated[int, Field(ge=0, le=100, description="Still counts. [%]", examples=[50])]


class CheckInIn(In, CheckInFields):
    """One contact of the pilot-light."""


class CheckInStepOut(Out, CheckInFields):
    """One contact of the pilot-light."""


class DecayIn(In, DecayFields):
    """One step in which load settles."""


class DecayOut(Out, DecayFields):
    """One step in which load settles."""


SchemeOf = Annotated[
    AreaCode | None,
    Field(
        description="Municipality; null: all others.",
        examples=[None],
    ),
]


class CheckInSchemeIn(In):
    """The contacts after somebody moved in, in one municipality or in all others."""

    municipality: SchemeOf = None
    check_ins: Annotated[list[CheckInIn], Field(max_length=60, description="Check-ins, in order.")]


class CheckInSchemeOut(Out):
    """The contacts after somebody moved in, in one municipality or in all others."""

    municipality: SchemeOf
    check_ins: list[CheckInStepOut]


class ProcedureNumbers(BaseModel):
    """How long things may take, and are kept. [dag, maand]"""

    release_days: Annotated[Days, Field(description="Release of a proposal.", examples=[14])]
    answer_days: Annotated[
        Days,
        Field(description="Answers of provider and corporation.", examples=[7]),
    ]
    viewing_days: Annotated[
        Days,
        Field(description="Viewing, and the client's answer.", examples=[14]),
    ]
    lease_days: Annotated[Days, Field(description="The lease after that.", examples=[21])]
    reminder_days: Annotated[
        int,
        Field(ge=0, le=60, description="Reminder before the term ends.", examples=[2]),
    ]
    bar_days: Annotated[
        int,
        Field(
            ge=0,
            le=3_650,
            description="So long a pair that was declined is not proposed again.",
            examples=[180],
        ),
    ]
    handover_days: Annotated[
        Days,
        Field(
            description="Hand-over of the benefit, before the start of the lease.",
            examples=[14],
        ),
    ]
    signal_days: Annotated[Days, Field(description="Acting on a signal.", examples=[5])]
    client_months: Annotated[
        Months,
        Field(
            description=("How long we keep a client who left the list. [month]"),
            examples=[24],
        ),
    ]
    profile_months: Annotated[
        Months,
        Field(
            description="How long we keep a former housing profile. [month]",
            examples=[24],
        ),
    ]
    run_months: Annotated[
        Months,
        Field(
            description=("How long we keep what a matching run looked at and explained of clients. [month]"),
            examples=[12],
        ),
    ]


Mandatory = Annotated[
    list[LandingDomain],
    Field(
        max_length=5,
        description="Without these no lease is confirmed.",
        examples=[["living", "work-and-income", "debts", "care"]],
    ),
]


@partial
class ProcedureIn(In, ProcedureNumbers):
    """The procedure; what is left out stays, or is the default."""

    landing_mandatory: Mandatory
    load_decay: Annotated[
        list[DecayIn],
        Field(
            max_length=20,
            description="How load settles.",
            examples=[[{"afterMonths": 12, "percent": 50}]],
        ),
    ]
    check_ins: Annotated[
        list[CheckInSchemeIn],
        Field(
            max_length=100,
            description=(
                "Pilot-light: the check-ins, by municipality; what is planned already stays as it is."
            ),
            examples=[[{"municipality": None, "checkIns": [{"afterDays": 7, "means": "visit"}]}]],
        ),
    ]

    def changes(self) -> dict[str, Any]:
        """Return the arguments of `Procedure.changed`."""
        given = self.model_dump(exclude_unset=True)
        return {name: _READ[name](value) if name in _READ else value for name, value in given.items()}


def _schemes(rows: list[dict[str, Any]]) -> tuple[CheckInScheme, ...]:
    return tuple(
        CheckInScheme(row.get("municipality"), tuple(CheckIn(**one) for one in row["check_ins"]))
        for row in rows
    )


_READ: dict[str, Any] = {
    "landing_mandatory": lambda names: tuple(dict.fromkeys(names)),
    "load_decay": lambda rows: tuple(Decay(**row) for row in rows),
    "check_ins": _schemes,
}


class ProcedureOut(Out, ProcedureNumbers):
    """What comes after the matching, and how long it may take."""

    landing_mandatory: Mandatory
    load_decay: list[DecayOut]
    check_ins: list[CheckInSchemeOut]
