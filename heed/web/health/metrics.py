"""Figures for a monitoring system, in Prometheus' own format: how long pages take, how they end, whether Heed is well. Nobody is in them, and no
number of concerns or cases either: how many there are is a secret too."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from heed.pictures import health

WITHIN = (0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)  # seconds
REQUESTS = Histogram("heed_request_seconds", "How long a page took.", ["page", "status"], buckets=WITHIN, registry=None)


def request(page: str, status: int, seconds: float) -> None:
    """One request was answered. Kept only where somebody is to read it."""
    if settings.METRICS_TOKEN:
        REQUESTS.labels(page, str(status)).observe(seconds)


class Now(Collector):
    """How Heed is at this instant, as /healthz says it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterable[Metric]:
        well = GaugeMetricFamily("heed_well", "1 when this part is well.", labels=["sign"])
        for sign in health.signs(self.at):
            well.add_metric([sign.code], float(sign.well))
        yield well
        owed, oldest, dead = health.letters()
        waits = (self.at - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("heed_letters_waiting", "Letters not yet handed to the mail server.", value=owed)
        yield GaugeMetricFamily("heed_letters_oldest_seconds", "How long the oldest of them has waited.", value=waits)
        yield GaugeMetricFamily("heed_letters_undeliverable", "Letters that were given up.", value=dead)


def exposition(at: datetime) -> bytes:
    """All of it: what every process of this machine has counted, and how it is now."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(Now(at))
    return generate_latest(registry)
