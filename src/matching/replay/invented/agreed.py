"""The region of the invented years: the municipalities of Parkstad by code and share, everything else invented.

Where dwellings lie, what each municipality should take, and who delivers support where follow the demo. The limits of
a year are drawn so that quotas, caps and commitments bind now and then; no source gives them.
"""

from collections.abc import Iterator
from datetime import date
from math import ceil
from random import Random

from matching.solver import (
    Admission,
    Corporation,
    District,
    HousingForm,
    Municipality,
    Neighbourhood,
    RentLimits,
    SupportCapacity,
)
from matching.vocabulary import Support

TOWNS = (
    ("GM0917", 34, 6),
    ("GM0928", 18, 3),
    ("GM0882", 14, 3),
    ("GM0899", 11, 2),
    ("GM1954", 12, 3),
    ("GM0965", 5, 2),
    ("GM0986", 6, 2),
)
"""Municipality, agreed share of the placements [percent], and how many neighbourhoods it has here."""

SUPPLY = (21, 12, 10, 6, 6, 3, 3)
"""How dwellings, and origins of clients, fall over the municipalities."""

FORMS = (
    HousingForm("own-home", Support.NONE, self_contained=True, group=False),
    HousingForm(
        "own-home-ambulant", Support.AMBULANT, True, False, Admission(support_at_least=Support.AMBULANT)
    ),
    HousingForm("housing-plus", Support.AMBULANT, True, False, Admission(support_at_least=Support.AMBULANT)),
    HousingForm(
        "beschermd-thuis", Support.ON_CALL, True, False, Admission(support_at_least=Support.AMBULANT)
    ),
    HousingForm(
        "housing-first",
        Support.ON_CALL,
        self_contained=True,
        group=False,
        admission=Admission(readiness_needed=False, support_at_least=Support.AMBULANT),
    ),
    HousingForm("transitional-furnished", Support.AMBULANT, self_contained=True, group=False),
    HousingForm(
        "clustered-youth",
        Support.ON_CALL,
        self_contained=True,
        group=False,
        admission=Admission(minimum_age=18, maximum_age=23, support_at_least=Support.AMBULANT),
    ),
)

_CALL, _AMBULANT, _NEARBY = Support.ON_CALL, Support.AMBULANT, Support.NEARBY
COVERAGE = {
    "VB": ((_NEARBY, 40), (_NEARBY, 20), (_CALL, 15), (_CALL, 10), (_CALL, 12), (_AMBULANT, 4), (_AMBULANT, 4)),
    "LS": ((_CALL, 30), (_CALL, 20), (_CALL, 12), (_AMBULANT, 8), (_AMBULANT, 6), (_CALL, 7), (_CALL, 8)),
    "DS": ((_CALL, 20), (_CALL, 12), (_CALL, 10), (_CALL, 10), (_AMBULANT, 5), None, (_AMBULANT, 4)),
    "FA": ((_NEARBY, None), (_CALL, None), *2 * ((_AMBULANT, None),), (_NEARBY, None), None, (_AMBULANT, None)),
    "SZ": ((_AMBULANT, 15), (_AMBULANT, 8), None, None, (_NEARBY, 20), (_CALL, 8), (_CALL, 9)),
}  # fmt: skip
"""Per provider and municipality the heaviest support it delivers and the hours a week it can take on in a year."""


def municipalities(units: int) -> tuple[Municipality, ...]:
    """Agree on shares, and for as many units on a maximum a fifth above the share, two fifths of it from elsewhere."""
    return tuple(
        Municipality(
            code,
            target_share=100 * share,
            maximum=(most := ceil(1.2 * share * units / 100)),
            imports_maximum=max(2, ceil(0.4 * most)),
        )
        for code, share, _ in TOWNS
    )


def districts() -> tuple[District, ...]:
    """Return a district for each municipality."""
    return tuple(District(f"WK{code[2:]}99", code) for code, *_ in TOWNS)


def neighbourhoods(draw: Random, *, units: int) -> tuple[Neighbourhood, ...]:
    """Cap half of the neighbourhoods, at some two to five placements of usual load."""
    return tuple(_neighbourhoods(draw, units))


def _neighbourhoods(draw: Random, units: int) -> Iterator[Neighbourhood]:
    for (code, _, count), supply in zip(TOWNS, SUPPLY, strict=True):
        usual = 125 * units * supply / sum(SUPPLY) / count
        for number in range(1, count + 1):
            room = int(usual * draw.uniform(0.7, 1.5)) // 25 * 25
            capacity = room if draw.random() < 0.5 else None
            yield Neighbourhood(f"BU{code[2:]}99{number:02}", code, f"WK{code[2:]}99", capacity)


def corporations(units: int) -> tuple[Corporation, ...]:
    """Return four corporations; what three of them agreed to supply binds when they offer more than usual."""
    agreed = (("LK", 42, False), ("TN", 27, False), ("WV", 24, False), ("DH", 12, True))
    return tuple(Corporation(code, ceil(share * units / 100), 0, more) for code, share, more in agreed)


def support() -> tuple[SupportCapacity, ...]:
    """Return who delivers support where."""
    return tuple(
        SupportCapacity(provider, town, level, None if hours is None else 100 * hours)
        for provider, rows in COVERAGE.items()
        for (town, *_), row in zip(TOWNS, rows, strict=True)
        if row is not None
        for level, hours in (row,)
    )


def rent_limits(first: date, until: date) -> RentLimits:
    """Return the limits of 2026 for the whole time: a change of year is not what is replayed."""
    return RentLimits(first, until, 71_302, 76_414, 93_293)
