"""Which statements reach a database."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from matching import tracing


@contextmanager
def written_down(*, but_of: str | None = None) -> Iterator[list[str]]:
    """Note every statement that reaches the database, by SQLAlchemy or past it, but those that name something."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if but_of is None or but_of not in statement:
            statements.append(statement)

    def past(connection: Mapping[Any, Any], texts: list[str]) -> AbstractContextManager[None]:
        for text in texts:
            note(None, None, text)
        return tracing.traced(connection, texts)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with patch("matching.work.traced", past):
            yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
