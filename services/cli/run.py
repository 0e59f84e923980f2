"""`carryover run`: one part of the platform, against servers named in the environment. Any number of each."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from eventstore.schema import Schema
from services.cli.log import configure_logging
from services.cli.schema import LOG_DATABASE
from services.cli.waiting import Address, until_migrated
from services.cli.watched import watched
from services.garbage import look_seldom_for_garbage
from services.settings import Settings, SettingsError, settings_from


@click.group()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Start one part of the platform.

    The servers it needs are named in the environment: see `carryover settings`. Any number of each part may run.
    While the databases lack a migration that it knows, it waits for `carryover migrate` and says so.
    SIGTERM lets it finish what is under way; the exit code is 0 then, and 1 when it could not start.
    """
    configure_logging(ctx.invoked_subcommand or "")


@run.command()
def api() -> None:
    """The doors: events in, commands, readings, documentation."""
    from services.serving import PortInUse, refuse_port_in_use, run_server

    settings = settings_from(os.environ)
    try:
        refuse_port_in_use(settings.http_host, settings.http_port)
        _prepared(settings, (settings.http_host, settings.http_port))
        with watched("api", settings) as beats:
            run_server(settings, beats, schema=Schema(LOG_DATABASE))
    except PortInUse as fault:
        raise SettingsError(f"CARRYOVER_HTTP_PORT: {fault}") from fault


@run.command()
def engine() -> None:
    """Read models, alert rules, and what is due."""
    import uvloop

    from services.http.imports.taking import event_taker
    from workers.engine import run_engine

    settings = _checked_settings()
    look_seldom_for_garbage()
    with watched("engine", settings) as beats:
        uvloop.run(_until_told(lambda stop: run_engine(settings, stop, events=event_taker, beats=beats)))


@run.command()
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="How many deliveries at once."
)
def worker(threads: int) -> None:
    """Deliveries: alerts by e-mail and the other channels."""
    from services.http.imports.taking import event_taker
    from workers.main import run_worker

    settings = _checked_settings()
    with watched("worker", settings) as beats:
        run_worker(settings, threads=threads, events=event_taker, beats=beats)


@run.command()
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Gets a JSON line a mail.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=2525, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
def mail(file: Path, host: str, port: int) -> None:
    """For trying out: a mailbox that keeps every mail in a file, and sends none on."""
    from services.embedded.mail import mail_sink  # which the image for servers goes without

    async def kept(stop: asyncio.Event) -> None:
        async with mail_sink(file, host=host, port=port):
            await stop.wait()

    asyncio.run(_until_told(kept))


@run.command()
@click.option("--to", "target", required=True, metavar="HOST:PORT", help="The apis; one name may stand for many.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
def front(target: str, host: str, port: int) -> None:
    """For trying out: one address before any number of apis, without TLS."""
    from services.forwarding import forward

    name, _, at = target.rpartition(":")
    if not name or not at.isdigit():
        raise click.BadParameter(f"{target!r} is no HOST:PORT", param_hint="--to")
    asyncio.run(_until_told(lambda stop: forward(host, port, name, int(at), stop)))


def _checked_settings() -> Settings:
    """When the databases are migrated. Raises SettingsError or NotReachable before anything is opened."""
    settings = settings_from(os.environ)
    _prepared(settings)
    return settings


def _prepared(settings: Settings, *doors: Address) -> None:
    """Waits for migrations, and says so at the doors and where the process is watched."""
    private = [(settings.metrics_host, settings.metrics_port)] if settings.metrics_port else []
    until_migrated(settings, [*doors, *private])


async def _until_told(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(stop)
