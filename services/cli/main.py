"""The command `carryover`: one line for each thing an operator can do."""

import sys
import zoneinfo
from importlib import import_module

import click

COMMANDS = {
    "up": "services.cli.up",
    "run": "services.cli.run",
    "migrate": "services.cli.migrate",
    "rebuild": "services.cli.rebuild",
    "parked": "services.cli.parked",
    "effects": "services.cli.effects",
    "verify": "services.cli.verify",
    "anchors": "services.cli.anchors",
    "send": "services.cli.send",
    "explain": "services.cli.explain",
    "simulate": "services.cli.simulate",
    "bench": "services.cli.bench",
    "settings": "services.cli.settings",
}
"""Each in a module of its own that is imported only when it is asked for; the function has the command's name."""


class Commands(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="carryover", prog_name="carryover")
def carryover() -> None:
    """Carryover: home exercise programs in physical therapy, from a partner app's event to a therapist's alert.

    `carryover up` starts everything on this machine. `carryover run` starts one part against servers that
    `carryover settings` lists.
    """


def main() -> None:
    """Run the command line; a fault that an operator can mend is one sentence and exit code 1."""
    try:
        zoneinfo.reset_tzpath(to=())  # zones from the pinned wheel: the same dates on every machine
        # Imported here, where a Ctrl-C that comes early is met, too.
        from services.cli.faults import in_plain_words

        with in_plain_words():
            carryover(prog_name="carryover", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("carryover: stopped", err=True)
        sys.exit(130)
