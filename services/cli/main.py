"""The command `carryover`: one line for each thing an operator can do."""

import os
import signal
import sys
import zoneinfo
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module

import click

COMMANDS = {
    "up": "services.cli.up",
    "run": "services.cli.run",
    "wait": "services.cli.wait",
    "migrate": "services.cli.migrate",
    "status": "services.cli.status",
    "rebuild": "services.cli.rebuild",
    "parked": "services.cli.parked",
    "effects": "services.cli.effects",
    "erasures": "services.cli.erasures",
    "verify": "services.cli.verify",
    "anchors": "services.cli.anchors",
    "backup": "services.cli.backup",
    "restore": "services.cli.restore",
    "partner": "services.cli.partner",
    "send": "services.cli.send",
    "import": "services.cli.bring",
    "explain": "services.cli.explain",
    "simulate": "services.cli.simulate",
    "bench": "services.cli.bench",
    "settings": "services.cli.settings",
    "secrets": "services.cli.secrets",
    "organisation": "services.cli.organisation",
    "healthy": "services.cli.healthy",
}
"""Each in a module of its own that is imported only when it is asked for; the function has the command's name, but for
`import`, which is a word of Python."""

NAMES = {"import": "bring"}


class Commands(click.Group):
    """A group that imports a command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), NAMES.get(cmd_name, cmd_name))
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="carryover", prog_name="carryover")
def carryover() -> None:
    """Carryover: home exercise programs in physical therapy, from a partner app's event to a therapist's alert.

    `carryover up` starts everything on this machine. `carryover run` starts one part against servers that
    `carryover settings` lists.
    """


def _in_plain_words() -> AbstractContextManager[None]:
    """Imported here, where a Ctrl-C that comes early is met, too; not for what is asked every few seconds."""
    from services.cli.faults import in_plain_words

    return in_plain_words()


def main() -> None:
    """Run the command line; a fault that an operator can mend is one sentence and exit code 1."""
    if os.getpid() == 1:  # of a container: the kernel keeps from it every signal that it does not ask for
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        zoneinfo.reset_tzpath(to=())  # zones from the pinned wheel: the same dates on every machine
        with nullcontext() if sys.argv[1:2] == ["healthy"] else _in_plain_words():
            carryover(prog_name="carryover", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("carryover: stopped", err=True)
        sys.exit(130)
