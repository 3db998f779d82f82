"""Sign in at one's own organisation: there with a code and PKCE, back here with a session as any other.

Until the browser is back nothing is kept here. Its cookie holds random bits, from which state, nonce and verifier
follow: only the browser that began can finish.
"""

import hmac
import secrets
from urllib.parse import quote, unquote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matching.doors.gate import Gate
from matching.errors import MatchingError, NotAllowed, Unauthenticated
from matching.issuer import Attempt, Claims, Issuer, IssuerAway
from matching.operations.personal_traces import traces
from matching.pages.desk import SIGN_IN, NoSuchPage, refusal, require_own
from matching.pages.signing_in import issuer_of, seat, telling, within
from matching.work import Workshop

COOKIE = "desk-sign-in"
BACK = f"{SIGN_IN}/return"
LASTS = 600
"""How long somebody may take to sign in. [second]"""
LONGEST_NAME = 80


class SignInUnknown(NotAllowed):
    """The sign-in was not begun in this browser, or too long ago."""

    dutch = "De aanmelding is niet in deze browser begonnen, of te lang geleden."


class SignInCancelled(Unauthenticated):
    """You were not signed in: it was cancelled at your organisation, or refused."""

    dutch = "U bent niet aangemeld: bij uw organisatie is het afgebroken of geweigerd."


def install(app: FastAPI) -> None:
    """Serve the way there, and the way back."""
    app.add_route(f"{SIGN_IN}/organisation", telling(go_there), methods=["GET"], include_in_schema=False)
    app.add_route(BACK, come_back, methods=["GET"], include_in_schema=False)


async def go_there(request: Request) -> Response:
    """Send the browser to the issuer."""
    require_own(request)
    issuer = _invited(request)
    attempt = Attempt(secrets.token_urlsafe(32), _back(request))
    response = RedirectResponse(await issuer.sign_in_address(attempt), 303)
    wanted = quote(within(request.query_params.get("next", "")), safe="")
    response.set_cookie(
        COOKIE,
        f"{attempt.secret}.{wanted}",
        max_age=LASTS,
        path=SIGN_IN,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


async def come_back(request: Request) -> Response:
    """Begin a session for whoever the issuer signed in; whatever comes of it, the attempt is over."""
    try:
        response = await _come_back(request)
    except MatchingError as error:
        response = refusal(request, error)
    response.delete_cookie(COOKIE, path=SIGN_IN)
    return response


async def _come_back(request: Request) -> Response:
    issuer = _invited(request)
    secret, _, wanted = request.cookies.get(COOKIE, "").partition(".")
    attempt = Attempt(secret, _back(request))
    _require_answer_to(attempt, request, issuer)
    signed_in = await issuer.redeem(request.query_params.get("code", ""), attempt)
    gate: Gate = request.app.state.gate
    workshop: Workshop = request.app.state.workshop
    recognise = await gate.admit(signed_in.token, scope=request.scope, workshop=workshop)
    return await seat(request, recognise, person=_called(signed_in.claims), wanted=unquote(wanted))


def _invited(request: Request) -> Issuer:
    """Return the issuer that people sign in at.

    Raises
    ------
    NoSuchPage
        When there is none, or it does not know our pages.
    TooOften
        When somebody asks too often.
    """
    gate: Gate = request.app.state.gate
    issuer = issuer_of(request)
    if issuer is None:
        raise NoSuchPage
    gate.admit_stranger(request.scope)
    return issuer


def _back(request: Request) -> str:
    """Return where the issuer sends the browser; it refuses addresses that it was not told of."""
    return str(request.url.replace(path=BACK, query="", fragment=""))


def _require_answer_to(attempt: Attempt, request: Request, issuer: Issuer) -> None:
    """Refuse what is no answer to this browser's question, or a no.

    Raises
    ------
    SignInUnknown
        When the browser began no sign-in, or another one, or another issuer answers (RFC 9207).
    IssuerAway
        When the issuer says that it can't now.
    SignInCancelled
        When nobody was signed in.
    """
    told = request.query_params
    same = hmac.compare_digest(told.get("state", "").encode(), attempt.state.encode())
    if not (attempt.secret and same and told.get("iss", issuer.url) == issuer.url):
        raise SignInUnknown("Begin again.", "Begin opnieuw.")
    if told.get("error") in ("server_error", "temporarily_unavailable"):
        raise IssuerAway("Try again in a while.", "Probeer het straks nog eens.")
    if "error" in told or "code" not in told:
        raise SignInCancelled(
            "Begin again; if you did not cancel, ask whoever manages your sign-in.",
            "Begin opnieuw; hebt u niets afgebroken, vraag het dan de beheerder van uw aanmelding.",
        )


def _called(claims: Claims) -> str:
    """Return the name that the issuer tells; where it tells none that may be shown, what it calls the person to us."""
    name = claims.get("name")
    if (
        isinstance(name, str)
        and len(name.strip()) > 1
        and name.isprintable()
        and not any(traces("name", name))
    ):
        return name.strip()[:LONGEST_NAME]
    return str(claims["sub"])[:LONGEST_NAME]
