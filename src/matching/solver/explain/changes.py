"""What changed since the matching before: one change per client whose dwelling is another, and because of what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.solver.explain.causes import Because, Move, cause_of
from matching.solver.explain.parts import Sentence
from matching.solver.explain.turns import Pair, turn_of
from matching.solver.instance import Instance


@dataclass(frozen=True, slots=True)
class Change:
    """A client whose dwelling is another than in the matching before.

    Attributes
    ----------
    dwelling_before, dwelling_after
        None where there is none.
    sentences
        What changed, and because of what; they name nobody else.
    """

    client: str
    dwelling_before: str | None
    dwelling_after: str | None
    cause: Because
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the matching before.

    Attributes
    ----------
    kept
        How many pairs both matchings have. [placement]
    items
        In the order of clients.
    """

    kept: int
    items: tuple[Change, ...]


def explain_changes(
    before: Instance, after: Instance, *, pairs_before: Iterable[Pair], pairs_after: Iterable[Pair]
) -> Changes:
    """Explain what changed between two matchings, each a set of pairs of client id and dwelling id.

    Raises
    ------
    KeyError
        When a pair names somebody or something that is not in its instance.
    """
    turn = turn_of(before, after, pairs_before=pairs_before, pairs_after=pairs_after)
    moves = _moves(turn.before.home_of, turn.after.home_of)
    return Changes(len(turn.kept), tuple(_change(move, *cause_of(turn, move)) for move in moves))


def _moves(before: Mapping[str, str], after: Mapping[str, str]) -> list[Move]:
    moves = [Move(client, before.get(client), after.get(client)) for client in sorted({*before, *after})]
    return [move for move in moves if move.had != move.has]


def _change(move: Move, cause: Because, told: Sentence) -> Change:
    return Change(move.client, move.had, move.has, cause, (_what(move), told))


def _what(move: Move) -> Sentence:
    if move.has is None:
        return Sentence(
            "De kandidaat houdt de woning uit de vorige ronde niet en krijgt nu geen andere.",
            "The client does not keep the dwelling of the previous run, and gets no other one now.",
        )
    if move.had is None:
        return Sentence(
            "De kandidaat krijgt nu een woning, in de vorige ronde niet.",
            "The client gets a dwelling now, and did not in the previous run.",
        )
    return Sentence(
        "De kandidaat krijgt een andere woning dan in de vorige ronde.",
        "The client gets another dwelling than in the previous run.",
    )
