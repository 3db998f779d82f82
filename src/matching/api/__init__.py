"""HTTP's door: parse, one call, answer."""

from matching.api import (
    areas,
    clients,
    covenants,
    dwellings,
    facilities,
    health,
    housing_forms,
    organisations,
    proposals,
    regions,
    rent_limits,
    runs,
    support_coverage,
)

ROUTERS = (
    regions.router,
    organisations.me_router,
    organisations.router,
    support_coverage.router,
    areas.router,
    areas.import_router,
    covenants.router,
    facilities.router,
    housing_forms.router,
    rent_limits.router,
    dwellings.router,
    dwellings.batch_router,
    clients.router,
    clients.batch_router,
    runs.router,
    proposals.router,
    health.router,
)

__all__ = ["ROUTERS"]
