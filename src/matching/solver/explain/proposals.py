"""Why this client and this dwelling."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from matching.solver.eligibility import Grid
from matching.solver.explain.board import FITS, Board
from matching.solver.explain.forced import KEPT
from matching.solver.explain.parts import ProposalReasons, Sentence
from matching.solver.explain.words import homes, months
from matching.solver.formulate import months_waiting, priority, waiting_points
from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.suitability import Breakdown, Needing, Scene, broken_down, scene_of


def explain_proposals(board: Board) -> tuple[ProposalReasons, ...]:
    """Explain every proposal, in the order of clients."""
    scene = scene_of(board.instance, setting=board.grid.setting)
    return tuple(_explained(board, scene, client, dwelling) for client, dwelling in board.home_of.items())


def reasons_of(
    instance: Instance, grid: Grid, *, client: Client, dwelling: Dwelling, waiting: Iterable[Needing]
) -> ProposalReasons:
    """Explain one pair, whether a run made it or a person.

    Parameters
    ----------
    grid
        In which the client is judged against every dwelling.
    waiting
        Who say what is scarce.
    """
    scene = scene_of(instance, setting=grid.setting, waiting=waiting)
    number, home = grid.clients.index(client), grid.dwellings.index(dwelling)
    others = int(np.count_nonzero(np.flatnonzero(grid.verdicts[number] == FITS) != home))
    return _reasons(instance, scene, client, dwelling, others=others)


def _explained(board: Board, scene: Scene, number: int, home: int) -> ProposalReasons:
    others = np.flatnonzero(board.grid.verdicts[number] == FITS)
    client, dwelling = board.grid.clients[number], board.grid.dwellings[home]
    found = _reasons(board.instance, scene, client, dwelling, others=int(np.count_nonzero(others != home)))
    forced = (number, home) in board.decided.kept
    return replace(found, sentences=(KEPT, *found.sentences)) if forced else found


def _reasons(
    instance: Instance, scene: Scene, client: Client, dwelling: Dwelling, *, others: int
) -> ProposalReasons:
    worth = priority(client, on=instance.on, policy=instance.policy)
    from_waiting = waiting_points(client, on=instance.on, policy=instance.policy)
    found = broken_down(scene, instance.policy, client, dwelling)
    reasons = ProposalReasons(
        client=client.id,
        dwelling=dwelling.id,
        suitability=found.total,
        terms=found.terms,
        urgency=str(client.urgency),
        waiting=months_waiting(client, on=instance.on),
        priority=worth,
        urgency_points=worth - from_waiting,
        waiting_points=from_waiting,
        other_dwellings=others,
        sentences=(),
    )
    return replace(reasons, sentences=tuple(_sentences(reasons, client.urgency.dutch, found)))


def _sentences(reasons: ProposalReasons, urgency: str, found: Breakdown) -> Iterator[Sentence]:
    dutch, english = months(reasons.waiting)
    yield Sentence(
        f"Urgentieklasse: {urgency}. Wachttijd: {dutch}.",
        f"Urgency class: {reasons.urgency}. Time on the list: {english}.",
    )
    dutch, english = homes(reasons.other_dwellings)
    yield Sentence(
        f"Ook mogelijk voor de kandidaat: {dutch}.",
        f"Possible for the client as well: {english}.",
    )
    yield Sentence(
        f"De geschiktheid is {reasons.suitability} van 1000 punten.",
        f"The suitability is {reasons.suitability} of 1000 points.",
    )
    for term in found.terms:
        yield Sentence(
            f"{term.dutch_name.capitalize()}: {term.points} punten. {term.dutch}",
            f"{term.english_name.capitalize()}: {term.points} points. {term.english}",
        )
