"""What a problem document looks like, for the contract."""

from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/problem+json"

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Een weigering volgens RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Welk soort probleem; een vaste naam, om op te programmeren.",
            "examples": ["/problems/unknown-path"],
        },
        "title": {
            "type": "string",
            "description": "Het soort probleem in één zin.",
            "examples": ["Op dit adres is niets."],
        },
        "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599,
            "description": "De HTTP-status.",
            "examples": [404],
        },
        "detail": {
            "type": "string",
            "description": "Wat er deze keer aan de hand is.",
            "examples": ["Op dit adres is niets."],
        },
        "instance": {
            "type": "string",
            "format": "uri",
            "description": "Dit verzoek; hetzelfde nummer als in de header X-Request-Id.",
            "examples": ["urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e"],
        },
    },
}

INVALID_PARAM: dict[str, Any] = {
    "type": "object",
    "description": "Eén ding dat niet klopt in wat u stuurde.",
    "required": ["name", "code", "reason"],
    "properties": {
        "name": {
            "type": "string",
            "description": "Waar: body, query, path of header, met het pad daarbinnen.",
            "examples": ["body.maxRent"],
        },
        "code": {
            "type": "string",
            "description": "Wat voor fout; een vaste naam, om op te programmeren.",
            "examples": ["greater-than-equal"],
        },
        "reason": {
            "type": "string",
            "description": "De fout in één zin.",
            "examples": ["Dit moet ten minste 0 zijn."],
        },
    },
}

INVALID_INPUT: dict[str, Any] = {
    "description": "Een weigering van wat niet klopt, met alle fouten tegelijk.",
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
    "400": GeneralProblem("InvalidInput", "Wat u stuurde, klopt niet.", "InvalidInput"),
    "401": GeneralProblem("Unauthenticated", "De sleutel ontbreekt, is onbekend, verlopen of ingetrokken."),
    "403": GeneralProblem("NotAllowed", "Deze rol mag dit niet."),
    "406": GeneralProblem("NotAcceptable", "We hebben geen antwoordformaat dat u aanneemt."),
    "408": GeneralProblem("RequestTimeout", "De inhoud kwam te langzaam binnen."),
    "412": GeneralProblem("PreconditionFailed", "Het is gewijzigd sinds u het bekeek: haal het opnieuw op."),
    "413": GeneralProblem("ContentTooLarge", "De inhoud is te groot."),
    "415": GeneralProblem("UnsupportedMediaType", "Dit adres neemt een ander soort inhoud aan."),
    "428": GeneralProblem(
        "PreconditionRequired", "Stuur `If-Match` mee: een wijziging zegt waarvoor zij is gemaakt."
    ),
    "429": GeneralProblem(
        "TooOften",
        "U vraagt te vaak, of vanaf uw adres mislukten te veel pogingen: wacht tot `Retry-After`.",
        headers=("Retry-After",),
    ),
    "500": GeneralProblem("InternalServerError", "Er ging iets mis aan onze kant."),
    "503": GeneralProblem(
        "Unavailable",
        "De dienst kan dit nu niet: stuur het opnieuw na `Retry-After`, met dezelfde `Idempotency-Key`.",
        headers=("Retry-After",),
    ),
}
"""What an operation may answer because of what it takes, whatever it does."""
