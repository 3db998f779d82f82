"""A year of arrivals, drawn from one generator in a fixed order."""

from datetime import date, timedelta
from random import Random

from matching.replay.history import WEEK, History
from matching.replay.invented import agreed
from matching.replay.invented.homes import home
from matching.replay.invented.people import person
from matching.solver import Instance

FIRST = date(2026, 1, 5)
LISTED = 560
"""Who is on the list at the start joined at most so long ago, as in the demo. [day]"""


def invented_year(
    seed: int, *, clients: int = 150, dwellings: int = 64, weeks: int = 52, stock: float = 0.4
) -> History:
    """Return a year of arrivals, the same for the same numbers.

    Parameters
    ----------
    clients, dwellings
        How many there are in all.
    stock
        The part of the clients who are on the list on the first day; of the dwellings an eighth of that part is on
        offer then. The others come evenly over the weeks, each on a day of its own.
    """
    draw = Random(seed)  # noqa: S311 - the same for the same seed is what it is for
    days = weeks * WEEK.days
    waiting, offered = round(stock * clients), round(stock / 8 * dwellings)
    places = agreed.neighbourhoods(draw, units=dwellings)
    joined = [-draw.randint(10, LISTED) for _ in range(waiting)]
    joined += sorted(draw.randrange(days) for _ in range(clients - waiting))
    posted = [-draw.randint(1, 21) for _ in range(offered)]
    posted += sorted(draw.randrange(days - 28) for _ in range(dwellings - offered))
    people = tuple(person(draw, number=number, since=_day(day)) for number, day in enumerate(joined, start=1))
    homes = [
        home(draw, number=number, since=_day(day), places=places)
        for number, day in enumerate(posted, start=1)
    ]
    region = Instance(
        on=FIRST,
        clients=people,
        dwellings=tuple(dwelling for dwelling, _ in homes),
        housing_forms=agreed.FORMS,
        municipalities=agreed.municipalities(dwellings),
        districts=agreed.districts(),
        neighbourhoods=places,
        corporations=agreed.corporations(dwellings),
        support=agreed.support(),
        rent_limits=(agreed.rent_limits(FIRST, _day(days + 200)),),
    )
    return History(region, tuple(offer for _, offer in homes), weeks)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)
