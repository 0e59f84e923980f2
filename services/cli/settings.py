"""`carryover settings`: every variable of the environment, and whether this environment is complete."""

import os

import click

from services.settings import VARIABLES, settings_from


@click.command()
@click.option("--check", is_flag=True, help="Say whether this environment is complete; exit code 1 where it is not.")
def settings(check: bool) -> None:
    """List the settings, all read from the environment."""
    if check:
        settings_from(os.environ)
        click.echo("All settings are there.")
        return
    width = max(map(len, VARIABLES))
    for name, meaning in VARIABLES.items():
        click.echo(f"{name:<{width}}  {meaning}")
