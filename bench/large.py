"""Large logs: organisations that have lived through the same year, each in its own feed, with their read models.

What happened is made up once and written into every feed under a chain of its own. Ids of patients and reports are
the same in all of them; the organisation comes first in every key. A log in a folder that is kept is used again.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from os import cpu_count
from uuid import uuid5

import asyncpg
import msgspec
from msgspec import Struct

from bench.filling import House, Order
from bench.grounds import Grounds
from bench.histories import CLINIC_ID, PLACE, Year
from bench.people import ZONE, carry_out
from bench.read_models import OF_THE_HOUSE, build, check_read_models, copy
from bench.rounds import BenchFailed
from domain.clinic.decider import OpenClinic
from domain.staff.decider import InviteStaff
from domain.staff.events import Role
from eventstore.verify import verify
from eventstore.walls import Pool
from services.actor import system
from services.call import Call
from services.context import Context, open_context, open_engine_pool
from services.provision import NewClinic, Provisioned, provision
from services.settings import Settings

ALIKE = "in all organisations the same year happened; the first one's read models were built, the others' are copies"
WARMED = "indexes and read models were read into memory before, as far as it holds them"
GROWS_OLD = timedelta(days=3)  # then the last seven days are no longer believable

# While a log is filled nothing needs to survive a crash; settings that a reload brings and takes away.
UNHURRIED = {"max_wal_size": "'20GB'", "checkpoint_timeout": "'1h'", "full_page_writes": "off", "autovacuum": "off"}

# What a server that has been asked for long holds in memory: every index, and the read models. Of what does not fit,
# the indexes of the log are read last.
WARM = """
SELECT pg_prewarm(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('i', 'r', 't') AND (n.nspname IN ('rm', 'pg_toast') OR n.nspname = 'log' AND c.relkind = 'i')
ORDER BY n.nspname DESC, c.relkind DESC
"""

BEGUN = "SELECT EXISTS (SELECT FROM log.feed_head)"
# What a log was filled with stands in its database's comment, once it is complete.
FILLED = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"


class Large(Struct, frozen=True, kw_only=True):
    """A log that is there."""

    settings: Settings
    database: str
    year: Year
    houses: list[Provisioned]


async def large_log(
    ground: Grounds, organisations: int, patients: int, events: int, *, read_models: bool = True
) -> Large:
    """So many organisations of so many patients each, and so many events in all of them together.

    Raises BenchFailed where it cannot be filled, or what is there is not what is wanted.
    """
    name = f"log_{events}"
    settings = await ground.another_log(name)
    async with asyncpg.create_pool(ground.admin_url_of(name), min_size=1) as admin:
        told = await admin.fetchval(FILLED)
        year = Year(patients=patients, events=events // organisations, until=datetime.now(UTC))
        if told is None and await admin.fetchval(BEGUN):
            raise BenchFailed(f"the filling of {name} was broken off: remove the folder that is kept")
        if told is not None:
            year = _same(msgspec.json.decode(told, type=Year), year, name)
        async with open_context(settings) as context:
            houses = [await _founded(context, year, number) for number in range(organisations)]
        if told is None:
            async with _unhurried(admin):
                urls = ground.admin_url_of(name), ground.admin_url_of(f"{name}_keys")
                await _fill(urls, settings.master_key, year, houses)
                await _check_first(settings, houses[0])
                if read_models:
                    await _make_read_models(settings, admin, houses)
            await admin.execute(f"COMMENT ON DATABASE {name} IS '{msgspec.json.encode(year).decode()}'")
        await admin.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        await admin.execute(WARM)
    return Large(settings=settings, database=name, year=year, houses=houses)


def _same(there: Year, wanted: Year, name: str) -> Year:
    if (there.patients, there.events) != (wanted.patients, wanted.events) or wanted.until - there.until > GROWS_OLD:
        raise BenchFailed(f"the folder that is kept has another {name}, or one that is too old: remove it")
    return there


async def _founded(context: Context, year: Year, number: int) -> Provisioned:
    """An organisation with its keys, and the clinic and the therapists of the year. Again: finds everything there."""
    org_id = uuid5(PLACE, f"organisation {number}")
    clinic = NewClinic(name="Main", country="DE", zone=ZONE)
    made = await provision(
        context, name=f"Practice {number}", clinics=[clinic], at=year.since, partner_name="App", organisation_id=org_id
    )
    opened = OpenClinic(
        command_id=uuid5(org_id, "the year's clinic"),
        at=year.since,
        clinic_id=CLINIC_ID,
        name="The year's",
        country="DE",
        zone=ZONE,
    )
    invited = [
        InviteStaff(
            command_id=uuid5(org_id, f"{staff_id} invited"),
            at=year.since,
            staff_id=staff_id,
            role=Role.THERAPIST,
            clinics=(CLINIC_ID,),
        )
        for staff_id in year.therapist_ids
    ]
    actor = system(org_id, "bench")
    await carry_out(context, [Call(actor=actor, command=command) for command in (opened, *invited)])
    return made


async def _fill(urls: tuple[str, str], master_key: bytes, year: Year, houses: Sequence[Provisioned]) -> None:
    """In as many processes as there are processors."""
    to_fill = [House(house.organisation_id, house.partner_id) for house in houses]
    several = cpu_count() or 1
    shares = [tuple(to_fill[place::several]) for place in range(several)]
    await asyncio.gather(*(_filled(Order(*urls, master_key, year, share)) for share in shares if share))


async def _filled(order: Order) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.filling", stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await process.communicate(msgspec.json.encode(order))
        if process.returncode != 0:
            raise BenchFailed(f"a log could not be filled: {said.decode(errors='replace')[-2000:]}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _check_first(settings: Settings, house: Provisioned) -> None:
    """One organisation's log, from its first event to its last."""
    async with open_engine_pool(settings) as engine:
        if faults := (await verify(engine, [house.organisation_id])).faults:
            raise BenchFailed(f"the log that was filled is not whole: {faults}")


async def _make_read_models(settings: Settings, admin: Pool, houses: Sequence[Provisioned]) -> None:
    """The first organisation's are built as always; the others get its rows of what happened to patients."""
    first, *others = [house.organisation_id for house in houses]
    async with open_engine_pool(settings) as engine:
        await build(engine, [first])
        await copy(admin, first, others)
        await build(engine, others, OF_THE_HOUSE)
    await check_read_models(admin)


@asynccontextmanager
async def _unhurried(admin: Pool) -> AsyncIterator[None]:
    """With the writing to disk put off; afterwards everything is there, as if it had been for long."""
    for name, value in UNHURRIED.items():
        await admin.execute(f"ALTER SYSTEM SET {name} = {value}")
    await admin.execute("SELECT pg_reload_conf()")
    try:
        yield
        await admin.execute("VACUUM (ANALYZE)")
    finally:
        for name in UNHURRIED:
            await admin.execute(f"ALTER SYSTEM RESET {name}")
        await admin.execute("SELECT pg_reload_conf()")
        await admin.execute("CHECKPOINT")
