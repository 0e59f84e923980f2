"""`carryover import`: brings in a file as a job of the service, and says what became of each line."""

import asyncio
import sys
from pathlib import Path

import click

from services.cli.bringing import Brought, CannotBring, bring_file
from services.cli.progress import progress_bar

REFUSALS_SHOWN = 20


@click.command(name="import")
@click.argument("kind", type=click.Choice(["events", "roster"]))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--url",
    envvar="CARRYOVER_URL",
    show_envvar=True,
    required=True,
    help="Where the service is, such as http://127.0.0.1:8080.",
)
@click.option(
    "--key",
    envvar="CARRYOVER_KEY",
    show_envvar=True,
    required=True,
    help="A partner's key for events, an owner's or admin's for a roster. Better given in the environment.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would become of each line.")
@click.option("--despite-refusals", is_flag=True, help="Bring in a roster although its try refuses some lines.")
def bring(kind: str, file: Path, url: str, key: str, dry_run: bool, despite_refusals: bool) -> None:
    """Bring in a FILE: events, one CloudEvent in JSON on each line, or a roster of patients as CSV.

    The service takes the lines in the background, behind what patients send meanwhile; stopping this command does not
    stop it. Repeating it is harmless. A roster is tried first, and brought in where the try refuses no line. Refused
    lines are told on the error output and written to FILE.refused.jsonl.

    The exit code is 0 when every line was taken, 1 when some were refused, and 2 when the service could not be reached,
    did not want it, or FILE could not be read.
    """
    try:
        tried = _brought(kind, file, url, key, dry_run=True) if dry_run or kind == "roster" else None
        if dry_run or (tried is not None and tried.refused and not despite_refusals):
            sys.exit(1 if tried is not None and tried.refused else 0)
        done = _brought(kind, file, url, key, dry_run=False, digest=None if tried is None else tried.digest)
    except CannotBring as fault:
        click.echo(f"{file}: {fault}", err=True)
        sys.exit(2)
    except (OSError, ValueError) as fault:  # also an address or a key that is none
        click.echo(f"{file}: {getattr(fault, 'strerror', None) or fault}", err=True)
        sys.exit(2)
    sys.exit(1 if done.refused else 0)


def _brought(kind: str, file: Path, url: str, key: str, *, dry_run: bool, digest: str | None = None) -> Brought:
    title = f"{'trying' if dry_run else 'importing'} {file.name}"
    with progress_bar(title) as progress:
        brought = asyncio.run(bring_file(kind, file, url, key, dry_run=dry_run, digest=digest, progress=progress))
    for refusal in brought.refusals[:REFUSALS_SHOWN]:
        click.echo(f"{file}:{refusal.line}: refused ({refusal.code}): {refusal.detail} {refusal.at or ''}", err=True)
    if brought.refused:
        click.echo(f"{file}: all refusals are in {brought.refusals_file}", err=True)
    click.echo(f"{file}: {title}: {brought.said}")
    return brought
