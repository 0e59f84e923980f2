"""What a process can tell of itself at the moment it is asked: its pools, its queue to the log, its loops."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from eventstore.pools import Use
from services.measured import names
from services.measured.beats import Beats
from services.measured.instruments import REGISTRY


class Gauges(Collector):
    """Of one process. Whoever opens a pool or a log lends it for as long as that is open."""

    def __init__(self) -> None:
        self._pools: list[tuple[str, Callable[[], Use]]] = []
        self._waiting: list[Callable[[], int]] = []
        self._waits: dict[str, int] = {}  # of pools that are closed
        self.part = ""
        self.beats = Beats()

    @contextmanager
    def pool(self, name: str, use: Callable[[], Use]) -> Iterator[None]:
        """Tells of a pool for the time of a `with` block."""
        lent = (name, use)
        self._pools.append(lent)
        try:
            yield
        finally:
            self._pools.remove(lent)
            self._waits[name] = self._waits.get(name, 0) + use().waits

    @contextmanager
    def log(self, waiting: Callable[[], int]) -> Iterator[None]:
        """Tells of a queue to the log for the time of a `with` block."""
        self._waiting.append(waiting)
        try:
            yield
        finally:
            self._waiting.remove(waiting)

    def collect(self) -> Iterator[Metric]:
        used, most, waits = dict[str, int](), dict[str, int](), dict(self._waits)
        for name, use in list(self._pools):
            now = use()
            used[name] = used.get(name, 0) + now.used
            most[name] = most.get(name, 0) + now.most
            waits[name] = waits.get(name, 0) + now.waits
        pools = GaugeMetricFamily(names.POOL.name, names.POOL.says, labels=names.POOL.labels)
        for state, values in (("used", used), ("most", most)):
            for name, value in values.items():
                pools.add_metric([name, state], value)
        yield pools
        waited = CounterMetricFamily(names.POOL_WAITS.name, names.POOL_WAITS.says, labels=names.POOL_WAITS.labels)
        for name, value in waits.items():
            waited.add_metric([name], value)
        yield waited
        queued = sum(waiting() for waiting in list(self._waiting))
        yield GaugeMetricFamily(names.APPEND_WAITING.name, names.APPEND_WAITING.says, queued)
        beats = GaugeMetricFamily(names.BEAT.name, names.BEAT.says, labels=names.BEAT.labels)
        for part, seconds in self.beats.ages().items():
            beats.add_metric([part], seconds)
        yield beats
        build = GaugeMetricFamily(names.BUILD.name, names.BUILD.says, labels=names.BUILD.labels)
        build.add_metric([self.part, version("carryover")], 1)
        yield build


GAUGES = Gauges()
REGISTRY.register(GAUGES)
