"""`carryover settings`: every variable of the environment, and whether this environment is complete."""

import os
import shlex
from pathlib import Path

import click
import msgspec
from msgspec import Struct

from services.cli.faults import OneSentence
from services.embedded.folder import default_folder
from services.settings import VARIABLES, settings_from

RUN_FILE = "run.json"


class Run(Struct):
    """The part of that file which is asked for."""

    environment: dict[str, str]


@click.command()
@click.option("--check", is_flag=True, help="Say whether this environment is complete; exit code 1 where it is not.")
@click.option(
    "--export",
    is_flag=True,
    help="Those of the platform that `carryover up` runs from CARRYOVER_DATA, for a shell. Secrets are in them.",
)
def settings(check: bool, export: bool) -> None:
    """List the settings, all read from the environment."""
    if export:
        for name, value in _running().items():
            click.echo(f"export {name}={shlex.quote(value)}")
        return
    if check:
        settings_from(os.environ)
        click.echo("All settings are there.")
        return
    width = max(map(len, VARIABLES))
    for name, meaning in VARIABLES.items():
        click.echo(f"{name:<{width}}  {meaning}")


def _running() -> dict[str, str]:
    """What a running `carryover up` wrote down for whoever started it."""
    folder = os.environ.get("CARRYOVER_DATA")
    file = (Path(folder).expanduser() if folder else default_folder()) / RUN_FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=Run).environment
    except OSError as error:
        raise OneSentence(f"nothing runs from {file.parent}: {file.name} cannot be read ({error.strerror})") from error
