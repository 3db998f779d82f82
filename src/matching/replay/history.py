"""A year of a region as it came: who joined the list when, what was offered when, and what was agreed at the start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from matching.solver import Instance

WEEK = timedelta(days=7)


class InvalidHistory(ValueError):
    """The history contradicts itself; `faults` has a sentence for each fault."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Offer:
    """When a dwelling can be proposed.

    Attributes
    ----------
    since, until
        Half-open. After it the corporation lets the dwelling to somebody else.
    """

    dwelling: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class History:
    """What came, week by week; a client joins on `on_list_since`.

    Attributes
    ----------
    region
        Everybody and every dwelling of the whole time, with what was agreed and used on the first day, which is `on`.
    offers
        One for each dwelling.
    weeks
        How many weeks are replayed.

    Raises
    ------
    InvalidHistory
        When offers and dwellings do not go together; names every fault.
    """

    region: Instance
    offers: tuple[Offer, ...]
    weeks: int = 52

    def __post_init__(self) -> None:
        found = tuple(chain(self._faults_of_offers(), self._faults_of_weeks()))
        if found:
            raise InvalidHistory(found)

    @property
    def end(self) -> date:
        """Return the day after the last week."""
        return self.region.on + self.weeks * WEEK

    def day(self, week: int) -> date:
        """Return the day of the run of a week, counted from 0."""
        return self.region.on + week * WEEK

    def _faults_of_weeks(self) -> Iterator[str]:
        if self.weeks < 1:
            yield f"There are {self.weeks} weeks; 1 is the least."
        for client in self.region.clients:
            if client.on_list_since >= self.end:
                yield f"Client {client.id} joins on {client.on_list_since}, after the last week."

    def _faults_of_offers(self) -> Iterator[str]:
        offered, known = [one.dwelling for one in self.offers], {one.id for one in self.region.dwellings}
        yield from (
            f"Dwelling {one} is offered twice." for one in sorted({*offered}) if offered.count(one) > 1
        )
        yield from (f"Dwelling {one} is offered and not described." for one in sorted({*offered} - known))
        yield from (f"Dwelling {one} has no offer." for one in sorted(known - {*offered}))
        for one in self.offers:
            if one.since >= one.until:
                yield f"Dwelling {one.dwelling}: its offer ends on {one.until}, before it begins."
