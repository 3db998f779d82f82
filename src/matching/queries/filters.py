"""Nobody finds by what it is not shown: to filter by a field is to read it."""

from collections.abc import Collection, Mapping

from matching.actors import Actor, Role


def asks_for_hidden(actor: Actor, hidden: Mapping[Role, Collection[str]], **asked: object) -> bool:
    """Tell whether somebody filters by what its role is not shown; whatever the value, nothing is found then."""
    of_role = hidden.get(actor.role, ())
    return any(value is not None and name in of_role for name, value in asked.items())
