"""`carryover bench`: the benchmarks, each beside its peer in the same run."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import uvloop

from bench.grounds import passing_folder
from bench.rounds import BenchFailed
from bench.run import BENCHES, run


@click.command()
@click.argument("name", type=click.Choice(list(BENCHES)), required=False)
@click.option("--quick", is_flag=True, help="Smaller sizes, under 30 seconds each.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object last.")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
    help="Keep the large logs there (some 25 GB), and use them again.",
)
def bench(name: str | None, quick: bool, as_json: bool, keep: Path | None) -> None:
    """Run one benchmark, or all of them; where one fails, the others go on, and the exit code is 1."""
    failed = []
    with nullcontext(keep) if keep else passing_folder() as folder:
        for each in [name] if name else list(BENCHES):
            try:
                uvloop.run(_until_told(run(each, quick=quick, as_json=as_json, kept=folder)))
            except BenchFailed as fault:
                failed.append(each)
                click.echo(f"{each}: {fault}", err=True)
            except asyncio.CancelledError as told:
                raise click.Abort from told
    if failed:
        raise click.ClickException(f"no figures from {', '.join(failed)}")


async def _until_told(work: Coroutine[Any, Any, None]) -> None:
    """Its servers and its folder go with it, also on SIGTERM."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task
