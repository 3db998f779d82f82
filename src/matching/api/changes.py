"""Bodies of PATCH: every field of a model may be left out, and what is left out stays as it is."""

from copy import copy
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

Model = TypeVar("Model", bound=BaseModel)


def _left_out() -> Any:
    """Stand in for a field that was left out; nobody reads it, for only what was sent is used."""
    return None


def partial(model: type[Model]) -> type[Model]:
    """Return the model with no field required and no default: read it by `model_dump(exclude_unset=True)`."""
    for name, field in model.model_fields.items():
        optional = copy(field)
        optional.default = PydanticUndefined
        optional.default_factory = _left_out
        model.__pydantic_fields__[name] = optional
    model.model_rebuild(force=True)
    return model
