"""How our processes write their logs: one line of JSON each, or readable lines on a terminal."""

import logging
import sys

import structlog


def configure_logging() -> None:
    """Once, at the start of a process. Structured lines to standard error, with the time in UTC."""
    readable = sys.stderr.isatty()
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    structlog.configure(processors=[*shared, last], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=last)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in ("httpx2", "mail.log"):  # they tell of every request and every line
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # Its pools tell of every attempt while Postgres is away, at length; whoever needs a connection tells it, too.
    logging.getLogger("asyncpg").setLevel(logging.ERROR)
