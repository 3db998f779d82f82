"""Build the demo in one transaction: all of it stands, or none of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from matching.actors import OPERATOR, Actor, Role
from matching.demo import places
from matching.demo.agreements import agree
from matching.demo.care import HOUSES, cover, open_houses
from matching.demo.decisions import decide
from matching.demo.forgetting import leave
from matching.demo.homes import offer_homes
from matching.demo.numbers import acting, numbered
from matching.demo.organisations import PLAYERS, register_players
from matching.demo.people import refer_people
from matching.demo.pilot_light import LIVED_FOR, keep_watch
from matching.demo.tenancies import move_in
from matching.errors import Conflict
from matching.examples import (
    COORDINATOR,
    CORPORATION,
    MUNICIPALITY,
    OTHER_REGION,
    OTHER_REGION_ID,
    PROVIDER,
    REGION,
    REGION_ID,
    RUN,
    RUN_TO_CANCEL,
    WEBHOOK_ENDPOINT,
)
from matching.models import MatchingRun, Organisation, Region, RentLimits
from matching.operations import areas, keys, rent_limits, runs, webhooks
from matching.operations.regions import make_region
from matching.queries.regions import region
from matching.work import Work, Workshop

Tell = Callable[[str], None]
KEY_LABEL = "demo"
SEED, TIME_LIMIT = 1, 60


class DatabaseIsNotADemo(Conflict):
    """The database holds regions that are not the demo's."""

    dutch = "Deze database bevat regio's die niet van de demo zijn."


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A key to try the service with."""

    role: Role
    organisation: str
    secret: str


async def is_built(work: Work) -> bool:
    """Tell whether the demo stands in this database.

    Raises
    ------
    DatabaseIsNotADemo
        When the database holds regions, and not the demo's.
    """
    rows = await work.session.execute(select(Region.id, Region.slug))
    found = {identity: slug for identity, slug in rows}  # noqa: C416 - a row is no tuple to the type checker
    if UUID(REGION_ID) in found:
        return True
    if found:
        names = ", ".join(sorted(found.values()))
        raise DatabaseIsNotADemo(
            f"This database holds regions already ({names}); give the demo an empty one.",
            f"Deze database bevat al regio's ({names}); geef de demo een lege.",
        )
    return False


async def build(workshop: Workshop, *, tell: Tell) -> None:
    """Build the demo in an empty database.

    Parameters
    ----------
    tell
        Told what is being built.
    """
    async with workshop.open() as whole:
        work = replace(whole, actor=OPERATOR)  # who plays everybody stands behind nobody's wall
        today = work.at.date()
        tell("De kaart: zeven gemeenten, verzonnen wijken en buurten")
        await areas.import_geojson(work, geojson=places.geojson(), year=places.YEAR)
        await _know_rent_limits(work, today)
        regions = await _make_regions(work)
        tell(f"{len(PLAYERS)} organisaties, {len(HOUSES)} voorzieningen")
        await register_players(work, regions=regions)
        await open_houses(work, region=regions[REGION], today=today)
        await cover(work, region=regions[REGION])
        tell("Het uitstroomconvenant")
        await agree(work, region=regions[REGION], today=today)
        tell("De woningen en de kandidaten")
        await offer_homes(work, today=today)
        await refer_people(work, today=today)
        tell("Voorstellen waar mensen al mee bezig zijn, en de eerste plaatsingen")
        await decide(work, today=today)
        await move_in(work, today=today)
        await keep_watch(work)
        await leave(work)
        await _call_off_a_run(work, regions[REGION])
        await _know_webhook_endpoints(work)


async def _make_regions(work: Work) -> dict[str, Region]:
    made = (
        (REGION_ID, REGION, "Parkstad (fictief)", places.PARKSTAD),
        (OTHER_REGION_ID, OTHER_REGION, "Voorbeeldland (fictief)", places.VOORBEELDLAND),
    )
    return {
        slug: await make_region(
            numbered(work, actor=OPERATOR, first=int(identity[-12:])),
            slug=slug,
            name=name,
            municipalities=places.codes(towns),
        )
        for identity, slug, name, towns in made
    }


async def _know_rent_limits(work: Work, today: date) -> None:
    """Carry the last known rent limits on, so that every dwelling of the demo has some."""
    known = list(await work.session.scalars(select(RentLimits).order_by(RentLimits.valid_from)))
    for year in sorted({(today - LIVED_FOR).year, today.year, today.year + 1}):
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
        if any(one.valid_from < end and one.valid_until > first for one in known):
            continue
        amounts = {
            column.key: getattr(known[-1], column.key)
            for column in RentLimits.__table__.columns
            if column.key not in ("valid_from", "valid_until", "source")
        }
        limits = RentLimits(
            valid_from=first,
            valid_until=end,
            source=f"Verzonnen voor de demo: {known[-1].valid_from.year} doorgetrokken",
            **amounts,
        )
        known.append(await rent_limits.set_rent_limits(work, limits=limits))


async def _call_off_a_run(work: Work, where: Region) -> None:
    """Ask for a run and call it off again, for the example of a cancellation."""
    mine = numbered(work, actor=desk(), first=int(RUN_TO_CANCEL[-12:]))
    run = await runs.request_run(mine, region=where, seed=SEED, time_limit=TIME_LIMIT)
    await runs.cancel_run(mine, run_id=run.id)


async def _know_webhook_endpoints(work: Work) -> None:
    """Register endpoints for the examples, and switch them off at once: a demo calls nobody."""
    mine = numbered(work, actor=desk(), first=int(WEBHOOK_ENDPOINT[-12:]))
    for what in ("koppeling van het voorbeeld", "oude koppeling, mag weg"):
        made = await webhooks.register_endpoint(
            mine, url="https://example.org/matchingspunt", description=what, facts=(), private=False
        )
        await webhooks.change_endpoint(mine, endpoint_id=made.id, enabled=False, private=False)


async def request_run(workshop: Workshop) -> UUID:
    """Ask for a matching run; the first one of a demo has the identity of the examples.

    A demo that was killed may have left one that a worker takes up again: then that is it.
    """
    async with workshop.open(desk()) as work:
        going_on = (
            select(MatchingRun.id)
            .join(Region)
            .where(Region.slug == REGION, MatchingRun.finished_at.is_(None))
        )
        left = await work.session.scalar(going_on)
        if left is not None:
            return left
        first = await work.session.get(MatchingRun, UUID(RUN)) is None
        mine = numbered(work, actor=work.actor, first=int(RUN[-12:])) if first else work
        where = await region(mine, slug=REGION)
        return (await runs.request_run(mine, region=where, seed=SEED, time_limit=TIME_LIMIT)).id


def desk() -> Actor:
    """Return the demo's coordinator."""
    return acting(Role.COORDINATOR, COORDINATOR)


async def make_keys(workshop: Workshop) -> list[DemoKey]:
    """Make a key for the operator and for one organisation of each kind."""
    async with workshop.open(OPERATOR) as work:
        made = [
            DemoKey(
                Role.OPERATOR, "—", (await keys.make_key(work, organisation=None, label=KEY_LABEL)).secret
            )
        ]
        for identity in (COORDINATOR, CORPORATION, PROVIDER, MUNICIPALITY):
            holder = await work.session.get_one(Organisation, UUID(identity))
            given = await keys.make_key(work, organisation=holder, label=KEY_LABEL)
            made.append(DemoKey(Role(holder.kind.value), holder.name, given.secret))
        return made
