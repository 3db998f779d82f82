"""The refusals that many operations share, for the contract: each stands there once."""

from dataclasses import dataclass
from typing import Any

from matching.api.problem_schemas import declaration
from matching.api.problems import kinds


@dataclass(frozen=True, slots=True)
class GeneralRefusal:
    """An answer that many operations share.

    Attributes
    ----------
    name
        Its name among the components of the contract.
    kinds
        What it may be, by the last part of `type`.
    told
        What to do about it, where that is the same for all of them.
    schema
        Name of the schema of its body.
    headers
        Names of those it always has, as the contract declares them.
    """

    name: str
    kinds: tuple[str, ...]
    told: str = ""
    schema: str = "Problem"
    headers: tuple[str, ...] = ()

    def declaration(self) -> dict[str, Any]:
        """Return it as an OpenAPI response."""
        known = kinds()
        return declaration(
            {kind: known[kind].title.english for kind in self.kinds},
            told=self.told,
            schema=self.schema,
            headers={
                name: {"$ref": f"#/components/headers/{name.replace('-', '')}"} for name in self.headers
            },
        )


GENERAL = {
    "400": GeneralRefusal(
        "InvalidInput",
        (
            "invalid-request",
            "unknown-parameter",
            "unreadable-body",
            "malformed-on-behalf-of",
            "malformed-idempotency-key",
        ),
        "What you sent is not right.",
        "InvalidInput",
    ),
    "401": GeneralRefusal("Unauthenticated", ("unauthenticated", "token-refused", "nobody-of-ours")),
    "403": GeneralRefusal("NotAllowed", ("not-allowed", "scope-missing")),
    "406": GeneralRefusal("NotAcceptable", ("not-acceptable",)),
    "408": GeneralRefusal("RequestTimeout", ("request-timeout",)),
    "412": GeneralRefusal(
        "PreconditionFailed",
        ("resource-moved-on",),
        "It was changed since you looked at it: fetch it again.",
    ),
    "413": GeneralRefusal("ContentTooLarge", ("content-too-large",)),
    "415": GeneralRefusal("UnsupportedMediaType", ("unsupported-media-type",)),
    "428": GeneralRefusal(
        "PreconditionRequired",
        ("precondition-required",),
        "Send `If-Match` along: a change says what it was made for.",
    ),
    "429": GeneralRefusal(
        "TooOften",
        ("too-many-requests", "too-many-failures"),
        "You ask too often, or too many attempts from your address failed: wait until `Retry-After`.",
        headers=("Retry-After",),
    ),
    "500": GeneralRefusal("InternalServerError", ("internal-server-error",)),
    "503": GeneralRefusal(
        "Unavailable",
        (
            "too-busy",
            "database-away",
            "no-connection-free",
            "took-too-long",
            "held-up",
            "issuer-away",
        ),
        "The service can't do this now: send it again after `Retry-After`, with the same `Idempotency-Key`.",
        headers=("Retry-After",),
    ),
}
"""What an operation may answer because of what it takes, whatever it does."""


def shared(answers: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of an operation; what refuses stands among the components, named after its reasons.

    Parameters
    ----------
    components
        The responses of the contract, of which there may be more afterwards.
    """
    return {
        status: _reference(answer, components) if status[0] in "45" and "$ref" not in answer else answer
        for status, answer in answers.items()
    }


def _reference(answer: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    same = next((name for name, known in components.items() if known == answer), None)
    [content] = answer["content"].values()
    name = same or "Or".join(map(_in_pascal_case, content["examples"]))
    if components.setdefault(name, answer) != answer:  # a general one has this name
        return answer
    return {"$ref": f"#/components/responses/{name}"}


def _in_pascal_case(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("-"))
