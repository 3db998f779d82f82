"""Which revision of a thing a change was made for."""

from dataclasses import dataclass

from matching.errors import PreconditionFailed


class ResourceMovedOn(PreconditionFailed):
    """It was changed since you looked at it."""

    dutch = "Het is gewijzigd sinds u het bekeek."


@dataclass(frozen=True, slots=True)
class Expected:
    """What a change may find, by the tags of the states it was made for; None: whatever is there."""

    tags: frozenset[str] | None

    def require(self, tag: object) -> None:
        """Refuse a state that the change was not made for; ask this once the row is locked.

        Parameters
        ----------
        tag
            Of the state that is there: mostly the row's revision.

        Raises
        ------
        ResourceMovedOn
            When it is another.
        """
        if self.tags is not None and str(tag) not in self.tags:
            raise ResourceMovedOn(
                "Get it again, look at what changed, and send its new ETag.",
                "Haal het opnieuw op, kijk wat er is gewijzigd, en stuur de nieuwe ETag mee.",
            )


WHATEVER = Expected(None)
