"""Whom of its people a key stands for: the header `On-Behalf-Of`, for the journal and the log of looks."""

import re
from typing import Any

from fastapi import Request

from matching.errors import Fault, Unprocessable

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,78}[A-Za-z0-9])?")


class MalformedOnBehalfOf(Unprocessable):
    """On-Behalf-Of is one code of your own for a member of staff: 1 to 80 letters, digits, dots, dashes, colons."""

    dutch = "On-Behalf-Of is één eigen code van een medewerker: 1 tot 80 letters, cijfers, punten, streepjes."


def on_behalf_of(request: Request) -> str | None:
    """Return whom a request is made for, in the code of the organisation that asks; None when it does not say.

    Raises
    ------
    MalformedOnBehalfOf
        When it is no code; an e-mail address is none.
    """
    sent = request.headers.getlist("on-behalf-of")
    if not sent:
        return None
    if len(sent) > 1 or not _CODE.fullmatch(sent[0]):
        english, dutch = MalformedOnBehalfOf.__doc__ or "", MalformedOnBehalfOf.dutch
        raise MalformedOnBehalfOf(
            english, dutch, [Fault("header.On-Behalf-Of", "on-behalf-of", english, dutch)]
        )
    return sent[0]


def declare_behalf(operation: dict[str, Any]) -> None:
    """Declare the header on an operation of the contract that needs a key."""
    if operation.get("security"):
        operation.setdefault("parameters", []).append(
            {
                "name": "On-Behalf-Of",
                "in": "header",
                "required": False,
                "description": "Uw eigen code van de medewerker voor wie u dit doet; geen naam of e-mailadres. "
                "Die staat in het logboek van wijzigingen en inzagen (NEN 7513). "
                "/ Your own code of the member of staff whom you do this for; it is logged.",
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 80,
                    "pattern": f"^{_CODE.pattern}$",
                    "examples": ["mw-0042"],
                },
            }
        )
