"""The list of benches, and the running of one: its table, its line in the results' file, its JSON."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bench.alert import alert
from bench.append import append
from bench.http_command import http_command
from bench.ingest import ingest
from bench.lag import lag
from bench.rebuild import rebuild_all
from bench.result import Result, headline, table, write_latest

BENCHES: Mapping[str, Callable[..., Awaitable[Result]]] = MappingProxyType(
    {
        "http-command": http_command,
        "append": append,
        "ingest": ingest,
        "rebuild": rebuild_all,
        "lag": lag,
        "alert": alert,
    }
)


async def run(name: str, *, quick: bool, as_json: bool) -> None:
    """Measure, print, keep. Raises BenchFailed, and KeyError for a name that is not in the list."""
    result = await BENCHES[name](quick=quick)
    write_latest(result)
    print(table(result), flush=True)
    if as_json:
        print(headline(result).decode(), flush=True)
