"""A unit in VERA form, of which we remember what was looked at: the rest is named to whoever sent it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

UNIT = "Eenheid"
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in what was sent, and what stands there.

    Attributes
    ----------
    path
        As in `units.3.adres.buurt.code`.
    """

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Source:
    """A unit, the publication it stands in, and what we looked at of both.

    Attributes
    ----------
    place, publication_place
        Where they stand in what was sent, as in `publications.0.eenheden.2`.
    siblings
        How many units the publication has.
    today
        The day of the import.
    looked_at
        The VERA paths that were asked for, without the brackets of lists.
    """

    unit: Mapping[str, Any]
    place: str
    publication: Mapping[str, Any] | None
    publication_place: str
    siblings: int
    today: date
    looked_at: set[str] = field(default_factory=set)

    def spots(self, path: str) -> list[Spot]:
        """Return every place that a VERA path names and that says something; a list may stand anywhere.

        Parameters
        ----------
        path
            As in `Eenheid.energieprestaties[].label.code`.
        """
        self._look_at(path)
        return list(self._stand(path))

    def first(self, *paths: str) -> Spot | None:
        """Return the first place that says something; all of them count as looked at."""
        found = [spot for path in paths for spot in self.spots(path)]
        return found[0] if found else None

    def items(self, path: str, *below: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Return each object of a list: its place, and what stands at paths below it, None for nothing."""
        for name in below:
            self._look_at(f"{path}.{name}")
        for spot in self._stand(path):
            yield spot.path, {name: _only(spot, name) for name in below}

    def _stand(self, path: str) -> Iterator[Spot]:
        root, _, rest = path.replace("[]", "").partition(".")
        if root == UNIT:
            return _found(self.unit, rest.split("."), self.place)
        return _found(self.publication or {}, rest.split("."), self.publication_place)

    def _look_at(self, path: str) -> None:
        """Note a path; the name beside a code says the same in words."""
        plain = path.replace("[]", "")
        self.looked_at.add(plain)
        if plain.endswith(".code"):
            self.looked_at.add(plain.removesuffix("code") + "naam")


def _only(spot: Spot, name: str) -> Any:
    found = list(_found(spot.value, name.split("."), spot.path))
    return found[0].value if found else None


def _found(part: Any, steps: list[str], path: str) -> Iterator[Spot]:
    if isinstance(part, list):
        for position, item in enumerate(part):
            yield from _found(item, steps, f"{path}.{position}")
    elif not steps:
        if says_something(part):
            yield Spot(path, part)
    elif isinstance(part, Mapping) and steps[0] in part:
        yield from _found(part[steps[0]], steps[1:], f"{path}.{steps[0]}")


def says_something(value: Any) -> bool:
    """Tell whether a value is more than an empty place in a form."""
    return value is not None and value not in ("", [], {})


def unused(part: Mapping[str, Any], root: str, looked_at: set[str]) -> Counter[str]:
    """Return the paths of what stands in a unit or a publication and was not looked at, and how often each."""
    return Counter(path for path in _leaves(part, root) if path.replace("[]", "") not in looked_at)


def _leaves(part: Any, path: str, depth: int = 0) -> Iterator[str]:
    """Walk to the ends; what is nested more deeply than VERA ever is, is named as one."""
    if isinstance(part, Mapping) and depth < DEEPEST:
        for name, value in part.items():
            yield from _leaves(value, f"{path}.{name}", depth + 1)
    elif isinstance(part, list) and depth < DEEPEST:
        for item in part:
            yield from _leaves(item, f"{path}[]", depth + 1)
    elif says_something(part):
        yield path
