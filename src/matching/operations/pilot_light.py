"""Hold a placement while something is written down about it."""

from uuid import UUID

from matching.queries.pilot_light import Around, around
from matching.work import Work


async def lock_placement(work: Work, placement_id: UUID) -> Around:
    """Lock a placement that concerns the actor; what is written about it is written after this.

    Raises
    ------
    PlacementNotFound
        When it does not exist, or does not concern the actor.
    """
    found = await around(work, placement_id=placement_id)
    await work.session.refresh(found.placement, with_for_update={"key_share": True})
    return found
