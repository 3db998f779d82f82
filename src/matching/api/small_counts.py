"""Small counts at the doors: who reads everything, and how a count of a few people is left out of an answer.

The desk of the region sees the clients themselves, so it reads every number. To anybody else a count of a few
people is null, and its field is named in `suppressed` of the same object: null is never "none".
"""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import Field
from pydantic.alias_generators import to_camel

from matching.actors import Role
from matching.api.dependencies import AnyWork
from matching.api.schemas import Out
from matching.disclosure import Counts, Equation, Key, protect, tells
from matching.queries.organisations import own_municipality


class CountsOut(Out):
    """Something with counts of people in it."""

    suppressed: Annotated[
        list[str],
        Field(
            description="Fields that are null because too few people stand behind them, or because they would give "
            "such a count away; not named when there are none.",
            exclude_if=operator.not_,
            examples=[["eligible"]],
        ),
    ] = Field(default_factory=list)

    def withhold(self, *fields: str) -> None:
        """Leave fields out, and say so."""
        for field in fields:
            if getattr(self, field) is not None:
                setattr(self, field, None)
                self.suppressed.append(to_camel(field))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an answer.

    Attributes
    ----------
    sees_all
        Whether it sees the clients anyhow: the desk.
    smallest
        The smallest count of people that is told to anybody else. [person]
    town
        The municipality it is, whose own quota it reads to the last person.
    """

    sees_all: bool
    smallest: int
    town: str | None = None

    def may_be_told(self, sentences: Sequence[Any]) -> list[Any]:
        """Return the sentences that may be told, each with `dutch` and `english`."""
        if self.sees_all:
            return list(sentences)
        return [
            one
            for one in sentences
            if all(tells(text, smallest=self.smallest) is None for text in (one.dutch, one.english))
        ]


DESK = Reader(sees_all=True, smallest=1)
"""Who reads the answer of a route that only coordinators may use."""


async def _reader(work: AnyWork, request: Request) -> Reader:
    smallest: int = request.app.state.settings.smallest_count
    if work.actor.role is Role.COORDINATOR:
        return Reader(sees_all=True, smallest=smallest)
    return Reader(sees_all=False, smallest=smallest, town=await own_municipality(work))


AReader = Annotated[Reader, Depends(_reader)]


class Sheet:
    """The counts of an answer, with what adds up to what; what has to be is then left out of the answer itself."""

    def __init__(self) -> None:
        self._cells: dict[Key, int] = {}
        self._places: dict[Key, tuple[CountsOut, str]] = {}
        self._marks: dict[str, set[Key]] = {"known": set(), "untold": set(), "slack": set(), "last": set()}
        self._equations: list[Equation] = []

    def count(self, out: CountsOut, field: str, *, known: bool = False, last: bool = False) -> Key:
        """Take a count of an answer.

        Parameters
        ----------
        known
            Never left out: the reader's own.
        last
            A total: left out only if nothing else will do.
        """
        key = (id(out), field)
        self._cells[key] = getattr(out, field)
        self._places[key] = (out, field)
        self._mark(key, known=known, last=last)
        return key

    def kept_back(self, out: CountsOut, field: str) -> Key:
        """Leave a count out whatever else is told, and protect it if it is small."""
        key = self.beside(f"{id(out)} {field}", getattr(out, field))
        out.withhold(field)
        return key

    def entry(self, out: CountsOut, field: str, name: str) -> Key:
        """Take a count out of a dictionary in an answer."""
        key = (id(out), field, name)
        self._cells[key] = getattr(out, field)[name]
        self._places[key] = (out, f"{field}.{name}")
        return key

    def beside(self, name: str, count: int, *, known: bool = False, slack: bool = False) -> Key:
        """Take a count that is not in this answer, but follows from it, or is told elsewhere.

        Parameters
        ----------
        known
            It is told elsewhere.
        slack
            It is no secret by itself.
        """
        self._cells[name] = count
        self._mark(name, known=known, slack=slack, untold=not known and not slack)
        return name

    def value(self, key: Key) -> int:
        """Return a count that was taken."""
        return self._cells[key]

    def _mark(self, key: Key, **marks: bool) -> None:
        for mark, holds in marks.items():
            if holds:
                self._marks[mark].add(key)

    def adds_up(self, plus: Iterable[Key], minus: Iterable[Key] = (), equals: int = 0) -> None:
        """Say what adds up, where it does: what is not true nobody can use."""
        one = Equation(tuple(plus), tuple(minus), equals)
        if Counts(self._cells).holds(one):
            self._equations.append(one)

    def leave_out(self, smallest: int) -> None:
        """Leave out what is too small, and what would give it away."""
        marks = {name: frozenset(keys) for name, keys in self._marks.items()}
        told = protect(Counts(self._cells, tuple(self._equations), **marks), smallest=smallest)
        for key, (out, field) in self._places.items():
            if told[key] is None:
                _leave_out(out, field)


def _leave_out(out: CountsOut, field: str) -> None:
    name, _, entry = field.partition(".")
    if not entry:
        out.withhold(field)
        return
    getattr(out, name)[entry] = None
    out.suppressed.append(f"{to_camel(name)}.{entry}")
