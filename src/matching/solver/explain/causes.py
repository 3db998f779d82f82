"""Because of what somebody's dwelling changed: the one cause that comes first, never naming anybody else."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from matching.solver.eligibility import Rule, Verdict
from matching.solver.eligibility.answers import in_english
from matching.solver.explain.board import is_secret
from matching.solver.explain.parts import Sentence
from matching.solver.explain.turns import Turn
from matching.solver.explain.words import blocked_by
from matching.solver.formulate import Cap
from matching.vocabulary import Word


class Because(Word):
    """The one cause that comes first when a client's dwelling is another than in the run before."""

    CLIENT_GONE = "client-gone", "kandidaat doet niet meer mee"
    DWELLING_GONE = "dwelling-gone", "woning niet meer op aanbod"
    FORCED = "forced", "vastgelegd paar"
    DECLINED = "declined", "eerder afgewezen"
    FORBIDDEN = "forbidden", "uitgesloten door het matchingspunt"
    UNFIT = "no-longer-fits", "past niet meer"
    LESS_ROOM = "less-room", "minder ruimte binnen een afspraak"
    HIGHER_PRIORITY = "higher-priority", "hogere urgentie of langere wachttijd"
    NEWLY_LISTED = "newly-listed", "nieuw op de lijst"
    CAME_FREE = "came-free", "woning kwam vrij"
    NOW_FITS = "now-fits", "past nu wel"
    BETTER_HOME = "better-home", "woning die beter past"
    MORE_ROOM = "more-room", "meer ruimte binnen een afspraak"
    REARRANGED = "rearranged", "verdeling viel anders uit"


@dataclass(frozen=True, slots=True)
class Move:
    """A client whose dwelling is another than before; None where there is none."""

    client: str
    had: str | None
    has: str | None


Cause = tuple[Because, Sentence]


@dataclass(frozen=True, slots=True)
class _GoesTo:
    """To whom a home, or the room it needs, goes: a forced pair, a higher urgency, or a longer wait."""

    fixed: Sentence
    urgent: Sentence
    waiting: Sentence


_HOME_TO = _GoesTo(
    Sentence(
        "De coördinator heeft de woning voor iemand anders vastgelegd.",
        "The coordinator fixed the dwelling for somebody else.",
    ),
    Sentence(
        "De woning gaat naar iemand met een hogere urgentie.",
        "The dwelling goes to somebody with a higher urgency.",
    ),
    Sentence(
        "De woning gaat naar iemand die langer wacht.", "The dwelling goes to somebody with a longer wait."
    ),
)
_ROOM_TO = _GoesTo(
    Sentence(
        "De ruimte gaat naar iemand voor wie de coördinator een woning heeft vastgelegd.",
        "The room goes to somebody for whom the coordinator fixed a dwelling.",
    ),
    Sentence(
        "De ruimte gaat naar iemand met een hogere urgentie.",
        "The room goes to somebody with a higher urgency.",
    ),
    Sentence("De ruimte gaat naar iemand die langer wacht.", "The room goes to somebody with a longer wait."),
)
_FIXED = Sentence(
    "De coördinator heeft deze woning voor de kandidaat vastgelegd.",
    "The coordinator fixed this dwelling for the client.",
)
_CLIENT_GONE = Sentence(
    "De kandidaat doet niet meer mee in deze ronde.", "The client takes no part in this run any more."
)
_DWELLING_GONE = Sentence(
    "De woning uit de vorige ronde is niet meer op aanbod.",
    "The dwelling of the previous run is no longer on offer.",
)
_FEWER_UNITS = Sentence(
    "Van de woning uit de vorige ronde zijn er minder op aanbod.",
    "There are fewer on offer of the dwelling of the previous run.",
)
_UNFIT = Sentence(
    "De woning uit de vorige ronde past niet meer.", "The dwelling of the previous run no longer fits."
)
_NOT_BEFORE = Sentence("In de vorige ronde was er nog ruimte.", "In the previous run there was still room.")
_NEWLY_LISTED = Sentence("De kandidaat is nieuw op de lijst.", "The client is new on the list.")
_NEW_ON_OFFER = Sentence("De woning is nieuw op aanbod.", "The dwelling is new on offer.")
_CAME_FREE = Sentence(
    "De woning kwam vrij: in de vorige ronde was zij voor iemand anders.",
    "The dwelling came free: in the previous run it was for somebody else.",
)
_MORE_UNITS = Sentence(
    "Van deze woning zijn er nu meer op aanbod.", "There are more on offer of this dwelling now."
)
_NOW_FITS = Sentence(
    "De woning past nu. In de vorige ronde paste zij niet, of was daarover te weinig bekend.",
    "The dwelling fits now. In the previous run it did not fit, or too little was known.",
)
_ROSE = Sentence(
    "De urgentie van de kandidaat is hoger dan in de vorige ronde.",
    "The urgency of the client is higher than in the previous run.",
)
_BETTER_HOME = Sentence(
    "De nieuwe woning past beter bij de kandidaat.", "The new dwelling suits the client better."
)
_REARRANGED = Sentence(
    "De verdeling over alle kandidaten samen viel anders uit.",
    "The matching of all clients together came out differently.",
)


def cause_of(turn: Turn, move: Move) -> Cause:
    """Return the cause that comes first."""
    return next(_causes(turn, move))


def _causes(turn: Turn, move: Move) -> Iterator[Cause]:
    """Yield what explains a move, the most telling first.

    What is asked later may count on what was answered before: that both are still there, that the pair fits.
    """
    client, had, has = move.client, move.had, move.has
    if has is not None and (client, has) in turn.after.forced:
        yield Because.FORCED, _FIXED
    if had is not None:
        yield from _ended(turn, client, had)
        yield from _taken(turn, client, had, by=turn.arrived)
    if has is not None:
        yield from _drawn(turn, client, had, has)
    if had is not None:
        yield from _kept_apart(turn, client, had)
        yield from _taken(turn, client, had, by=turn.after.home_of)
    if has is not None:
        yield from _opened(turn, client, has)
    yield Because.REARRANGED, _REARRANGED


def _ended(turn: Turn, client: str, had: str) -> Iterator[Cause]:
    """Yield what makes the pair of before impossible, whoever else came."""
    after = turn.after
    if client not in after.clients:
        yield Because.CLIENT_GONE, _CLIENT_GONE
    if had not in after.dwellings:
        yield Because.DWELLING_GONE, _DWELLING_GONE
    yield from _refused(turn, client, had)
    if turn.kept_in[had] >= after.dwelling(had).capacity:
        yield Because.DWELLING_GONE, _FEWER_UNITS
    for number, need in after.needs(client, had).items():
        cap = after.board.caps[number]
        if turn.kept_use[number] + need > cap.room:
            yield (
                Because.LESS_ROOM,
                blocked_by(cap) if is_secret(cap) else _joined(blocked_by(cap), _NOT_BEFORE),
            )


def _refused(turn: Turn, client: str, had: str) -> Iterator[Cause]:
    against = turn.after.against(client, had)
    told = {outcome.rule: Sentence(outcome.dutch, outcome.english) for outcome in reversed(against)}
    for rule, because in ((Rule.DECLINED, Because.DECLINED), (Rule.FORBIDDEN, Because.FORBIDDEN)):
        if rule in told:
            yield because, told[rule]
    for outcome in sorted(against, key=lambda one: one.verdict is not Verdict.REFUSED):
        yield Because.UNFIT, _joined(_UNFIT, Sentence(outcome.dutch, outcome.english))


def _taken(turn: Turn, client: str, had: str, *, by: Container[str]) -> Iterator[Cause]:
    """Yield that the home, or the room it needs, went to one of these who goes first."""
    after = turn.after
    if after.board.free(after.dwellings[had]) <= 0:
        rivals = [one for one in turn.newcomers.get(had, ()) if one in by]
        yield from _went_first(turn, client, rivals, told=_HOME_TO)
    for number in after.blocking(client, had):
        cap = after.board.caps[number]
        if not is_secret(cap):
            rivals = [one for one in turn.newcomers_under.get(number, ()) if one in by and one != client]
            for because, sentence in _went_first(turn, client, rivals, told=_ROOM_TO):
                yield because, _joined(blocked_by(cap), sentence)


def _went_first(turn: Turn, client: str, rivals: Iterable[str], *, told: _GoesTo) -> Iterator[Cause]:
    after = turn.after
    own, rank = after.points(client), after.rank(client)
    if any((one, after.home_of[one]) in after.forced for one in rivals):
        yield Because.FORCED, told.fixed
    higher = [one for one in rivals if after.points(one) > own]
    if any(after.rank(one) < rank for one in higher):
        yield Because.HIGHER_PRIORITY, told.urgent
    if higher:
        yield Because.HIGHER_PRIORITY, told.waiting


def _kept_apart(turn: Turn, client: str, had: str) -> Iterator[Cause]:
    """Yield that a secret agreement has no room, and never who has it."""
    for number in turn.after.blocking(client, had):
        if is_secret(cap := turn.after.board.caps[number]):
            yield Because.LESS_ROOM, blocked_by(cap)


def _drawn(turn: Turn, client: str, had: str | None, has: str) -> Iterator[Cause]:
    """Yield what makes the new home possible or better."""
    before, after = turn.before, turn.after
    if turn.is_new(client):
        yield Because.NEWLY_LISTED, _NEWLY_LISTED
    if has not in before.dwellings:
        yield Because.CAME_FREE, _NEW_ON_OFFER
    if before.against(client, has):
        yield Because.NOW_FITS, _NOW_FITS
    if turn.rose(client):
        yield Because.HIGHER_PRIORITY, _ROSE
    if had is not None and after.suitability(client, has) > after.suitability(client, had):
        yield Because.BETTER_HOME, _BETTER_HOME


def _opened(turn: Turn, client: str, has: str) -> Iterator[Cause]:
    """Yield what opened the new home."""
    before, after = turn.before, turn.after
    if turn.left(has):
        yield Because.CAME_FREE, _CAME_FREE
    if after.dwelling(has).capacity > before.dwelling(has).capacity:
        yield Because.CAME_FREE, _MORE_UNITS
    for number in before.blocking(client, has):
        if not is_secret(cap := before.board.caps[number]):
            yield Because.MORE_ROOM, _room_in(cap)


def _room_in(cap: Cap) -> Sentence:
    return Sentence(
        f"Een afspraak die in de vorige ronde vol was, heeft nu ruimte: {cap.kind.dutch} ({cap.subject}).",
        f"An agreement that was full in the previous run has room now: {in_english(cap.kind)} ({cap.subject}).",
    )


def _joined(*sentences: Sentence) -> Sentence:
    return Sentence(" ".join(one.dutch for one in sentences), " ".join(one.english for one in sentences))
