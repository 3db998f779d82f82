"""Who sits at the desk: every page behind the sign-in is entered here."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import ceil
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from matching.actors import SYSTEM
from matching.doors.attempts import write_attempt, write_unseen
from matching.doors.languages import Language
from matching.doors.refusals import detail_of, status_of, title_of
from matching.errors import Fault, MatchingError, NotAllowed, NotFound, Unprocessable
from matching.models import Region
from matching.operations import desk_sessions
from matching.operations.desk_sessions import SessionOver
from matching.pages.rendering import draw, language_of
from matching.queries import regions
from matching.work import Work, Workshop

COOKIE = "desk"
SIGN_IN = "/desk/sign-in"
MOST_FIELDS = 2_000


class FormOutdated(NotAllowed):
    """The form is from another session; open the page again."""

    dutch = "Dit formulier is van een andere aanmelding; open de pagina opnieuw."


class TextNeeded(Unprocessable):
    """A reason or a name is missing."""

    dutch = "Een reden of een naam ontbreekt."


class NumberTooLarge(Unprocessable):
    """A number is beyond what can be tried."""

    dutch = "Een getal gaat verder dan wat te proberen is."


class FormUnreadable(Unprocessable):
    """The form has more fields than any of ours, or a character that is no text."""

    dutch = "Het formulier heeft meer velden dan een van ons, of een teken dat geen tekst is."


class NoSuchPage(NotFound):
    """There is no such page."""

    dutch = "Deze bladzijde is er niet."


class NoRegion(NotAllowed):
    """Your organisation works in no region yet."""

    dutch = "Uw organisatie werkt nog in geen regio."


@dataclass(frozen=True, slots=True)
class Form:
    """What a form sent; what was left empty is not there."""

    sent: Mapping[str, list[str]]

    def text(self, name: str) -> str:
        """Return a field, empty when it was."""
        return self.sent.get(name, [""])[0].strip()

    def texts(self, lengths: Mapping[str, tuple[int, int]]) -> dict[str, str]:
        """Return fields by name, none of them shorter or longer than it may be. [character]

        Raises
        ------
        TextNeeded
            When some are; names them all.
        """
        found = {name: self.text(name) for name in lengths}
        faults = [
            Fault(
                name,
                "text-needed",
                f"Write {least} to {most} characters ({name}).",
                f"Schrijf {least} tot {most} tekens ({name}).",
            )
            for name, (least, most) in lengths.items()
            if not least <= len(found[name]) <= most
        ]
        if faults:
            raise TextNeeded(faults=faults)
        return found

    def number(self, name: str) -> int | None:
        """Return a whole number; None when there is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def identity(self, name: str) -> UUID | None:
        """Return an identity; None when there is none."""
        return an_identity(self.text(name))


@dataclass(frozen=True, slots=True)
class Desk:
    """A request of somebody who is signed in.

    Attributes
    ----------
    person
        How they are called where they decide something.
    proof
        What their forms send back, so that no other site can send one for them.
    region
        The region that the page is about.
    """

    request: Request
    work: Work
    person: str
    proof: str
    region: Region
    regions: tuple[Region, ...]
    form: Form = field(default_factory=lambda: Form({}))

    @property
    def language(self) -> Language:
        """Return the language the page is read in."""
        return language_of(self.request)

    def asked(self, name: str) -> str:
        """Return a text out of the address's query, empty when there is none.

        Raises
        ------
        FormUnreadable
            When it has a character that is no text.
        """
        found = self.request.query_params.get(name, "").strip()
        if "\0" in found:
            raise FormUnreadable
        return found

    def within(self, region_id: UUID) -> "Desk":
        """Return the desk of a page about something of a region, where the page's links stay."""
        return replace(self, region=next(one for one in self.regions if one.id == region_id))

    def draw(self, template: str, **facts: Any) -> Response:
        """Return a page with what surrounds every page."""
        return draw(self.request, template, desk=self, **facts)

    def go(self, path: str) -> Response:
        """Send the browser on, after something was done."""
        return RedirectResponse(path, 303)

    def identity(self, name: str) -> UUID:
        """Return an identity out of the address; what is none is not found."""
        found = an_identity(self.request.path_params[name])
        if found is None:
            raise NoSuchPage
        return found


View = Callable[[Desk], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and what answers there."""

    path: str
    view: View
    method: Literal["GET", "POST"] = "GET"


def an_identity(text: str) -> UUID | None:
    """Read an identity; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def at_the_desk(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """Return what answers at an address: to whoever is signed in, and with a page when something is refused."""

    async def enter(request: Request) -> Response:
        request.state.route = page.path  # for the log, which tells no address
        try:
            return await _enter(request, page.view)
        except SessionOver:
            return _to_sign_in(request)
        except MatchingError as error:
            return refusal(request, error)

    return enter


async def _enter(request: Request, view: View) -> Response:
    workshop: Workshop = request.app.state.workshop
    token = request.cookies.get(COOKIE, "")
    actor = SYSTEM
    try:
        async with workshop.open() as work:
            seated = await desk_sessions.seated(work, token=token)
            actor = seated.actor
            request.state.role = actor.role.value
            await work.become(actor)
            form = await _own_form(request, token) if request.method == "POST" else Form({})
            here = tuple(await regions.visible_regions(work))
            chosen = _chosen(request, here)
            answer = await view(Desk(request, work, seated.person, proof_of(token), chosen, here, form))
            await write_unseen(work, request=request)
            return answer
    except MatchingError as error:
        await write_attempt(workshop, actor, request=request, error=error)
        raise


async def _own_form(request: Request, token: str) -> Form:
    """Return what a form of this session sent.

    Raises
    ------
    FormOutdated
        When it is another's, or comes from another site.
    """
    require_own(request)
    form = await read_form(request)
    if not is_proof(form, token):
        raise FormOutdated
    request.state.sent = form.sent
    return form


def _chosen(request: Request, here: tuple[Region, ...]) -> Region:
    asked = request.query_params.get("region")
    if not here:
        raise NoRegion
    return next((region for region in here if region.slug == asked), here[0])


async def read_form(request: Request) -> Form:
    """Read what a form sent.

    Raises
    ------
    FormUnreadable
        When it has more fields than any of ours, or a character that is no text.
    """
    body = (await request.body()).decode("utf-8", "replace")
    try:
        sent = parse_qs(body, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormUnreadable from None
    if any("\0" in value for values in sent.values() for value in values):
        raise FormUnreadable
    return Form(sent)


def proof_of(token: str) -> str:
    """Return what only this session's pages hold."""
    return sha256(f"form {token}".encode()).hexdigest()


def is_proof(form: Form, token: str) -> bool:
    """Tell whether a form was drawn for this session."""
    return hmac.compare_digest(form.text("proof").encode(), proof_of(token).encode())


def require_own(request: Request) -> None:
    """Refuse what another site's page sends.

    Raises
    ------
    FormOutdated
        When the browser says that it comes from elsewhere.
    """
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if elsewhere or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FormOutdated


def _to_sign_in(request: Request) -> Response:
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    here = asked if request.method == "GET" else "/desk"
    return RedirectResponse(f"{SIGN_IN}?next={quote(here, safe='')}", 303)


def refusal(request: Request, error: MatchingError) -> Response:
    """Return a refusal as a page: what was refused, and every fault at once."""
    language = language_of(request)
    detail = detail_of(error).in_language(language)
    faults = [language.choose(english=one.english, dutch=one.dutch) for one in error.faults]
    return draw(
        request,
        "refused.html",
        status=status_of(type(error)),
        headers={"Retry-After": str(ceil(error.wait))} if error.wait else {},
        title=title_of(type(error)).in_language(language),
        detail=detail,
        faults=[one for one in faults if one != detail],
        desk=None,
    )
