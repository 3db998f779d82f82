"""Hold a pair again, at each step towards a home, against the rules that no reason sets aside."""

from sqlalchemy import and_

from matching.errors import Conflict
from matching.models import Client, Dwelling, Proposal
from matching.operations.instances import take_pair
from matching.queries.agreements import Wording
from matching.queries.usage import Usage, residents, stands
from matching.solver import Objection, never_set_aside
from matching.work import Crossing, Work


class PairRuledOut(Conflict):
    """The pair breaks a rule that is never set aside; withdraw or decline the proposal."""

    dutch = "Het paar breekt een regel die nooit opzij gaat; trek het voorstel in of weiger het."


async def refuse_ruled_out(work: Work, proposal: Proposal) -> None:
    """Refuse to go on with a pair that breaks, by now, what is never set aside.

    Raises
    ------
    PairRuledOut
        Says no more than who proposes by hand hears: of areas and of who is kept apart, nothing.
    """
    async with work.across(Crossing.RULED_OUT):
        broken = await _broken(work, proposal)
    if broken:
        raise PairRuledOut(broken[0].english, broken[0].dutch)


async def _broken(work: Work, proposal: Proposal) -> tuple[Objection, ...]:
    client = await work.session.get_one(Client, proposal.client_id)
    dwelling = await work.session.get_one(Dwelling, proposal.dwelling_id)
    used = Usage()
    if client.keep_apart:
        others = and_(stands(), Proposal.id != proposal.id)  # what nobody took up may end with the next run
        used.residents = await residents(work, region_id=proposal.region_id, of=others)
    instance = await take_pair(work, client=client, dwelling=dwelling, wording=Wording(), used=used)
    return never_set_aside(instance, client=str(client.id), dwelling=str(dwelling.id))
