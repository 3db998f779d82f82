"""A proposal by hand: weigh a pair, see which rules it breaks, and set them aside with reasons."""

from uuid import UUID

from starlette.responses import Response

from matching.models import ClientState, DwellingState
from matching.operations.proposals.by_hand import SetAside, propose_by_hand, weigh
from matching.pages.desk import Desk, Page, an_identity
from matching.queries import board, clients, dwellings, naming
from matching.queries import overrides as past
from matching.vocabulary import Purpose

MOST = 500
"""How many clients and dwellings there are to choose from."""
COMPARABLE = 10
"""How many earlier overrides of the same rules are shown."""
PATH = "/desk/by-hand"


async def show(desk: Desk) -> Response:
    """Show the choice of a pair, and once it is made what is to be said of it."""
    asked = desk.request.query_params
    client_id, dwelling_id = an_identity(asked.get("client", "")), an_identity(asked.get("dwelling", ""))
    if client_id is None or dwelling_id is None:
        return await _choose(desk, client_id)
    found = await weigh(desk.work, client_id=client_id, dwelling_id=dwelling_id)
    rules = frozenset(objection.rule for objection in found.weighing.objections)
    return desk.draw(
        "weighing.html",
        found=found,
        names=(await naming.names_of(desk.work, region_id=found.client.region_id)).places,
        weighing=found.weighing,
        possible=all(one.overridable for one in found.weighing.objections),
        earlier=await past.past_overrides(desk.work, rules=rules, limit=COMPARABLE) if rules else [],
    )


async def _choose(desk: Desk, client_id: UUID | None) -> Response:
    """Show whom and what there is to choose from; a dwelling of several places may have a proposal already."""
    work, region_id = desk.work, desk.region.id
    waiting = await clients.visible_clients(
        work, purpose=Purpose.LIST, region_id=region_id, state=ClientState.WAITING, limit=MOST
    )
    offered = await dwellings.visible_dwellings(
        work, region_id=region_id, state=DwellingState.OFFERED, limit=MOST
    )
    taken = await board.taken(work, among=[one["id"] for one in (*waiting, *offered)])
    return desk.draw(
        "pair.html",
        client_id=client_id,
        names=(await naming.names_of(work, region_id=region_id)).places,
        clients=[one for one in waiting if one["id"] not in taken],
        dwellings=[one for one in offered if one["id"] not in taken or one["capacity"] > 1],
    )


async def propose(desk: Desk) -> Response:
    """Make the proposal; every rule that it breaks needs a reason and somebody who approved."""
    form = desk.form
    client_id, dwelling_id = form.identity("client"), form.identity("dwelling")
    if client_id is None or dwelling_id is None:
        return desk.go(PATH)
    found = await weigh(desk.work, client_id=client_id, dwelling_id=dwelling_id)
    rules = [one.rule for one in found.weighing.objections if one.overridable]
    reasons, approvals = (_fields(rules, name) for name in ("reason", "approved"))
    told = form.texts(
        dict.fromkeys(reasons, (10, 500)) | dict.fromkeys(approvals, (2, 80)) | {"note": (0, 500)}
    )
    proposal_id = await propose_by_hand(
        desk.work,
        client_id=client_id,
        dwelling_id=dwelling_id,
        decided_by=desk.person,
        note=told["note"] or None,
        set_aside=[SetAside(rule, told[f"reason-{rule}"], told[f"approved-{rule}"]) for rule in rules],
    )
    return desk.go(f"/desk/proposals/{proposal_id}")


def _fields(rules: list[str], name: str) -> list[str]:
    return [f"{name}-{rule}" for rule in rules]


PAGES = (Page(PATH, show), Page(PATH, propose, "POST"))
