"""What keeps a crowd from breaking the door: so many at once, and strangers not too often."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching.api.problems import refusal
from matching.doors.gate import Gate
from matching.errors import TooOften, Unavailable

HEALTH = "/v1/health/"
"""Whoever looks after us always gets through."""
_PLACE = "matching.place"
_OURS = "/v1/"


class TooBusy(Unavailable):
    """The service has its hands full."""

    dutch = "De dienst heeft de handen vol."
    wait = 1


class InHand:
    """Take so many requests in hand at once; who comes on top of that is asked to come back, and costs nothing.

    A request is in hand once all of it is there: who sends slowly takes nobody's place.
    """

    def __init__(self, app: ASGIApp, *, at_once: int) -> None:
        self.app = app
        self.at_once = at_once
        self.requests = 0
        self.streams = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, if there is a hand free."""
        if scope["type"] != "http" or scope["path"].startswith(HEALTH):
            await self.app(scope, receive, send)
            return
        place = scope[_PLACE] = _Place(self)
        try:
            if scope["method"] == "GET":
                place.take()
                await self.app(scope, receive, send)
            else:
                await self.app(scope, place.once_whole(receive), send)
        except TooBusy as error:
            await refusal(error, Request(scope))(scope, receive, send)
        finally:
            place.leave()


class _Place:
    """The place of one request among those in hand, or of one stream among the streams."""

    def __init__(self, crowd: InHand) -> None:
        self._crowd = crowd
        self._is_taken = False
        self._streams = False

    def take(self) -> None:
        if self._crowd.requests >= self._crowd.at_once:
            raise _too_busy()
        self._crowd.requests += 1
        self._is_taken = True

    def once_whole(self, receive: Receive) -> Receive:
        """Return a `receive` that takes the place when all of the body is there."""

        async def received() -> Message:
            message = await receive()
            if not self._is_taken and not message.get("more_body", False):
                self.take()
            return message

        return received

    def become_stream(self) -> None:
        if self._crowd.streams >= self._crowd.at_once:
            raise _too_busy()
        self.leave()
        self._crowd.streams += 1
        self._streams = True

    def leave(self) -> None:
        self._crowd.requests -= self._is_taken
        self._crowd.streams -= self._streams
        self._is_taken = self._streams = False


def become_stream(request: Request) -> None:
    """Count this request as a stream from here on, so that who follows something takes no hand from who asks.

    Raises
    ------
    TooBusy
        When there are as many streams as requests may be in hand.
    """
    place: _Place | None = request.scope.get(_PLACE)
    if place is not None:
        place.become_stream()


class Strangers:
    """Let who brings no key in so often; those with a key are paced once it is clear whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, if it is not one too many."""
        if scope["type"] == "http" and _is_stranger(scope):
            gate: Gate | None = getattr(scope["app"].state, "gate", None)
            try:
                if gate is not None:
                    gate.admit_stranger(scope)
            except TooOften as error:
                await refusal(error, Request(scope))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_stranger(scope: Scope) -> bool:
    """Tell whether nobody will ask for a key, or nothing like one was brought."""
    path: str = scope["path"]
    if path.startswith(HEALTH):
        return False
    return not path.startswith(_OURS) or not any(
        name == b"authorization" and value[:7].lower() == b"bearer " for name, value in scope["headers"]
    )


def _too_busy() -> TooBusy:
    return TooBusy(
        "More requests come in than can be answered; try again in a second.",
        "Er komen meer verzoeken binnen dan te beantwoorden zijn; probeer het over een seconde opnieuw.",
    )
