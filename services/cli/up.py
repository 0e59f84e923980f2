"""`carryover up`: from nothing to a running platform on this machine, and one Ctrl-C to stop it."""

import asyncio
from pathlib import Path

import click

from services.cli.log import configure_logging


@click.command()
@click.option(
    "--data",
    envvar="CARRYOVER_DATA",
    show_envvar=True,
    type=click.Path(path_type=Path, file_okay=False, readable=False),
    help="Data folder; by default /var/lib/carryover for root, ~/.local/state/carryover for others.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="CARRYOVER_HTTP_HOST",
    show_envvar=True,
    help="Address to listen on.",
)
@click.option(
    "--port",
    default=8080,
    show_default=True,
    envvar="CARRYOVER_HTTP_PORT",
    show_envvar=True,
    type=click.IntRange(0, 65535),
    help="0 takes any free one.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 16), help="How many worker processes.")
@click.option("--empty", is_flag=True, help="On the first run: an organisation without the demonstration's patients.")
@click.option(
    "--metrics",
    default=0,
    metavar="PORT",
    type=click.IntRange(0, 65000),
    help="Watch the parts on this machine: api on this port, engine on the next, workers on those after it.",
)
def up(data: Path | None, host: str, port: int, workers: int, empty: bool, metrics: int) -> None:
    """Start everything on this machine.

    That is Postgres, Valkey, api, engine, workers, and a mailbox that keeps what is sent. The first run makes an
    organisation with two clinics and forty patients to look at. Ctrl-C stops everything; the data stays.

    The exit code is 0 when it was told to stop, and 1 when it could not start or go on.
    """
    from services.cli.at_home import run_at_home  # needs the embedded servers, which a cluster's image has not

    configure_logging()
    asyncio.run(run_at_home(data, host, port, workers, empty, metrics))
