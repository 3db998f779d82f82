"""What every request and answer body is made of: two base models and the types they share.

On the wire names are camelCase, money is a whole number of eurocents, moments are UTC, and
points have at most two decimals.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError

from matching.api.strictness import loosened, sharpened


class In(BaseModel):
    """What a client sends: nothing unknown, nothing guessed.

    A number must be a JSON number, a date a text, and a truth `true` or `false`. Fields are
    known by their camelCase name only, and texts are stripped of white space at both ends.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        allow_inf_nan=False,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        validate_by_alias=True,
        validate_by_name=False,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Refuse what pydantic would convert kindly, but let JSON's texts become dates, ids and words."""
        sharp: CoreSchema = sharpened(handler(source))
        return sharp


class Out(BaseModel):
    """What the service answers, made from a row, a dictionary or keyword arguments."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        from_attributes=True,
        serialize_by_alias=True,
        validate_by_alias=True,
        validate_by_name=True,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Show what is stored, also when it came in before today's limits."""
        loose: CoreSchema = loosened(handler(source))
        return loose


def _in_utc(moment: datetime) -> datetime:
    """Turn a moment into UTC; in the first and last hours of the calendar that can't be done."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError(
            "datetime_parsing", "Input should be a moment within the calendar"
        ) from error


Money = Annotated[int, Field(ge=0, le=100_000_000, description="[eurocent]", examples=[69_500])]
"""An amount of money. [eurocent]"""

Rent = Annotated[int, Field(ge=0, le=1_000_000, description="[eurocent/month]", examples=[69_500])]
"""A rent a month. [eurocent/month]"""

Points = Annotated[
    Decimal,
    Field(ge=0, le=10_000, max_digits=7, decimal_places=2, description="[points]", examples=[1.5]),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema(
        {"type": "number", "minimum": 0, "maximum": 10_000, "multipleOf": 0.01}, mode="validation"
    ),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10_000}, mode="serialization"),
]
"""Points with at most two decimals: a JSON number outside, a `Decimal` inside. [points]"""

Moment = Annotated[AwareDatetime, AfterValidator(_in_utc), Field(examples=["2027-03-01T09:30:00Z"])]
"""A moment with its offset, turned into UTC."""

AreaCode = Annotated[
    str,
    Field(
        pattern=r"^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})$",
        description="CBS code: municipality (GM), district (WK) or neighbourhood (BU).",
        examples=["BU09170101"],
    ),
]
"""A municipality, district or neighbourhood on the map of Statistics Netherlands (CBS)."""

Reference = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$",
        description="Eigen kenmerk in uw systeem; nooit een naam of BSN.",
        examples=["WON-2027-00117"],
    ),
]
"""The sender's own reference: safe characters, never a name or a BSN."""
