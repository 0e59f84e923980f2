"""The whole platform under blows that follow from a seed, and R2: its database killed, held and stopped at once.

`make faults` strikes 200 times (KILLS=n another number), `make test` a few times.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

import httpx2
import pytest

from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from services.context import open_engine_pool
from tests.support.acknowledged import Counts
from tests.support.length import KILLS, kills, length
from tests.support.own_servers import POSTGRES
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.senders import Senders, Ward
from tests.support.siege import LINKS, PARTS, SERVERS, Siege, besieged
from tests.support.waiting import until

SEED = 20_261_122
APPS = 12
GOES_ON = 12  # acknowledgements after a blow, before the next one
RECOVERY_SECONDS = 60.0  # for those, with everything else that the machine does; alone it takes about two
SECONDS_A_BLOW = 30
BETWEEN_QUESTIONS = 0.05  # seconds, of each who reads

Blow = Callable[[], Awaitable[None]]


class Readers:
    """Owners who read all the while, and what they were shown that they may not see."""

    def __init__(self, siege: Siege) -> None:
        self.answers: Counter[int] = Counter()
        self.odd: list[str] = []
        self._siege = siege

    async def read(self, stop: asyncio.Event) -> None:
        async with httpx2.AsyncClient(timeout=8.0, trust_env=False) as client:
            await asyncio.gather(*(self._read(client, ward, stop) for ward in self._siege.wards))

    async def _read(self, client: httpx2.AsyncClient, ward: Ward, stop: asyncio.Event) -> None:
        headers, own = {"authorization": f"Bearer {ward.owner_key}"}, {str(patient) for patient in ward.patients}
        while not stop.is_set():
            try:
                answer = await client.get(f"{self._siege.url}/v1/caseload", headers=headers)
            except httpx2.TransportError:
                await _paused(stop)
                continue
            self.answers[answer.status_code] += 1
            if answer.status_code == 200:
                seen = {line["patient"]["patient_id"] for line in answer.json()["patients"]}
                if not seen <= own:
                    self.odd.append(f"{ward.org_id} was shown {seen - own}")
            elif answer.status_code != 503 or "retry-after" not in answer.headers:
                self.odd.append(f"{answer.status_code} {answer.text}")
            await _paused(stop)


async def _paused(stop: asyncio.Event) -> None:
    """A moment between two questions, or the end."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), BETWEEN_QUESTIONS)


@asynccontextmanager
async def under_way(siege: Siege, seed: int) -> AsyncIterator[Senders]:
    """Apps that send and owners who read; at the end every report is acknowledged, and nobody saw what is another's."""
    stop, senders, readers = asyncio.Event(), Senders(siege.url, siege.wards, seed), Readers(siege)
    both = asyncio.gather(senders.send(APPS, stop=stop), readers.read(stop))
    await goes_on(senders)
    yield senders
    stop.set()
    await both
    assert not readers.odd, readers.odd[:5]
    assert readers.answers[200]


async def goes_on(senders: Senders) -> None:
    """More is acknowledged than at this moment."""
    enough = len(senders.acknowledged.told) + GOES_ON

    async def acknowledged() -> bool:
        assert not senders.odd, senders.odd[:5]
        return len(senders.acknowledged.told) >= enough

    await until(acknowledged, RECOVERY_SECONDS)


async def compared(siege: Siege, senders: Senders) -> tuple[Counts, int]:
    """With the log, and the read models with a rebuild: how many of their rows. Ends the siege."""
    await siege.end()
    settings = siege.database.settings
    async with opened_pool(settings.app_url) as app, open_engine_pool(settings) as engine:
        counts = await senders.acknowledged.assert_all_there_once(PostgresStore(app))
        return counts, await assert_rebuilt_is_live(engine, [ward.org_id for ward in siege.wards])


@pytest.mark.timeout(120 + SECONDS_A_BLOW * length(3, 20))
async def test_r2_postgres_is_killed_held_and_stopped_at_once() -> None:
    async with besieged(organisations=3, patients=3) as siege:
        async with under_way(siege, SEED) as senders:
            for number in range(length(3, 20)):
                match number % 3:
                    case 0:
                        await siege.kill(POSTGRES)
                    case 1:
                        await siege.kill(POSTGRES, signal.SIGQUIT)
                    case _:
                        await siege.hold(POSTGRES, 1.0)
                await goes_on(senders)
        await compared(siege, senders)


def blow(siege: Siege, random: Random) -> tuple[str, Blow]:
    """One of them, with its name: half are kills."""
    seconds = random.uniform(0.1, 1.5)
    match random.randrange(4):
        case 0 | 1:
            what = random.choice([*PARTS, *SERVERS])
            return f"killed {what}", lambda: siege.kill(what)
        case 2:
            what = random.choice([*PARTS, *SERVERS])
            return f"held {what}", lambda: siege.hold(what, seconds)
        case _:
            link, how = random.choice(LINKS), random.choice(["reset", "forget", "silence", "slow", "slice"])
            return f"{how} {link}", lambda: siege.harm(link, how, seconds)


@pytest.mark.timeout(120 + SECONDS_A_BLOW * kills(4))
async def test_nothing_is_lost_or_doubled_whatever_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    random, struck, total = Random(SEED), Counter[str](), kills(4)
    async with besieged(organisations=4, patients=3) as siege:
        async with under_way(siege, SEED) as senders:
            while struck.total() < total:
                both = [blow(siege, random) for _ in range(min(random.choice([1, 1, 1, 2]), total - struck.total()))]
                struck.update(name for name, _ in both)
                await asyncio.gather(*(strike() for _, strike in both))
                await goes_on(senders)
        counts, rows = await compared(siege, senders)
    with capsys.disabled():
        kinds = ", ".join(f"{name} {times}" for name, times in sorted(struck.items()))
        print(
            f"\n{KILLS} {total}, seed {SEED}: {kinds}; {counts}, made up {counts.strange}, "
            f"chains and counts whole, read models = rebuild ({rows:,} rows)"
        )
