"""Questions that are put together once, and asked with other values each time.

To compose a statement, to find it among those that were compiled, and to make objects of what it finds takes several
times what PostgreSQL needs to answer it. What nearly every request asks is composed and compiled once, and goes to the
driver as text: `work.py::Work.answers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, ClauseElement
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.sql.compiler import SQLCompiler

PSYCOPG = dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its values, as the driver takes them."""

    text: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """A statement as the driver reads it.

    Attributes
    ----------
    text
        With `%(name)s` where a value stands.
    fixed
        The values that are the same each time.
    writers
        What writes those values that the driver would not write as their column has them.
    """

    text: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    writers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, statement: ClauseElement) -> "Question":
        """Compile a statement; what differs from time to time is a `bindparam` without a value.

        Raises
        ------
        TypeError
            When its text would differ with its values.
        """
        compiled = statement.compile(dialect=PSYCOPG)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - every statement is compiled by one
        if compiled.post_compile_params:
            raise TypeError(
                "Ask for `= any(array)`: what `in` holds is part of the text, and differs each time."
            )
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        writers = {name: write for name, bind in binds.items() if (write := _writer(bind))}
        fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        return cls(str(compiled), _written(fixed, writers), writers)

    def __call__(self, **values: Any) -> Asked:
        """Return the question with the values of this time, each by the name of its `bindparam`."""
        return Asked(self.text, {**self.fixed, **_written(values, self.writers)})


def _writer(bind: BindParameter[Any]) -> Callable[[Any], Any] | None:
    return bind.type.dialect_impl(PSYCOPG).bind_processor(PSYCOPG)


def _written(values: dict[str, Any], writers: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    for name in values.keys() & writers.keys():
        values[name] = writers[name](values[name])
    return values
