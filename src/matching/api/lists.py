"""Lists in which nothing stands twice."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True, slots=True)
class Unique:
    """Refuse a list in which something stands twice: `Annotated[list[Feature], Unique()]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Look for doubles after everything else."""
        return core_schema.no_info_after_validator_function(refuse_doubles, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say so in the contract."""
        return {**handler(schema), "uniqueItems": True}


def refuse_doubles(items: Sequence[Hashable]) -> Sequence[Hashable]:
    """Return a list in which nothing stands twice."""
    seen: set[Hashable] = set()
    for item in items:
        if item in seen:
            words = {"item": str(item), "dutch": f"In deze lijst staat {item} dubbel."}
            raise PydanticCustomError("stands_twice", "This list holds {item} twice", words)
        seen.add(item)
    return items
