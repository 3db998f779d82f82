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
        Field(description="Waar. / Where.", examples=["publications.0.eenheden.0.doelgroep.code"]),
    ]
    code: Annotated[str, Field(description="Wat voor melding. / What kind.", examples=["unknown-code"])]
    reason: Annotated[str, Field(description="In één zin. / In one sentence.")]

    @classmethod
    def of(cls, fault: Fault, language: Language) -> "NoticeOut":
        """Return a notice in one of our languages."""
        reason = language.choose(english=fault.english, dutch=fault.dutch)
        return cls(path=fault.path, code=fault.code, reason=reason)


class ImportedDwellingOut(Out):
    """What became of one unit."""

    path: Annotated[
        str, Field(description="Waar het stond. / Where it stood.", examples=["publications.0.eenheden.0"])
    ]
    reference: Annotated[str | None, Field(description="Uw eigen kenmerk. / Your reference.")]
    outcome: Annotated[
        ImportOutcome,
        Field(
            description="Nieuw, gewijzigd, al zo, of gelaten zoals het was (zie `warnings`). "
            "/ New, changed, as it was, or left alone.",
            examples=["created"],
        ),
    ]
    id: Annotated[
        UUID | None,
        Field(
            description="Kenmerk van de woning; null: er is geen, of nog niet. / Identity of the dwelling."
        ),
    ]
    changed: Annotated[list[str], Field(description="Wat er wijzigde. / Fields that changed.")]
    warnings: Annotated[
        list[NoticeOut],
        Field(description="Wat is aangenomen, ontbreekt of niet is gebruikt. / What you should know."),
    ]


class UnusedOut(Out):
    """A path that was not used in any unit."""

    path: Annotated[
        str,
        Field(description="VERA-pad. / VERA path.", examples=["Eenheid.wozEenheden[].vastgesteldeWaarde"]),
    ]
    times: Annotated[int, Field(description="Hoe vaak het er stond. / How often it stood there.")]
    reason: Annotated[
        str | None,
        Field(description="Waarom niet; null: wij kennen dit pad niet. / Why; null: we don't know it."),
    ]


class VeraImportOut(Out):
    """What an import of VERA did, or would do."""

    created: Annotated[int, Field(description="Nieuw aangeboden. / New.", examples=[1])]
    changed: Annotated[int, Field(description="Gewijzigd. / Changed.", examples=[0])]
    unchanged: Annotated[int, Field(description="Was al zo. / As they were.", examples=[0])]
    left: Annotated[int, Field(description="Gelaten zoals het was. / Left alone.", examples=[0])]
    items: list[ImportedDwellingOut]
    unused: Annotated[
        list[UnusedOut], Field(description="Alles wat niet is gebruikt. / All that was not used.")
    ]
