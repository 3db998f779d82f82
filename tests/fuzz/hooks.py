"""What Schemathesis does otherwise than by itself, before each request."""

import re
from typing import Any
from uuid import uuid4

import schemathesis

WHOLE = re.compile("[!-~]{8,200}")
"""An `Idempotency-Key` that fits the contract."""


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _options: dict[str, Any]) -> None:
    """Give a request a key of its own; under the one in the example all but the first would be repeats.

    A key that does not fit is what is tried, and stays.
    """
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and WHOLE.fullmatch(key):
        case.headers["Idempotency-Key"] = str(uuid4())
