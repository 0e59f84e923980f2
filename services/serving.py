"""The server process: granian in this very process, so that nothing is left when it goes."""

import asyncio
import logging
import resource
import signal
import socket
from collections.abc import Callable

import structlog
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar.types import ASGIApp

from eventstore.schema import Schema
from services.app import create_app
from services.context import open_context
from services.garbage import look_seldom_for_garbage
from services.measured.beats import Beats
from services.measured.parts import tell_of
from services.settings import Settings
from services.tracing.opening import opened_tracing
from services.tracing.tracing import Tracing
from services.wake import ended

STOP_SECONDS = 20  # for the requests under way; after that they are cut off
BACKLOG = 1024
CONNECTIONS_AT_MOST = 4096  # about 20 KB each; beyond them new ones wait unaccepted
HEAD_SECONDS = 30.0  # for the next request on a connection to begin and to tell its head
FILES_KEPT_FREE = 128  # of those the system grants: for the databases and the pages

IN_OUR_LOG = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"level": "INFO", "handlers": []}}}
"""Granian's lines go where the process writes all others, as JSON. Else they go to standard output as they are."""

log = structlog.get_logger()


class PortInUse(Exception):
    """Somebody listens there already."""


class StoppedByItself(Exception):
    """The server went although nobody asked it to; its own log says why."""


def run_server(settings: Settings, beats: Beats | None = None, schema: Schema | None = None) -> None:
    """Until SIGTERM or SIGINT. `schema`: what its database has to have run for it to be ready.

    Raises PortInUse, StoppedByItself, or what opening the context raises.
    """
    refuse_port_in_use(settings.http_host, settings.http_port)
    uvloop.run(_serve(settings, beats or Beats(), schema))


async def _serve(settings: Settings, beats: Beats, schema: Schema | None) -> None:
    with opened_tracing(settings, "api") as tracing:
        await _served(settings, beats, schema, tracing)


async def _served(settings: Settings, beats: Beats, schema: Schema | None, tracing: Tracing) -> None:
    async with open_context(settings, tracing=tracing) as context:
        app = create_app(context, schema=schema)
        look_seldom_for_garbage()
        telling = asyncio.create_task(tell_of("api", beats, context.valkey), name="word")
        beating = asyncio.create_task(beats.keep(), name="beat")
        try:
            await serve_app(app, settings.http_host, settings.http_port, told_to_stop=app.end)
        finally:
            await ended([beating, telling])


async def serve_app(
    app: ASGIApp,
    host: str,
    port: int,
    head_seconds: float = HEAD_SECONDS,
    told_to_stop: Callable[[], None] = lambda: None,
) -> None:
    """One application until SIGTERM or SIGINT, when `told_to_stop` is called first. Raises StoppedByItself."""
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # in the automatic mode a connection that says nothing is kept for ever
        http1_settings=HTTP1Settings(header_read_timeout=round(head_seconds * 1000)),
        websockets=False,
        backlog=BACKLOG,
        backpressure=connections_at_most(),
        log_dictconfig=IN_OUR_LOG if logging.getLogger().handlers else None,
    )
    server.workers_kill_timeout = STOP_SECONDS
    told = asyncio.Event()

    def stop() -> None:
        told.set()
        told_to_stop()
        server.stop()  # type: ignore[no-untyped-call]

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    log.info("serving", host=host, port=port)
    try:
        await server.serve()
    except TimeoutError:  # as granian says that requests outlived their time; they end with this process
        log.warning("requests_cut_off", after_seconds=STOP_SECONDS)
    if not told.is_set():
        raise StoppedByItself


def connections_at_most() -> int:
    """How many connections are taken at the same time. Silent ones are closed after HEAD_SECONDS."""
    granted, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, min(CONNECTIONS_AT_MOST, granted - FILES_KEPT_FREE))


def refuse_port_in_use(host: str, port: int) -> None:
    """Granian shares ports (SO_REUSEPORT): a forgotten server would silently take half of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(f"{host}:{port} cannot be listened on: {error.strerror}") from error
