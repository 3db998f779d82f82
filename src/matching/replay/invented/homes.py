"""The dwellings of the invented years: how they look for each rung of the woonladder, as in the demo."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from matching.replay.history import Offer
from matching.replay.invented.agreed import SUPPLY, TOWNS
from matching.solver import Dwelling, Neighbourhood
from matching.vocabulary import Accessibility, Feature, Tenancy

NOTICE = (14, 56)
"""From the day a dwelling is offered until somebody can live there, least and most. [day]"""

PATIENCE = timedelta(days=28)
"""How long a corporation leaves a dwelling empty for the matching point."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How the dwellings of a housing form look.

    Attributes
    ----------
    share
        Of every 47 dwellings.
    rents
        Lowest and highest. [euro/month]
    """

    form: str
    share: int
    bedrooms: tuple[int, ...]
    rents: tuple[int, int]
    tenancies: tuple[Tenancy, ...]
    nearby: bool = False


_OWN, _FLIP, _THREE = Tenancy.OWN_NAME, Tenancy.FLIP, Tenancy.THREE_PARTY
KINDS = (
    Kind("own-home-ambulant", 16, (1, 1, 2, 2, 3), (520, 705), (_FLIP, _FLIP, _OWN, _THREE)),
    Kind("own-home", 8, (1, 2, 2, 3, 4), (540, 760), (_OWN,)),
    Kind("housing-plus", 5, (1, 1, 2), (500, 660), (_FLIP, _THREE)),
    Kind("housing-first", 5, (1, 1, 2), (480, 640), (_THREE, _OWN)),
    Kind("beschermd-thuis", 6, (1, 1, 2), (500, 680), (_FLIP, _THREE), nearby=True),
    Kind("transitional-furnished", 4, (1, 2, 2), (520, 640), (Tenancy.TEMPORARY,)),
    Kind("clustered-youth", 3, (1,), (430, 495), (Tenancy.YOUTH,), nearby=True),
)
_ACCESS = (
    (Accessibility.NONE, 45),
    (Accessibility.SINGLE_FLOOR, 28),
    (Accessibility.ZERO_STEP, 16),
    (Accessibility.WALKER, 9),
    (Accessibility.WHEELCHAIR, 2),
)
_AT_HOME = {"GM0917": "LK", "GM0928": "TN", "GM0882": "WV", "GM0899": "TN", "GM1954": "WV"}
_FEATURES = tuple(feature for feature in Feature if feature is not Feature.FURNISHED)


def home(
    draw: Random, *, number: int, since: date, places: tuple[Neighbourhood, ...]
) -> tuple[Dwelling, Offer]:
    """Draw a dwelling that is offered from a day on."""
    kind = draw.choices(KINDS, [one.share for one in KINDS])[0]
    town = draw.choices([code for code, *_ in TOWNS], SUPPLY)[0]
    bedrooms = draw.choice(kind.bedrooms)
    corporation = _AT_HOME.get(town, "DH") if draw.random() < 0.7 else draw.choice(("LK", "TN", "WV", "DH"))
    available = since + timedelta(days=draw.randint(*NOTICE))
    dwelling = Dwelling(
        id=f"D{number:03}",
        neighbourhood=draw.choice([one.code for one in places if one.municipality == town]),
        corporation=corporation,
        housing_form=kind.form,
        rent=100 * min(draw.randint(*kind.rents) + 25 * (bedrooms - 1), 709 if bedrooms < 3 else 760),
        service_costs=draw.choice((0, 1_250, 1_800, 2_600, 3_400)),
        available_from=available,
        tenancy=draw.choice(kind.tenancies),
        bedrooms=bedrooms,
        accessibility=draw.choices([label for label, _ in _ACCESS], [weight for _, weight in _ACCESS])[0],
        maximum_persons=2 * bedrooms,
        own_sanitary=True,
        low_stimulus=draw.random() < 0.35,
        support_nearby=kind.nearby,
        features=frozenset(draw.sample(_FEATURES, draw.randint(1, 4))),
    )
    return dwelling, Offer(dwelling.id, since, available + PATIENCE)
