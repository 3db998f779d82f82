"""What a key may be limited to: `read` and `write`, of everything or of one chapter of the contract.

Each route has its scope from its method and its chapter, so that nobody can forget to give it one.
"""

from typing import TYPE_CHECKING, Any, Literal

from matching.actors import ScopeMissing
from matching.api.problem_schemas import joined
from matching.api.problems import refuses
from matching.api.tags import TAGS

READ, WRITE = "read", "write"
ASKS_NOBODY = "health"
"""The chapter whose routes need no key."""
ONLY_READ = frozenset({"ledgers", "tasks", "events", "reports"})
"""Chapters in which nothing can be written."""

EVERY_KEY = "x-every-key"
FOR_EVERY_KEY = {EVERY_KEY: True}
"""The `openapi_extra` of a route that every key may ask, however limited."""


def _all() -> tuple[str, ...]:
    chapters = [chapter for chapter in TAGS if chapter != ASKS_NOBODY]
    reading = [f"{READ}:{chapter}" for chapter in chapters]
    writing = [f"{WRITE}:{chapter}" for chapter in chapters if chapter not in ONLY_READ]
    return (READ, WRITE, *reading, *writing)


NEEDED = "the scope that a limited key needs here."
"""What is told of a scope on each operation that asks for it."""

SCOPES = _all()
"""All there are."""

if TYPE_CHECKING:
    ScopeName = str
else:
    ScopeName = Literal[SCOPES]


def scope_of(method: str, *, chapter: str) -> str:
    """Return the scope of what a method does in a chapter."""
    return f"{READ if method.upper() in ('GET', 'HEAD') else WRITE}:{chapter}"


def declare_scope(operation: dict[str, Any], *, method: str) -> None:
    """Declare on an operation of the contract the scope that a limited key needs for it.

    In the security requirement, as OpenAPI 3.1 has it for schemes without scopes of their own, and in words.
    """
    if not operation.get("security") or operation.get(EVERY_KEY):
        return
    scope = scope_of(method, chapter=operation["tags"][0])
    operation["security"] = [{name: [scope] for name in needed} for needed in operation["security"]]
    answers, declared = operation["responses"], refuses(ScopeMissing)
    answers.update({"403": joined(answers["403"], declared[403])} if "403" in answers else {})
    operation["description"] = f"{operation.get('description', '')}\n\n`{scope}`: {NEEDED}".strip()
