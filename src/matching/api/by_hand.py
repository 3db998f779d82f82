"""The coordinator's hand: weigh a pair, propose it, lay something down for the next runs."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import Field

from matching import examples
from matching.api.by_hand_schemas import (
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
from matching.operations.pair_directives import DirectiveLifted, PairNotFound
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
    UUID, Path(description="Kenmerk van de aanwijzing. / Identity.", examples=[examples.DIRECTIVE_TO_LIFT])
]


class OnlyByPeople(Unprocessable):
    """A coordinator can force or forbid a pair; that it was declined follows from a refusal."""

    dutch = "Een coördinator kan een paar vastleggen of uitsluiten; een weigering legt zichzelf vast."


@weighings_router.post(
    "", responses=refuses(NotAllowed, PairNotFound, PairNotMatching, PairTaken, NoCovenant)
)
async def weigh_pair(body: PairIn, work: CoordinatorWork) -> PairWeighingOut:
    """Weeg een paar: welke regel het breekt, waarop te letten, waarom het goed kan zijn. / Weigh a pair.

    Er wordt niets opgeslagen. Bij regels die eerder opzij zijn gezet staat hoe dat afliep.

    *Nothing is stored. Earlier overrides of the same rules are shown with how they ended.*
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
    """Doe met de hand een voorstel. / Propose by hand.

    Een zachte regel wordt een opmerking. Een harde regel gaat alleen opzij met regel, reden en wie het
    goedkeurde; toestemming, een geheim adres en mensen die uit elkaar moeten blijven gaan nooit opzij.

    *A soft rule becomes a remark; a hard one is set aside only with rule, reason and approver, some never.*
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
    region: Annotated[str | None, Query(description="Regio. / Region.", examples=["parkstad"])] = None,
    rule: Annotated[
        list[Annotated[str, Field(max_length=40)]] | None,
        Query(description="Alleen deze regels. / Only these rules.", examples=[["rent"]]),
    ] = None,
) -> OverrideListOut:
    """Toon welke harde regels opzij zijn gezet, en hoe dat afliep; de nieuwste eerst. / Overrides."""
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
    kind: Annotated[DirectiveKind | None, Query(description="Soort. / Kind.", examples=["declined"])] = None,
    client: Annotated[UUID | None, Query(description="Van deze kandidaat. / Of this client.")] = None,
) -> PairDirectiveListOut:
    """Toon welke paren zijn vastgelegd, uitgesloten of eerder geweigerd. / Pairs forced, forbidden, declined."""
    found = await questions.pair_directives(
        work, kind=kind, client_id=client, after=page.after_id, limit=page.limit
    )
    return PairDirectiveListOut(
        items=[PairDirectiveOut.of(row) for row in found], next=page.next_id([row[0].id for row in found])
    )


@directives_router.post(
    "", status_code=201, responses=refuses(NotAllowed, PairNotFound, OnlyByPeople, PersonalReason)
)
async def direct_pair(body: PairDirectiveIn, work: CoordinatorWork) -> PairDirectiveOut:
    """Leg een paar vast voor de volgende ronde, of sluit het uit. / Force a pair, or forbid it.

    Een vastgelegd paar gaat voor waar het elke regel houdt; een ronde breekt er geen regel voor. Wat er voor
    dit paar al gold, vervalt.

    *A forced pair goes first where it keeps every rule; no run breaks a rule for it.*
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
async def lift_pair_directive(directive_id: DirectiveToLift, work: CoordinatorWork) -> PairDirectiveOut:
    """Hef een aanwijzing op, ook die na een weigering. / Lift a directive, a bar after a decline too."""
    await pair_directives.lift_directive(work, directive_id=directive_id)
    return PairDirectiveOut.of(await questions.pair_directive(work, directive_id=directive_id))
