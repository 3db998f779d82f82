"""What follows from a refusal: the pair is barred for a while, and what turned out wrong may be put right."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from matching.errors import Fault, Unprocessable
from matching.models import Client, Correction, Dwelling, Fact, Proposal
from matching.operations.pair_directives import bar_refused
from matching.vocabulary import CorrectionState, DeclineReason, IncomeBand, Need, Side
from matching.work import Work
from matching.workflow.reasons import CATALOGUE


class ReasonDoesNotFit(Unprocessable):
    """The reason is not for the party that declines."""

    dutch = "Deze reden is niet voor de partij die weigert."


def refuse_misfit(reason: DeclineReason, side: Side) -> None:
    """Refuse a reason that the catalogue gives to others.

    Raises
    ------
    ReasonDoesNotFit
        Names the reasons that do fit.
    """
    if side in CATALOGUE[reason].sides:
        return
    fitting = ", ".join(one.value for one, told in CATALOGUE.items() if side in told.sides)
    english = f"A {side.value} can give these: {fitting}."
    dutch = f"Een {side.dutch} kan kiezen uit: {fitting}."
    raise ReasonDoesNotFit(english, dutch, [Fault("reason", "reason-of-others", english, dutch)])


async def follow_up(work: Work, proposal: Proposal, *, reason: DeclineReason) -> None:
    """Bar the pair as the catalogue and the covenant say, and propose what may have to be corrected."""
    told = CATALOGUE[reason]
    await bar_refused(work, proposal, reason=reason)
    client = await work.session.get_one(Client, proposal.client_id)
    dwelling = await work.session.get_one(Dwelling, proposal.dwelling_id)
    if told.reconsider:
        value = SUGGESTIONS.get((reason, told.reconsider), _nothing)(client, dwelling)
        correction = _correction(work, proposal, reason, told.reconsider)
        correction.client_id = client.id
        correction.suggestion = None if value is None else {"value": value}
        _propose(work, correction, to=client.provider_id)
    if told.recheck:
        correction = _correction(work, proposal, reason, told.recheck)
        correction.dwelling_id = dwelling.id
        _propose(work, correction, to=dwelling.corporation_id)


def _correction(work: Work, proposal: Proposal, reason: DeclineReason, field: str) -> Correction:
    return Correction(
        **work.stamp(),
        region_id=proposal.region_id,
        proposal_id=proposal.id,
        field=field,
        reason=reason,
        state=CorrectionState.OPEN,
    )


def _propose(work: Work, correction: Correction, *, to: UUID) -> None:
    """Ask the owner of a profile or a dwelling to look at it."""
    work.session.add(correction)
    work.record(
        Fact.CORRECTION_PROPOSED,
        correction.id,
        region_id=correction.region_id,
        parties=[to],
        proposal=str(correction.proposal_id),
    )


Suggest = Callable[[Client, Dwelling], Any]


def _nothing(_client: Client, _dwelling: Dwelling) -> None:
    return None


def _below_this_rent(_client: Client, dwelling: Dwelling) -> int | None:
    return None if dwelling.rent is None else max(0, dwelling.rent + dwelling.service_costs - 1)


def _one_more_bedroom(_client: Client, dwelling: Dwelling) -> int | None:
    return None if dwelling.bedrooms is None else dwelling.bedrooms + 1


def _not_there(client: Client, dwelling: Dwelling) -> list[str]:
    return sorted({*client.excluded_areas, dwelling.neighbourhood_code})


def _a_band_higher(client: Client, _dwelling: Dwelling) -> str | None:
    bands = list(IncomeBand)
    if client.income_band in (None, bands[-1]):
        return None
    return bands[bands.index(client.income_band) + 1].value


def _must(_client: Client, _dwelling: Dwelling) -> str:
    return Need.MUST.value


_R = DeclineReason
SUGGESTIONS: Mapping[tuple[DeclineReason, str], Suggest] = {
    (_R.RENT_TOO_HIGH, "maximum_rent"): _below_this_rent,
    (_R.TOO_FEW_BEDROOMS, "bedrooms"): _one_more_bedroom,
    (_R.TOO_MUCH_STIMULUS, "low_stimulus"): _must,
    (_R.UNSAFE_LOCATION, "excluded_areas"): _not_there,
    (_R.INCOME_TOO_HIGH, "income_band"): _a_band_higher,
}
"""What a refusal lets us guess about a profile; other refusals ask for a second look only."""
