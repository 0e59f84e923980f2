"""The private listener beside a part of the platform, where the settings ask for one: what is measured, and health."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from eventstore.schema import Schema
from services.cli.schema import KEYS_DATABASE, LOG_DATABASE
from services.measured.beats import Beats
from services.measured.gauges import GAUGES
from services.measured.health import Readiness, live
from services.measured.instruments import REGISTRY
from services.measured.listener import Answer, Ask, CannotListen, listening
from services.measured.overview import Overview
from services.measured.page import LIVE, operations, runbook, runbooks
from services.settings import Settings, SettingsError

KEPT_SECONDS = 5.0
"""For so long the operations page is shown again as it was."""

log = structlog.get_logger()


@contextmanager
def watched(part: str, settings: Settings) -> Iterator[Beats]:
    """For the time of a `with` block. The part says in what is given that its loops turn. Raises SettingsError."""
    beats = Beats()
    if not settings.metrics_port:
        yield beats
        return
    GAUGES.part, GAUGES.beats = part, beats
    looked = _Looked(settings)
    addresses: dict[str, Ask] = {
        "/metrics": _metrics,
        "/livez": partial(live, beats),
        "/readyz": readiness(part, settings, beats),
        "/": looked,
        LIVE: partial(looked, again=True),
        **{address: partial(runbook, file) for address, file in runbooks().items()},
    }
    try:
        with listening(settings.metrics_host, settings.metrics_port, addresses) as port:
            log.info("watched", part=part, host=settings.metrics_host, port=port)
            yield beats
    except CannotListen as fault:
        raise SettingsError(f"CARRYOVER_METRICS_PORT: {fault}") from fault


class _Looked:
    """The operations page, looked at once in a while, however many watch."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._now = now
        self._asking = threading.Lock()
        self._found: Overview | None = None
        self._until = float("-inf")

    def __call__(self, *, again: bool = False) -> Answer:
        from services.cli.overview import overview  # with all parts behind it, which one alone begins sooner without

        with self._asking:
            if self._found is None or self._now() >= self._until:
                self._found = asyncio.run(overview(self._settings))
                self._until = self._now() + KEPT_SECONDS
            return operations(self._found, again=again)


def _metrics() -> Answer:
    return Answer(generate_latest(REGISTRY), CONTENT_TYPE_PLAIN_0_0_4)


def readiness(part: str, settings: Settings, beats: Beats) -> Readiness:
    return Readiness(
        beats,
        {
            "database": (settings.app_url if part == "api" else settings.engine_url, Schema(LOG_DATABASE)),
            "keys": (settings.keys_url, Schema(KEYS_DATABASE)),
        },
        helpful={"valkey": settings.valkey_url, "broker": settings.broker_url},
    )
