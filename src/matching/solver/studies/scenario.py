"""What if: the same region with other agreements, other weights, more or fewer dwellings and clients."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from matching.solver.instance import (
    Client,
    Complex,
    Corporation,
    District,
    Dwelling,
    Instance,
    Municipality,
    Neighbourhood,
    OriginLimit,
    Policy,
)
from matching.vocabulary import Goal, Urgency

NEW_CORPORATION = "new"
"""Whose a dwelling is that nobody has offered: no commitment holds for it."""

Place = TypeVar("Place", Municipality, District, Neighbourhood, Complex, Corporation)


@dataclass(frozen=True, slots=True)
class Amended:
    """An agreement with some of its numbers replaced.

    Attributes
    ----------
    code
        Whose: of an area, a complex, a corporation, or "origin:municipality".
    numbers
        By name of the field, in its unit; None lifts the agreement, and what is not named stays.
    """

    code: str
    numbers: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class MoreClients:
    """Some clients like one who is on the list, new on it; `urgency` None: as that one's."""

    like: str
    number: int
    urgency: Urgency | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is different; everything else stays as the run found it.

    Attributes
    ----------
    quotas, origin_limits, load_caps, complex_caps, commitments
        By municipality, by origin and municipality, by district or neighbourhood, by complex, by corporation.
    goals
        The new order; None: as it was.
    urgency_weight, suitability_weight
        New weights by name; what is not named stays.
    policy_numbers
        Other fields of the policy by name.
    without_dwellings, without_clients
        Ids of those that are gone.
    more_dwellings
        Dwellings that nobody has offered yet.
    """

    quotas: tuple[Amended, ...] = ()
    origin_limits: tuple[Amended, ...] = ()
    load_caps: tuple[Amended, ...] = ()
    complex_caps: tuple[Amended, ...] = ()
    commitments: tuple[Amended, ...] = ()
    goals: tuple[Goal, ...] | None = None
    urgency_weight: tuple[tuple[Urgency, int], ...] = ()
    suitability_weight: tuple[tuple[str, int], ...] = ()
    policy_numbers: tuple[tuple[str, int], ...] = ()
    without_dwellings: tuple[str, ...] = ()
    without_clients: tuple[str, ...] = ()
    more_dwellings: tuple[Dwelling, ...] = ()
    more_clients: tuple[MoreClients, ...] = ()


def changed_instance(instance: Instance, scenario: Scenario) -> Instance:
    """Return the instance as the scenario has it.

    Raises
    ------
    InvalidInstance
        When the scenario contradicts itself or the region.
    """
    clients = [one for one in instance.clients if one.id not in scenario.without_clients]
    dwellings = [one for one in instance.dwellings if one.id not in scenario.without_dwellings]
    return replace(
        instance,
        clients=(*clients, *_more_clients(instance, scenario.more_clients)),
        dwellings=(*dwellings, *scenario.more_dwellings),
        municipalities=_amended(instance.municipalities, scenario.quotas),
        origin_limits=_amended_origins(instance.origin_limits, scenario.origin_limits),
        districts=_amended(instance.districts, scenario.load_caps),
        neighbourhoods=_amended(instance.neighbourhoods, scenario.load_caps),
        complexes=_amended(instance.complexes, scenario.complex_caps),
        corporations=with_new_corporation(
            _amended(instance.corporations, scenario.commitments), scenario.more_dwellings
        ),
        policy=changed_policy(instance.policy, scenario),
    )


def changed_policy(policy: Policy, scenario: Scenario) -> Policy:
    """Return the policy as the scenario has it."""
    urgency = {**dict(policy.urgency_weight), **dict(scenario.urgency_weight)}
    suitability = {**dict(policy.suitability_weight), **dict(scenario.suitability_weight)}
    numbers: dict[str, Any] = dict(scenario.policy_numbers)
    return replace(
        policy,
        goals=policy.goals if scenario.goals is None else scenario.goals,
        urgency_weight=tuple(urgency.items()),
        suitability_weight=tuple(suitability.items()),
        **numbers,
    )


def with_new_corporation(
    corporations: tuple[Corporation, ...], dwellings: Iterable[Dwelling]
) -> tuple[Corporation, ...]:
    """Return the corporations, and the one without a commitment where a new dwelling is its."""
    asked = any(dwelling.corporation == NEW_CORPORATION for dwelling in dwellings)
    known = any(one.code == NEW_CORPORATION for one in corporations)
    return (*corporations, Corporation(NEW_CORPORATION)) if asked and not known else corporations


def _amended(places: Sequence[Place], amendments: Iterable[Amended]) -> tuple[Place, ...]:
    numbers: dict[str, dict[str, Any]] = {one.code: dict(one.numbers) for one in amendments}
    return tuple(replace(place, **numbers.get(place.code, {})) for place in places)


def _amended_origins(limits: Sequence[OriginLimit], amendments: Iterable[Amended]) -> tuple[OriginLimit, ...]:
    """Return the limits with other numbers; one without a number is no limit, and goes."""
    numbers = {one.code: dict(one.numbers) for one in amendments}
    amended = ((limit, numbers.get(limit.subject, {}).get("maximum", limit.maximum)) for limit in limits)
    return tuple(replace(limit, maximum=most) for limit, most in amended if most is not None)


def _more_clients(instance: Instance, more: Sequence[MoreClients]) -> Iterator[Client]:
    """Yield copies that have waited no time, and that nobody has to be kept apart from."""
    known = {client.id: client for client in instance.clients}
    for place, one in enumerate(more):
        like = known[one.like]
        for number in range(one.number):
            yield replace(
                like,
                id=f"new-{place:03}-{number:04}",
                urgency=one.urgency or like.urgency,
                on_list_since=instance.on,
                keep_apart=frozenset(),
            )
