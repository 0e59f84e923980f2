"""The platform at home on one machine: started, looked after, and stopped by the first signal."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import click

from services.cli.first_run import organisation_of
from services.cli.platform import Platform, platform
from services.cli.welcome import welcome
from services.embedded.errors import EmbeddedError
from services.provision import Provisioned

LOOK_SECONDS = 0.2  # how often the parts are looked after


async def run_at_home(data: Path | None, host: str, port: int, workers: int, empty: bool) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. Raises EmbeddedError with a sentence for the operator."""
    told = asyncio.Event()
    work = asyncio.create_task(_platform(data, host, port, workers, empty), name="platform")

    def stop() -> None:
        """The first signal ends whatever is under way, in order; another one changes nothing."""
        if not told.is_set():
            told.set()
            work.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        _tell("everything is stopped; the data stays")


async def _platform(data: Path | None, host: str, port: int, workers: int, empty: bool) -> None:
    async with platform(data, host, port, _tell) as running:
        made = await organisation_of(running, empty, _tell)
        running.spawn(workers)
        _tell("waiting for the api")
        await running.ready()
        click.echo(welcome(running, made))
        sys.stdout.flush()
        await _attend(running, made)


async def _attend(running: Platform, made: Provisioned) -> None:
    """Keep the run's file true while parts die and start again. Raises EmbeddedError when a server is lost."""
    known: dict[str, int] = {}
    while True:
        if running.pids() != known:
            known = running.pids()
            running.write_run_file(made)
        if running.servers.crashed():
            raise EmbeddedError(f"{running.servers.crashed()[0]} ended by itself; see {running.data / 'log'}.")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running.servers.first_crash(), LOOK_SECONDS)


def _tell(line: str) -> None:
    click.echo(f"· {line}", err=True)
