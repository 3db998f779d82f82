"""Sign in with a key, and out; and what both ways of signing in end with."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matching.actors import A_CODE, SYSTEM
from matching.doors.gate import Gate, Recognise
from matching.errors import Fault, MatchingError, Unprocessable
from matching.issuer import Issuer
from matching.operations import desk_sessions
from matching.operations.personal_traces import traces
from matching.pages.desk import COOKIE, SIGN_IN, FormOutdated, is_proof, read_form, refusal, require_own
from matching.pages.rendering import draw
from matching.work import Workshop


class NameNeeded(Unprocessable):
    """Say who you are: what you decide is kept with your name or function."""

    dutch = "Zeg wie u bent: wat u beslist, wordt bewaard met uw naam of functie."


def install(app: FastAPI) -> None:
    """Serve the way in, and the way out."""
    app.add_route(SIGN_IN, show, methods=["GET"], include_in_schema=False)
    app.add_route(SIGN_IN, telling(come_in), methods=["POST"], include_in_schema=False)
    app.add_route("/desk/sign-out", telling(leave), methods=["POST"], include_in_schema=False)


def telling(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return an answer that shows what it refuses as a page."""

    async def tell(request: Request) -> Response:
        try:
            return await answer(request)
        except MatchingError as error:
            return refusal(request, error)

    return tell


async def show(request: Request) -> Response:
    """Show the form, and the way to the issuer where people sign in there."""
    wanted = within(request.query_params.get("next", ""))
    return draw(request, "sign-in.html", desk=None, next=wanted, organisation=issuer_of(request) is not None)


def issuer_of(request: Request) -> Issuer | None:
    """Return the issuer that coordinators sign in at, where one knows our pages."""
    gate: Gate = request.app.state.gate
    return gate.issuer if gate.issuer is not None and gate.issuer.client else None


async def come_in(request: Request) -> Response:
    """Begin a session for whoever the key belongs to."""
    require_own(request)
    form = await read_form(request)
    person, code = form.text("person"), form.text("code")
    if not 2 <= len(person) <= 80 or (code and not A_CODE.fullmatch(code)):
        raise NameNeeded(faults=[_unknown(person, code)])
    gate: Gate = request.app.state.gate
    workshop: Workshop = request.app.state.workshop
    recognise = await gate.admit(form.text("key"), scope=request.scope, workshop=workshop)
    return await seat(request, recognise, person=person, code=code, wanted=form.text("next"))


async def seat(
    request: Request, recognise: Recognise, *, person: str, wanted: str, code: str = ""
) -> Response:
    """Begin a session, and send the browser to the page that was wanted.

    Parameters
    ----------
    person, code
        How somebody is called where they decide something, and in the journal.

    Raises
    ------
    NameNeeded
        When the name holds an e-mail address, a telephone number or the like: it is shown to others.
    """
    faults = list(traces("person", person))
    if faults:
        raise NameNeeded(faults=faults)
    workshop: Workshop = request.app.state.workshop
    async with workshop.open_to_a_stranger() as work:
        actor = await recognise(work)
        await work.become(SYSTEM)
        token = await desk_sessions.sign_in(
            work, actor=replace(actor, on_behalf_of=actor.on_behalf_of or code or None), person=person
        )
    response = RedirectResponse(within(wanted), 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(desk_sessions.LASTS.total_seconds()),
        path="/desk",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


async def leave(request: Request) -> Response:
    """End the session."""
    require_own(request)
    token = request.cookies.get(COOKIE, "")
    if not is_proof(await read_form(request), token):
        raise FormOutdated
    workshop: Workshop = request.app.state.workshop
    async with workshop.open() as work:
        await desk_sessions.sign_out(work, token=token)
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(COOKIE, path="/desk")
    return response


def within(path: str) -> str:
    """Return an address among our pages: nobody is sent elsewhere."""
    return path if re.fullmatch(r"/desk(/[A-Za-z0-9/_-]*)?(\?[A-Za-z0-9=&_.%-]*)?", path) else "/desk"


def _unknown(person: str, code: str) -> Fault:
    if not 2 <= len(person) <= 80:
        return Fault(
            "person", "name-needed", "A name has 2 to 80 characters.", "Een naam heeft 2 tot 80 tekens."
        )
    return Fault(
        "code",
        "code-malformed",
        f"The code {code} has other characters than letters, digits, dots and dashes.",
        f"De code {code} heeft andere tekens dan letters, cijfers, punten en streepjes.",
    )
