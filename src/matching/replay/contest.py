"""All policies on the same years: who does best, added up over the seeds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.replay.answers import Answers
from matching.replay.clairvoyant import clairvoyant
from matching.replay.history import History
from matching.replay.measures import Measures, measure
from matching.replay.play import Played, play
from matching.replay.policies import first_come, optimum, urgency_first
from matching.replay.reserving import reserving


class Contender(StrEnum):
    """A policy that can be replayed, in the order of the tables."""

    FIRST_COME = "first-come"
    URGENCY_FIRST = "urgency-first"
    OPTIMUM = "optimum"
    RESERVING = "reserving"
    CLAIRVOYANT = "clairvoyant"

    @property
    def english(self) -> str:
        """Return what it does, in a few words."""
        return _ENGLISH[self]


_ENGLISH = {
    Contender.FIRST_COME: "first come, first served",
    Contender.URGENCY_FIRST: "weekly, most urgent first",
    Contender.OPTIMUM: "weekly optimum",
    Contender.RESERVING: "weekly optimum, reserving",
    Contender.CLAIRVOYANT: "clairvoyant",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one policy made of one year."""

    year: str
    contender: Contender
    measures: Measures


def compete(
    years: Mapping[str, tuple[History, Answers]],
    *,
    earlier: Sequence[History],
    contenders: Sequence[Contender] = tuple(Contender),
    tell: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Replay every year under every policy.

    Parameters
    ----------
    years
        By name, with the answers that people give in it.
    earlier
        Other years, which the reserving policy expects to come again.
    tell
        Told what is being replayed.
    """
    results = []
    for name, (history, answers) in years.items():
        for contender in contenders:
            tell(f"{name}: {contender.english}")
            played = _played(contender, history, answers, earlier)
            results.append(Result(name, contender, measure(history, played, answers=answers)))
    return results


def _played(contender: Contender, history: History, answers: Answers, earlier: Sequence[History]) -> Played:
    if contender is Contender.CLAIRVOYANT:
        return clairvoyant(history, answers=answers)
    policy = {
        Contender.FIRST_COME: first_come,
        Contender.URGENCY_FIRST: urgency_first,
        Contender.OPTIMUM: optimum,
        Contender.RESERVING: reserving(earlier),
    }[contender]
    return play(history, policy, answers=answers)
