"""What a contest is told as: a row for each policy, added up or averaged over the years."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from matching.replay.contest import Contender, Result
from matching.vocabulary import Urgency

FORMAT = "matchingspunt/replay@1"


@dataclass(frozen=True, slots=True)
class Row:
    """One policy over all years: counts are added up, times and suitability averaged over the years.

    Attributes
    ----------
    share, worth_share
        Placements, and their worth, against the clairvoyant's. [percent]; None: it did not take part.
    """

    policy: str
    placements: int
    share: float | None
    worth_share: float | None
    crisis: int
    urgent: int
    regular: int
    waiting_mean: float
    waiting_p95: float
    urgent_unplaced: int
    off_target: float
    refusals: int
    vacancy_days: float
    taken_back: int
    suitability: float


def rows_of(results: Sequence[Result]) -> list[Row]:
    """Return a row for each policy that took part, in the order of `Contender`."""
    taking_part = [one for one in Contender if any(result.contender is one for result in results)]
    best = _measures(results, Contender.CLAIRVOYANT)
    return [_row(one, _measures(results, one), best) for one in taking_part]


def _measures(results: Sequence[Result], contender: Contender) -> list[Any]:
    return [one.measures for one in results if one.contender is contender]


def _row(contender: Contender, found: list[Any], best: list[Any]) -> Row:
    years = len(found)
    placed = {urgency: sum(one.placed[urgency] for one in found) for urgency in Urgency}
    return Row(
        policy=str(contender),
        placements=sum(placed.values()),
        share=_share(sum(placed.values()), sum(one.placements for one in best)),
        worth_share=_share(sum(one.worth for one in found), sum(one.worth for one in best)),
        crisis=placed[Urgency.CRISIS],
        urgent=placed[Urgency.URGENT],
        regular=placed[Urgency.REGULAR],
        waiting_mean=round(sum(one.waiting_mean for one in found) / years, 1),
        waiting_p95=round(sum(one.waiting_p95 for one in found) / years, 1),
        urgent_unplaced=sum(one.urgent_unplaced for one in found),
        off_target=round(sum(one.off_target for one in found) / years, 2),
        refusals=sum(one.refusals for one in found),
        vacancy_days=round(sum(one.vacancy_days for one in found) / years, 1),
        taken_back=sum(one.taken_back for one in found),
        suitability=round(sum(one.suitability for one in found) / years, 1),
    )


def _share(value: int, of: int) -> float | None:
    return round(100 * value / of, 1) if of else None


def document_of(results: Sequence[Result]) -> dict[str, Any]:
    """Return everything as plain JSON values, `matchingspunt/replay@1`."""
    return {
        "format": FORMAT,
        "policies": [asdict(row) for row in rows_of(results)],
        "years": [
            {
                "year": one.year,
                "policy": str(one.contender),
                "placements": one.measures.placements,
                **asdict(one.measures),
            }
            for one in results
        ],
    }
