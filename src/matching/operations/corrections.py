"""Confirm or reject what a refusal said about a profile or a dwelling: only its owner does."""

from typing import Any
from uuid import UUID

from matching.actors import Role
from matching.errors import Conflict
from matching.models import Correction, Fact
from matching.operations.clients import change_client
from matching.operations.dwellings import change_dwelling
from matching.queries.corrections import correction
from matching.vocabulary import CorrectionState
from matching.work import Work


class CorrectionDecided(Conflict):
    """The correction was confirmed or rejected before."""

    dutch = "De correctie is al bevestigd of afgewezen."


async def confirm_correction(work: Work, *, correction_id: UUID, change: dict[str, Any]) -> None:
    """Put a profile or a dwelling right.

    Parameters
    ----------
    change
        The column and its new value; empty when another look was enough.

    Raises
    ------
    CorrectionNotFound
        When it does not exist, or is not the actor's.
    CorrectionDecided
        When it was decided before.
    ProfileContradicts, DwellingContradicts, ClientWithdrawn, DwellingWithdrawn, DwellingLet
        When what comes of it can't be.
    """
    work.actor.require(Role.PROVIDER, Role.CORPORATION)
    seen = (await correction(work, correction_id=correction_id)).correction
    if change and seen.client_id is not None:
        await change_client(work, client_id=seen.client_id, **change)
    if change and seen.dwelling_id is not None:
        await change_dwelling(work, dwelling_id=seen.dwelling_id, **change)
    await _decide(work, correction_id, CorrectionState.CONFIRMED, Fact.CORRECTION_CONFIRMED)


async def reject_correction(work: Work, *, correction_id: UUID) -> None:
    """Leave a profile or a dwelling as it is.

    Raises
    ------
    CorrectionNotFound, CorrectionDecided
        As in `confirm_correction`.
    """
    work.actor.require(Role.PROVIDER, Role.CORPORATION)
    await correction(work, correction_id=correction_id)
    await _decide(work, correction_id, CorrectionState.REJECTED, Fact.CORRECTION_REJECTED)


async def _decide(work: Work, correction_id: UUID, state: CorrectionState, fact: Fact) -> None:
    """Lock the correction, after the client or the dwelling, and close it."""
    found = await work.session.get_one(
        Correction, correction_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if found.state is not CorrectionState.OPEN:
        raise CorrectionDecided(f"It is {found.state.value}.", f"De stand is '{found.state.dutch}'.")
    found.state = state
    found.decided_at = found.modified_at = work.at
    work.record(fact, found.id, region_id=found.region_id, parties=[work.actor.organisation])
    await work.session.flush()
