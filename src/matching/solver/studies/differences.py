"""The sentences of a difference, in plain language (B1), Dutch and English side by side; counts only."""

from collections.abc import Iterator
from itertools import takewhile

from matching.solver.explain import Sentence
from matching.solver.explain.words import people
from matching.solver.studies.variants import Difference, GroupDiffers, LevelDiffers
from matching.vocabulary import Goal, Urgency


def who_differs(difference: Difference) -> tuple[Sentence, ...]:
    """Say who gets a home or loses one, by urgency, and how many get another."""
    sentences = [told for group in difference.groups for told in _group(group)]
    if difference.elsewhere:
        dutch, english = people(difference.elsewhere)
        sentences.append(Sentence(f"Een andere woning: {dutch}.", f"Another home: {english}."))
    return tuple(sentences)


def what_differs(difference: Difference) -> tuple[Sentence, ...]:
    """Say which goals come out otherwise, and who gains and loses; or that nothing changes.

    Of a goal that nobody had time to look at nothing is said, but that it is not proven.
    """
    goals = tuple(told for level in difference.levels if level.bound is not None for told in _level(level))
    return (*(goals or (_NOTHING,)), *who_differs(difference), *_unproven(difference))


_NOTHING = Sentence("Aan de doelen verandert niets.", "Nothing changes for the goals.")
_UNPROVEN = Sentence(
    "Niet alles hiervan is bewezen: de rekentijd was op.",
    "Not all of this is proven: there was no more time to compute.",
)


def _unproven(difference: Difference) -> Iterator[Sentence]:
    """Say what is proven where not all of it is: a goal only counts if the goals before it do."""
    proven = list(takewhile(lambda level: level.proven, difference.levels))
    if not proven:
        yield _UNPROVEN
    elif len(proven) < len(difference.levels):
        goals = [Goal(level.name) for level in proven]
        dutch, english = ", ".join(goal.dutch for goal in goals), ", ".join(goal.value for goal in goals)
        yield Sentence(
            f"Bewezen: {dutch}. De rest niet: de rekentijd was op.",
            f"Proven: {english}. Not the rest: there was no more time to compute.",
        )


def _group(one: GroupDiffers) -> Iterator[Sentence]:
    urgency = Urgency(one.group)
    for count, dutch, english in (
        (one.gain, "Wel een woning", "A home after all"),
        (one.lose, "Geen woning meer", "No home any more"),
    ):
        if count:
            counted, in_english = people(count)
            yield Sentence(
                f"{dutch}: {counted} met urgentie {urgency.dutch}.",
                f"{english}: {in_english} of urgency {urgency.value}.",
            )


def _level(one: LevelDiffers) -> Iterator[Sentence]:
    if one.before != one.after:
        goal, by = Goal(one.name), abs(one.after - one.before)
        better = (one.after < one.before) == (goal is Goal.SPREAD)
        dutch, english = ("beter", "better") if better else ("slechter", "worse")
        yield Sentence(
            f"Doel {goal.dutch}: {by} punten {dutch} (van {one.before} naar {one.after}).",
            f"Goal {goal.value}: {by} points {english} (from {one.before} to {one.after}).",
        )
