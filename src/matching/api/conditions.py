"""Conditional requests (RFC 9110, section 13): the tag of what is answered, and which one a change was made for."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response

from matching.errors import PreconditionRequired
from matching.operations.revisions import WHATEVER, Expected

_TAG = r'(W/)?"([!#-~]*)"'
_TAGS = re.compile(_TAG)


@dataclass(frozen=True, slots=True)
class Tag:
    """Tells the tag of what is answered, in the header `ETag`; who has that already gets a 304.

    Attributes
    ----------
    known
        The tags of what the sender has, as in `If-None-Match`.
    """

    request: Request
    response: Response
    known: str

    def tell(self, revision: object, *, variant: object = "") -> None:
        """Put the tag on the answer.

        Parameters
        ----------
        revision
            Of what is answered; a change compares this only.
        variant
            Tells apart what one revision looks like, such as the day it is shown for.
        """
        tag = f"{revision}.{variant}" if variant else f"{revision}"
        self.response.headers["ETag"] = f'"{tag}"'
        known = {text for _, text in _TAGS.findall(self.known)}
        if self.request.method == "GET" and (tag in known or self.known.strip() == "*"):
            self.response.status_code = 304


async def _tag(
    request: Request,
    response: Response,
    if_none_match: Annotated[
        str | None,
        Header(
            alias="If-None-Match",
            description="The `ETag` of what you have already: if it is still so, the answer is 304.",
            examples=['"0"'],
        ),
    ] = None,
) -> Tag:
    return Tag(request, response, if_none_match or "")


async def _expected(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            pattern=rf"^(\*|{_TAG}( *, *{_TAG})*)$",
            description="The `ETag` of what you change, as you looked at it; `*`: whatever is there.",
            examples=["*"],
        ),
    ] = None,
) -> Expected:
    if if_match is None:
        raise PreconditionRequired(
            "Send in If-Match the ETag of what you looked at, or * to change whatever is there.",
            "Stuur in If-Match de ETag mee van wat u bekeek, of * om te wijzigen wat er ook staat.",
        )
    if if_match == "*":
        return WHATEVER
    strong = (text for weak, text in _TAGS.findall(if_match) if not weak)
    return Expected(frozenset(text.partition(".")[0] for text in strong))


ATag = Annotated[Tag, Depends(_tag)]
"""For a route that answers what can be changed: `tag.tell(row.revision)`."""
IfMatch = Annotated[Expected, Depends(_expected)]
"""For a route that changes it, after the unit of work: who may not do it hears that first."""


def declare_conditions(operation: dict[str, Any], *, method: str) -> None:
    """Declare on an operation of the contract what comes of the conditions it takes."""
    parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
    if "If-Match" in parameters:
        parameters["If-Match"] |= {"required": True, "example": "*"}
    if "If-None-Match" not in parameters:
        return
    for status, answer in operation["responses"].items():
        if status[0] == "2":
            answer.setdefault("headers", {})["ETag"] = _REFERENCE
    if method == "get":
        operation["responses"]["304"] = {
            "description": "Not changed: you have it already.",
            "headers": {"ETag": _REFERENCE},
        }
    else:  # only a GET is answered with 304
        operation["parameters"].remove(parameters["If-None-Match"])


_REFERENCE = {"$ref": "#/components/headers/ETag"}
ETAG = {
    "description": "The state of what you read, for `If-Match` and `If-None-Match`.",
    "schema": {"type": "string", "examples": ['"3"']},
}
"""The header of what can be changed, for the contract."""
