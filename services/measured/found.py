"""What the last look found, for whoever scrapes. Where there was none, or it failed, nothing old is told again."""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from services.measured import names
from services.measured.instruments import REGISTRY
from services.measured.names import Metric
from services.measured.sighting import DatabaseStanding, QueueStanding, Sighting

Row = tuple[tuple[str, ...], float]


class Found(Collector):
    """Kept by whoever looks; `looks` says whether this process does."""

    def __init__(self) -> None:
        self.looks = False
        self.sighting: Sighting | None = None
        self.queue = QueueStanding(waiting=None)

    def collect(self) -> Iterator[Family]:
        if not self.looks:
            return
        seen = self.sighting
        yield _gauge(names.DATABASE_REACHABLE, [((), float(seen is not None))])
        yield _gauge(names.QUEUE_REACHABLE, [((), float(self.queue.waiting is not None))])
        yield _gauge(names.QUEUE, _by_name(self.queue.waiting or {}))
        if seen is None:
            return
        yield _gauge(names.LOOK_SECONDS, [((), seen.took_seconds)])
        yield _gauge(names.ORGANISATIONS, [((), seen.organisations)])
        yield _gauge(names.LOG_EVENTS, [((), seen.events)])
        yield _gauge(names.LAG_POSITIONS, [((one.reader,), one.positions) for one in seen.readers])
        yield _gauge(names.LAG_SECONDS, [((one.reader,), one.seconds) for one in seen.readers])
        yield _gauge(names.OTHER_CODE, [((one.reader,), one.other_code) for one in seen.readers])
        yield _gauge(names.PARKED, [((one.reader,), one.parked) for one in seen.readers])
        yield _gauge(names.DUE_LATE, [((one.what,), one.late_seconds) for one in seen.due])
        yield _gauge(names.DUE_WAITING, [((one.what,), one.waiting) for one in seen.due])
        yield _gauge(names.IN_HAND, [((), seen.in_hand)])
        yield _gauge(names.RETRYING, _by_name(seen.retrying))
        yield _gauge(names.DEAD, _by_name(seen.dead))
        yield _gauge(names.HOOKS_LATE, [((), seen.hooks.late_seconds)])
        yield _gauge(names.HOOKS_WAITING, [((), seen.hooks.waiting)])
        yield _gauge(names.HOOKS_PARKED, [(("paused",), seen.hooks.paused), (("stopped",), seen.hooks.stopped)])
        yield from _of_database(seen.database)


def _of_database(database: DatabaseStanding) -> Iterator[Family]:
    told: tuple[tuple[Metric, float | None], ...] = (
        (names.DATABASE_BYTES, database.bytes),
        (names.CONNECTIONS, database.connections),
        (names.CONNECTIONS_MOST, database.connections_most),
        (names.OLDEST_TRANSACTION, database.oldest_transaction_seconds),
        (names.LONG_TRANSACTIONS, database.long_transactions),
        (names.OLDEST_SNAPSHOT, database.oldest_snapshot_transactions),
        (names.FREEZE_AGE, database.freeze_age_transactions),
        (names.SLOT_BYTES, database.slot_bytes),
        (names.ARCHIVE_AGE, database.archive_age_seconds),
        (names.ARCHIVE_FAILING, database.archive_failing),
    )
    for metric, value in told:
        yield _gauge(metric, [] if value is None else [((), value)])
    yield _gauge(names.BACKUP_AGE, [((of,), age) for of, age in database.backup_age_seconds.items()])


def _by_name(values: Mapping[str, int]) -> list[Row]:
    return [((name,), value) for name, value in sorted(values.items())]


def _gauge(metric: Metric, rows: Iterable[Row]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(metric.name, metric.says, labels=metric.labels)
    for labels, value in rows:
        family.add_metric(labels, value)
    return family


FOUND = Found()
REGISTRY.register(FOUND)
