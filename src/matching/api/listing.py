"""Long lists, a page at a time, by keyset: the cursor is where the last page ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field, TypeAdapter
from typing_extensions import TypedDict

from matching.api.schemas import Out
from matching.errors import Fault, Unprocessable
from matching.work import Record

Key = tuple[str | int | None, ...]


class UnknownCursor(Unprocessable):
    """The cursor did not come from us."""

    dutch = "De cursor komt niet van ons."


class ListOut(Out):
    """A page of a list; a subclass adds `items`.

    Attributes
    ----------
    next
        The cursor of the next page, None on the last.
    """

    next: Annotated[
        str | None,
        Field(description="Cursor of the next page; null on the last one.", examples=["WyJhIiwxXQ"]),
    ] = None


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    request: Request
    response: Response
    limit: int
    after: str | None

    @property
    def start(self) -> Key | None:
        """Return the key after which the page starts, None for the first page.

        Raises
        ------
        UnknownCursor
            When the cursor is none of ours.
        """
        return None if self.after is None else read_cursor(self.after)

    @property
    def after_id(self) -> UUID | None:
        """Return the id after which the page of a list that is sorted by id starts; None for the first page.

        Raises
        ------
        UnknownCursor
            When the cursor is none of ours.
        """
        if self.start is None:
            return None
        try:
            return UUID(str(self.start[0]))
        except (ValueError, IndexError) as error:
            raise _unknown() from error

    def of_rows(self, schema: type[BaseModel], rows: Sequence[Record]) -> Response:
        """Answer with rows by id, as a `ListOut` of items with this schema.

        They are not read by it first: what stands in our tables was read when it came in, and for a page of
        fifty that takes twice as long as to write it.
        """
        names, writer = tuple(schema.model_fields), _writer(schema)
        shown = [{name: row[name] for name in names} for row in rows]
        items = writer.dump_json(shown, by_alias=True, warnings=False)  # that words are texts is no surprise
        after = json.dumps(self.next_id([row["id"] for row in rows])).encode()
        content = b'{"next":%b,"items":%b}' % (after, items)
        return Response(content, media_type="application/json", headers=self.response.headers)

    def next_id(self, ids: Sequence[UUID]) -> str | None:
        """Return the cursor after the last of a full page's ids, None when the page was not full."""
        return self.point_on(str(ids[-1])) if len(ids) == self.limit else None

    def point_on(self, *key: str | int | None) -> str:
        """Return the cursor after a key, and put it in the header `Link` too."""
        cursor = write_cursor(*key)
        query = [(name, value) for name, value in self.request.query_params.multi_items() if name != "after"]
        address = f"{self.request.url.path}?{urlencode([*query, ('after', cursor)])}"
        self.response.headers["Link"] = f'<{address}>; rel="next"'
        return cursor


async def _page(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=200, description="How many stand on a page.", examples=[50])] = 50,
    after: Annotated[
        str | None,
        Query(
            max_length=1_000,
            pattern="^[A-Za-z0-9_-]+$",
            description="Cursor: the `next` of the page before.",
            examples=["WyJhIiwxXQ"],
        ),
    ] = None,
) -> Page:
    """Return the page; a class, or a function that is not async, would be called in a thread of its own."""
    return Page(request, response, limit, after)


APage = Annotated[Page, Depends(_page)]


@cache
def _writer(schema: type[BaseModel]) -> TypeAdapter[Any]:
    """Return what writes a list of dictionaries as a schema writes its objects."""
    rows: Any = list[_as_dictionary(schema)]  # type: ignore[misc]
    return TypeAdapter(rows)


def _as_dictionary(schema: type[BaseModel]) -> Any:
    fields = {
        name: Annotated[known.annotation, *known.metadata, Field(serialization_alias=known.alias)]
        for name, known in schema.model_fields.items()
    }
    return TypedDict(schema.__name__, fields)  # type: ignore[operator]


def write_cursor(*key: str | int | None) -> str:
    """Return a cursor that stands for a key."""
    text = json.dumps(key, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Key:
    """Return the key a cursor stands for.

    Raises
    ------
    UnknownCursor
        When it stands for none.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(urlsafe_b64decode(padded.encode("ascii")))
    except (Error, ValueError) as error:
        raise _unknown() from error
    if not isinstance(key, list) or not all(isinstance(part, str | int | None) for part in key):
        raise _unknown()
    return tuple(key)


def _unknown() -> UnknownCursor:
    fault = Fault(
        "query.after",
        "unknown-cursor",
        "Use the next of the page before.",
        "Gebruik de next van de vorige bladzijde.",
    )
    return UnknownCursor(faults=[fault])
