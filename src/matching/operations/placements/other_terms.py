"""A lease that begins in another term counts there: hold it against what that term agrees on numbers."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from matching.errors import Fault
from matching.models import Client, CovenantVersion, Dwelling
from matching.operations.instances import take_pair
from matching.operations.regions import lock_region, lock_region_at_once
from matching.queries import covenants
from matching.queries.agreements import Agreement
from matching.queries.covenants import NoCovenant
from matching.queries.usage import occupies, usage
from matching.solver import full_numbers
from matching.work import Work


async def lock_for_other_term(work: Work, *, region_id: UUID, counted_on: date, starts_on: date) -> None:
    """Lock a region where a lease would count in another term; before its client, its dwelling and itself.

    The caller looks past what the actor may see. In the same term it takes nothing that it does not have already.

    Parameters
    ----------
    counted_on
        A day of the term in which the pair counts already.
    """
    if await _other_term(work, region_id, counted_on, starts_on) is not None:
        await lock_region(work, region_id)


async def faults_in_other_term(
    work: Work, *, client: Client, dwelling: Dwelling, origin: str | None, counted_on: date, starts_on: date
) -> list[Fault]:
    """Name why a lease can't begin on a day: it would count in another term, and that is full.

    The caller asked for `lock_for_other_term`, holds the pair, and looks past what the actor may see. Where nothing is
    agreed yet nothing is full.

    Parameters
    ----------
    origin
        Where the client comes from, as the lease counts that.
    counted_on
        A day of the term in which the pair counts already.

    Raises
    ------
    DatabaseAway
        When the lease was moved since the region was asked for, and others have that.
    """
    there = await _other_term(work, client.region_id, counted_on, starts_on)
    if there is None:
        return []
    await lock_region_at_once(work, client.region_id)
    agreement = await covenants.agreement(work, version_id=there.id)
    used = await usage(work, agreement=agreement, of=occupies())
    person = _coming_from(origin, client)
    instance = await take_pair(work, client=person, dwelling=dwelling, wording=agreement.wording, used=used)
    full = full_numbers(instance, client=str(client.id), dwelling=str(dwelling.id))
    return [_told(agreement, starts_on)] if full else []


async def _other_term(
    work: Work, region_id: UUID, counted_on: date, starts_on: date
) -> CovenantVersion | None:
    """Return what holds on the day a lease begins, where that is of another term than the one that counts its pair."""
    there = await _version_on(work, region_id, starts_on)
    here = await _version_on(work, region_id, counted_on)
    if there is None or (here is not None and here.covenant_id == there.covenant_id):
        return None
    return there


async def _version_on(work: Work, region_id: UUID, day: date) -> CovenantVersion | None:
    try:
        return await covenants.covenant_on(work, region_id=region_id, on=day)
    except NoCovenant:
        return None


def _coming_from(origin: str | None, client: Client) -> Any:
    """Return the values of a client, with another origin: the client's own is not to be changed."""
    values = {column.key: getattr(client, column.key) for column in Client.__table__.columns}
    return SimpleNamespace(**values | {"origin": origin})


def _told(agreement: Agreement, day: date) -> Fault:
    """Tell that a term is full, and not of what: that could tell a landlord where somebody comes from."""
    return Fault(
        "startsOn",
        "other-term-full",
        f"{day} lies in the term of {agreement.name}, which has no room for this lease any more.",
        f"{day} ligt in de looptijd van {agreement.name}, waarin voor deze huur geen ruimte meer is.",
    )
