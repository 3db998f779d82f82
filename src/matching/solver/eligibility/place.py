"""Rules about where: accessibility, areas, support, and the lease that goes with the place."""

from collections.abc import Mapping

from matching.solver.eligibility.answers import FITS, Answer, refused, unknown
from matching.solver.eligibility.setting import Setting
from matching.solver.instance import Client, Dwelling
from matching.vocabulary import Accessibility, Support

COVERS: Mapping[Accessibility, frozenset[Accessibility]] = {
    offered: frozenset(needs)
    for offered, needs in {
        Accessibility.NONE: {Accessibility.NONE},
        Accessibility.SINGLE_FLOOR: {Accessibility.NONE, Accessibility.SINGLE_FLOOR},
        Accessibility.ZERO_STEP: {Accessibility.NONE, Accessibility.SINGLE_FLOOR, Accessibility.ZERO_STEP},
        Accessibility.WALKER_WITH_STEPS: {
            Accessibility.NONE,
            Accessibility.SINGLE_FLOOR,
            Accessibility.WALKER_WITH_STEPS,
        },
        Accessibility.WALKER: set(Accessibility) - {Accessibility.WHEELCHAIR, Accessibility.LARGE_WHEELCHAIR},
        Accessibility.WHEELCHAIR: set(Accessibility) - {Accessibility.LARGE_WHEELCHAIR},
        Accessibility.LARGE_WHEELCHAIR: set(Accessibility),
    }.items()
}
"""Which needs a VERA label covers: RUI > ROL > ROA > NUL > GNV > ZON, and ROA > ROG > GNV beside NUL."""


def _labels(_setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    return {"needed": client.accessibility, "has": dwelling.accessibility}


NOT_ACCESSIBLE = refused(
    "De kandidaat heeft een woning nodig met dit label: {needed}. Deze woning heeft: {has}.",
    "The client needs a dwelling with this label: {needed}. This dwelling has: {has}.",
    facts=_labels,
)
ACCESSIBILITY_NEED_UNKNOWN = unknown("client.accessibility")
ACCESSIBILITY_UNKNOWN = unknown("dwelling.accessibility")


def accessible(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Compare VERA labels; who needs none fits a dwelling without a known label too."""
    if client.accessibility is None:
        return ACCESSIBILITY_NEED_UNKNOWN
    if client.accessibility is Accessibility.NONE:
        return FITS
    if dwelling.accessibility is None:
        return ACCESSIBILITY_UNKNOWN
    return FITS if client.accessibility in COVERS[dwelling.accessibility] else NOT_ACCESSIBLE


UNDISCLOSED_AREA = refused(
    "Deze woning kan niet, om een reden die we niet mogen toelichten.",
    "This dwelling is not possible, for a reason we may not explain.",
    confidential=True,
)


def not_excluded_by_client(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse an area the client must avoid; the sentence may never show that it is about an area."""
    return FITS if client.excluded.isdisjoint(setting.areas(dwelling)) else UNDISCLOSED_AREA


ORIGIN_EXCLUDED = refused(
    "Deze woning is niet beschikbaar voor kandidaten uit deze gemeente van herkomst.",
    "This dwelling is not available to clients from this municipality of origin.",
)
ORIGIN_UNKNOWN = unknown("client.origin")


def not_excluded_by_dwelling(_setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Refuse an origin the dwelling excludes: one of the region, all of elsewhere, or one municipality there."""
    if not dwelling.excluded_origins:
        return FITS
    if client.origin is None:
        return ORIGIN_UNKNOWN
    excluded = not dwelling.excluded_origins.isdisjoint((client.origin, client.elsewhere))
    return ORIGIN_EXCLUDED if excluded else FITS


def _support(setting: Setting, client: Client, dwelling: Dwelling) -> Mapping[str, object]:
    row = setting.delivery(client, dwelling)
    return {"needed": client.support, "most": None if row is None else row.level}


NOT_DELIVERED = refused(
    "De zorgaanbieder biedt in deze gemeente geen begeleiding.",
    "The provider delivers no support in this municipality.",
)
SUPPORT_TOO_LIGHT = refused(
    "Nodig is: {needed}. De zorgaanbieder biedt in deze gemeente hoogstens: {most}.",
    "Needed is: {needed}. The provider delivers at most this in the municipality: {most}.",
    facts=_support,
)
SUPPORT_NEED_UNKNOWN = unknown("client.support")


def delivered(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Ask that the client's deliverer brings at least the support that is needed to that municipality."""
    if client.support is None:
        return SUPPORT_NEED_UNKNOWN
    if client.support is Support.NONE:
        return FITS
    row = setting.delivery(client, dwelling)
    if row is None:
        return NOT_DELIVERED
    return FITS if row.level.rank >= client.support.rank else SUPPORT_TOO_LIGHT


NOBODY_NEARBY = refused(
    "De kandidaat heeft 24 uur per dag begeleiding nabij nodig. Die is er niet bij deze woning.",
    "The client needs support nearby 24 hours a day. This dwelling does not have that.",
)
NEARBY_UNKNOWN = unknown("dwelling.support_nearby")


def near_support(setting: Setting, client: Client, dwelling: Dwelling) -> Answer:
    """Ask for people nearby day and night where that is needed; support on call needs nobody near."""
    if client.support is not Support.NEARBY or setting.form(dwelling).supervision is Support.NEARBY:
        return FITS
    if dwelling.support_nearby is None:
        return NEARBY_UNKNOWN
    return FITS if dwelling.support_nearby else NOBODY_NEARBY
