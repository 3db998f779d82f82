"""What an import is answered with: what became of each row, and everything that the sender should know."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from matching.api.schemas import Out
from matching.doors.languages import Language
from matching.errors import Fault
from matching.operations.dwelling_imports import ImportOutcome


class NoticeOut(Out):
    """Something that was assumed, missing or not used."""

    path: Annotated[
        str,
        Field(description="Where.", examples=["publications.0.eenheden.0.doelgroep.code"]),
    ]
    code: Annotated[str, Field(description="What kind of notice.", examples=["unknown-code"])]
    reason: Annotated[str, Field(description="In one sentence.")]

    @classmethod
    def of(cls, fault: Fault, language: Language) -> "NoticeOut":
        """Return a notice in one of our languages."""
        reason = language.choose(english=fault.english, dutch=fault.dutch)
        return cls(path=fault.path, code=fault.code, reason=reason)


class ImportedDwellingOut(Out):
    """What became of one unit."""

    path: Annotated[str, Field(description="Where it stood.", examples=["publications.0.eenheden.0"])]
    reference: Annotated[str | None, Field(description="Your own reference.")]
    outcome: Annotated[
        ImportOutcome,
        Field(
            description="New, changed, as it was, or left alone (see `warnings`).",
            examples=["created"],
        ),
    ]
    id: Annotated[
        UUID | None,
        Field(description="Identity of the dwelling; null: there is none, or not yet."),
    ]
    changed: Annotated[list[str], Field(description="What changed.")]
    warnings: Annotated[
        list[NoticeOut],
        Field(description="What was assumed, is missing or was not used."),
    ]


class UnusedOut(Out):
    """A path that was not used in any unit."""

    path: Annotated[
        str,
        Field(description="VERA path.", examples=["Eenheid.wozEenheden[].vastgesteldeWaarde"]),
    ]
    times: Annotated[int, Field(description="How often it stood there.")]
    reason: Annotated[
        str | None,
        Field(description="Why not; null: we don't know this path."),
    ]


class VeraImportOut(Out):
    """What an import of VERA did, or would do."""

    created: Annotated[int, Field(description="Newly offered.", examples=[1])]
    changed: Annotated[int, Field(description="Changed.", examples=[0])]
    unchanged: Annotated[int, Field(description="Was like this already.", examples=[0])]
    left: Annotated[int, Field(description="Left as it was.", examples=[0])]
    items: list[ImportedDwellingOut]
    unused: Annotated[list[UnusedOut], Field(description="All that was not used.")]
