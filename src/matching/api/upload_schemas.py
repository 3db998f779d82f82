"""What an uploaded sheet is answered with: what was understood of each row, and every fault in both languages."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from matching.api.schemas import Out
from matching.errors import Fault

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class UploadOutcome(StrEnum):
    """What becomes of a row."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT = "left"
    REFUSED = "refused"


class CellFaultOut(Out):
    """One thing that is wrong, or that you should know, and where."""

    row: Annotated[int | None, Field(description="Row, as the sheet counts it.", examples=[2])]
    column: Annotated[str | None, Field(description="Column.", examples=["C"])]
    heading: Annotated[str | None, Field(description="The heading.", examples=["Hoogste huur"])]
    code: Annotated[str, Field(description="What kind of fault.", examples=["no-number"])]
    dutch: Annotated[str, Field(description="The fault, in Dutch.")]
    english: Annotated[str, Field(description="The fault, in English.")]

    @classmethod
    def of(cls, fault: Fault, headings: dict[str, str]) -> "CellFaultOut":
        """Return a fault with its place taken apart, as in `rows.2.C`; a field without a column stands by its name.

        Parameters
        ----------
        headings
            By letter, and by name.
        """
        parts = fault.path.split(".")
        in_row = parts[0] == "rows" and len(parts) > 1
        place = parts[2] if in_row and len(parts) > 2 else ""
        return cls(
            row=int(parts[1]) if in_row else None,
            column=place if place.isupper() else None,
            heading=headings.get(place),
            code=fault.code,
            dutch=fault.dutch,
            english=fault.english,
        )


class UploadedRowOut(Out):
    """What a row says, and what becomes of it."""

    row: Annotated[int, Field(description="Row, as the sheet counts it.", examples=[2])]
    reference: Annotated[str | None, Field(description="Your own reference.")]
    outcome: Annotated[
        UploadOutcome,
        Field(
            description="New, changed, as it was, left alone, or refused.",
        ),
    ]
    id: Annotated[UUID | None, Field(description="Identity here; null: not yet.")]
    understood: Annotated[dict[str, Any], Field(description="What we read, by field.")]


class UploadOut(Out):
    """What an upload did, or would do."""

    sha256: Annotated[Sha256, Field(description="Fingerprint of the file; needed when you store it.")]
    stored: Annotated[bool, Field(description="Whether anything was stored.")]
    created: Annotated[int, Field(description="New.")]
    changed: Annotated[int, Field(description="Changed.")]
    unchanged: Annotated[int, Field(description="Was like this already.")]
    left: Annotated[int, Field(description="Known, and left as it was.")]
    rows: list[UploadedRowOut]
    faults: Annotated[
        list[CellFaultOut],
        Field(description="All that is wrong; empty: you can store it."),
    ]
    warnings: Annotated[
        list[CellFaultOut],
        Field(description="Why dwellings are left as they were; you can store the rest."),
    ]
