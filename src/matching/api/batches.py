"""Many at once: each item is judged by itself, the good ones are stored and the bad ones named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar, cast
from uuid import UUID

from fastapi import Request
from pydantic import Field, ValidationError, WrapValidator

from matching.api import translations
from matching.api.problem_schemas import TYPES
from matching.api.problems import Problem, invalid
from matching.api.schemas import In, Out
from matching.doors.languages import Language, preferred
from matching.doors.refusals import Sentence, kind_of, status_of, title_of
from matching.errors import Fault, MatchingError

MOST_ITEMS = 1_000

Item = TypeVar("Item", bound=In)


def _as_it_came(item: Any, _judge: Any) -> Any:
    return item


Unjudged = WrapValidator(_as_it_came)
"""Let an item through as it came, while the contract shows its model: `Annotated[DwellingIn, Unjudged]`."""


class InvalidParamOut(Out):
    """One thing that is wrong with an item."""

    name: Annotated[str, Field(description="Where.", examples=["body.items.3.rent"])]
    code: Annotated[str, Field(description="What kind of fault.", examples=["greater-than-equal"])]
    reason: Annotated[str, Field(description="The fault in one sentence.")]


class ItemProblemOut(Out):
    """Why an item was refused, as in the answer to a single one."""

    type: Annotated[str, Field(description="Kind of problem.", examples=["/problems/invalid-request"])]
    title: Annotated[str, Field(description="The kind in one sentence.")]
    status: Annotated[int, Field(description="HTTP status.", examples=[400])]
    detail: Annotated[str, Field(description="What is the matter.")]
    invalid_params: Annotated[list[InvalidParamOut], Field(description="All that is wrong.")]


class ItemOut(Out):
    """What became of one item."""

    index: Annotated[int, Field(description="Place in the batch, from 0.", examples=[0])]
    reference: Annotated[str | None, Field(description="The reference you sent.")]
    status: Annotated[Literal["created", "refused"], Field(description="Stored or refused.")]
    id: Annotated[UUID | None, Field(description="Identity of what was stored.")] = None
    problem: Annotated[ItemProblemOut | None, Field(description="Why it was refused.")] = None


class BatchOut(Out):
    """What became of each item, in the order in which they came."""

    created: Annotated[int, Field(description="How many were stored.", examples=[998])]
    refused: Annotated[int, Field(description="How many were refused.", examples=[2])]
    items: list[ItemOut]


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """The items of a body, each read by itself as strictly as a single one.

    Attributes
    ----------
    raw
        As they came.
    read
        What they say, or what is wrong with them.
    """

    raw: Sequence[Any]
    read: tuple[Item | Problem, ...]
    language: Language

    @classmethod
    def of(cls, model: type[Item], items: Sequence[Any], request: Request) -> "Batch[Item]":
        """Read the items."""
        language = preferred(request.headers.get("accept-language", ""))
        return cls(items, tuple(_read(model, item, place) for place, item in enumerate(items)), language)

    @property
    def sound(self) -> list[Mapping[str, Any]]:
        """Return the fields of the items that could be read."""
        return [dict(item) for item in self.read if not isinstance(item, Problem)]

    def answer(self, outcomes: Sequence[UUID | MatchingError]) -> BatchOut:
        """Return what became of each item.

        Parameters
        ----------
        outcomes
            Of the `sound` items, in their order.
        """
        items = list(self._items(iter(outcomes)))
        created = sum(item.status == "created" for item in items)
        return BatchOut(created=created, refused=len(items) - created, items=items)

    def _items(self, outcomes: Iterator[UUID | MatchingError]) -> Iterator[ItemOut]:
        for place, (raw, read) in enumerate(zip(self.raw, self.read, strict=True)):
            outcome = read if isinstance(read, Problem) else next(outcomes)
            reference = _reference(raw)
            if isinstance(outcome, UUID):
                yield ItemOut(index=place, reference=reference, status="created", id=outcome)
            else:
                problem = outcome if isinstance(outcome, Problem) else _problem(outcome, place)
                refusal = _out(problem, self.language)
                yield ItemOut(index=place, reference=reference, status="refused", problem=refusal)


def _read(model: type[Item], item: Any, place: int) -> Item | Problem:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        found = cast("list[dict[str, Any]]", error.errors(include_url=False))
        return invalid(
            [translations.fault({**each, "loc": ("body", "items", place, *each["loc"])}) for each in found]
        )


def _reference(raw: Any) -> str | None:
    reference = raw.get("reference") if isinstance(raw, dict) else None
    return reference[:64] if isinstance(reference, str) else None


def _problem(error: MatchingError, place: int) -> Problem:
    title = title_of(type(error))
    return Problem(
        status_of(type(error)),
        kind_of(type(error)),
        title,
        Sentence(error.english or title.english, error.in_dutch or title.dutch),
        tuple(
            Fault(f"body.items.{place}.{fault.path}", fault.code, fault.english, fault.dutch)
            for fault in error.faults
        ),
    )


def _out(problem: Problem, language: Language) -> ItemProblemOut:
    return ItemProblemOut(
        type=TYPES + problem.kind,
        title=problem.title.in_language(language),
        status=problem.status,
        detail=problem.detail.in_language(language),
        invalid_params=[
            InvalidParamOut(
                name=fault.path,
                code=fault.code,
                reason=language.choose(english=fault.english, dutch=fault.dutch),
            )
            for fault in problem.faults
        ],
    )
