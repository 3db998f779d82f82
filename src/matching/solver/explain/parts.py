"""What an explanation is made of: frozen values of words and numbers, ready to be stored as JSON.

No sentence in it names another client, a keep-apart token, or an area somebody must avoid.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from matching.solver.suitability import TermScore

UNDISCLOSED = "undisclosed"
"""Stands where a rule is, when telling the rule would tell too much."""


class Why(StrEnum):
    """The one reason that comes first when somebody was not placed, or a dwelling stayed empty."""

    NOTHING_ELIGIBLE = "nothing-eligible"
    NEEDS_DATA = "needs-data"
    OTHERS_FIRST = "others-first"
    FULL_LIMIT = "full-limit"
    OTHER_GOAL = "other-goal"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same in Dutch and in English."""

    dutch: str
    english: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule removed.

    Attributes
    ----------
    rule
        Code of the rule, or `UNDISCLOSED`.
    removed, alone
        How many it refused, and how many of these no other rule refused. [dwelling or client]
    """

    rule: str
    removed: int
    alone: int


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that stood in the way of the nearest miss; `margin` in `unit` where that means something."""

    rule: str
    sentence: Sentence
    margin: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The dwelling that came closest."""

    dwelling: str
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class MissingField:
    """A datum that is not known.

    Attributes
    ----------
    field
        Where it is missing, such as `client.maximum_rent`.
    dwellings, alone
        How many dwellings wait for it, and how many of these for nothing else. [dwelling]
    """

    field: str
    dwellings: int
    alone: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Blocking:
    """A limit without room.

    Attributes
    ----------
    kind, subject
        The family, and whose it is; both `UNDISCLOSED` or empty where nobody may see it.
    count
        Dwellings (or clients) it blocks. [dwelling or client]
    full_before
        True when there was no room before this run began.
    """

    kind: str
    subject: str
    count: int
    full_before: bool
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the eligible dwellings went, by the urgency of who got them. [dwelling]"""

    higher: int = 0
    equal: int = 0
    lower: int = 0


@dataclass(frozen=True, slots=True)
class ProposalReasons:
    """Why this client and this dwelling.

    Attributes
    ----------
    suitability
        [0..1,000]
    priority, urgency_points, waiting_points
        What the placement is worth, and what that is made of. [point]
    waiting
        [month]
    other_dwellings
        How many other dwellings were eligible for the client. [dwelling]
    """

    client: str
    dwelling: str
    suitability: int
    terms: tuple[TermScore, ...]
    urgency: str
    waiting: int
    priority: int
    urgency_points: int
    waiting_points: int
    other_dwellings: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class UnplacedReasons:
    """Why this client got nothing this time.

    Attributes
    ----------
    eligible, unknown
        Dwellings that fit, and that could if something were known. [dwelling]
    removed
        Per rule, the most removed first.
    """

    client: str
    why: Why
    eligible: int
    unknown: int
    sentences: tuple[Sentence, ...]
    removed: tuple[RuleCount, ...] = ()
    nearest: NearestMiss | None = None
    missing: tuple[MissingField, ...] = ()
    blocking: tuple[Blocking, ...] = ()
    taken: Taken = Taken()


@dataclass(frozen=True, slots=True)
class EmptyReasons:
    """Why units of this dwelling stayed empty.

    Attributes
    ----------
    free
        Units without a proposal. [placement]
    eligible, unknown
        Clients who fit, and who could if something were known. [client]
    """

    dwelling: str
    why: Why
    free: int
    eligible: int
    unknown: int
    sentences: tuple[Sentence, ...]
    removed: tuple[RuleCount, ...] = ()
    blocking: tuple[Blocking, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What is used of one agreement. [unit of the measure]"""

    limit: str
    kind: str
    subject: str
    measure: str
    used_before: int
    used_now: int
    maximum: int
    left: int


@dataclass(frozen=True, slots=True)
class TargetReached:
    """An agreed share, and what came of it.

    Attributes
    ----------
    share
        [hundredths of a percent]
    aimed_term, aimed_now
        Placements aimed at in the term so far, this run included, and in this run. [placement]
    """

    municipality: str
    share: int
    aimed_term: int
    aimed_now: int
    placed_before: int
    placed_now: int


@dataclass(frozen=True, slots=True)
class MinimumMissed:
    """An agreed minimum that is not reached yet. [placement]"""

    municipality: str
    minimum: int
    placed: int
    short: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class ForcedUnmet:
    """A forced pair that could not be, and what stands in the way."""

    client: str
    dwelling: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Reserve:
    """Who comes next for a dwelling when a proposal for it falls through.

    Attributes
    ----------
    rank
        1 for the first to ask.
    priority
        What the placement would be worth. [point]
    suitability
        [0..1,000]
    """

    client: str
    dwelling: str
    rank: int
    priority: int
    suitability: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one matching; clients and dwellings in the order of their ids.

    Attributes
    ----------
    reserves
        For coordinators only: who a dwelling goes to next. By dwelling, then by rank.
    """

    proposals: tuple[ProposalReasons, ...]
    unplaced: tuple[UnplacedReasons, ...]
    empty: tuple[EmptyReasons, ...]
    usage: tuple[Usage, ...]
    targets: tuple[TargetReached, ...]
    minimums_missed: tuple[MinimumMissed, ...]
    forced: tuple[ForcedUnmet, ...]
    reserves: tuple[Reserve, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain dictionaries, lists, words and numbers."""
        return asdict(self)
