"""The sentences of a comparison, in plain language (B1), Dutch and English side by side."""

from collections.abc import Iterator

from matching.solver.explain import Sentence
from matching.solver.explain.words import people
from matching.solver.studies.parts import Comparison, LevelCompared, NeighbourhoodCompared, Side
from matching.vocabulary import Goal


def told(compared: Comparison) -> tuple[Sentence, ...]:
    """Say what differs, the most important first."""
    return (
        _placed(compared.placed),
        *_who(compared),
        *_urgencies(compared),
        *_goals(compared),
        *_places(compared),
    )


def _placed(placed: Side) -> Sentence:
    dutch, english = people(placed.after)
    if placed.before == placed.after:
        return Sentence(
            f"Een woning voor {dutch}, evenveel als in de ronde.",
            f"A home for {english}, as many as in the run.",
        )
    return Sentence(
        f"Een woning voor {dutch}; in de ronde waren het er {placed.before}.",
        f"A home for {english}; in the run it was {placed.before}.",
    )


def _who(compared: Comparison) -> Iterator[Sentence]:
    if compared.gain:
        dutch, english = people(compared.gain)
        yield Sentence(
            f"Wel een woning, en in de ronde niet: {dutch}.", f"A home, and none in the run: {english}."
        )
    if compared.lose:
        dutch, english = people(compared.lose)
        yield Sentence(
            f"Geen woning, en in de ronde wel: {dutch}.", f"No home, and one in the run: {english}."
        )
    if compared.elsewhere:
        dutch, english = people(compared.elsewhere)
        yield Sentence(
            f"Een andere woning dan in de ronde: {dutch}.", f"Another home than in the run: {english}."
        )


def _urgencies(compared: Comparison) -> Iterator[Sentence]:
    for one in compared.urgencies:
        if one.placed.before != one.placed.after or one.clients.before != one.clients.after:
            placed, listed = one.placed, one.clients
            yield Sentence(
                f"Urgentie {one.urgency.dutch}: {placed.after} van {listed.after} geplaatst; "
                f"in de ronde {placed.before} van {listed.before}.",
                f"Urgency {one.urgency.value}: {placed.after} of {listed.after} placed; "
                f"in the run {placed.before} of {listed.before}.",
            )


def _goals(compared: Comparison) -> Iterator[Sentence]:
    for level in compared.levels:
        sentence = _goal(level)
        if sentence is not None:
            yield sentence
    if any(level.after is not None and not level.proven_after for level in compared.levels):
        yield Sentence(
            "Niet van elk doel is bewezen dat het niet beter kan.",
            "Not every goal is proven to be the best there is.",
        )


def _goal(level: LevelCompared) -> Sentence | None:
    goal = Goal(level.name)
    if level.before is None or level.after is None:
        return None
    if not level.comparable:
        return Sentence(
            f"Doel {goal.dutch}: niet te vergelijken, want het telt anders.",
            f"Goal {goal.value}: not to be compared, for it counts otherwise.",
        )
    if level.before == level.after:
        return None
    better = (level.after < level.before) == (goal is Goal.SPREAD)
    dutch, english = ("beter", "better") if better else ("slechter", "worse")
    return Sentence(
        f"Doel {goal.dutch}: {level.after}, {dutch} dan in de ronde ({level.before}).",
        f"Goal {goal.value}: {level.after}, {english} than in the run ({level.before}).",
    )


def _places(compared: Comparison) -> Iterator[Sentence]:
    for one in compared.municipalities:
        if one.placed.before != one.placed.after:
            yield Sentence(
                f"De gemeente {one.municipality}: {one.placed.after} plaatsingen; in de ronde {one.placed.before}.",
                f"Municipality {one.municipality}: {one.placed.after} placements; in the run {one.placed.before}.",
            )
    for street in compared.neighbourhoods:
        if street.load.before != street.load.after:
            yield _street(street)


def _street(one: NeighbourhoodCompared) -> Sentence:
    before, after = points(one.load.before), points(one.load.after)
    if one.capacity_after is None:
        room = ("", "")
    else:
        most = points(one.capacity_after)
        room = (f" van {most[0]}", f" of {most[1]}")
    return Sentence(
        f"De buurt {one.neighbourhood} draagt {after[0]}{room[0]} punten; in de ronde {before[0]}.",
        f"Neighbourhood {one.neighbourhood} carries {after[1]}{room[1]} points; in the run {before[1]}.",
    )


def points(hundredths: int) -> tuple[str, str]:
    """Write hundredths of a point, in Dutch and in English."""
    english = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return english.replace(".", ","), english
