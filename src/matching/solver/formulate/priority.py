"""What a placement is worth: urgency class first, then months on the list."""

from datetime import date

from matching.solver.instance import Client, Policy


def priority(client: Client, *, on: date, policy: Policy) -> int:
    """Return the points of placing this client. [point]"""
    return dict(policy.urgency_weight)[client.urgency] + waiting_points(client, on=on, policy=policy)


def waiting_points(client: Client, *, on: date, policy: Policy) -> int:
    """Return the part of the priority that comes from waiting. [point]"""
    return policy.waiting_weight * min(months_waiting(client, on=on), policy.waiting_months)


def months_waiting(client: Client, *, on: date) -> int:
    """Return the whole months on the list; 0 for who comes on it later. [month]"""
    since = client.on_list_since
    months = 12 * (on.year - since.year) + on.month - since.month - (on.day < since.day)
    return max(0, months)
