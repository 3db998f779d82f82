"""An issuer of tokens as services meet one: discovery and keys over HTTP, keys that change, and a clock of its own.

It signs in whoever is sent there, at once and as `person`, and gives a code for tokens: once, and for who can show the
verifier (PKCE).
"""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import AbstractContextManager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "matchingspunt"
CLIENT = "matchingspunt-pages"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class IssuerServer(AbstractContextManager["IssuerServer"]):
    """A server on a free port that publishes its keys, and makes tokens with them.

    Attributes
    ----------
    asked
        The paths it was asked for.
    broken
        When true it answers 500.
    person
        What its tokens say of who signs in.
    forges
        What an identity token says otherwise than it should.
    refuses
        The error with which it sends browsers back; empty: with a code.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False
        self.named: str | None = None
        self.person: dict[str, Any] = {}
        self.forges: dict[str, Any] = {}
        self.refuses = ""
        self.codes: dict[str, dict[str, str]] = {}
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
        answer, sent_back, redeemed = self._answer, self._sent_back, self._redeemed

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/authorize?"):
                    self.send_response(302)
                    self.send_header("Location", sent_back(dict(parse_qsl(urlsplit(self.path).query))))
                    self.end_headers()
                else:
                    found = answer(self.path)
                    self._give(200 if found is not None else 500, found)

            def do_POST(self) -> None:
                given = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                self._give(*redeemed(given))

            def do_OPTIONS(self) -> None:
                self.send_response(204)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Access-Control-Allow-Headers", "*, Authorization")
                self.end_headers()

            def _give(self, status: int, found: dict[str, Any] | None) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Access-Control-Allow-Origin", "*")  # Swagger UI asks from a page of ours
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
            return {
                "issuer": self.named or self.url,
                "jwks_uri": f"{self.url}/keys",
                "authorization_endpoint": f"{self.url}/authorize?realm=parkstad",
                "token_endpoint": f"{self.url}/token",
            }
        return {"keys": self.published}

    def _sent_back(self, asked: dict[str, str]) -> str:
        """Return where a browser goes that was sent here."""
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert (asked["realm"], asked["code_challenge_method"]) == ("parkstad", "S256")
        told = {"state": asked["state"], "iss": self.url}
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({**told, 'error': self.refuses})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({**told, 'code': code})}"

    def _redeemed(self, given: dict[str, str]) -> tuple[int, dict[str, Any] | None]:
        """Return the tokens for a code, as a status and what is told with it."""
        if self.broken:
            return 500, None
        asked = self.codes.pop(given["code"], None)
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if asked is None or [asked["code_challenge"], asked["redirect_uri"], asked["client_id"]] != [
            challenge,
            given["redirect_uri"],
            given["client_id"],
        ]:
            return 400, {"error": "invalid_grant"}
        identity = {"aud": CLIENT, "nonce": asked.get("nonce"), **self.person, **self.forges}
        return 200, {
            "token_type": "Bearer",
            "access_token": self.token(**{**self.person, "name": None}),
            "id_token": self.token(**identity),
        }
