"""What if: what is wrong with a scenario, and what comes of it."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from matching.errors import Fault
from matching.models.base import Json
from matching.solver import (
    NEW_CORPORATION,
    Amended,
    Base,
    Dwelling,
    Instance,
    Scenario,
    Solve,
    as_plain,
    as_typed,
    changed_policy,
    compare,
)
from matching.vocabulary import Urgency


def more_dwellings(sent: Iterable[Json], *, on: date) -> tuple[Dwelling, ...]:
    """Return dwellings that nobody has offered yet, by the fields of `Dwelling`.

    Parameters
    ----------
    on
        From when they are there, where nothing is said.
    """
    return tuple(
        Dwelling(
            **one
            | {
                "id": f"new-{place:03}",
                "corporation": str(one["corporation"] or NEW_CORPORATION),
                "available_from": one["available_from"] or on,
            }
        )
        for place, one in enumerate(sent)
    )


def answer(base: Base, meant: Json, solve: Solve) -> Json:
    """Return how the matching of a scenario differs from the one that was made."""
    compared: Json = as_plain(compare(base, as_typed(Scenario, meant), solve))
    return compared


def faults(instance: Instance, meant: Json) -> Iterator[Fault]:
    """Name everything that is wrong with a scenario of this instance."""
    scenario: Scenario = as_typed(Scenario, meant)
    yield from _agreement_faults(instance, scenario)
    yield from _quota_faults(instance, scenario)
    yield from _policy_faults(instance, scenario)
    yield from _gone_faults(instance, scenario)
    yield from _more_faults(instance, scenario)


def _agreement_faults(instance: Instance, scenario: Scenario) -> Iterator[Fault]:
    areas = {one.code for one in instance.districts} | {one.code for one in instance.neighbourhoods}
    sections: tuple[tuple[str, str, Sequence[Amended], Collection[str]], ...] = (
        ("quotas", "municipality", scenario.quotas, {one.code for one in instance.municipalities}),
        ("origin_limits", "origin", scenario.origin_limits, {one.subject for one in instance.origin_limits}),
        ("load_caps", "area", scenario.load_caps, areas),
        ("complex_caps", "complex", scenario.complex_caps, {one.code for one in instance.complexes}),
        ("commitments", "organisation", scenario.commitments, {one.code for one in instance.corporations}),
    )
    for section, field, amendments, known in sections:
        codes = [one.code for one in amendments]
        yield from unknown(section, f".{field}", codes, known)
        yield from twice(section, codes)


def _quota_faults(instance: Instance, scenario: Scenario) -> Iterator[Fault]:
    amended = {one.code: dict(one.numbers) for one in scenario.quotas}
    shares = sum(
        amended.get(one.code, {}).get("target_share", one.target_share) or 0
        for one in instance.municipalities
    )
    if shares > 10_000:
        told = f"{shares / 100:g}"
        yield Fault(
            "quotas",
            "shares-above-100",
            f"The target shares add up to {told}; the most is 100.",
            f"De streefpercentages tellen op tot {told}; het hoogste is 100.",
        )
    known = {one.code: one for one in instance.municipalities}
    for place, one in enumerate(scenario.quotas):
        if (was := known.get(one.code)) is None:
            continue
        numbers = {"minimum": was.minimum, "maximum": was.maximum} | dict(one.numbers)
        least, most = numbers["minimum"], numbers["maximum"]
        if least is not None and most is not None and least > most:
            yield Fault(
                f"quotas.{place}.minimum",
                "minimum-above-maximum",
                f"The minimum {least} is above the maximum, {most}.",
                f"Het minimum {least} ligt boven het maximum, {most}.",
            )


def _policy_faults(instance: Instance, scenario: Scenario) -> Iterator[Fault]:
    yield from twice("goals", scenario.goals or ())
    policy = changed_policy(instance.policy, scenario)
    weight = dict(policy.urgency_weight)
    for higher, lower in pairwise(Urgency):
        most = weight[lower] + policy.waiting_weight * policy.waiting_months
        if weight[higher] <= most:
            yield Fault(
                f"policy.urgencyWeights.{higher}",
                "urgency-order",
                f"{higher} weighs {weight[higher]}, and {lower} after the longest wait {most}; "
                f"make it at least {most + 1}.",
                f"{higher.dutch} weegt {weight[higher]}, en {lower.dutch} na de langste wachttijd {most}; "
                f"maak het ten minste {most + 1}.",
            )


def _gone_faults(instance: Instance, scenario: Scenario) -> Iterator[Fault]:
    for section, gone, known in (
        ("without_dwellings", scenario.without_dwellings, {one.id for one in instance.dwellings}),
        ("without_clients", scenario.without_clients, {one.id for one in instance.clients}),
    ):
        yield from unknown(section, "", gone, known)
        yield from twice(section, gone)


def _more_faults(instance: Instance, scenario: Scenario) -> Iterator[Fault]:
    more, clients = scenario.more_dwellings, [one.like for one in scenario.more_clients]
    corporations = {NEW_CORPORATION} | {one.code for one in instance.corporations}
    streets = {one.code for one in instance.neighbourhoods}
    forms = {one.code for one in instance.housing_forms}
    yield from unknown("more_dwellings", ".neighbourhood", [one.neighbourhood for one in more], streets)
    yield from unknown("more_dwellings", ".housing_form", [one.housing_form for one in more], forms)
    yield from unknown("more_dwellings", ".corporation", [one.corporation for one in more], corporations)
    yield from unknown("more_clients", ".like", clients, {one.id for one in instance.clients})


def unknown(section: str, field: str, codes: Sequence[str], known: Collection[str]) -> Iterator[Fault]:
    """Name what the run did not know."""
    for place, code in enumerate(codes):
        if code not in known:
            yield Fault(
                f"{section}.{place}{field}",
                "not-in-run",
                f"The matching run did not know {code}.",
                f"De matchronde kende {code} niet.",
            )


def twice(section: str, keys: Sequence[Hashable]) -> Iterator[Fault]:
    """Name what stands in a section twice."""
    seen = Counter[Hashable]()
    for place, key in enumerate(keys):
        seen[key] += 1
        if seen[key] > 1:
            first = keys.index(key)
            yield Fault(
                f"{section}.{place}",
                "twice",
                f"This says again what {section}.{first} says.",
                f"Dit staat al in {section}.{first}.",
            )
