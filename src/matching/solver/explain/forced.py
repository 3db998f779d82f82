"""What became of the forced pairs that could not be: the rules, or the agreements, that stand in the way."""

from collections.abc import Iterator, Mapping

from matching.solver.explain.board import Board, is_secret
from matching.solver.explain.parts import ForcedUnmet, Sentence
from matching.solver.explain.words import blocked_by
from matching.solver.formulate import Hindrance, Unmet

KEPT = Sentence(
    "De coördinator heeft dit paar voor deze ronde vastgelegd.",
    "The coordinator fixed this pair for this run.",
)

_TOLD: Mapping[Hindrance, Sentence] = {
    Hindrance.CLIENT_GONE: Sentence(
        "De kandidaat doet niet mee in deze ronde.", "The client takes no part in this run."
    ),
    Hindrance.DWELLING_GONE: Sentence(
        "De woning doet niet mee in deze ronde.", "The dwelling takes no part in this run."
    ),
    Hindrance.CLIENT_ONCE: Sentence(
        "De kandidaat is al vastgelegd voor een andere woning.",
        "The client is fixed for another dwelling already.",
    ),
    Hindrance.CAPACITY: Sentence(
        "De woning is al vastgelegd voor een ander.", "The dwelling is fixed for somebody else already."
    ),
}
_OTHERS_FIRST = Sentence("Een ander vastgelegd paar ging voor.", "Another fixed pair went first.")


def explain_forced(board: Board) -> tuple[ForcedUnmet, ...]:
    """Explain every forced pair that could not be, in the order of ids."""
    return tuple(
        ForcedUnmet(one.forced.client, one.forced.dwelling, tuple(dict.fromkeys(_sentences(one))))
        for one in board.decided.unmet
    )


def _sentences(unmet: Unmet) -> Iterator[Sentence]:
    if unmet.hindrance in _TOLD:
        yield _TOLD[unmet.hindrance]
    yield from (Sentence(outcome.dutch, outcome.english) for outcome in unmet.outcomes)
    yield from (blocked_by(cap) for cap, _ in unmet.full)
    # Not for a secret agreement: it would tell that two forced pairs are in it together.
    if any(need <= cap.room for cap, need in unmet.full if not is_secret(cap)):
        yield _OTHERS_FIRST
