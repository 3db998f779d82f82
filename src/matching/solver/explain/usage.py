"""What is used of every agreement, and which goals were missed."""

from collections import Counter

from matching.solver.explain.board import Board, is_secret
from matching.solver.explain.parts import MinimumMissed, Sentence, TargetReached, Usage
from matching.solver.formulate import goalposts
from matching.solver.instance import Municipality


def explain_usage(board: Board) -> tuple[Usage, ...]:
    """Return the use of every quota and cap; agreements to keep people apart are not shown."""
    return tuple(
        Usage(
            limit=cap.id,
            kind=str(cap.kind),
            subject=cap.subject,
            measure=str(cap.measure),
            used_before=cap.used,
            used_now=board.used_now[number],
            maximum=cap.maximum,
            left=board.left(number),
        )
        for number, cap in enumerate(board.caps)
        if not is_secret(cap)
    )


def explain_targets(board: Board) -> tuple[TargetReached, ...]:
    """Return every target against what was placed."""
    placed = _placed_now(board)
    places = {place.code: place for place in board.instance.municipalities}
    return tuple(
        TargetReached(
            municipality=post.municipality,
            share=places[post.municipality].target_share,
            aimed_term=post.term,
            aimed_now=post.now,
            placed_before=places[post.municipality].placed,
            placed_now=placed[post.municipality],
        )
        for post in goalposts(board.instance, grid=board.grid)
    )


def explain_minimums(board: Board) -> tuple[MinimumMissed, ...]:
    """Return every agreed minimum that is not reached yet."""
    placed = _placed_now(board)
    places = sorted(board.instance.municipalities, key=lambda place: place.code)
    missed = (_missed(place, place.placed + placed[place.code]) for place in places)
    return tuple(one for one in missed if one is not None)


def _missed(place: Municipality, placed: int) -> MinimumMissed | None:
    if place.minimum is None or placed >= place.minimum:
        return None
    return MinimumMissed(
        municipality=place.code,
        minimum=place.minimum,
        placed=placed,
        short=place.minimum - placed,
        sentence=Sentence(
            f"De gemeente {place.code} heeft {placed} van minstens {place.minimum} plaatsingen.",
            f"Municipality {place.code} has {placed} of at least {place.minimum} placements.",
        ),
    )


def _placed_now(board: Board) -> Counter[str]:
    homes = (board.grid.dwellings[dwelling] for dwelling in board.home_of.values())
    return Counter(board.grid.setting.municipality(dwelling) for dwelling in homes)
