"""A hundred thousand reminders due in one minute, by e-mail: accepted by the mail server and in the ledger."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from bench.cases import compared, found
from bench.grounds import OURS, Grounds, grounds
from bench.mail_counter import HOST, Asking
from bench.processors import used
from bench.reminded import DAY, House, enrol, log_sessions, on_the_wall
from bench.result import Result
from bench.rounds import BenchFailed, Sample
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from projections.catalogue import PROJECTIONS
from projections.runner import run_once
from services.clock import move_file_clock
from services.context import open_context, open_engine_pool
from services.embedded.port import free_port
from services.settings import environment_of
from workers.channels.letter import Letter, Recipient
from workers.channels.mail import EmailChannel
from workers.reactor import Alerting
from workers.rounds_reader import RoundsReader
from workers.wording import worded

MINUTE = 60.0
SINK = "the mail server at its own speed"
LOOK_EVERY = 0.1
PATIENCE = 900.0  # seconds, for all of them

CHECKED = "None twice, none missing: by Message-ID at the server, by patient and by effect in the ledger."

ENDS = "SELECT sum(pos) FROM log.feed_head"
DUE = "SELECT count(*) FROM rm.rounds_patient WHERE due_at <= $1"
SENT = """
SELECT count(*) AS sent, count(DISTINCT subject_id) AS patients, count(DISTINCT data->>'effect_id') AS effects
FROM log.events WHERE type = 'reminder.sent' AND data->>'at' = $1 AND data->>'uncertain' IS NULL
"""


class Size(Struct, frozen=True, kw_only=True):
    organisations: int
    patients: int  # in each
    mails: int  # to the server alone


FULL = Size(organisations=20, patients=5000, mails=20_000)
QUICK = Size(organisations=4, patients=250, mails=1000)


async def reminders(*, quick: bool) -> Result:
    """Raises BenchFailed where a reminder is missing or there twice."""
    size = QUICK if quick else FULL
    async with _house(size) as house:
        planned = await house.looks(on_the_wall(DAY, 0, 1))
        times = iter([on_the_wall(DAY, 9), on_the_wall(DAY, 18)])
        case = await compared(
            f"{house.people:,} due at once, by e-mail",
            lambda: house.send(next(times)),
            {SINK: house.mails_alone},
            rounds=2,
            rate_goal=house.people / MINUTE,
        )
        await house.do_some(on_the_wall(DAY, 18, 30))
        closed = await house.looks(on_the_wall(DAY + timedelta(days=1), 0, 1))
    return found(
        "reminders",
        [case],
        case,
        unit="reminders/s, beside mails/s",
        sizes={"organisations": size.organisations, "patients": house.people, "mails alone": size.mails},
        quick=quick,
        notes=(
            f"All of them in {house.people / case.ours.rate:,.1f} s; the goal is the minute. " + CHECKED,
            f"Looks a second: {planned:,.0f} to plan a date, {closed:,.0f} to close it and plan the next one.",
            "Engine, worker, Postgres, Valkey, the mail server and the bench share the processors.",
        ),
    )


class _House:
    """Patients on servers of their own, an engine and a worker whose clock the bench moves, and a mail server."""

    def __init__(self, ground: Grounds, size: Size, houses: list[House], store: PostgresStore, clock: Path) -> None:
        self.people = size.organisations * size.patients
        self._ground = ground
        self._size = size
        self._houses = houses
        self._store = store
        self._clock = clock

    async def begin(self, mail_port: int) -> None:
        settings = replace(self._ground.settings, clock=str(self._clock), smtp_url=f"smtp://{HOST}:{mail_port}")
        self._asking = Asking(mail_port)
        self._mail = EmailChannel(settings.smtp_url, settings.mail_from)
        self._admin = await asyncpg.connect(self._ground.admin_url)
        env = environment_of(settings)
        await self._ground.begin("engine", ["services.cli", "run", "engine"], env, "engine_ready")
        await self._ground.begin("worker", ["services.cli", "run", "worker"], env, "worker_ready")

    async def close(self) -> None:
        self._mail.close()
        await self._admin.close()

    async def looks(self, now: datetime) -> float:
        """Looks a second, from when a date begins until everybody has been looked at."""
        begun = perf_counter()
        move_file_clock(self._clock, now)

        async def nobody_is_due() -> bool:
            return not await self._admin.fetchval(DUE, now)

        await self._until(nobody_is_due)
        return self.people / (perf_counter() - begun)

    async def send(self, now: datetime) -> Sample:
        """From when they are due until the server has taken all, and the ledger tells of all."""
        taken, _ = await self._asking.counted()
        wanted = await self._admin.fetchval(ENDS) + self.people
        cpu, begun = used(self._pids()), perf_counter()
        move_file_clock(self._clock, now)

        async def all_told() -> bool:
            return bool(await self._admin.fetchval(ENDS) >= wanted)

        await self._until(all_told)
        seconds = perf_counter() - begun
        after = used(self._pids())
        await self._check(now, taken)
        each = None if cpu is None or after is None else (after - cpu) / self.people * 1_000_000
        return Sample(rate=self.people / seconds, cpu=each)

    async def mails_alone(self) -> Sample:
        """The same letters through the same channel, with nothing around."""
        words = worded("reminder_1", "en", clinic="By the harbour", link="https://carryover.test/reminders/1")
        letters = iter(
            [
                Letter(effect_id=uuid4(), org_id=uuid4(), to=Recipient(email=f"{n}@example.org"), words=words)
                for n in range(self._size.mails)
            ]
        )

        async def one_after_the_other() -> None:
            for letter in letters:
                await self._mail.send(letter)

        begun = perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(20)))
        return Sample(rate=self._size.mails / (perf_counter() - begun))

    async def do_some(self, at: datetime) -> None:
        """Everybody does some of the work, so that the end of the date has nothing to tell of."""
        move_file_clock(self._clock, at)
        await log_sessions(self._store, self._houses, at)

    async def _check(self, now: datetime, taken: int) -> None:
        """Raises BenchFailed unless each patient was sent one reminder, and the server took each once."""
        after, different = await self._asking.counted()
        sent = await self._admin.fetchrow(SENT, now.isoformat().replace("+00:00", "Z"))
        ledger = tuple(sent) if sent else ()
        if ledger != (self.people,) * 3 or after - taken != self.people or after != different:
            raise BenchFailed(f"{self.people} were due; the ledger has {ledger}, the server {after - taken}")

    async def _until(self, done: Callable[[], Awaitable[bool]]) -> None:
        gives_up = perf_counter() + PATIENCE
        while not await done():
            self._ground.check_alive()
            if perf_counter() > gives_up:
                raise BenchFailed(f"not done within {PATIENCE:.0f} seconds")
            await asyncio.sleep(LOOK_EVERY)

    def _pids(self) -> list[int]:
        return [pid for name, pid in self._ground.pids().items() if name != "mail"]


@asynccontextmanager
async def _house(size: Size) -> AsyncIterator[_House]:
    async with AsyncExitStack() as opened:
        ground = await opened.enter_async_context(grounds())
        port = free_port()
        await ground.start("mail", ["bench.mail_counter", str(port)], port, {})
        clock = ground.data / "clock"
        move_file_clock(clock, on_the_wall(DAY - timedelta(days=1), 13))
        clock.chmod(0o644)
        pool = await opened.enter_async_context(opened_pool(ground.settings.app_url, log=True))
        store = PostgresStore(pool)
        async with open_context(ground.settings) as context, open_engine_pool(ground.settings) as engine:
            houses = await enrol(
                store,
                context.vault,
                ground.admin_url,
                ground.admin_url_of(f"{OURS}_keys"),
                ground.settings.master_key,
                (size.organisations, size.patients),
            )
            while await run_once(engine, [*PROJECTIONS, Alerting(context), RoundsReader()]):
                pass
        house = _House(ground, size, houses, store, clock)
        opened.push_async_callback(house.close)
        await house.begin(port)
        yield house
