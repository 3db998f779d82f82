"""Hold a matching against the region as it is now: somebody may have proposed by hand while the solver thought."""

from collections.abc import Sequence
from dataclasses import replace

from matching.solver import Instance, violations

Pair = tuple[str, str]


def still_kept(fresh: Instance, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that together keep every rule of the region as it is now, in their order.

    When all do, as nearly always, one look is enough. Otherwise those that come first stay.
    """
    fresh = replace(fresh, forced=())  # a forced pair that fell through is no reason to drop the others
    clients = {client.id for client in fresh.clients}
    dwellings = {dwelling.id for dwelling in fresh.dwellings}
    there = [pair for pair in pairs if pair[0] in clients and pair[1] in dwellings]
    if not violations(fresh, there):
        return there
    kept: list[Pair] = []
    for pair in there:
        if not violations(fresh, [*kept, pair]):
            kept.append(pair)
    return kept
