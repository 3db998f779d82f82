"""No dwellings of any kind, anywhere, house more than those of the plan."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from asking import a_base, solve_now
from matching.solver import (
    NEW_CORPORATION,
    Corporation,
    Dwelling,
    Instance,
    Terms,
    formulate,
    grid_of,
    plan,
    solve,
    violations,
)
from matching.vocabulary import Accessibility, Tenancy
from random_instances import TODAY, random_instance

RENTS = (50_000, 70_000, 95_000)
WILLING = {"consent": True, "bedrooms": 2, "maximum_rent": 75_000, "ready_until": None, "ready_from": TODAY}


def wider(instance: Instance, more: tuple[Dwelling, ...]) -> Instance:
    named = tuple(replace(home, id=f"E{place}") for place, home in enumerate(more))
    return replace(
        instance,
        dwellings=(*instance.dwellings, *named),
        corporations=(*instance.corporations, Corporation(NEW_CORPORATION)),
    )


def every_kind(instance: Instance) -> list[Dwelling]:
    """Return all that could be built: what has everything fits whoever needs less; of what fits alike, one."""
    homes = [
        Dwelling(
            id=f"E{number:05}",
            neighbourhood=street.code,
            corporation=NEW_CORPORATION,
            housing_form=form.code,
            rent=rent,
            available_from=instance.on,
            tenancy=tenancy,
            bedrooms=bedrooms,
            accessibility=Accessibility.LARGE_WHEELCHAIR,
            own_sanitary=True,
            low_stimulus=True,
            support_nearby=True,
        )
        for number, (street, form, rent, tenancy, bedrooms) in enumerate(
            product(
                instance.neighbourhoods,
                instance.housing_forms,
                RENTS,
                (Tenancy.OWN_NAME, Tenancy.FLIP),
                (1, 2, 3, 4),
            )
        )
    ]
    offered = replace(wider(instance, ()), dwellings=tuple(homes))
    fits = grid_of(offered).verdicts == 0
    unlike = {(fits[:, place].tobytes(), home.neighbourhood): home for place, home in enumerate(homes)}
    return [home for (column, _), home in unlike.items() if np.frombuffer(column, dtype=np.bool_).any()]


def best_by_trying(instance: Instance, number: int) -> int:
    best = 0
    for more in combinations_with_replacement(every_kind(instance), number):
        problem = replace(formulate(wider(instance, more)), levels=("priority",))
        best = max(best, solve(problem, threads=1).levels[0].value)
    return best


def an_instance(seed: int) -> Instance:
    """Return a tiny instance in which most people can be helped, and limits are in the way."""
    drawn = random_instance(seed, clients=4, dwellings=2, gaps=0.0)
    people = tuple(replace(client, **WILLING) for client in drawn.clients)
    return replace(drawn, clients=people, forced=())


@pytest.mark.parametrize(("seed", "number"), [*((seed, 1) for seed in range(8)), (3, 2), (8, 2)])
def test_a_plan_equals_trying_everything(seed: int, number: int) -> None:
    instance = an_instance(seed)

    found = plan(a_base(instance), Terms(number, rents=RENTS), solve_now)

    assert all(gain.proven for gain in found.gains)
    assert found.gains[number].priority == best_by_trying(instance, number)


@pytest.mark.parametrize("seed", range(8))
def test_what_the_lines_ask_can_be_built_and_does_what_they_say(seed: int) -> None:
    """Build the plan somewhere in its municipalities: some choice of neighbourhoods reaches what was promised."""
    instance = an_instance(seed)
    found = plan(a_base(instance), Terms(2, rents=RENTS), solve_now)
    units = [
        [
            Dwelling(
                id="",
                neighbourhood=street.code,
                corporation=NEW_CORPORATION,
                housing_form=line.housing_form,
                rent=line.maximum_rent,
                available_from=instance.on,
                tenancy=line.tenancy,
                bedrooms=line.bedrooms,
                accessibility=line.accessibility,
                own_sanitary=True,
                low_stimulus=line.low_stimulus,
                support_nearby=line.support_nearby,
            )
            for street in instance.neighbourhoods
            if street.municipality == line.municipality
        ]
        for line in found.lines
        for _ in range(line.number)
    ]

    reached = []
    for homes in product(*units):
        built = wider(instance, homes)
        problem = replace(formulate(built), levels=("priority",))
        solution = solve(problem, threads=1)
        pairs = [
            (problem.clients[one.client].id, problem.dwellings[one.dwelling].id)
            for one in solution.placements
        ]
        assert not violations(built, pairs)
        reached.append(solution.levels[0].value)

    assert max(reached) == found.gains[-1].priority
    assert sum(line.number for line in found.lines) == found.gains[-1].used
    assert [one.priority for one in found.gains] == sorted(one.priority for one in found.gains)
