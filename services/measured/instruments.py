"""What the process counts as it works: each place that does something counts it on one of these."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from services.measured import names
from services.measured.names import Metric

REGISTRY = CollectorRegistry()
"""All that this process tells; what is not counted here is added by `gauges` and `found`."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a line more for each series, which nobody asks for
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def _counter(metric: Metric) -> Counter:
    return Counter(metric.name, metric.says, metric.labels, registry=REGISTRY)


def _histogram(metric: Metric) -> Histogram:
    return Histogram(metric.name, metric.says, metric.labels, buckets=metric.bounds, registry=REGISTRY)


EVENTS = _counter(names.EVENTS)
REFUSALS = _counter(names.REFUSALS)
DENIALS = _counter(names.DENIALS)
QUOTAS_USED_UP = _counter(names.QUOTAS_USED_UP)
ANSWERS = _counter(names.ANSWERS)
REQUEST_SECONDS = _histogram(names.REQUEST_SECONDS)
UNDER_WAY = Gauge(names.UNDER_WAY.name, names.UNDER_WAY.says, registry=REGISTRY)

APPENDS = _counter(names.APPENDS)
APPEND_BATCH = _histogram(names.APPEND_BATCH)
APPEND_SECONDS = _histogram(names.APPEND_SECONDS)

ENDED = _counter(names.ENDED)
FAILED = _counter(names.FAILED)
EFFECT_LATE = _histogram(names.EFFECT_LATE)
ALERT_SECONDS = _histogram(names.ALERT_SECONDS)
