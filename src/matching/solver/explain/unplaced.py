"""Why a client got nothing this time: one reason that comes first, and everything that was counted."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from matching.solver.eligibility.answers import FIELDS
from matching.solver.eligibility.grid import Ranks
from matching.solver.explain.board import FITS, REFUSED, UNKNOWN, Board, is_secret
from matching.solver.explain.nearest import nearest_miss
from matching.solver.explain.parts import (
    UNDISCLOSED,
    Blocking,
    MissingField,
    RuleCount,
    Sentence,
    Taken,
    UnplacedReasons,
    Why,
)
from matching.solver.explain.words import blocked_by, homes, rule_names
from matching.vocabulary import Urgency


def explain_unplaced(board: Board) -> tuple[UnplacedReasons, ...]:
    """Explain every client without a proposal, in the order of clients."""
    clients = range(len(board.grid.clients))
    return tuple(_reasons(board, client) for client in clients if client not in board.home_of)


def _reasons(board: Board, client: int) -> UnplacedReasons:
    ranks = board.grid.client_ranks(client)
    verdicts = ranks.max(axis=0, initial=FITS)
    eligible = np.flatnonzero(verdicts == FITS).tolist()
    if not eligible:
        return _without_a_home(board, client, ranks)
    unknown = int(np.count_nonzero(verdicts == UNKNOWN))
    removed = board.removed(ranks)
    free = [dwelling for dwelling in eligible if board.free(dwelling) > 0]
    blocking = count_blocking(board, [(client, dwelling) for dwelling in free])
    taken = _taken(board, client, [dwelling for dwelling in eligible if board.free(dwelling) <= 0])
    why = _why(board, client, free)
    told = tuple(_sentences_of_placeable(why, len(eligible), taken, blocking))
    return UnplacedReasons(
        board.grid.clients[client].id,
        why,
        len(eligible),
        unknown,
        told,
        removed,
        missing=_missing(board, client, ranks),
        blocking=blocking,
        taken=taken,
    )


def _why(board: Board, client: int, free: list[int]) -> Why:
    if not free:
        return Why.OTHERS_FIRST
    return Why.FULL_LIMIT if all(board.blocking(client, home) for home in free) else Why.OTHER_GOAL


def _without_a_home(board: Board, client: int, ranks: Ranks) -> UnplacedReasons:
    verdicts = ranks.max(axis=0, initial=FITS)
    unknown = int(np.count_nonzero(verdicts == UNKNOWN))
    why = Why.NEEDS_DATA if unknown else Why.NOTHING_ELIGIBLE
    removed, missing = board.removed(ranks), _missing(board, client, ranks)
    return UnplacedReasons(
        board.grid.clients[client].id,
        why,
        eligible=0,
        unknown=unknown,
        sentences=(*_sentences_of_missing(unknown, missing), *_sentences_of_removed(removed)),
        removed=removed,
        nearest=nearest_miss(board, client, ranks),
        missing=missing,
    )


def count_blocking(board: Board, pairs: list[tuple[int, int]]) -> tuple[Blocking, ...]:
    """Count how many of these pairs each full cap blocks, the most first; secret caps together as one."""
    found = [board.blocking(client, dwelling) for client, dwelling in pairs]
    counted = Counter(number for numbers in found for number in numbers)
    shown = [
        Blocking(str(cap.kind), cap.subject, count, board.full_before(number), blocked_by(cap))
        for number, count in counted.items()
        if not is_secret(cap := board.caps[number])
    ]
    secret = {number for number in counted if is_secret(board.caps[number])}
    by_secret = sum(not secret.isdisjoint(numbers) for numbers in found)
    told = (
        [Blocking(UNDISCLOSED, "", by_secret, False, blocked_by(board.caps[min(secret)]))] if secret else []
    )
    return (*sorted(shown, key=lambda one: (-one.count, one.kind, one.subject)), *told)


def _taken(board: Board, client: int, dwellings: list[int]) -> Taken:
    """Count where the dwellings went: to the highest urgency among those who got one of its units."""
    classes = list(Urgency)
    own = classes.index(board.grid.clients[client].urgency)
    got = [min(board.classes_in[dwelling]) for dwelling in dwellings]
    return Taken(
        higher=sum(one < own for one in got),
        equal=sum(one == own for one in got),
        lower=sum(one > own for one in got),
    )


def _missing(board: Board, client: int, ranks: Ranks) -> tuple[MissingField, ...]:
    """Count per missing datum the dwellings that no rule refuses and that wait for it."""
    waits: dict[int, set[str]] = {}
    open_homes = np.flatnonzero((ranks == UNKNOWN).any(axis=0) & ~(ranks == REFUSED).any(axis=0)).tolist()
    for table, row in zip(board.grid.tables, ranks, strict=True):
        for dwelling in open_homes:
            if row[dwelling] == UNKNOWN:
                place = table.client_group[client], table.dwelling_group[dwelling]
                waits.setdefault(dwelling, set()).update(table.answers[table.chosen[place]].missing)
    asked = Counter(field for fields in waits.values() for field in fields)
    alone = Counter(field for fields in waits.values() if len(fields) == 1 for field in fields)
    order = sorted(asked, key=lambda field: (-alone[field], -asked[field], field))
    return tuple(
        MissingField(field, asked[field], alone[field], _missing_told(field, asked[field])) for field in order
    )


def _missing_told(field: str, count: int) -> Sentence:
    dutch, english = homes(count)
    return Sentence(
        f"Nog niet bekend: {FIELDS[field][0]}. Dit is nodig voor {dutch}.",
        f"Not known yet: {FIELDS[field][1]}. It is needed for {english}.",
    )


def _sentences_of_missing(unknown: int, missing: tuple[MissingField, ...]) -> Iterator[Sentence]:
    if not unknown:
        yield Sentence("Geen enkele woning past nu.", "No dwelling fits now.")
        return
    dutch, english = homes(unknown)
    yield Sentence(
        f"Er past nog geen woning. Als er meer bekend is, kan dat voor {dutch} anders zijn.",
        f"No dwelling fits yet. With more data that may change for {english}.",
    )
    yield from (one.sentence for one in missing)


def _sentences_of_removed(removed: tuple[RuleCount, ...]) -> Iterator[Sentence]:
    for count in removed:
        dutch, english = rule_names(count.rule)
        gone, gone_english = homes(count.removed)
        only, only_english = homes(count.alone)
        yield Sentence(
            f"Valt af op {dutch}: {gone}." + (f" Alleen daarop: {only}." if count.alone else ""),
            f"Removed by {english}: {gone_english}."
            + (f" By this alone: {only_english}." if count.alone else ""),
        )


def _sentences_of_placeable(
    why: Why, eligible: int, taken: Taken, blocking: tuple[Blocking, ...]
) -> Iterator[Sentence]:
    dutch, english = homes(eligible)
    yield Sentence(f"Passend voor de kandidaat: {dutch}.", f"Fitting for the client: {english}.")
    yield from sentences_of_taken(higher=taken.higher, equal=taken.equal, lower=taken.lower)
    yield from (one.sentence for one in blocking)
    if why is Why.OTHER_GOAL:
        yield Sentence(
            "Er is nog een passende woning vrij. Een ander doel ging voor, of de berekening was nog niet af.",
            "A fitting dwelling is still free. Another goal went first, or the computation was not finished.",
        )


def sentences_of_taken(*, higher: int | None, equal: int | None, lower: int | None) -> tuple[Sentence, ...]:
    """Say to whom dwellings went that fitted; None: a number that is not told."""
    told = (
        (higher, "een hogere urgentie", "a higher urgency"),
        (equal, "dezelfde urgentie", "the same urgency"),
        (lower, "een lagere urgentie", "a lower urgency"),
    )
    return tuple(_sentence_of_taken(*one) for one in told if one[0] != 0)


def _sentence_of_taken(count: int | None, dutch: str, english: str) -> Sentence:
    gone, gone_english = homes(count)
    went = "ging" if count in (1, None) else "gingen"
    return Sentence(
        f"Naar iemand met {dutch} {went}: {gone}.", f"To somebody with {english} went: {gone_english}."
    )
