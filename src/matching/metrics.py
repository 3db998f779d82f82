"""What Prometheus may read of a process: counts and seconds, by route and kind, never of whom.

Each process shows its own, on a port of its own. What is in the database is the same for all of them, so every worker
reads it and shows the same: take the highest, not the sum.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate

from prometheus_client import CollectorRegistry, Gauge, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from matching.queries.house import STEPS, House

REGISTRY = CollectorRegistry()
REQUESTS = Histogram(
    "matchingspunt_request_seconds",
    "Answers, by method, template of the route, and status.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
_IN_USE = Gauge("matchingspunt_pool_connections_in_use", "Connections in use.", registry=REGISTRY)
_POOL = Gauge("matchingspunt_pool_connections_most", "Connections there may be.", registry=REGISTRY)


class _Figures(Collector):
    """What the last look into the database found."""

    def __init__(self) -> None:
        self.house: House | None = None

    def collect(self) -> Iterable[Metric]:
        """Yield it, when there was a look."""
        if self.house is not None:
            yield from _waiting(self.house)
            yield _runs(self.house)
            yield _levels(self.house)


_FIGURES = _Figures()
REGISTRY.register(_FIGURES)


def show(found: House) -> None:
    """Show from now on what was found in the database."""
    _FIGURES.house = found


def watch_pool(engine: AsyncEngine) -> None:
    """Show how many connections of an engine are in use."""
    pool = engine.sync_engine.pool
    if isinstance(pool, QueuePool):
        _IN_USE.set_function(pool.checkedout)
        _POOL.set(pool.size())


@contextmanager
def shown(*, host: str, port: int) -> Iterator[None]:
    """Let Prometheus read what this process has to show, until the end of the block; port 0: nobody."""
    if not port:
        yield
        return
    server, thread = start_http_server(port, addr=host, registry=REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _waiting(found: House) -> Iterator[Metric]:
    number = GaugeMetricFamily("matchingspunt_waiting", "What waits, by where.", labels=["where"])
    oldest = GaugeMetricFamily(
        "matchingspunt_waiting_oldest_seconds", "How long the first of it waits.", labels=["where"]
    )
    for where, waiting in found.waiting.items():
        number.add_metric([where], waiting.number)
        oldest.add_metric([where], waiting.oldest)
    yield number
    yield oldest


def _runs(found: House) -> Metric:
    family = HistogramMetricFamily(
        "matchingspunt_run_seconds", "Matching runs, by outcome.", labels=["outcome"]
    )
    bounds = [*map(str, map(float, STEPS)), "+Inf"]
    for outcome, runs in found.runs.items():
        buckets = list(zip(bounds, accumulate(runs.within), strict=True))
        family.add_metric([outcome], buckets=buckets, sum_value=runs.seconds)
    return family


def _levels(found: House) -> Metric:
    family = CounterMetricFamily(
        "matchingspunt_levels", "Goals of finished runs, proven or not.", labels=["level", "proven"]
    )
    for (level, proven), number in found.levels.items():
        family.add_metric([level, str(proven).lower()], number)
    return family
