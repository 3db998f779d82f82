"""How sure a share is: Wilson for a count out of a count, Kaplan-Meier with Greenwood for what lasts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

Z = 1.959964
"""Of ninety-five per cent, on two sides."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share and between what it lies with ninety-five per cent confidence. [%]"""

    value: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Estimate | None:
    """Return the share of hits, with Wilson's interval; None where nobody was counted.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if of == 0:
        return None
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    reach = Z / (1 + Z * Z / of) * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return Estimate(100 * share, 100 * max(0.0, middle - reach), 100 * min(1.0, middle + reach))


@dataclass(frozen=True, slots=True)
class Day:
    """How many ended on a day after they began, and how many were seen no longer than until then."""

    ended: int = 0
    left: int = 0


def lasting(days: Mapping[int, Day], *, until: int) -> Estimate | None:
    """Return what share lasts until a day, where some are followed for less long than others.

    The product-limit estimate; its interval by Greenwood's variance on the scale of log(-log), which stays between 0
    and 1, and by Wilson's where nobody, or everybody, ended. None where nobody was followed for so long, and some had
    not ended.

    Source: E. L. Kaplan and P. Meier, JASA 53 (1958); M. Greenwood, 1926; J. D. Kalbfleisch and R. L. Prentice, The
    Statistical Analysis of Failure Time Data (1980), section 1.3.
    """
    at_risk = sum(day.ended + day.left for day in days.values())
    followed = sum(day.ended + day.left for after, day in days.items() if after >= until)
    share, spread, lost = 1.0, 0.0, 0
    for after, day in sorted(days.items()):
        if after > until:
            break
        share *= 1 - day.ended / at_risk
        spread += day.ended / (at_risk * (at_risk - day.ended)) if at_risk > day.ended else 0.0
        at_risk, lost = at_risk - day.ended - day.left, lost + day.ended
    if share == 0:
        return wilson(0, lost)
    if not followed:
        return None
    if share == 1:  # Greenwood's variance is nothing here, and the truth is not that sure
        return wilson(followed, followed)
    reach = Z * sqrt(spread) / abs(log(share))
    return Estimate(100 * share, 100 * share ** exp(reach), 100 * share ** exp(-reach))


def gathered(rows: Iterable[tuple[int, int, int]]) -> dict[int, Day]:
    """Return days after the beginning, each with how many ended then and how many were seen no longer."""
    return {after: Day(ended, left) for after, ended, left in rows}
