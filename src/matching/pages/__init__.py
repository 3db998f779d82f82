"""HTML's door, for coordinators: pages drawn here, readable without scripts, in Dutch and in English.

A page gathers what it shows with a few questions, and draws one template; a form makes one call into `operations`
and sends the browser on. Each page stands in the file of its noun, and in `PAGES`.
"""

from fastapi import FastAPI

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
from matching.pages.desk import Page, at_the_desk

PAGES: tuple[Page, ...] = (
    *board.PAGES,
    *proposals.PAGES,
    *by_hand.PAGES,
    *clients.PAGES,
    *scenarios.PAGES,
    *reports.PAGES,
)
"""Every page behind the sign-in."""


def install_pages(app: FastAPI) -> None:
    """Serve the coordinator's pages below `/desk`."""
    statics.install(app)
    signing_in.install(app)
    at_the_issuer.install(app)
    for page in PAGES:
        app.add_route(page.path, at_the_desk(page), methods=[page.method], include_in_schema=False)
