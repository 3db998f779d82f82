"""The town that is attacked: one region where people live their lives, one where runs are made."""

from datetime import date
from decimal import Decimal
from typing import Any

from conftest import NEIGHBOURHOODS, Town, build_town
from faults.people import Cast
from matching.actors import OPERATOR
from matching.models import Fact, Organisation, Region
from matching.operations import keys, organisations, webhooks
from matching.operations.covenants import make_covenant
from matching.queries.agreements import CommitmentTerm, LoadCapTerm, PartyTerm, QuotaTerm, Wording
from matching.settings import Settings
from matching.vocabulary import OrganisationKind
from matching.work import Work, Workshop
from matching.workplace import open_workshop
from matching_town import a_covenant, later_rent_limits, people_and_homes

FREE, CAPPED = NEIGHBOURHOODS[4:6]
HEARD = (Fact.PROPOSAL_RELEASED, Fact.PROPOSAL_ACCEPTED, Fact.PLACEMENT_PREPARED)
"""What is sent to the webhook: a few messages for each life."""


async def build(url: str, *, ear: str, clients: int, dwellings: int) -> Cast:
    """Fill an empty database, and return everybody's keys.

    Parameters
    ----------
    ear
        Where messages go.
    clients, dwellings
        What a run has to match.
    """
    async with open_workshop(Settings(pool_size=4), url=url) as workshop:
        town = await build_town(workshop)
        await later_rent_limits(workshop)
        await a_covenant(workshop, town, maximum=10_000, points=9_000)
        await people_and_homes(workshop, town, clients=clients, dwellings=dwellings)
        corporation, provider = await _newcomers(workshop, town.elsewhere)
        await _agree(workshop, town, corporation, provider)
        async with workshop.open(town.actor(town.stranger)) as work:
            await webhooks.register_endpoint(
                work, url=ear, description=None, facts=[fact.value for fact in HEARD], private=True
            )
        async with workshop.open(OPERATOR) as work:
            return Cast(
                coordinator=await _key(work, town.stranger),
                provider=await _key(work, provider),
                corporation=await _key(work, corporation),
                desk=await _key(work, town.coordinator),
                free=FREE,
                capped=CAPPED,
            )


async def _key(work: Work, organisation: Organisation) -> str:
    return (await keys.make_key(work, organisation=organisation, label="fault")).secret


async def _newcomers(workshop: Workshop, region: Region) -> tuple[Organisation, Organisation]:
    shared: dict[str, Any] = {"municipality": None, "regions": [region]}
    async with workshop.open(OPERATOR) as work:
        register = organisations.register_organisation
        kind = OrganisationKind
        return (
            await register(work, kind=kind.CORPORATION, name="Elderswonen", **shared),
            await register(work, kind=kind.PROVIDER, name="Elderszorg", **shared),
        )


async def _agree(workshop: Workshop, town: Town, corporation: Organisation, provider: Organisation) -> None:
    """Agree on much room everywhere, and hardly any in one neighbourhood."""
    year = workshop.clock().year
    since = date(year, 1, 1)
    async with workshop.open(town.actor(town.stranger)) as work:
        await make_covenant(
            work,
            region=town.elsewhere,
            name="Convenant elders",
            term_from=since,
            term_until=date(year + 2, 1, 1),
            reason="Vastgesteld.",
            wording=Wording(
                parties=tuple(PartyTerm(one.id, since) for one in (corporation, provider)),
                quotas=(QuotaTerm("GM9003", target_share=Decimal(100), maximum=100_000),),
                commitments=(CommitmentTerm(corporation.id, 100_000),),
                load_caps=(LoadCapTerm(CAPPED, since, Decimal(2), "Afgesproken."),),
            ),
        )
