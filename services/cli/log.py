"""How our processes write their logs: one line of JSON each, or readable lines on a terminal."""

import logging
import sys
import threading
from importlib.metadata import version
from typing import Any, TextIO

import structlog

from services.cli.redaction import Line, redacted, told_exception
from services.tracing.current import ids_now

QUIET = {
    "httpx2": logging.WARNING,  # they tell of every request and every line
    "mail.log": logging.WARNING,
    "urllib3": logging.ERROR,
    # Its pools tell of every attempt while Postgres is away, at length; whoever needs a connection tells it, too.
    "asyncpg": logging.ERROR,
}


def configure_logging(part: str = "", to: TextIO | None = None) -> None:
    """Once, at the start of a process. Structured lines to standard error, with the time in UTC.

    `part`: of the platform, for each of its lines; for a part nothing gets past this: the lines of libraries, warnings
    and what nobody caught come out in the same form, and without anybody's words.
    """
    to = to or sys.stderr
    readable = to.isatty()
    whose: dict[str, str] = {"part": part, "version": version("carryover")} if part and not readable else {}

    def named(_: object, __: str, line: Line) -> Line:
        line.update(whose)
        ids = ids_now()
        if ids is not None:
            line["trace_id"], line["span_id"] = ids
        return line

    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        told_exception,
    ]
    last = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    structlog.configure(processors=[*shared, redacted, named, last], logger_factory=structlog.PrintLoggerFactory(to))
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redacted, named, last],
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    if part:
        _catch_what_nobody_caught()


def _catch_what_nobody_caught() -> None:
    """The interpreter would write it as it is, with its text."""
    log = structlog.get_logger()

    def died(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("process_died", exc_info=error)

    def thread_died(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and not isinstance(what.exc_value, SystemExit):
            log.critical("thread_died", exc_info=what.exc_value)

    sys.excepthook = died
    threading.excepthook = thread_died
