"""How a browser signs in at an OpenID Connect issuer, for the contract of an installation and for its page."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

NAME = "signIn"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where people sign in, and as what the page asks for it.

    Attributes
    ----------
    issuer
        Below it lies the discovery document.
    client
        What the issuer calls our page: a public client, with code and PKCE.
    scopes
        What the page asks for, with spaces between.
    """

    issuer: str
    client: str
    scopes: str

    @property
    def origin(self) -> str:
        """Return what the page may fetch from, as a policy names it."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def signing_in(contract: dict[str, Any], sign_in: SignIn | None) -> dict[str, Any]:
    """Return the contract of an installation: where a key is good, so is a token of its issuer."""
    if sign_in is None:
        return contract
    contract = deepcopy(contract)
    contract["components"]["securitySchemes"][NAME] = {
        "type": "openIdConnect",
        "openIdConnectUrl": sign_in.issuer.rstrip("/") + "/.well-known/openid-configuration",
        "description": "Sign in at your own organisation.",
    }
    for item in contract["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and operation.get("security"):
                operation["security"].append({NAME: []})
    return contract
