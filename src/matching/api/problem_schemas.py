"""What a problem document looks like, for the contract."""

from collections.abc import Mapping
from typing import Any

MEDIA_TYPE = "application/problem+json"
TYPES = "/problems/"
AN_INSTANCE = "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e"

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
            "examples": [AN_INSTANCE],
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


def declaration(
    titles: Mapping[str, str],
    *,
    told: str = "",
    schema: str = "Problem",
    headers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an OpenAPI response that refuses, with an example of every kind it may be.

    Parameters
    ----------
    titles
        The kinds, as in the last part of `type`, with what each is called.
    told
        What to say before them.
    headers
        Those it always has, as the contract declares them.
    """
    listed = "\n".join(f"- `{TYPES}{kind}`: {title}" for kind, title in titles.items())
    content = {
        "schema": {"$ref": f"#/components/schemas/{schema}"},
        "examples": {kind: {"$ref": f"#/components/examples/{kind}"} for kind in titles},
    }
    declared: dict[str, Any] = {
        "description": "\n\n".join(filter(None, (told, listed))),
        "content": {MEDIA_TYPE: content},
    }
    return {**declared, "headers": dict(headers)} if headers else declared


def joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return an answer that refuses for the reasons of two; neither is changed, as routes share them."""
    one, other = (each.get("content", {}).get(MEDIA_TYPE, {}) for each in (first, second))
    content = {**other, **one, "examples": {**one.get("examples", {}), **other.get("examples", {})}}
    told = f"{first.get('description', '')}\n{second['description']}".strip()
    return {**first, "description": told, "content": {MEDIA_TYPE: content}}
