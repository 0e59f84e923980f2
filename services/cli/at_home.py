"""The platform at home on one machine: started, looked after, and stopped by the first signal."""

import asyncio
import signal
from pathlib import Path

from services.cli.caught_up import caught_up
from services.cli.first_run import organisation_of
from services.cli.first_sign_ins import first_sign_ins
from services.cli.platform import Platform, platform
from services.cli.saying import say, tell
from services.cli.served import while_served
from services.cli.welcome import welcome
from services.context import open_context
from services.embedded.logs import keep_small
from services.provision import Provisioned

LOOK_SECONDS = 0.2  # how often the parts are looked after
CATCH_UP_SECONDS = 30.0  # that the read models of a long log may hold up the start


async def run_at_home(data: Path | None, host: str, port: int, workers: int, empty: bool, metrics: int = 0) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. Raises EmbeddedError with a sentence for the operator."""
    told = asyncio.Event()
    work = asyncio.create_task(_platform(data, host, port, workers, empty, metrics), name="platform")

    def stop() -> None:
        """The first signal ends whatever is under way, in order; another one changes nothing."""
        if not told.is_set():
            told.set()
            tell("stopping")
            work.cancel()

    for number in _stop_signals():
        asyncio.get_running_loop().add_signal_handler(number, stop)
    try:
        await work
    except asyncio.CancelledError:
        tell("everything is stopped; the data stays")


def _stop_signals() -> list[signal.Signals]:
    """The closed terminal's too, unless somebody (nohup) has asked to outlive it."""
    outlive = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if outlive else [signal.SIGHUP])]


async def _platform(data: Path | None, host: str, port: int, workers: int, empty: bool, metrics: int) -> None:
    async with platform(data, host, port, tell) as running:
        await while_served(running.servers, _run(running, workers, empty, metrics))


async def _run(running: Platform, workers: int, empty: bool, metrics: int) -> None:
    await running.prepare(tell)
    made = await organisation_of(running, empty, tell)
    async with open_context(running.settings) as context:
        sign_ins = await first_sign_ins(context, made)
    running.spawn(workers, metrics)
    for name, watched in running.watched.items():
        tell(f"{name} is watched at http://127.0.0.1:{watched}")
    tell("waiting for the api")
    await running.ready()
    tell("waiting for the read models")
    if not await caught_up(running.settings.app_url, made.organisation_id, CATCH_UP_SECONDS):
        tell("the read models are still catching up; answers say how far they are")
    running.write_run_file(made)
    say(welcome(running, made, sign_ins))
    await _attend(running, made)


async def _attend(running: Platform, made: Provisioned) -> None:
    """Keep the run's file true while parts die and start again, and their logs small."""
    known: dict[str, int] = {}
    while True:
        if running.pids() != known:
            known = running.pids()
            running.write_run_file(made)
        keep_small(running.data / "log")
        await asyncio.sleep(LOOK_SECONDS)
