"""The list of benches, and the running of one: its table, its line in the results' file, its JSON."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from bench.alert import alert
from bench.append import append
from bench.dry_run import dry_run
from bench.growth import growth
from bench.http_command import http_command
from bench.importing import importing
from bench.ingest import ingest
from bench.lag import lag
from bench.neighbour import neighbour
from bench.pages import pages
from bench.query import query
from bench.rebuild import rebuild_all
from bench.reminders import reminders
from bench.result import Result, headline, table, write_latest
from bench.slots import slots

Bench = Callable[..., Awaitable[Result]]

BENCHES: Mapping[str, Bench] = MappingProxyType(
    {
        "http-command": http_command,
        "append": append,
        "ingest": ingest,
        "import": importing,
        "rebuild": rebuild_all,
        "lag": lag,
        "alert": alert,
        "query": query,
        "growth": growth,
        "slots": slots,
        "reminders": reminders,
        "dry-run": dry_run,
        "neighbour": neighbour,
        "pages": pages,
    }
)

ON_A_LARGE_LOG = frozenset({query, growth, dry_run, pages})
"""Those that are given the folder with the large logs."""


async def run(name: str, *, quick: bool, as_json: bool, kept: Path | None = None) -> None:
    """Measure, print, keep. `kept`: a folder for large logs, that the next bench uses again.

    Raises BenchFailed, and KeyError for a name that is not in the list.
    """
    bench = BENCHES[name]
    result = await (partial(bench, kept=kept) if bench in ON_A_LARGE_LOG else bench)(quick=quick)
    write_latest(result)
    print(table(result), flush=True)
    if as_json:
        print(headline(result).decode(), flush=True)
