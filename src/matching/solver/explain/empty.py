"""Why a dwelling stayed empty, in counts only."""

from collections.abc import Iterable, Iterator

import numpy as np

from matching.solver.explain.board import FITS, UNKNOWN, Board
from matching.solver.explain.parts import EmptyReasons, Sentence, Why
from matching.solver.explain.unplaced import count_blocking
from matching.solver.explain.words import people, rule_names


def explain_empty(board: Board) -> tuple[EmptyReasons, ...]:
    """Explain every dwelling with units to spare, in the order of dwellings."""
    dwellings = range(len(board.grid.dwellings))
    return tuple(_reasons(board, dwelling) for dwelling in dwellings if board.free(dwelling) > 0)


def _reasons(board: Board, dwelling: int) -> EmptyReasons:
    ranks = board.grid.dwelling_ranks(dwelling)
    verdicts = ranks.max(axis=0, initial=FITS)
    eligible = np.flatnonzero(verdicts == FITS).tolist()
    unknown = int(np.count_nonzero(verdicts == UNKNOWN))
    waiting = [(client, dwelling) for client in eligible if client not in board.home_of]
    why = _why(board, eligible, waiting, unknown)
    removed, blocking = board.removed(ranks), count_blocking(board, waiting)
    told = sentences_of_empty(
        why,
        eligible=len(eligible),
        unknown=unknown,
        removed=[(one.rule, one.removed) for one in removed],
        blocking=[one.sentence for one in blocking],
    )
    home = board.grid.dwellings[dwelling].id
    return EmptyReasons(home, why, board.free(dwelling), len(eligible), unknown, told, removed, blocking)


def _why(board: Board, eligible: list[int], waiting: list[tuple[int, int]], unknown: int) -> Why:
    if not eligible:
        return Why.NEEDS_DATA if unknown else Why.NOTHING_ELIGIBLE
    if not waiting:
        return Why.OTHERS_FIRST
    full = all(board.blocking(client, dwelling) for client, dwelling in waiting)
    return Why.FULL_LIMIT if full else Why.OTHER_GOAL


def sentences_of_empty(
    why: Why,
    *,
    eligible: int | None,
    unknown: int | None,
    removed: Iterable[tuple[str, int | None]],
    blocking: Iterable[Sentence],
) -> tuple[Sentence, ...]:
    """Say why units of a dwelling stayed empty; None: a number that is not told."""
    return (
        *_sentences_of_fitting(eligible, removed),
        *_sentences_of_unknown(unknown),
        *_sentences_of_why(why),
        *blocking,
    )


def _sentences_of_fitting(
    eligible: int | None, removed: Iterable[tuple[str, int | None]]
) -> Iterator[Sentence]:
    dutch, english = people(eligible)
    if eligible != 0:
        yield Sentence(f"De woning past bij {dutch}.", f"The dwelling fits {english}.")
    else:
        yield Sentence("De woning past nu bij niemand.", "The dwelling fits nobody now.")
        yield from _sentences_of_removed(removed)


def _sentences_of_unknown(unknown: int | None) -> Iterator[Sentence]:
    if unknown != 0:
        dutch, english = people(unknown)
        yield Sentence(f"Er ontbreken gegevens bij {dutch}.", f"Data is missing for {english}.")


def _sentences_of_why(why: Why) -> Iterator[Sentence]:
    if why is Why.OTHERS_FIRST:
        yield Sentence("Wie past, krijgt een andere woning.", "Who fits gets another dwelling.")
    if why is Why.OTHER_GOAL:
        yield Sentence(
            "Een ander doel ging voor, of de berekening was nog niet af.",
            "Another goal went first, or the computation was not finished.",
        )


def _sentences_of_removed(removed: Iterable[tuple[str, int | None]]) -> Iterator[Sentence]:
    for rule, count in removed:
        dutch, english = rule_names(rule)
        gone, gone_english = people(count)
        if count is None:
            yield Sentence(f"Op {dutch} vallen kandidaten af.", f"Clients are removed by {english}.")
            continue
        yield Sentence(f"Valt af op {dutch}: {gone}.", f"Removed by {english}: {gone_english}.")
