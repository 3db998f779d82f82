"""Corrections: what a refusal says about a profile or a dwelling, for its owner to confirm."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import Field, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from matching import examples
from matching.api.client_schemas import ClientChangeIn
from matching.api.dependencies import AnyWork
from matching.api.dwelling_schemas import DwellingChangeIn
from matching.api.listing import APage, ListOut
from matching.api.problems import refuses
from matching.api.routing import open_router
from matching.api.schemas import In, Moment, Out
from matching.errors import NotAllowed
from matching.operations import corrections
from matching.operations.clients import ClientWithdrawn, ProfileContradicts
from matching.operations.corrections import CorrectionDecided
from matching.operations.dwellings import DwellingContradicts, DwellingLet, DwellingWithdrawn
from matching.queries import corrections as questions
from matching.queries.corrections import CorrectionNotFound, SeenCorrection
from matching.vocabulary import CorrectionState, DeclineReason

router = open_router("/corrections", tag="proposals")

DESCRIPTION = "Kenmerk van de correctie. / Identity."
ToConfirm = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CORRECTION_TO_CONFIRM])]
ToReject = Annotated[UUID, Path(description=DESCRIPTION, examples=[examples.CORRECTION_TO_REJECT])]


class ConfirmationIn(In):
    """Confirm a correction: as suggested, or with another value."""

    value: Annotated[
        JsonValue,
        Field(
            description="Wat het moet worden; weglaten: zoals voorgesteld. / Another value than suggested.",
            examples=[None],
        ),
    ] = None


class CorrectionOut(Out):
    """What a refusal says about a profile or a dwelling."""

    id: Annotated[UUID, Field(description="Kenmerk. / Identity.")]
    proposal: Annotated[UUID, Field(description="Voorstel dat geweigerd werd. / The declined proposal.")]
    client: Annotated[UUID | None, Field(description="Kandidaat. / Client.")]
    client_reference: Annotated[str | None, Field(description="Kenmerk van de aanbieder. / Reference.")]
    dwelling: Annotated[UUID | None, Field(description="Woning. / Dwelling.")]
    dwelling_reference: Annotated[str | None, Field(description="Kenmerk van de corporatie. / Reference.")]
    field: Annotated[str, Field(description="Welk gegeven. / Which field.", examples=["maximumRent"])]
    suggestion: Annotated[
        JsonValue, Field(description="Voorgestelde waarde; null: kijk er nog eens naar. / Suggested value.")
    ]
    reason: Annotated[DeclineReason, Field(description="Reden van de weigering. / Reason of the refusal.")]
    state: Annotated[CorrectionState, Field(description="Stand. / State.")]
    created_at: Annotated[Moment, Field(description="Wanneer. / When.")]
    decided_at: Annotated[Moment | None, Field(description="Wanneer besloten. / When decided.")]

    @classmethod
    def of(cls, seen: SeenCorrection) -> "CorrectionOut":
        """Return what is said of a correction."""
        row = seen.correction
        return cls(
            id=row.id,
            proposal=row.proposal_id,
            client=row.client_id,
            client_reference=seen.client_reference,
            dwelling=row.dwelling_id,
            dwelling_reference=seen.dwelling_reference,
            field=to_camel(row.field),
            suggestion=seen.suggestion,
            reason=row.reason,
            state=row.state,
            created_at=row.created_at,
            decided_at=row.decided_at,
        )


class CorrectionListOut(ListOut):
    """A page of corrections."""

    items: list[CorrectionOut]


@router.get("", responses=refuses(NotAllowed))
async def list_corrections(
    work: AnyWork,
    page: APage,
    state: Annotated[CorrectionState | None, Query(description="Stand. / State.", examples=["open"])] = None,
) -> CorrectionListOut:
    """Toon wat weigeringen zeggen over uw profielen of woningen. / What refusals say of yours."""
    found = await questions.visible_corrections(work, state=state, after=page.after_id, limit=page.limit)
    return CorrectionListOut(
        items=[CorrectionOut.of(seen) for seen in found],
        next=page.next_id([seen.correction.id for seen in found]),
    )


@router.get("/{correction_id}", responses=refuses(NotAllowed, CorrectionNotFound))
async def get_correction(correction_id: ToConfirm, work: AnyWork) -> CorrectionOut:
    """Toon een correctie. / One correction."""
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


@router.post(
    "/{correction_id}/confirmation",
    responses=refuses(
        NotAllowed,
        CorrectionNotFound,
        CorrectionDecided,
        ProfileContradicts,
        DwellingContradicts,
        ClientWithdrawn,
        DwellingWithdrawn,
        DwellingLet,
    ),
)
async def confirm_correction(correction_id: ToConfirm, body: ConfirmationIn, work: AnyWork) -> CorrectionOut:
    """Bevestig een correctie: het profiel of de woning wordt aangepast. / Confirm; it is put right.

    Zonder voorgestelde en zonder eigen waarde is het genoeg dat u ernaar keek.

    *Without any value it is enough that you had a look.*
    """
    seen = await questions.correction(work, correction_id=correction_id)
    change = _change(seen, body)
    await corrections.confirm_correction(work, correction_id=correction_id, change=change)
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


@router.post(
    "/{correction_id}/rejection", responses=refuses(NotAllowed, CorrectionNotFound, CorrectionDecided)
)
async def reject_correction(correction_id: ToReject, work: AnyWork) -> CorrectionOut:
    """Wijs een correctie af: er verandert niets. / Reject; nothing changes."""
    await corrections.reject_correction(work, correction_id=correction_id)
    return CorrectionOut.of(await questions.correction(work, correction_id=correction_id))


def _change(seen: SeenCorrection, body: ConfirmationIn) -> dict[str, Any]:
    """Read the new value as strictly as a change of the profile or dwelling itself.

    Raises
    ------
    RequestValidationError
        When the value is none that this field can have.
    """
    value = body.value if "value" in body.model_fields_set else seen.suggestion
    if value is None and "value" not in body.model_fields_set:
        return {}
    model = ClientChangeIn if seen.correction.client_id else DwellingChangeIn
    try:
        read = model.model_validate({to_camel(seen.correction.field): value})
    except ValidationError as error:
        found = [{**each, "loc": ("body", "value")} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from error
    return read.model_dump(exclude_unset=True)
