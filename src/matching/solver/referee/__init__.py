"""The referee of the domain: names everything that is wrong with a matching, whoever made it.

Written independently: it reads the instance and nothing else of the solver, in plain loops.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matching.solver.instance import Client, Dwelling, Instance
from matching.solver.referee.forced import forced_but_missing
from matching.solver.referee.joint import broken_together
from matching.solver.referee.pairs import broken_by_pair

__all__ = ["Violation", "violations"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong, for coordinators only: it may name two clients.

    Attributes
    ----------
    rule
        Code of the pair rule or of the agreement; `forced` for a forced pair that could be kept and is not.
    subject
        Whose agreement is broken; empty for a pair rule.
    needs_data
        True when the rule can't be judged because a datum is missing.
    """

    rule: str
    detail: str
    client: str = ""
    dwelling: str = ""
    subject: str = ""
    needs_data: bool = False


def violations(instance: Instance, pairs: Iterable[tuple[str, str]]) -> tuple[Violation, ...]:
    """Return everything that is wrong with these pairs of client id and dwelling id."""
    return tuple(_found(instance, tuple(pairs)))


def _found(instance: Instance, pairs: tuple[tuple[str, str], ...]) -> Iterator[Violation]:
    clients = {client.id: client for client in instance.clients}
    dwellings = {dwelling.id: dwelling for dwelling in instance.dwellings}
    known: list[tuple[Client, Dwelling]] = []
    for client, dwelling in pairs:
        if client in clients and dwelling in dwellings:
            known.append((clients[client], dwellings[dwelling]))
        else:
            yield Violation("unknown", "The instance has no such client or dwelling.", client, dwelling)
    for one, home in known:
        for broken in broken_by_pair(instance, one, home):
            yield Violation(broken.rule, broken.detail, one.id, home.id, needs_data=broken.unknown)
    for excess in broken_together(instance, known):
        yield Violation(excess.rule, excess.detail, subject=excess.subject)
    for one, home in forced_but_missing(instance, known):
        yield Violation("forced", "The pair was forced, could be kept, and is not there.", one.id, home.id)
