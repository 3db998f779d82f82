"""Whom of its people a key stands for: the header `On-Behalf-Of`, for the journal and the log of looks."""

from dataclasses import replace
from typing import Any

from fastapi import Request

from matching.actors import A_CODE, Actor
from matching.errors import Fault, Unprocessable


class MalformedOnBehalfOf(Unprocessable):
    """On-Behalf-Of is one code of your own, of 1 to 80 letters, digits, dots and dashes; it doesn't go with a token."""

    dutch = "On-Behalf-Of is één eigen code, van 1 tot 80 letters, cijfers, punten en streepjes; niet bij een token."


def speaking_for(request: Request, actor: Actor) -> Actor:
    """Return the actor with whom it stands for this time: in the code of the organisation that asks.

    A token says itself who signed in.

    Raises
    ------
    MalformedOnBehalfOf
        When it is no code, an e-mail address for one; or beside a token, which could say otherwise.
    """
    sent = request.headers.getlist("on-behalf-of")
    if not sent:
        return actor
    if len(sent) > 1 or not A_CODE.fullmatch(sent[0]) or actor.on_behalf_of is not None:
        english, dutch = MalformedOnBehalfOf.__doc__ or "", MalformedOnBehalfOf.dutch
        raise MalformedOnBehalfOf(
            english, dutch, [Fault("header.On-Behalf-Of", "on-behalf-of", english, dutch)]
        )
    return replace(actor, on_behalf_of=sent[0])


def declare_behalf(operation: dict[str, Any]) -> None:
    """Declare the header on an operation of the contract that needs a key; after whatever looks into parameters."""
    if operation.get("security"):
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/OnBehalfOf"})


ON_BEHALF_OF = {
    "name": "On-Behalf-Of",
    "in": "header",
    "required": False,
    "description": "Your own code of the member of staff for whom you do this; no name or e-mail address. "
    "It stands in the log of changes and looks (NEN 7513).",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 80,
        "pattern": f"^{A_CODE.pattern}$",
        "examples": ["mw-0042"],
    },
}
"""The header, as every operation of the contract points to it."""
