"""Opening what tells spans, for one part of the platform, as its settings say."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.settings import Settings, SettingsError
from services.tracing.tracing import OFF, Tracing

NOT_INSTALLED = (
    "CARRYOVER_TRACES_URL is set, and what sends traces is not installed: install carryover with its extra `tracing`"
)


@contextmanager
def opened_tracing(settings: Settings, part: str) -> Iterator[Tracing]:
    """Off where no collector is named. `part`: api, engine or worker. Raises SettingsError without the extra."""
    if not settings.traces_url or not settings.traces_share:
        yield OFF
        return
    try:
        from services.tracing.exporting import otlp_exporter, recording
    except ModuleNotFoundError as missing:
        raise SettingsError(NOT_INSTALLED) from missing
    with recording(otlp_exporter(settings.traces_url), part, settings.traces_share) as tracing:
        yield tracing
