"""The contract and its readable form, served by ourselves: nothing is fetched from elsewhere."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matching.api.contract import PREFIX, as_yaml, document
from matching.api.sign_in import SignIn, signing_in

STATIC = Path(__file__).parent / "static"
"""Our page and script, and Swagger UI 5.35.0 (Apache-2.0) as its makers publish it."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'$issuer; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the documentation page may do: our own scripts and styles, nothing inline; ask us, and who signs people in."""

_FOR_EVER = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {
    "docs-init.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
    "oauth2-redirect.js": "text/javascript; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """A text or picture that stays the same as long as the service runs."""

    content: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()

    @cached_property
    def tag(self) -> str:
        """Return a name of the content, that changes with it."""
        return sha256(self.content).hexdigest()[:16]

    @cached_property
    def zipped(self) -> bytes:
        """Return the content as gzip, for those who take it."""
        return gzip.compress(self.content, mtime=0)

    def answer(self, request: Request) -> Response:
        """Return the asset, or 304 when the client has it already."""
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.tag}{"-gzip" if zipped else ""}"'
        headers = {"ETag": tag, "Vary": "Accept-Encoding", **dict(self.headers)}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if zipped:
            headers["Content-Encoding"] = "gzip"
        content = self.zipped if zipped else self.content
        return Response(content, media_type=self.media_type, headers=headers)


def install_documentation(app: FastAPI, *, persist_key: bool, sign_in: SignIn | None = None) -> None:
    """Serve the contract, the page that shows it, and the way there from the root.

    Parameters
    ----------
    persist_key
        Let the browser remember the key; for demos only.
    sign_in
        Where people sign in, and as what the page asks for it; None: with a key only.
    """
    _serve_contract(app, sign_in)
    _serve(app, "/docs", lambda: _page("docs.html", persist=str(persist_key).lower(), sign_in=sign_in))
    if sign_in is not None:
        _serve(app, "/docs/oauth2-redirect.html", lambda: _page("oauth2-redirect.html"))
    for name in _MEDIA_TYPES:
        _serve(app, f"/docs/{name}", lambda name=name: _static(name))  # type: ignore[misc]

    async def go_to_documentation(_: Request) -> Response:
        return RedirectResponse("/docs")

    app.add_route("/", go_to_documentation, include_in_schema=False)


def _serve_contract(app: FastAPI, sign_in: SignIn | None) -> None:
    @cache
    def as_json() -> Asset:
        text = json.dumps(signing_in(document(app), sign_in), ensure_ascii=False, separators=(",", ":"))
        return Asset(text.encode(), "application/json", _OPEN)

    @cache
    def in_yaml() -> Asset:
        return Asset(as_yaml(signing_in(document(app), sign_in)).encode(), "application/yaml", _OPEN)

    _serve(app, f"{PREFIX}/openapi.json", as_json)
    _serve(app, f"{PREFIX}/openapi.yaml", in_yaml)


_OPEN = (("Access-Control-Allow-Origin", "*"),)
"""Any site may read the contract, and nothing else (core/publish-openapi)."""


def _serve(app: FastAPI, path: str, find: Callable[[], Asset]) -> None:
    """Answer a path with an asset that is made when somebody first asks for it."""

    async def serve(request: Request) -> Response:
        return find().answer(request)

    app.add_route(path, serve, include_in_schema=False)


@cache
def _static(name: str) -> Asset:
    return Asset((STATIC / name).read_bytes(), _MEDIA_TYPES[name], (("Cache-Control", _FOR_EVER),))


@cache
def _page(name: str, *, persist: str = "", sign_in: SignIn | None = None) -> Asset:
    """Return a page; its version makes browsers fetch what changed."""
    version = sha256("".join(_static(each).tag for each in _MEDIA_TYPES).encode()).hexdigest()[:12]
    page = Template((STATIC / name).read_text(encoding="utf-8")).substitute(
        contract=f"{PREFIX}/openapi.json",
        persist=persist,
        version=version,
        client=escape(sign_in.client if sign_in else ""),
        scopes=escape(sign_in.scopes if sign_in else ""),
    )
    policy = Template(POLICY).substitute(issuer=f" {sign_in.origin}" if sign_in else "")
    return Asset(page.encode(), "text/html; charset=utf-8", (("Content-Security-Policy", policy),))
