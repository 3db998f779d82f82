"""A unit of work whose new rows are numbered, so that the demo has the same identities on every machine."""

from dataclasses import dataclass
from uuid import UUID

from matching.actors import Actor, Role
from matching.examples import REGION_ID, demo_id
from matching.work import Work


@dataclass(slots=True)
class NumberedWork(Work):
    """A `Work` that gives out the demo's identities, counting up from `number`."""

    number: int = 0

    def new_id(self) -> UUID:
        """Return the next identity of the demo."""
        given = UUID(demo_id(self.number))
        self.number += 1
        return given


def numbered(work: Work, *, actor: Actor, first: int = 0) -> NumberedWork:
    """Return a unit of work in the same transaction, of another actor, whose rows are numbered from `first`."""
    return NumberedWork(work.session, actor, work.at, work.queue, number=first)


def acting(role: Role, organisation: str, *, region: str = REGION_ID) -> Actor:
    """Return the actor of an organisation of the demo."""
    return Actor(role, UUID(organisation), frozenset({UUID(region)}))
