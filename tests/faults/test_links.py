"""R11: every link slowed, cut into single bytes, reset, silenced and half forgotten: bounded errors, and no leaks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import asyncpg
import httpx2
import pytest
from msgspec.structs import replace

from domain.values import BodyRegion
from eventstore.walls import Pool
from services.app import create_app
from services.clock import RealClock
from services.context import Context, Limits, open_context
from services.embedded.mail import MailSink, mail_sink
from services.http.cloud_events import ONE
from tests.support.clinic_day import ClinicDay
from tests.support.database import Database
from tests.support.doors import client
from tests.support.length import length
from tests.support.mailbox import mails
from tests.support.proxy import TASK, Proxy, proxy_to
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.running import lose_valkey, running_engine
from tests.support.senders import Senders, Ward, open_wards, report
from tests.support.server_process import served
from tests.support.waiting import until
from tests.support.worker_process import worker_process

pytestmark = pytest.mark.timeout(length(120, 1800))

HASTY = Limits(connection_seconds=1.0, statement_seconds=1, append_seconds=0.5)
BOUND = 40.0  # seconds within which everybody is answered, whatever the link does
AT_ONCE = 12
REGIONS = list(BodyRegion)
NOT_IDLE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename LIKE 'carryover_%' AND state <> 'idle'
"""
WALL = "SELECT nullif(current_setting('carryover.orgs', true), '')"


async def slowed(link: Proxy) -> None:
    link.delay = length(1, 20) / 10  # seconds


async def sliced(link: Proxy) -> None:
    link.sliced = True


async def reset(link: Proxy) -> None:
    link.reset()


async def silenced(link: Proxy) -> None:
    link.silence()


async def forgotten(link: Proxy) -> None:
    link.forget()


HARMS: list[Callable[[Proxy], Awaitable[None]]] = [slowed, sliced, reset, silenced, forgotten]


class Asked:
    """What a ward's partner and owner may ask at once, each of it answered, or asked to come again."""

    def __init__(self, context: Context, ward: Ward) -> None:
        self._app = create_app(context)
        self._ward = ward
        self._sent = 0

    async def all_at_once(self) -> set[int]:
        """The statuses. Raises TimeoutError where somebody is not answered in time."""
        async with (
            client(self._app, self._ward.partner_key) as partner,
            client(self._app, self._ward.owner_key) as owner,
            asyncio.timeout(BOUND),
        ):
            answers = await asyncio.gather(
                *(self._send(partner) for _ in range(AT_ONCE)),
                *(owner.get("/v1/caseload") for _ in range(AT_ONCE)),
                *(owner.get(f"/v1/patients/{patient}/adherence") for patient in self._ward.patients),
            )
        for answer in answers:
            assert answer.status_code in (200, 503), answer.text
            if answer.status_code == 503:
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["retry-after"] == "1"
        return {answer.status_code for answer in answers}

    async def all_is_well(self) -> bool:
        return await self.all_at_once() == {200}

    async def _send(self, partner: httpx2.AsyncClient) -> httpx2.Response:
        self._sent += 1
        said = report(Random(self._sent), f"link-{self._sent}", self._ward.patients[0], [], datetime.now(UTC))
        return await partner.post("/v1/events", json=said, headers={"content-type": ONE})


def tasks_of_ours() -> int:
    return sum(task.get_name() != TASK for task in asyncio.all_tasks())


async def assert_nothing_leaked(context: Context, database: Database, tasks: int) -> None:
    """No task, no connection in use, and on none of them an organisation of whoever had it last."""

    async def no_more_tasks() -> bool:
        return tasks_of_ours() <= tasks

    async def all_idle() -> bool:
        return bool(await admin.fetchval(NOT_IDLE) == 0)

    admin = await asyncpg.connect(database.url("postgres"))
    await until(no_more_tasks)
    await until(all_idle)
    await admin.close()
    for pool in (context.app, context.log):
        held = [await pool.acquire() for _ in range(pool.get_max_size())]
        assert {await db.fetchval(WALL) for db in held} == {None}
        for db in held:
            await pool.release(db)


async def one_ward(database: Database) -> Ward:
    async with open_context(database.settings) as context:
        [ward] = await open_wards(context, 1, 3)
        return ward


async def test_r11_api_and_postgres(database: Database) -> None:
    settings, ward = database.settings, await one_ward(database)
    async with proxy_to(settings.app_url) as link:
        proxied = replace(settings, app_url=link.url(settings.app_url), keys_url=link.url(settings.keys_url))
        async with open_context(proxied, limits=HASTY) as context:
            asked = Asked(context, ward)
            await until(asked.all_is_well)
            tasks = tasks_of_ours()
            for harm in HARMS:
                under_way = asyncio.create_task(asked.all_at_once())
                await harm(link)
                await under_way
                assert harm is not silenced or await asked.all_at_once() == {503}
                link.mend()
                await until(asked.all_is_well, BOUND)
                await assert_nothing_leaked(context, database, tasks)


async def test_r11_api_and_valkey(database: Database) -> None:
    settings, ward = database.settings, await one_ward(database)
    async with (
        proxy_to(settings.valkey_url) as link,
        open_context(replace(settings, valkey_url=link.url(settings.valkey_url))) as context,
    ):
        asked = Asked(context, ward)
        await until(asked.all_is_well)
        tasks = tasks_of_ours()
        for harm in HARMS:
            await harm(link)
            assert await asked.all_at_once() == {200}, "Valkey is missed by nobody who asks"
            async with client(create_app(context)) as nobody:
                assert (await nobody.get("/readyz")).status_code == 200
            link.mend()
            await assert_nothing_leaked(context, database, tasks)


async def test_r11_clients_and_api(database: Database) -> None:
    ward = await one_ward(database)
    async with served(database.settings) as server, proxy_to(server.address) as link:
        for number, harm in enumerate(HARMS, start=1):
            senders = Senders(f"http://127.0.0.1:{link.port}", [ward], seed=number, patience=length(2, 10))
            sending = asyncio.create_task(senders.send(apps=8, each=5))
            await harm(link)
            if harm is silenced:
                await until(link.holds_back)
                link.mend()
            await sending
            link.mend()
            assert len(senders.acknowledged.told) == 40

        async def all_closed() -> bool:
            return open_at(server.port) == 0

        await link.cut()
        await until(all_closed)


def open_at(port: int) -> int:
    """The server's ends of connections to this port, as the kernel lists them: established, or left by the client."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(local.endswith(f":{port:04X}") and state in ("01", "08") for _, local, _, state, *_ in lines)


async def test_r11_engine_and_postgres(database: Database, engine_pool: Pool) -> None:
    """A link that Postgres alone has forgotten costs the engine as long as a statement may take: in the full form."""
    settings = database.settings
    async with proxy_to(settings.engine_url) as link, open_context(settings, clock=RealClock()) as context:
        day = await ClinicDay.open(context)
        proxied = replace(settings, app_url=link.url(settings.app_url), engine_url=link.url(settings.engine_url))
        async with running_engine(proxied, RealClock()):
            for number, harm in enumerate(HARMS[: length(4, 5)]):
                await harm(link)
                await day.pain(f"pain {number}", 80, REGIONS[number])
                if harm in (slowed, silenced):  # a fold takes many words: two seconds for each would be minutes
                    link.mend()
                await until_alerted(day, number + 1)
                link.mend()
        assert link.connections == 0, "the engine left connections open"
        await assert_rebuilt_is_live(engine_pool, [day.org_id])


async def until_alerted(day: ClinicDay, times: int) -> None:
    async def alerted() -> bool:
        return len([1 for event in await day.recorded() if event.type == "alert.raised"]) == times

    await until(alerted, BOUND)


async def test_r11_worker_and_valkey(database: Database, tmp_path: Path) -> None:
    await lose_valkey(database.settings)
    async with mail_sink(tmp_path / "mail.jsonl") as sink, proxy_to(database.settings.broker_url) as link:
        settings = replace(database.settings, smtp_url=f"smtp://{sink.host}:{sink.port}")
        async with (
            open_context(settings) as context,
            running_engine(settings, RealClock()),
            worker_process(replace(settings, broker_url=link.url(settings.broker_url))),
        ):
            day = await ClinicDay.open(context)
            for number, harm in enumerate(HARMS):
                await harm(link)
                await day.pain(f"pain {number}", 80, REGIONS[number])
                await until_mailed(sink, number + 1)
                link.mend()


async def until_mailed(sink: MailSink, times: int) -> None:
    """So many different mails, each once."""

    async def mailed() -> bool:
        return len(mails(sink)) >= times

    await until(mailed, BOUND)
    ids = [mail["headers"]["message-id"] for mail in mails(sink)]
    assert len(set(ids)) == len(ids) == times
