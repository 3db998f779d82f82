"""Rent: suitable allocation (passend toewijzen) with dated limits, and what the client can carry."""

from collections.abc import Mapping

from matching.solver.eligibility.answers import FITS, Answer, Euros, Unit, refused, unknown
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling, RentLimits
from matching.vocabulary import IncomeBand


def _limits(setting: Setting, dwelling: Dwelling) -> RentLimits | None:
    return setting.limits_on(setting.first_day(dwelling))


def _cap(setting: Setting, client: Client, dwelling: Dwelling) -> int:
    """Return the aftoppingsgrens: the low one for one or two persons, the high one for more."""
    limits = _limits(setting, dwelling)
    assert limits is not None  # noqa: S101 - only asked where limits were found
    return limits.low_cap if client.persons <= 2 else limits.high_cap


def _rent_and_caps(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    limits = _limits(setting, dwelling)
    assert limits is not None  # noqa: S101 - only asked where limits were found
    cap = Euros(_cap(setting, client, dwelling))
    return {"rent": Euros(dwelling.rent or 0), "cap": cap, "social": Euros(limits.social_cap)}


OVER_THE_CAP = refused(
    "De huur ({rent}) is hoger dan de aftoppingsgrens voor dit huishouden ({cap}).",
    "The rent ({rent}) is above the limit of suitable allocation for this household ({cap}).",
    facts=_rent_and_caps,
    unit=Unit.EUROCENT,
    margin=lambda setting, client, dwelling: (dwelling.rent or 0) - _cap(setting, client, dwelling),
)
INCOME_TOO_HIGH = refused(
    "De huur ({rent}) is een sociale huur (tot {social}). Het inkomen is daarvoor te hoog.",
    "The rent ({rent}) is a social rent (up to {social}). The income is too high for that.",
    facts=_rent_and_caps,
)
BAND_UNKNOWN = unknown("client.income_band")
RENT_UNKNOWN = unknown("dwelling.rent")
LIMITS_UNKNOWN = unknown("rent_limits")
BAND_AND_RENT_UNKNOWN = unknown("client.income_band", "dwelling.rent")


def suitably_allocated(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Obey Woningwet art. 46 (passend toewijzen) and the income limit of social dwellings (DAEB).

    An income between the limits fits any rent; the limits are those of the first day of the tenancy.
    """
    if client.income_band is None:
        return BAND_UNKNOWN if dwelling.rent is not None else BAND_AND_RENT_UNKNOWN
    if client.income_band is IncomeBand.SOCIAL:
        return FITS
    if dwelling.rent is None:
        return RENT_UNKNOWN
    limits = _limits(setting, dwelling)
    if limits is None:
        return LIMITS_UNKNOWN
    if client.income_band is IncomeBand.ABOVE:
        return INCOME_TOO_HIGH if dwelling.rent <= limits.social_cap else FITS
    return OVER_THE_CAP if dwelling.rent > _cap(setting, client, dwelling) else FITS


def _costs(_setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    costs = (dwelling.rent or 0) + dwelling.service_costs
    return {"costs": Euros(costs), "most": Euros(client.maximum_rent or 0)}


TOO_EXPENSIVE = refused(
    "De huur met servicekosten ({costs}) is hoger dan de kandidaat kan betalen ({most}).",
    "The rent with service costs ({costs}) is more than the client can pay ({most}).",
    facts=_costs,
    unit=Unit.EUROCENT,
    margin=lambda _setting, client, dwelling: (
        (dwelling.rent or 0) + dwelling.service_costs - (client.maximum_rent or 0)
    ),
)
MAXIMUM_UNKNOWN = unknown("client.maximum_rent")
MAXIMUM_AND_RENT_UNKNOWN = unknown("client.maximum_rent", "dwelling.rent")


def affordable(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse a rent that, service costs included, is above what the client can carry."""
    if client.maximum_rent is None:
        return MAXIMUM_UNKNOWN if dwelling.rent is not None else MAXIMUM_AND_RENT_UNKNOWN
    if dwelling.rent is None:
        return RENT_UNKNOWN
    return TOO_EXPENSIVE if dwelling.rent + dwelling.service_costs > client.maximum_rent else FITS
