"""A proposal by hand: weigh a pair, see which rules it breaks, and set them aside with reasons."""

from dataclasses import dataclass
from uuid import UUID

from starlette.responses import Response

from matching.operations.proposals.by_hand import SetAside, propose_by_hand, weigh
from matching.pages.desk import Desk, Page, an_identity
from matching.queries import clients, dwellings, naming
from matching.queries import overrides as past
from matching.vocabulary import Purpose
from matching.work import Record

MOST = 500
"""How many clients and dwellings there are to choose from at once."""
COMPARABLE = 10
"""How many earlier overrides of the same rules are shown."""
PATH = "/desk/by-hand"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose one of.

    Attributes
    ----------
    asked
        Who was asked for, first in the list also when they are not free.
    part
        The part of a reference that the list is narrowed to.
    cut
        Whether there are more than are shown.
    """

    asked: UUID | None
    shown: list[Record]
    part: str
    cut: bool


async def show(desk: Desk) -> Response:
    """Show the choice of a pair, also to narrow its lists, and once it is made what is to be said of it."""
    asked = desk.request.query_params
    client_id, dwelling_id = an_identity(asked.get("client", "")), an_identity(asked.get("dwelling", ""))
    if client_id is None or dwelling_id is None or desk.asked("narrow"):
        return await _choose(desk, client_id, dwelling_id)
    found = await weigh(desk.work, client_id=client_id, dwelling_id=dwelling_id)
    rules = frozenset(objection.rule for objection in found.weighing.objections)
    return desk.within(found.client.region_id).draw(
        "weighing.html",
        found=found,
        names=(await naming.names_of(desk.work, region_id=found.client.region_id)).places,
        weighing=found.weighing,
        possible=all(one.overridable for one in found.weighing.objections),
        earlier=await past.past_overrides(desk.work, rules=rules, limit=COMPARABLE) if rules else [],
    )


async def _choose(desk: Desk, client_id: UUID | None, dwelling_id: UUID | None) -> Response:
    """Show whom and what there is to choose from; nobody is chosen who was not asked for."""
    work, of_client, of_dwelling = desk.work, desk.asked("clientReference"), desk.asked("dwellingReference")
    client = dwelling = None
    if client_id is not None:
        client = await clients.client(work, client_id=client_id, purpose=Purpose.LIST)
    if dwelling_id is not None:
        dwelling = await dwellings.dwelling(work, dwelling_id=dwelling_id)
    asked = client or dwelling
    here = desk.within(asked["region_id"]) if asked else desk
    region_id, most = here.region.id, MOST + 1
    waiting = await clients.free_clients(
        work, purpose=Purpose.LIST, region_id=region_id, reference=of_client, limit=most
    )
    offered = await dwellings.free_dwellings(work, region_id=region_id, reference=of_dwelling, limit=most)
    return here.draw(
        "pair.html",
        most=MOST,
        names=(await naming.names_of(work, region_id=region_id)).places,
        clients=_choice(client, of_client, waiting),
        dwellings=_choice(dwelling, of_dwelling, offered),
    )


def _choice(asked: Record | None, part: str, found: list[Record]) -> Choice:
    shown = found[:MOST]
    if asked is None:
        return Choice(None, shown, part, len(found) > MOST)
    others = [one for one in shown if one["id"] != asked["id"]]
    return Choice(asked["id"], [asked, *others], part, len(found) > MOST)


async def propose(desk: Desk) -> Response:
    """Make the proposal; every rule that it breaks needs a reason and somebody who approved."""
    form = desk.form
    client_id, dwelling_id = form.identity("client"), form.identity("dwelling")
    if client_id is None or dwelling_id is None:
        return await _choose(desk, client_id, dwelling_id)
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
