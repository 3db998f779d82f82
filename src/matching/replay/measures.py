"""What a replay is measured by."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import ceil

from matching.replay.answers import Answers
from matching.replay.history import History
from matching.replay.play import Played
from matching.solver import priority
from matching.solver.formulate.targets import whole_shares
from matching.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Measures:
    """What came of a history, in numbers.

    Attributes
    ----------
    placed
        By urgency. [placement]
    worth
        Priority of everybody who was placed, as it was when they came (on the first day, for who was there): so
        nobody gains by being left to wait. [point]
    waiting_mean, waiting_p95
        Over everybody who was on the list, until the day somebody can live in the home; for who still waits until the
        end, which is less than it will be. [day]
    urgent_unplaced
        Crisis or urgent, and still waiting at the end. [client]
    off_target
        Placements that would have to be in another municipality to meet the agreed shares. [placement]
    refusals
        Proposals that were declined.
    vacancy_days
        From the day somebody could live there until somebody does, the offer or the time ends. [day]
    taken_back
        Units that were let to others, since nobody came in time.
    suitability
        Mean over the placements. [0..1,000]
    """

    placed: dict[str, int]
    worth: int
    waiting_mean: float
    waiting_p95: int
    urgent_unplaced: int
    off_target: int
    refusals: int
    vacancy_days: int
    taken_back: int
    suitability: float

    @property
    def placements(self) -> int:
        """Return how many people found a home."""
        return sum(self.placed.values())


def measure(history: History, played: Played, *, answers: Answers) -> Measures:
    """Count what came of a history."""
    clients = {one.id: one for one in history.region.clients}
    on, policy = history.region.on, history.region.policy
    housed = [clients[one.client] for one in played.moved]
    urgent = {one.id for one in history.region.clients if one.urgency is not Urgency.REGULAR}
    waits = sorted(_waits(history, played))
    suited = [answers.suitability(one.client, one.dwelling) for one in played.moved]
    return Measures(
        placed={str(one): sum(client.urgency is one for client in housed) for one in Urgency},
        worth=sum(priority(client, on=on, policy=policy) for client in housed),
        waiting_mean=sum(waits) / max(1, len(waits)),
        waiting_p95=waits[ceil(0.95 * len(waits)) - 1] if waits else 0,
        urgent_unplaced=len(urgent - {client.id for client in housed}),
        off_target=_off_target(history, played),
        refusals=len(played.refused),
        vacancy_days=_vacancy_days(history, played),
        taken_back=_taken_back(history, played),
        suitability=sum(suited) / max(1, len(suited)),
    )


def _waits(history: History, played: Played) -> list[int]:
    free = {one.id: one.available_from for one in history.region.dwellings}
    until = {one.client: min(history.end, max(one.on, free[one.dwelling])) for one in played.moved}
    return [
        (until.get(client.id, history.end) - client.on_list_since).days for client in history.region.clients
    ]


def _off_target(history: History, played: Played) -> int:
    """Count the placements above the shares of what was placed in the whole term."""
    region = history.region
    place_of = {one.code: one.municipality for one in region.neighbourhoods}
    home_of = {one.id: place_of[one.neighbourhood] for one in region.dwellings}
    placed = Counter({one.code: one.placed for one in region.municipalities})
    placed.update(home_of[one.dwelling] for one in played.moved)
    sharing = [one for one in region.municipalities if one.target_share]
    shares = whole_shares(sharing, placed.total())
    return sum(max(0, placed[one.code] - shares[one.code]) for one in sharing)


def _vacancy_days(history: History, played: Played) -> int:
    taken: dict[str, list[date]] = {}
    for one in played.moved:
        taken.setdefault(one.dwelling, []).append(one.on)
    until = {one.dwelling: min(one.until, history.end) for one in history.offers}
    days = 0
    for home in history.region.dwellings:
        begins = max(home.available_from, history.region.on)
        ends = [*taken.get(home.id, ()), *[until[home.id]] * home.capacity][: home.capacity]
        days += sum(max(0, (end - begins).days) for end in ends)
    return days


def _taken_back(history: History, played: Played) -> int:
    taken = Counter(one.dwelling for one in played.moved)
    over = {one.dwelling for one in history.offers if one.until <= history.end}
    return sum(home.capacity - taken[home.id] for home in history.region.dwellings if home.id in over)
