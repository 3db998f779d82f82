"""An issuer of tokens as services meet one: discovery and keys over HTTP, keys that change, and a clock of its own."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "matchingspunt"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class IssuerServer(AbstractContextManager["IssuerServer"]):
    """A server on a free port that publishes its keys, and makes tokens with them.

    Attributes
    ----------
    asked
        The paths it was asked for.
    broken
        When true it answers 500.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False
        self.named: str | None = None
        self.keys: dict[str, Key] = {}
        self.published: list[dict[str, Any]] = []
        self.add_key("first")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add_key(self, name: str, *, elliptic: bool = False) -> None:
        """Make a key, and publish its public half."""
        key: Key = (
            ec.generate_private_key(ec.SECP256R1())
            if elliptic
            else rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        )
        told = (
            ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
            if isinstance(key, ec.EllipticCurvePrivateKey)
            else RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        )
        self.keys[name] = key
        algorithm = "ES256" if elliptic else "RS256"
        self.published.append({**told, "kid": name, "use": "sig", "alg": algorithm})

    def withdraw_key(self, name: str) -> None:
        """Publish a key no more; whoever has it can sign all the same."""
        self.published = [key for key in self.published if key["kid"] != name]

    def token(self, *, key: str = "first", algorithm: str = "RS256", **says: Any) -> str:
        """Return a token; what is None is left out."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": AUDIENCE, "sub": "mw-7", "iat": now, "exp": now + 300, **says}
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(said, self.keys[key], algorithm=algorithm, headers={"kid": key})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer: Callable[[str], dict[str, Any] | None] = self._answer

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = answer(self.path)
                self.send_response(200 if found is not None else 500)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def _answer(self, path: str) -> dict[str, Any] | None:
        self.asked.append(path)
        if self.broken:
            return None
        if path.endswith("/openid-configuration"):
            return {"issuer": self.named or self.url, "jwks_uri": f"{self.url}/keys"}
        return {"keys": self.published}
