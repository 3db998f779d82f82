"""What a problem document looks like, for the contract."""

from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/problem+json"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A refusal as in RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Which kind of problem; a fixed name, to program by.",
            "examples": ["/problems/unknown-path"],
        },
        "title": {
            "type": "string",
            "description": "The kind of problem in one sentence.",
            "examples": ["Op dit adres is niets."],
        },
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "The HTTP status.",
            "examples": [404],
        },
        "detail": {
            "type": "string",
            "description": "What is the matter this time.",
            "examples": ["Op dit adres is niets."],
        },
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "This request; the same number as in the header X-Request-Id.",
            "examples": ["urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e"],
        },
    },
}

INVALID_PARAM: dict[str, Any] = {
    "type": "object",
    "description": "One thing that is wrong in what you sent.",
    "required": ["name", "code", "reason"],
    "properties": {
        "name": {
            "type": "string",
            "description": "Where: body, query, path or header, with the path within it.",
            "examples": ["body.maxRent"],
        },
        "code": {
            "type": "string",
            "description": "What kind of fault; a fixed name, to program by.",
            "examples": ["greater-than-equal"],
        },
        "reason": {
            "type": "string",
            "description": "The fault in one sentence.",
            "examples": ["Dit moet ten minste 0 zijn."],
        },
    },
}

INVALID_INPUT: dict[str, Any] = {
    "description": "A refusal of what is not right, with all faults at once.",
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "properties": {
                "invalidParams": {"type": "array", "items": {"$ref": "#/components/schemas/InvalidParam"}}
            },
        },
    ],
}

SCHEMAS = {"InvalidInput": INVALID_INPUT, "InvalidParam": INVALID_PARAM, "Problem": PROBLEM}


@dataclass(frozen=True, slots=True)
class GeneralProblem:
    """An answer that many operations share.

    Attributes
    ----------
    name
        Its name among the components of the contract.
    schema
        Name of the schema of its body.
    headers
        Names of those it always has, as the contract declares them.
    """

    name: str
    description: str
    schema: str = "Problem"
    headers: tuple[str, ...] = ()

    def declaration(self) -> dict[str, Any]:
        """Return it as an OpenAPI response."""
        schema = {"$ref": f"#/components/schemas/{self.schema}"}
        declared: dict[str, Any] = {
            "description": self.description,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        if self.headers:
            declared["headers"] = {
                name: {"$ref": f"#/components/headers/{name.replace('-', '')}"} for name in self.headers
            }
        return declared


GENERAL = {
    "400": GeneralProblem("InvalidInput", "What you sent is not right.", "InvalidInput"),
    "401": GeneralProblem("Unauthenticated", "The key is missing, unknown, expired or revoked."),
    "403": GeneralProblem("NotAllowed", "This role may not do this."),
    "406": GeneralProblem("NotAcceptable", "We have no form of answer that you accept."),
    "408": GeneralProblem("RequestTimeout", "The body came in too slowly."),
    "412": GeneralProblem("PreconditionFailed", "It was changed since you looked at it: fetch it again."),
    "413": GeneralProblem("ContentTooLarge", "The body is too large."),
    "415": GeneralProblem("UnsupportedMediaType", "This address takes another kind of body."),
    "428": GeneralProblem(
        "PreconditionRequired", "Send `If-Match` along: a change says what it was made for."
    ),
    "429": GeneralProblem(
        "TooOften",
        "You ask too often, or too many attempts from your address failed: wait until `Retry-After`.",
        headers=("Retry-After",),
    ),
    "500": GeneralProblem("InternalServerError", "Something went wrong on our side."),
    "503": GeneralProblem(
        "Unavailable",
        "The service can't do this now: send it again after `Retry-After`, with the same `Idempotency-Key`.",
        headers=("Retry-After",),
    ),
}
"""What an operation may answer because of what it takes, whatever it does."""
