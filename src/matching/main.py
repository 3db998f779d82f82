"""Compose the HTTP service. Wiring, no logic."""

import gc
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache

import httpx
from fastapi import FastAPI

from matching import metrics
from matching.api import ROUTERS
from matching.api.application import assemble
from matching.api.health import Examiner
from matching.api.scopes import SCOPES
from matching.api.sign_in import SignIn
from matching.database import Limits
from matching.doors.gate import Gate
from matching.doors.pacing import Failures, Pace
from matching.issuer import Issuer
from matching.operations.identities import ClaimNames
from matching.pages import install_pages
from matching.settings import Settings
from matching.tracing import open_tracing
from matching.work import Workshop
from matching.workplace import Clock, create_queue, open_pool, sent, utc_now


def create_app(settings: Settings, *, url: str, clock: Clock = utc_now, revision: str = "") -> FastAPI:
    """Return the HTTP service on a migrated database.

    Parameters
    ----------
    revision
        Of the tables it needs; "" when nobody has to look whether they are there.
    """
    tracing = open_tracing(settings.otlp_endpoint)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = open_pool(settings, url, tracing, limits=_for_requests(settings))
        app.state.workshop = Workshop(engine, create_queue(), clock)
        app.state.settings = settings
        with metrics.shown(host=settings.metrics_host, port=settings.metrics_port):
            async with httpx.AsyncClient(follow_redirects=False, verify=_trusted()) as http:
                app.state.gate = gate = _gate(settings, http)
                app.state.examiner = Examiner(app.state.workshop, gate, revision)
                gc.freeze()
                yield
        await engine.dispose()
        await sent(tracing)

    app = assemble(
        ROUTERS,
        body_limit=settings.body_limit,
        body_patience=settings.body_patience,
        at_once=settings.at_once,
        persist_key=settings.persist_key,
        sign_in=_sign_in(settings),
        lifespan=lifespan,
        tracing=tracing,
    )
    install_pages(app)
    return app


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates are believed: read once, for it takes as long as an answer."""
    return httpx.create_ssl_context()


def leave(app: FastAPI) -> None:
    """Let a service say from now on that it is stopping, and end its streams."""
    examiner: Examiner = app.state.examiner
    examiner.is_leaving = True


def _for_requests(settings: Settings) -> Limits:
    """Return how long the database may keep a request waiting."""
    return Limits(
        connection=settings.pool_wait,
        statement=settings.statement_limit,
        lock=settings.lock_limit,
        idle=settings.statement_limit * 2,
    )


def _gate(settings: Settings, http: httpx.AsyncClient) -> Gate:
    """Return what tells who asks, by key and, where somebody signs people in, by token; and how often they may."""
    gate = Gate(
        pace=_pace("key", settings.requests_per_minute),
        strangers=_pace("address", settings.stranger_requests_per_minute),
        failures=Failures(free=settings.free_failures) if settings.free_failures else None,
    )
    if not settings.oidc_issuer:
        return gate
    issuer = Issuer(
        settings.oidc_issuer,
        settings.oidc_audience,
        settings.oidc_leeway,
        http,
        settings.oidc_client_id,
        settings.oidc_scopes,
    )
    names = ClaimNames(settings.oidc_organisation_claim, settings.oidc_roles_claim, settings.oidc_scope_claim)
    return replace(gate, issuer=issuer, names=names, scopes=frozenset(SCOPES))


def _pace(name: str, per_minute: int) -> Pace | None:
    return Pace(name, per_minute=per_minute) if per_minute else None


def _sign_in(settings: Settings) -> SignIn | None:
    """Return how Swagger UI signs people in, where an issuer knows it."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    return SignIn(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_scopes)


@cache
def contract_only() -> FastAPI:
    """Return the service without a database: good for its contract only."""
    return assemble(ROUTERS)
