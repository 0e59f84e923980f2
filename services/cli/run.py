"""`carryover run`: one part of the platform, against servers named in the environment. Any number of each."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import click

from services.cli.log import configure_logging
from services.cli.reach import check_servers
from services.garbage import look_seldom_for_garbage
from services.settings import Settings, SettingsError, settings_from


@click.group()
def run() -> None:
    """Start one part of the platform.

    The servers it needs are named in the environment: see `carryover settings`. Any number of each part may run.
    SIGTERM lets it finish what is under way; the exit code is 0 then, and 1 when it could not start.
    """
    configure_logging()


@run.command()
def api() -> None:
    """The doors: events in, commands, readings, documentation."""
    from services.http import serve
    from services.http.serving import PortInUse

    try:
        serve(_checked_settings())
    except PortInUse as fault:
        raise SettingsError(f"CARRYOVER_HTTP_PORT: {fault}") from fault


@run.command()
def engine() -> None:
    """Read models, alert rules, and what is due."""
    import uvloop

    from workers.engine import run_engine

    settings = _checked_settings()
    look_seldom_for_garbage()
    uvloop.run(_until_told(lambda stop: run_engine(settings, stop)))


@run.command()
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="How many deliveries at once."
)
def worker(threads: int) -> None:
    """Deliveries: alerts by e-mail and the other channels."""
    from workers.main import run_worker

    run_worker(_checked_settings(), threads=threads)


def _checked_settings() -> Settings:
    """Raises SettingsError or NotReachable before anything is opened."""
    settings = settings_from(os.environ)
    check_servers(settings)
    return settings


async def _until_told(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(stop)
