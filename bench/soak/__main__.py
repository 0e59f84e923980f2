"""`make soak`: the whole platform at half its highest load, for an hour, and whether anything of it grows.

The highest load is measured in the first half minute; half of it is held whatever the answers take. Exit code 0 when
everything was flat, 1 when something grew or an answer was wrong.
"""

import argparse
import asyncio
import signal
import sys
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from time import monotonic

from msgspec.structs import replace

from bench.grounds import Grounds, grounds
from bench.rounds import BenchFailed
from bench.soak.client import Client, client
from bench.soak.load import Order, Report
from bench.soak.looking import Eyes, opened_eyes
from bench.soak.measures import LIMITS
from bench.soak.practice import founded
from bench.soak.report import Soaked, as_json, progress, table
from bench.soak.verdict import Moment, TooShort, judge
from services.context import open_context
from services.embedded.mail import MailSink, mail_sink
from services.settings import Settings, environment_of

PRACTICES = 20
PATIENTS = 1_000  # in care at one time
CONNECTIONS = 64
HIGHEST_SECONDS = 30.0
CATCH_UP_SECONDS = 300.0  # for the readers, after the highest load
LAG_EVERY = 1.0
LOOK_EVERY = 10.0
MINUTES_AT_LEAST = 2.0  # so that every quarter is looked at twice


class Watched:
    """All figures over the time of the steady load."""

    def __init__(self, ground: Grounds, eyes: Eyes, minutes: float) -> None:
        self._ground = ground
        self._eyes = eyes
        self._minutes = minutes
        self._began = monotonic()
        self.series: dict[str, list[Moment]] = defaultdict(list)
        self.answers: Counter[str] = Counter()

    async def watch(self) -> None:
        """Looks until cancelled: at the lag each second, at everything every ten. Raises BenchFailed."""
        looked = -LOOK_EVERY
        while True:
            self._ground.check_alive()
            second = monotonic() - self._began
            self._note(await self._eyes.lag())
            if second >= looked + LOOK_EVERY:
                looked = second
                self._note(await self._eyes.everything_else(self._ground.pids()))
                self._say(second)
            await asyncio.sleep(LAG_EVERY - (monotonic() - self._began) % LAG_EVERY)

    def told(self, report: Report) -> None:
        """By the client, of ten seconds."""
        self.answers.update(report.answers)
        if not report.last:  # which is shorter
            rate = sum(report.answers.values()) / report.seconds
            self._note({"answers a second": rate, "answers, p50 ms": report.p50, "answers, p99 ms": report.p99})

    def _note(self, figures: dict[str, float]) -> None:
        second = monotonic() - self._began
        for name, figure in figures.items():
            self.series[name].append(Moment(second, figure))

    def _say(self, second: float) -> None:
        newest = {name: series[-1].figure for name, series in self.series.items()}
        line = progress(second / 60, self._minutes, newest, self.answers.total())
        if sys.stderr.isatty():
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
        elif round(second / LOOK_EVERY) % 6 == 0:
            print(line, file=sys.stderr, flush=True)


async def soak(minutes: float, rate: float | None) -> Soaked:
    """Raises BenchFailed for an answer that is not right and for a part that ended, and TooShort."""
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        mail = await opened.enter_async_context(mail_sink(ground.data / "mail.jsonl"))
        settings = replace(ground.settings, smtp_url=f"smtp://{mail.host}:{mail.port}")
        await start_platform(ground, settings)
        async with open_context(settings) as context:
            practices = await founded(context, PRACTICES)
        load = await opened.enter_async_context(client(ground.data, practices, PATIENTS))
        eyes = await opened_eyes(ground.admin_url, settings)
        opened.push_async_callback(eyes.close)
        highest = None
        if rate is None:
            highest = await highest_rate(load, settings.http_port)
            rate = highest / 2
            await caught_up(eyes)
        watched = Watched(ground, eyes, minutes)
        order = Order(port=settings.http_port, connections=CONNECTIONS, seconds=minutes * 60, rate=rate)
        await hold(load, order, watched)
        await caught_up(eyes)
        return Soaked(
            minutes=minutes,
            highest_rate=highest,
            rate=rate,
            answers=dict(watched.answers),
            mails=mails(mail),
            lines=tuple(judge(name, watched.series[name], limit, minutes * 60) for name, limit in LIMITS.items()),
        )


async def start_platform(ground: Grounds, settings: Settings) -> None:
    """One api, one engine, one worker."""
    env = environment_of(settings)
    await ground.start("api", ["services.cli", "run", "api"], settings.http_port, env)
    for part in ("engine", "worker"):
        await ground.begin(part, ["services.cli", "run", part], env, ready=f"{part}_ready")


async def highest_rate(load: Client, port: int) -> float:
    """Requests a second on all connections, as fast as they go; the first third warms up."""
    order = Order(port=port, connections=CONNECTIONS, seconds=HIGHEST_SECONDS)
    answers, seconds = 0, 0.0
    first = True
    async for report in load.reports(order):
        if not first and not report.last:
            answers, seconds = answers + sum(report.answers.values()), seconds + report.seconds
        first = False
    return answers / seconds


async def caught_up(eyes: Eyes) -> None:
    """Returns when the readers are at the end of the log. Raises BenchFailed."""
    began = monotonic()
    while (lag := (await eyes.lag())["lag, events"]) > 0:
        if monotonic() - began > CATCH_UP_SECONDS:
            raise BenchFailed(f"the readers are still {lag:,.0f} events behind after {CATCH_UP_SECONDS:g} s")
        await asyncio.sleep(LAG_EVERY)


async def hold(load: Client, order: Order, watched: Watched) -> None:
    """The steady load, watched to its end."""

    async def listen() -> None:
        async for report in load.reports(order):
            watched.told(report)

    listening, watching = asyncio.create_task(listen()), asyncio.create_task(watched.watch())
    try:
        await asyncio.wait({listening, watching}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            await watching
        await listening
    finally:
        listening.cancel()
        watching.cancel()
        await asyncio.gather(listening, watching, return_exceptions=True)


def mails(sink: MailSink) -> int:
    """How many were taken."""
    with sink.file.open("rb") as file:
        return sum(1 for _ in file)


async def main(minutes: float, rate: float | None) -> int:
    """The exit code. Servers and folder go with it, also on SIGTERM."""
    work = asyncio.ensure_future(soak(minutes, rate))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    try:
        soaked = await work
    except (BenchFailed, TooShort) as fault:
        print(f"soak: {fault}", file=sys.stderr)
        return 1
    print(table(soaked))
    print(as_json(soaked).decode(), flush=True)
    return 0 if soaked.flat else 1


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="make soak", description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--rate", type=float, help="requests a second, instead of half of the highest")
    given = asked.parse_args()
    if given.minutes < MINUTES_AT_LEAST:
        asked.error(f"a soak takes {MINUTES_AT_LEAST:g} minutes at least")
    sys.exit(asyncio.run(main(given.minutes, given.rate)))
