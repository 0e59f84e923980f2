"""`carryover send`: sends files of CloudEvents as a partner's app would, and says what became of each."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import click

from services.cli.batches import Refusal
from services.cli.delivery import CannotSend
from services.cli.sending import Summary, Watch, refused_file, send_file
from services.cli.sent_state import Sent

REFUSALS_SHOWN = 20
"""Of one file; all of them are in the file beside it."""

SECONDS_BETWEEN_LINES = 2.0


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
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
    required=True,
    show_envvar=True,
    help="The partner's key. Better given in the environment: arguments are seen by everybody on the machine.",
)
@click.option("--batch", default=500, show_default=True, type=click.IntRange(1, 1000), help="Events in one request.")
@click.option("--resume/--no-resume", default=True, show_default=True, help="Go on where an earlier run was stopped.")
@click.option(
    "--patience",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds to keep trying while the service is away.",
)
def send(files: tuple[Path, ...], url: str, key: str, batch: int, resume: bool, patience: float) -> None:
    """Send files of CloudEvents to the service, as a partner's app does.

    Each FILE has one event in JSON on each line. They go in batches, and a batch that meets no service is tried again;
    sending the same event twice is harmless. How far a file was sent is noted beside it (FILE.sending) until it is
    done, so the same command goes on after a stop. Refused events are told on the error output and written to
    FILE.refused.jsonl.

    The exit code is 0 when everything was taken, 1 when something was refused, and 2 when the service could not be
    reached, did not accept the key, or a FILE could not be read.
    """
    refused = 0
    for path in files:
        try:
            with _shown(path) as watch:
                sending = send_file(path, url, key, batch=batch, resume=resume, patience=patience, watch=watch)
                summary = asyncio.run(sending)
        except CannotSend as fault:
            click.echo(f"{path}: {fault} Run the same command again to go on.", err=True)
            sys.exit(2)
        except OSError as fault:
            click.echo(f"{path}: {fault.strerror or fault}", err=True)
            sys.exit(2)
        except ValueError as fault:  # an address that is none, a key with letters that no header takes
            click.echo(f"{path}: {fault}", err=True)
            sys.exit(2)
        click.echo(_told(path, summary))
        refused += summary.refused
    sys.exit(1 if refused else 0)


def _told(path: Path, summary: Summary) -> str:
    told = (
        f"{path}: {summary.events} events: {summary.stored} stored, {summary.duplicate} duplicate, "
        f"{summary.unchanged} unchanged, {summary.refused} refused"
    )
    if summary.resumed_at:
        told += f" (went on behind line {summary.resumed_at})"
    return f"{told}; see {refused_file(path)}" if summary.refused else told


@contextmanager
def _shown(path: Path) -> Iterator[Watch]:
    """A bar on a terminal, a line now and then elsewhere; the first refusals in words."""
    shown = 0

    def refusal(refusal: Refusal) -> None:
        nonlocal shown
        shown += 1
        if shown <= REFUSALS_SHOWN:
            click.echo(
                f"{path}:{refusal.line}: refused ({refusal.code}): {refusal.detail} [{refusal.id or 'no id'}]", err=True
            )
        elif shown == REFUSALS_SHOWN + 1:
            click.echo(f"{path}: further refusals are in {refused_file(path)}", err=True)

    size = path.stat().st_size
    if sys.stdout.isatty():
        with _bar(path, size) as progress:
            yield Watch(progress, refusal)
    else:
        yield Watch(_lines(path, size), refusal)


@contextmanager
def _bar(path: Path, size: int) -> Iterator[Callable[[Sent], None]]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[events]:,} events"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(path.name, total=size, events=0)
        yield lambda sent: bar.update(task, completed=sent.end, events=sent.events)


def _lines(path: Path, size: int) -> Callable[[Sent], None]:
    said = monotonic()

    def progress(sent: Sent) -> None:
        nonlocal said
        if monotonic() - said >= SECONDS_BETWEEN_LINES:
            said = monotonic()
            click.echo(f"{path}: {sent.end * 100 // max(size, 1)} %, {sent.events} events")

    return progress
