"""`carryover up`: from nothing to a running platform on this machine, and one Ctrl-C to stop it."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import click

from services.cli.first_run import organisation_of
from services.cli.log import configure_logging
from services.cli.platform import Platform, platform
from services.cli.welcome import welcome
from services.embedded.errors import EmbeddedError
from services.provision import Provisioned

LOOK_SECONDS = 0.2  # how often the parts are looked after


@click.command()
@click.option("--data", envvar="CARRYOVER_DATA", type=click.Path(path_type=Path, file_okay=False), help="Data folder.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, envvar="CARRYOVER_HTTP_HOST", help="Address to listen on."
)
@click.option("--port", default=8080, show_default=True, envvar="CARRYOVER_HTTP_PORT", help="0 takes any free one.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="How many worker processes.")
@click.option("--empty", is_flag=True, help="On the first run: an organisation without the demonstration's patients.")
def up(data: Path | None, host: str, port: int, workers: int, empty: bool) -> None:
    """Start everything on this machine: servers, api, engine, workers, and a mailbox that keeps what is sent.

    The first run makes an organisation with two clinics and forty patients to look at. Ctrl-C stops everything; the
    data stays, in CARRYOVER_DATA or a folder of this user's own.
    """
    configure_logging()
    asyncio.run(_up(data, host, port, workers, empty))


async def _up(data: Path | None, host: str, port: int, workers: int, empty: bool) -> None:
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
        running.write_run_file(made)
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
