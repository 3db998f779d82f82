"""Do many things, each in a transaction of its own: what breaks one holds up none of the others."""

from collections.abc import Awaitable, Iterable

from matching.database import DatabaseAway


async def one_by_one(doings: Iterable[Awaitable[bool]]) -> int:
    """Do each in turn, and return how many were still to be done.

    Raises
    ------
    DatabaseAway
        At once: nothing after it would do better.
    ExceptionGroup
        At the end, with everything else that broke.
    """
    done, broken = 0, []
    for doing in doings:
        try:
            done += await doing
        except DatabaseAway:
            raise
        except Exception as error:
            broken.append(error)
    if broken:
        raise ExceptionGroup(f"{len(broken)} of them broke", broken)
    return done
