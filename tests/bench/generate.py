"""Invent a problem with every kind of limit, the same for the same size and seed."""

from collections.abc import Iterator

import numpy as np

from matching.solver.problem import Limit, Pairs, Problem, ProblemClient, ProblemDwelling, Target

Numbers = np.ndarray

MEASURED_DENSITY = np.log([60, 400, 1500]), [0.256, 0.1875, 0.117]
"""How the share of possible pairs falls with the number of dwellings."""


def generate(*, clients: int, dwellings: int, seed: int = 1, density: float | None = None) -> Problem:
    """Return a region of clients and dwellings whose limits really bind.

    Parameters
    ----------
    density
        Share of all pairs that may be; None: what was measured at that many dwellings.
    """
    return _Region(clients=clients, dwellings=dwellings, seed=seed, density=density).problem()


class _Region:
    """Draws everything from one generator, in a fixed order."""

    def __init__(self, *, clients: int, dwellings: int, seed: int, density: float | None) -> None:
        draw = np.random.default_rng(seed)
        self.draw = draw
        self.density = density or float(np.interp(np.log(dwellings), *MEASURED_DENSITY))
        self.municipalities = max(3, min(12, dwellings // 12))
        self.neighbourhoods = max(6, dwellings // 5)
        self.districts = max(4, self.neighbourhoods // 4)
        self.municipality_of_district = np.arange(self.districts) % self.municipalities
        self.district_of = np.arange(self.neighbourhoods) % self.districts
        self.neighbourhood = draw.integers(self.neighbourhoods, size=dwellings)
        self.district = self.district_of[self.neighbourhood]
        self.municipality = self.municipality_of_district[self.district]
        self.complex = np.where(
            draw.random(dwellings) < 0.5, draw.integers(max(2, dwellings // 8), size=dwellings), -1
        )
        self.corporation = draw.integers(max(2, min(8, dwellings // 20)), size=dwellings)
        self.capacity = np.where(draw.random(dwellings) < 0.06, draw.integers(2, 4, size=dwellings), 1)
        self.load = 50 * draw.integers(1, 9, size=clients)
        self.hours = np.where(draw.random(clients) < 0.6, 50 * draw.integers(1, 24, size=clients), 0)
        self.priority = (
            1
            + draw.integers(0, 10, size=clients)
            + 10 * (draw.random(clients) < 0.35)
            + 10 * (draw.random(clients) < 0.1)
        )
        self.origin = draw.integers(self.municipalities + 1, size=clients)
        self.provider = draw.integers(max(2, self.municipalities), size=clients)
        self.token = np.where(
            draw.random(clients) < 0.06, draw.integers(max(1, clients // 60), size=clients), -1
        )
        self.clients, self.dwellings = clients, dwellings

    def problem(self) -> Problem:
        """Return the problem."""
        return Problem(
            clients=tuple(
                ProblemClient(
                    f"C{index}", int(self.priority[index]), int(self.load[index]), int(self.hours[index])
                )
                for index in range(self.clients)
            ),
            dwellings=tuple(
                ProblemDwelling(f"D{index}", int(capacity)) for index, capacity in enumerate(self.capacity)
            ),
            pairs=self.pairs(),
            limits=tuple(self.limits()),
            targets=tuple(self.targets()),
        )

    def pairs(self) -> Pairs:
        """Return pairs by kind of home: a client wants some kinds and some places."""
        kinds = 6
        home = self.draw.integers(kinds, size=self.dwellings)
        fits = self.draw.random((self.clients, kinds)) < self.density * 1.9
        wanted = self.draw.random((self.clients, self.municipalities)) < 0.62
        may = (
            fits[:, home]
            & wanted[:, self.municipality]
            & (self.draw.random((self.clients, self.dwellings)) < 0.9)
        )
        client, dwelling = np.nonzero(may)
        near = 250 * (self.origin[client] == self.municipality[dwelling])
        liked = self.draw.integers(1, 5, size=(self.clients, kinds))[client, home[dwelling]] * 100
        wishes = 10 * self.draw.integers(0, 31, size=len(client))
        stability = (self.draw.random(len(client)) < 0.01).astype(np.int64)
        return Pairs(client, dwelling, np.minimum(1000, near + liked + wishes), stability)

    def limits(self) -> Iterator[Limit]:
        """Yield every kind of limit; `room` shrinks what an even share would need."""
        yield from self.loads("neighbourhood-load", self.neighbourhood, room=1.15)
        yield from self.loads("district-load", self.district, room=1.0)
        yield from self.loads("complex-load", self.complex, room=1.15)
        yield from self.quotas()
        yield from self.imports()
        yield from self.commitments()
        yield from self.support()
        yield from self.keep_apart()

    def loads(self, kind: str, area: Numbers, *, room: float) -> Iterator[Limit]:
        """Yield a limit on load per area. [hundredths of a point]"""
        for code in range(int(area.max()) + 1):
            homes = np.flatnonzero(area == code)
            if len(homes):
                even = float(self.capacity[homes].sum()) * float(self.load.mean())
                maximum = int(even * room * self.draw.uniform(0.7, 1.3)) // 50 * 50
                yield Limit(f"{kind}:{code}", kind, "load", max(200, maximum), None, tuple(homes.tolist()))

    def quotas(self) -> Iterator[Limit]:
        """Yield the most placements per municipality. [placement]"""
        for code in range(self.municipalities):
            homes = np.flatnonzero(self.municipality == code)
            if len(homes):
                maximum = max(1, int(self.capacity[homes].sum() * self.draw.uniform(0.6, 1.0)))
                yield Limit(
                    f"quota:{code}", "municipal-quota", "placements", maximum, None, tuple(homes.tolist())
                )

    def imports(self) -> Iterator[Limit]:
        """Yield the most placements of people from elsewhere per municipality. [placement]"""
        for code in range(self.municipalities):
            homes, others = np.flatnonzero(self.municipality == code), np.flatnonzero(self.origin != code)
            if len(homes):
                maximum = max(1, int(self.capacity[homes].sum() * self.draw.uniform(0.45, 0.7)))
                sets = tuple(others.tolist()), tuple(homes.tolist())
                yield Limit(f"imports:{code}", "imports", "placements", maximum, *sets)

    def commitments(self) -> Iterator[Limit]:
        """Yield what each corporation agreed to supply at most. [placement]"""
        for code in range(int(self.corporation.max()) + 1):
            homes = np.flatnonzero(self.corporation == code)
            if len(homes):
                maximum = max(1, int(self.capacity[homes].sum() * self.draw.uniform(0.75, 1.0)))
                yield Limit(
                    f"commitment:{code}", "commitment", "placements", maximum, None, tuple(homes.tolist())
                )

    def support(self) -> Iterator[Limit]:
        """Yield the hours a provider has left in a municipality. [hundredths of an hour/week]"""
        share = self.dwellings / self.clients / self.municipalities
        for provider in range(int(self.provider.max()) + 1):
            people = np.flatnonzero(self.provider == provider)
            for code in range(self.municipalities):
                homes = np.flatnonzero(self.municipality == code)
                even = float(self.hours[people].sum()) * share
                if len(homes) and even:
                    maximum = max(300, int(even * self.draw.uniform(0.8, 2.0)) // 50 * 50)
                    sets = tuple(people.tolist()), tuple(homes.tolist())
                    yield Limit(f"support:{provider}:{code}", "support-hours", "hours", maximum, *sets)

    def keep_apart(self) -> Iterator[Limit]:
        """Yield at most one of those who must be kept apart in each district. [placement]"""
        for token in range(int(self.token.max()) + 1):
            people = np.flatnonzero(self.token == token)
            if len(people) < 2:
                continue
            for code in range(self.districts):
                homes = np.flatnonzero(self.district == code)
                if len(homes):
                    sets = tuple(people.tolist()), tuple(homes.tolist())
                    yield Limit(f"apart:{token}:{code}", "keep-apart", "placements", 1, *sets)

    def targets(self) -> Iterator[Target]:
        """Yield a target per municipality, weighted against its size. [placement]"""
        for code in range(self.municipalities):
            homes = np.flatnonzero(self.municipality == code)
            if len(homes):
                fair = max(1, int(self.capacity[homes].sum() * self.draw.uniform(0.55, 0.95)))
                yield Target(f"M{code}", tuple(homes.tolist()), fair, max(1, 1000 // fair))
