"""Which forced pairs a matching should have: decided again by hand, in the order of who has waited most urgently."""

from collections.abc import Iterator, Sequence

from matching.solver.instance import Client, Instance
from matching.solver.referee.joint import Pair, broken_together
from matching.solver.referee.pairs import broken_by_pair


def forced_but_missing(instance: Instance, pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Yield every forced pair that could be kept, beside those kept before it, and is not among the pairs."""
    placed = {(client.id, dwelling.id) for client, dwelling in pairs}
    kept: list[Pair] = []
    for client, dwelling in _wished(instance):
        alone = not any(broken_by_pair(instance, client, dwelling))
        if alone and not any(broken_together(instance, [*kept, (client, dwelling)])):
            kept.append((client, dwelling))
            if (client.id, dwelling.id) not in placed:
                yield client, dwelling


def _wished(instance: Instance) -> list[Pair]:
    """Return the forced pairs that are in the instance, each once, the highest priority first, then by id."""
    clients = {client.id: client for client in instance.clients}
    dwellings = {dwelling.id: dwelling for dwelling in instance.dwellings}
    named = sorted({(one.client, one.dwelling) for one in instance.forced})
    known = [(clients[one], dwellings[home]) for one, home in named if one in clients and home in dwellings]
    return sorted(known, key=lambda pair: _points(instance, pair[0]), reverse=True)


def _points(instance: Instance, client: Client) -> int:
    policy, today, since = instance.policy, instance.on, client.on_list_since
    months = (today.year - since.year) * 12 + (today.month - since.month)
    if today.day < since.day:
        months -= 1
    waited = min(max(months, 0), policy.waiting_months) * policy.waiting_weight
    return waited + sum(weight for urgency, weight in policy.urgency_weight if urgency == client.urgency)
