"""The coordinator's hand: weigh a pair, propose it, lay something down for the next runs."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from matching import examples
from matching.api.by_hand_schemas import (
    LiftedDirectiveOut,
    ObjectionOut,
    OverrideListOut,
    OverrideOut,
    PairDirectiveIn,
    PairDirectiveListOut,
    PairDirectiveOut,
    PairIn,
    PairWeighingOut,
    ProposalIn,
)
from matching.api.dependencies import CoordinatorWork
from matching.api.listing import APage
from matching.api.problems import refuses
from matching.api.proposal_schemas import ProposalDetailOut, ReasonsOut
from matching.api.proposals import whole_proposal
from matching.api.routing import open_router
from matching.api.run_schemas import SentenceOut
from matching.errors import Fault, NotAllowed, Unprocessable
from matching.operations import pair_directives
from matching.operations.pair_directives import DirectiveLifted, DirectiveOver, PairBarred, PairNotFound
from matching.operations.personal_traces import PersonalReason
from matching.operations.proposals.by_hand import (
    HardRuleBroken,
    PairNotMatching,
    PairTaken,
    propose_by_hand,
    weigh,
)
from matching.queries import overrides as past
from matching.queries import pair_directives as questions
from matching.queries import regions as regions_asked
from matching.queries.covenants import NoCovenant
from matching.queries.pair_directives import DirectiveNotFound
from matching.queries.regions import RegionNotFound
from matching.vocabulary import DirectiveKind

proposals_router = open_router("/proposals", tag="proposals")
weighings_router = open_router("/pair-weighings", tag="proposals")
overrides_router = open_router("/overrides", tag="proposals")
directives_router = open_router("/pair-directives", tag="matching-runs")

COMPARABLE = 10
"""How many earlier overrides of the same rules are shown."""

DirectiveToLift = Annotated[
    UUID, Path(description="Identity of the directive.", examples=[examples.DIRECTIVE_TO_LIFT])
]


class OnlyByPeople(Unprocessable):
    """A coordinator can force or forbid a pair; that it was declined follows from a refusal."""

    dutch = "Een coördinator kan een paar vastleggen of uitsluiten; een weigering legt zichzelf vast."


@weighings_router.post(
    "", responses=refuses(NotAllowed, PairNotFound, PairNotMatching, PairTaken, NoCovenant)
)
async def weigh_pair(body: PairIn, work: CoordinatorWork) -> PairWeighingOut:
    """Weigh a pair: which rule it breaks, what to mind, why it may be good.

    Nothing is stored. Rules that were set aside before are shown with how that ended.
    """
    found = await weigh(work, client_id=body.client, dwelling_id=body.dwelling)
    weighing = found.weighing
    rules = frozenset(objection.rule for objection in weighing.objections)
    earlier = await past.past_overrides(work, rules=rules, limit=COMPARABLE) if rules else []
    return PairWeighingOut(
        client=body.client,
        dwelling=body.dwelling,
        proposable=not weighing.objections,
        objections=[ObjectionOut.model_validate(one) for one in weighing.objections],
        remarks=[SentenceOut.model_validate(one) for one in weighing.remarks],
        reasons=ReasonsOut.model_validate(weighing.reasons),
        suitability=weighing.reasons.suitability,
        comparable=[OverrideOut.of(one) for one in earlier],
    )


@proposals_router.post(
    "",
    status_code=201,
    responses=refuses(
        NotAllowed, PairNotFound, PairNotMatching, PairTaken, NoCovenant, HardRuleBroken, PersonalReason
    ),
)
async def make_proposal(body: ProposalIn, work: CoordinatorWork, response: Response) -> ProposalDetailOut:
    """Make a proposal by hand.

    A soft rule becomes a remark. A hard rule is set aside only with the rule, a reason and who approved it;
    consent, a secret address and people who must be kept apart are never set aside.
    """
    proposal_id = await propose_by_hand(
        work,
        client_id=body.client,
        dwelling_id=body.dwelling,
        decided_by=body.decided_by,
        note=body.note,
        set_aside=[one.term() for one in body.overrides],
    )
    response.headers["Location"] = f"/v1/proposals/{proposal_id}"
    return await whole_proposal(work, proposal_id)


@overrides_router.get("", responses=refuses(NotAllowed, RegionNotFound))
async def list_overrides(
    work: CoordinatorWork,
    page: APage,
    region: Annotated[str | None, Query(description="Region.", examples=["parkstad"])] = None,
    rule: Annotated[
        list[Annotated[str, Field(max_length=40)]] | None,
        Query(description="Only these rules.", examples=[["rent"]]),
    ] = None,
) -> OverrideListOut:
    """Show which hard rules were set aside, and how that ended; the newest first."""
    region_id = (await regions_asked.region(work, slug=region)).id if region else None
    found = await past.past_overrides(
        work, region_id=region_id, rules=frozenset(rule or ()), before=page.after_id, limit=page.limit
    )
    return OverrideListOut(
        items=[OverrideOut.of(one) for one in found], next=page.next_id([one.override.id for one in found])
    )


@directives_router.get("", responses=refuses(NotAllowed))
async def list_pair_directives(
    work: CoordinatorWork,
    page: APage,
    kind: Annotated[DirectiveKind | None, Query(description="Kind.", examples=["declined"])] = None,
    client: Annotated[UUID | None, Query(description="Of this client.")] = None,
) -> PairDirectiveListOut:
    """Show which pairs are forced, forbidden or were declined before."""
    found = await questions.pair_directives(
        work, kind=kind, client_id=client, after=page.after_id, limit=page.limit
    )
    return PairDirectiveListOut(
        items=[PairDirectiveOut.of(row) for row in found], next=page.next_id([row[0].id for row in found])
    )


@directives_router.post(
    "",
    status_code=201,
    responses=refuses(NotAllowed, PairNotFound, OnlyByPeople, DirectiveOver, PairBarred, PersonalReason),
)
async def direct_pair(body: PairDirectiveIn, work: CoordinatorWork) -> PairDirectiveOut:
    """Force a pair in the next run, or forbid it.

    A forced pair goes first where it keeps every rule; no run breaks a rule for it. A pair that
    is barred, after a decline too, is not forced or barred for a shorter time until that is lifted.
    """
    if body.kind is DirectiveKind.DECLINED:
        english, dutch = "Choose forced or forbidden.", "Kies forced of forbidden."
        raise OnlyByPeople(english, dutch, [Fault("kind", "only-by-people", english, dutch)])
    made = await pair_directives.direct_pair(
        work,
        client_id=body.client,
        dwelling_id=body.dwelling,
        kind=body.kind,
        until=body.until,
        reason=body.reason,
    )
    return PairDirectiveOut.of(await questions.pair_directive(work, directive_id=made.id))


@directives_router.post(
    "/{directive_id}/lifting", responses=refuses(NotAllowed, DirectiveNotFound, DirectiveLifted)
)
async def lift_pair_directive(directive_id: DirectiveToLift, work: CoordinatorWork) -> LiftedDirectiveOut:
    """Lift a directive, also the one after a decline.

    A refusal whose bar gave way to a longer one bars the pair again, for what is left of it: `barredUntil` tells.
    """
    bar = await pair_directives.lift_directive(work, directive_id=directive_id)
    lifted = PairDirectiveOut.of(await questions.pair_directive(work, directive_id=directive_id))
    return LiftedDirectiveOut(**dict(lifted), barred_until=bar.until if bar else None)
