"""HTTP's door: parse, one call, answer."""

from matching.api import health, organisations, proposals, regions, runs

ROUTERS = (
    regions.router,
    organisations.me_router,
    organisations.router,
    runs.router,
    proposals.router,
    health.router,
)

__all__ = ["ROUTERS"]
