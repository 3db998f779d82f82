"""Put the routers, the plumbing and the documentation together into one application."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from opentelemetry.trace import TracerProvider
from starlette.middleware import Middleware

from matching.api.contract import API_VERSION, TITLE, document
from matching.api.crowds import InHand, Strangers
from matching.api.documentation import install_documentation
from matching.api.middleware import BodyLimit, Envelope, HeadAsGet
from matching.api.problems import install_problems
from matching.api.routing import Door
from matching.api.sign_in import SignIn


class Lifespan(Protocol):
    """What runs around the life of the application."""

    def __call__(self, app: FastAPI) -> AbstractAsyncContextManager[None]:
        """Start, and stop."""


class Service(FastAPI):
    """The application, with the contract as we publish it."""

    def openapi(self) -> dict[str, Any]:
        """Return the published contract, made once: it takes seconds."""
        if self.openapi_schema is None:
            self.openapi_schema = document(self)
        return self.openapi_schema


def assemble(
    routers: Sequence[APIRouter],
    *,
    body_limit: int = 5_000_000,
    body_patience: float = 30,
    at_once: int = 100,
    persist_key: bool = False,
    sign_in: SignIn | None = None,
    lifespan: Lifespan | None = None,
    tracing: TracerProvider | None = None,
) -> FastAPI:
    """Return the application: the routers below `/v1`, the contract beside them, `/docs` at the root.

    Parameters
    ----------
    routers
        Made with `routing.open_router`, so that every route is a `Door`.
    body_limit
        The largest body that is read, unless a route declares its own `max_body_size`. [byte]
    body_patience
        How long a body may take to come in, unless it is long. [second]
    at_once
        How many requests are taken in hand at once, and how many streams beside them.
    persist_key
        Let Swagger UI remember the key after its tab is closed too; for demos only.
    sign_in
        Where people sign in, for Swagger UI; None: with a key only.
    tracing
        What makes a trace of each request; None: nothing does, whatever the environment says.

    Raises
    ------
    TypeError
        When a route is no `Door`: it would let anything in.
    """
    app = Service(
        title=TITLE,
        version=API_VERSION,
        openapi_url=None,
        redirect_slashes=False,
        routes=[route for router in routers for route in router.routes],
        lifespan=lifespan,
        telemetry={
            "tracing": tracing is not None,
            "tracer_provider": tracing,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
        middleware=[
            Middleware(Envelope, version=API_VERSION),
            Middleware(HeadAsGet),
            Middleware(InHand, at_once=at_once),
            Middleware(Strangers),
            Middleware(BodyLimit, most_bytes=body_limit, patience=body_patience),
        ],
    )
    install_problems(app)
    install_documentation(app, persist_key=persist_key, sign_in=sign_in)
    _require_doors(app)
    return app


def _require_doors(app: FastAPI) -> None:
    for route in app.routes:
        if isinstance(route, APIRoute) and not isinstance(route, Door):
            raise TypeError(
                f"{route.path} is no Door: make its router with matching.api.routing.open_router."
            )
