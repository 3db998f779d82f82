"""HTML's door, for coordinators: pages drawn here, readable without scripts, in Dutch and in English.

A page gathers what it shows with a few questions, and draws one template; a form makes one call into `operations`
and sends the browser on. Each page stands in the file of its noun, and in `PAGES`.
"""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from matching.pages import (
    at_the_issuer,
    board,
    by_hand,
    clients,
    proposals,
    reports,
    scenarios,
    signing_in,
    statics,
)
from matching.pages.desk import NoSuchPage, Page, at_the_desk, refusal

PAGES: tuple[Page, ...] = (
    *board.PAGES,
    *proposals.PAGES,
    *by_hand.PAGES,
    *clients.PAGES,
    *scenarios.PAGES,
    *reports.PAGES,
)
"""Every page behind the sign-in."""
NOWHERE = "/desk/{rest:path}"


def install_pages(app: FastAPI) -> None:
    """Serve the coordinator's pages below `/desk`."""
    statics.install(app)
    signing_in.install(app)
    at_the_issuer.install(app)
    for page in PAGES:
        app.add_route(page.path, at_the_desk(page), methods=[page.method], include_in_schema=False)
    app.add_route(NOWHERE, show_nowhere, methods=["GET"], include_in_schema=False)


async def show_nowhere(request: Request) -> Response:
    """Say with a page that there is none at this address."""
    request.state.route = NOWHERE  # for the log, which tells no address
    return refusal(request, NoSuchPage())
