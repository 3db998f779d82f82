"""The contract and its readable form, served by ourselves: nothing is fetched from elsewhere."""

import asyncio
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matching.api.contract import as_yaml
from matching.api.contract_languages import LOCALE, in_language
from matching.api.guides import GUIDES, operations_of
from matching.api.routing import PREFIX
from matching.api.sign_in import SignIn, signing_in
from matching.api.swagger_words import WORDS
from matching.doors.catalogues import read_catalogue
from matching.doors.languages import Language, preferred

STATIC = Path(__file__).parent / "static"
"""Our style and scripts, and Swagger UI 5.35.0 (Apache-2.0) as its makers publish it."""
TEMPLATES = Path(__file__).parent / "templates"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'$issuer; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the documentation may do: our own scripts and styles, nothing inline; ask us, and who signs people in."""

_FOR_EVER = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {
    "docs-init.js": "text/javascript; charset=utf-8",
    "docs.css": "text/css; charset=utf-8",
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
    language: Language | None = None

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
        headers = {"ETag": tag, **self._varying(), **dict(self.headers)}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if zipped:
            headers["Content-Encoding"] = "gzip"
        content = self.zipped if zipped else self.content
        return Response(content, media_type=self.media_type, headers=headers)

    def _varying(self) -> dict[str, str]:
        if self.language is None:
            return {"Vary": "Accept-Encoding"}
        return {"Vary": "Accept-Encoding, Accept-Language", "Content-Language": self.language.value}


def install_documentation(app: FastAPI, *, persist_key: bool, sign_in: SignIn | None = None) -> None:
    """Serve the contract, the pages that show it, and the way there from the root.

    Parameters
    ----------
    persist_key
        Let Swagger UI remember the key after its tab is closed too; for demos only.
    sign_in
        Where people sign in, and as what the page asks for it; None: with a key only.
    """
    making = _Making()
    contract = _serve_contract(app, sign_in, making)

    @cache
    def docs(language: Language) -> Asset:
        address = f"{PREFIX}/openapi.json?lang={language.value}"
        return _page("docs.html", language, sign_in, contract=address, persist=persist_key)

    @lru_cache(maxsize=16)  # whoever asks says by which name we are reached: any name may come
    def first_steps(language: Language, base: str) -> Asset:
        operations = operations_of(contract(language))
        facts = {"base": base, "operations": operations, "guides": GUIDES, "persist": persist_key}
        return _page("first-steps.html", language, sign_in, **facts)

    @cache
    def way_back(language: Language) -> Asset:
        return _page("oauth2-redirect.html", language, sign_in)

    _serve(app, "/docs", lambda asked: docs(language_of(asked)))
    _serve(app, "/docs/first-steps", lambda asked: first_steps(language_of(asked), _reached(asked)), making)
    if sign_in is not None:
        _serve(app, "/docs/oauth2-redirect.html", lambda asked: way_back(language_of(asked)))
    for name in _MEDIA_TYPES:
        _serve(app, f"/docs/{name}", lambda _, name=name: _static(name))  # type: ignore[misc]

    async def go_to_documentation(_: Request) -> Response:
        return RedirectResponse("/docs")

    app.add_route("/", go_to_documentation, include_in_schema=False)


class _Making:
    """Makes what takes seconds beside the event loop, one thing at a time: meanwhile everybody else is answered."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._made: set[tuple[str, Language]] = set()

    async def __call__(self, request: Request, find: Callable[[Request], Asset]) -> Asset:
        """Return what is asked for, once it and its gzip are made."""
        what = request.url.path, language_of(request)
        if what not in self._made:
            async with self._one_at_a_time:
                await asyncio.to_thread(lambda: find(request).zipped)
            self._made.add(what)
        return find(request)


def _reached(request: Request) -> str:
    """Return the address at which we were asked."""
    return str(request.base_url).rstrip("/")


def language_of(request: Request) -> Language:
    """Return the language that the address asks for, otherwise the browser's, and English when neither is ours."""
    asked = request.query_params.get("lang")
    if asked in list(Language):
        return Language(asked)
    return preferred(request.headers.get("accept-language", ""))


def _serve_contract(
    app: FastAPI, sign_in: SignIn | None, making: _Making
) -> Callable[[Language], dict[str, Any]]:
    """Serve the contract in both forms; return what makes it in a language."""

    @cache
    def in_code() -> dict[str, Any]:
        return signing_in(app.openapi(), sign_in)

    @cache
    def contract(language: Language) -> dict[str, Any]:
        return in_language(in_code(), language)

    @cache
    def as_json(language: Language) -> Asset:
        text = json.dumps(contract(language), ensure_ascii=False, separators=(",", ":"))
        return Asset(text.encode(), "application/json", _OPEN, language)

    @cache
    def in_yaml(language: Language) -> Asset:
        return Asset(as_yaml(contract(language)).encode(), "application/yaml", _OPEN, language)

    _serve(app, f"{PREFIX}/openapi.json", lambda asked: as_json(language_of(asked)), making)
    _serve(app, f"{PREFIX}/openapi.yaml", lambda asked: in_yaml(language_of(asked)), making)
    return contract


_OPEN = (("Access-Control-Allow-Origin", "*"),)
"""Any site may read the contract, and nothing else (core/publish-openapi)."""


def _serve(app: FastAPI, path: str, find: Callable[[Request], Asset], making: _Making | None = None) -> None:
    """Answer a path with an asset that is made when somebody first asks for it.

    Parameters
    ----------
    making
        What makes it where that takes long; None: it is there at once.
    """

    async def serve(request: Request) -> Response:
        asset = await making(request, find) if making else find(request)
        return asset.answer(request)

    app.add_route(path, serve, include_in_schema=False)


@cache
def _static(name: str) -> Asset:
    return Asset((STATIC / name).read_bytes(), _MEDIA_TYPES[name], (("Cache-Control", _FOR_EVER),))


def _page(name: str, language: Language, sign_in: SignIn | None, **facts: Any) -> Asset:
    """Return a page; its version makes browsers fetch what changed."""
    version = sha256("".join(_static(each).tag for each in _MEDIA_TYPES).encode()).hexdigest()[:12]
    page = (
        _drawer(language)
        .get_template(name)
        .render(language=language, version=version, sign_in=sign_in, words=_words(language), **facts)
    )
    policy = Template(POLICY).substitute(issuer=f" {sign_in.origin}" if sign_in else "")
    headers = (("Content-Security-Policy", policy),)
    return Asset(page.encode(), "text/html; charset=utf-8", headers, language)


@cache
def _drawer(language: Language) -> Environment:
    drawer = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    said = read_catalogue(LOCALE, name="docs", language=language)
    drawer.install_gettext_callables(said.gettext, said.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return drawer


def _words(language: Language) -> dict[str, str]:
    """Return what Swagger UI's own words become in a language; nothing where they stay."""
    said = read_catalogue(LOCALE, name="docs", language=language)
    return {word: said.gettext(word) for word in WORDS if said.gettext(word) != word}
