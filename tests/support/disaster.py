"""A platform on two disks, its backups on a third, a disk that is lost, and the platform brought back from them."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from eventstore.anchors import newest_anchors
from eventstore.walls import Pool
from projections.catalogue import PROJECTIONS
from services.backup.digests import digest_of
from services.backup.place import WAL
from services.backup.server import anchor_lines, as_text, connected, erasure_lines
from services.cli.finishing import Report
from services.clock import SetClock
from services.context import Limits, open_context, open_engine_pool
from services.provision import Provisioned
from services.settings import Settings
from tests.support.acknowledged import Acknowledged
from tests.support.canaries import enrolled
from tests.support.command import Told, carryover
from tests.support.database import Database
from tests.support.doors import SOURCE, Doors, event, open_doors
from tests.support.erasing import all_done, erases
from tests.support.own_servers import POSTGRES, OwnServers, own_servers
from tests.support.point_in_time import ARCHIVED, END_SEGMENT, archive_command
from tests.support.readings import PAIN, alerted
from tests.support.times import NOON
from tests.support.waiting import until

KEYS = "carryover_keys"
NO_SYNC = "fsync = off"  # processes are killed here, not the machine
OWN_SETTING = "ALTER SYSTEM SET archive_mode = 'on'"
ODD = """it's the "archive" of $HOME"""
IMPATIENT = Limits(append_seconds=0.5, connection_seconds=0.5)


class Apart:
    """The log on one server, the keys on another."""

    def __init__(self, log: OwnServers, keys: OwnServers) -> None:
        self._log, self._keys = log, keys
        self.valkey_url = log.valkey_url

    def postgres_url(self, role: str, database: str) -> str:
        return (self._keys if database.startswith(KEYS) else self._log).postgres_url(role, database)


class Remembered(Struct):
    """What people outside remember: the app what it was told, the operator what was printed."""

    org: Provisioned
    patient_id: UUID
    erased_id: UUID  # who was erased after the moment that is come back to
    named_id: UUID  # who was enrolled after the keys' last backup
    early: Acknowledged
    late: Acknowledged
    storm: Acknowledged  # was sent while the disk was lost
    at: datetime  # the moment, by the server's clock
    end: int  # the last position before it
    newest: int  # the last that was kept as an anchor
    digests: dict[str, str]  # of every read model at the moment
    backups: Path
    keys: Path
    anchors: Path
    erasures: Path


class Drill(Struct):
    """The platform as it was brought back, and what was said on the way."""

    remembered: Remembered
    database: Database
    doors: Doors
    engine: Pool
    digests_restored: dict[str, str]  # before anything was made anew
    refused: Told  # the first finish
    finished: Told
    report: Report

    @property
    def org_id(self) -> UUID:
        return self.remembered.org.organisation_id


# As docs/operating/restore.md has it, but for the password.
ROLE = "ALTER ROLE carryover_backup LOGIN"


def for_backups(database: Database, role: str = "postgres") -> Settings:
    """The settings of a platform together with the addresses its operator takes backups from."""
    return msgspec.structs.replace(
        database.settings,
        backup_url=database.url(role),
        backup_keys_url=database.servers.postgres_url(role, database.keys_name),
    )


async def well(settings: Settings, *words: str | Path) -> Told:
    """A command that has to end well."""
    told = await carryover(settings, *map(str, words))
    assert told.code == 0, f"{words}: {told.err}"
    return told


async def reported(doors: Doors, patient_id: UUID, acknowledged: Acknowledged, batches: int) -> None:
    """Batches of a session and of pain, each acknowledged before the next one."""
    for _ in range(batches):
        items = [event("session.logged", patient_id, {}), event("symptom.reported", patient_id, PAIN)]
        sent = [acknowledged.send(doors.org.organisation_id, item) for item in items]
        for place, outcome in zip(sent, await doors.send(*items), strict=True):
            acknowledged.hear(place, outcome["position"])


async def reported_until_refused(doors: Doors, patient_id: UUID, acknowledged: Acknowledged) -> None:
    while True:
        try:
            await reported(doors, patient_id, acknowledged, 1)
        except AssertionError:  # the doors answer that the log is away
            return


async def digests(engine: Pool, org_id: UUID) -> dict[str, str]:
    return {model.name: await digest_of(engine, model, [org_id]) for model in PROJECTIONS}


@asynccontextmanager
async def drilled() -> AsyncIterator[Drill]:
    """From a running platform to one that was brought back. Takes about half a minute."""
    async with AsyncExitStack() as opened:
        log, keys, new = [await opened.enter_async_context(own_servers()) for _ in range(3)]
        remembered = await _lived_through(log, keys)
        shutil.rmtree(log.cluster)  # the disk is gone, and with it everything that was not archived
        await _restored(new, keys, remembered)
        new.configure(NO_SYNC)
        await new.create()
        database = Database(Apart(new, keys), "carryover", KEYS)
        settings = for_backups(database)
        async with open_engine_pool(settings) as engine:
            restored = await digests(engine, remembered.org.organisation_id)
        report = remembered.anchors.with_name("report.json")
        words = [
            *("restore", "finish", "--backup", _newest(remembered.backups), "--anchors", remembered.anchors),
            *("--erasures", remembered.erasures, "--report", report),
        ]
        refused = await carryover(settings, *map(str, words))
        finished = await carryover(settings, *map(str, [*words, "--give-up-unreadable"]))
        context = await opened.enter_async_context(open_context(settings, clock=SetClock(NOON)))
        doors = await opened.enter_async_context(open_doors(context, remembered.org))
        engine = await opened.enter_async_context(open_engine_pool(settings))
        found = msgspec.json.decode(report.read_bytes(), type=Report)
        yield Drill(remembered, database, doors, engine, restored, refused, finished, found)


async def _lived_through(log: OwnServers, keys: OwnServers) -> Remembered:
    """Backups under load, a moment to come back to, and what happened after it until the disk was lost."""
    backups, apart = log.room("backups"), keys.room("backups")
    log.room("backups/wal")
    log.configure(
        "archive_mode = on",
        archive_command(log, backups / WAL),
        "summarize_wal = on",
        NO_SYNC,
    )
    keys.configure(NO_SYNC)
    await log.create()
    await keys.create()
    for server in (log, keys):
        async with connected(server.postgres_url("postgres", "carryover")) as db:
            await db.execute(ROLE)
    async with connected(log.postgres_url("postgres", "carryover")) as db:
        await db.execute(OWN_SETTING)
    database = Database(Apart(log, keys), "carryover", KEYS)
    settings = for_backups(database, "carryover_backup")
    async with (
        open_context(settings, clock=SetClock(NOON), limits=IMPATIENT) as context,
        open_doors(context) as doors,
        open_engine_pool(settings) as engine,
    ):
        org_id = doors.org.organisation_id
        patient_id, erased_id = await doors.enrol(), await enrolled(doors)
        await well(settings, "backup", "keys", "--to", apart)
        early, late, storm = Acknowledged(SOURCE), Acknowledged(SOURCE), Acknowledged(SOURCE)
        await asyncio.gather(well(settings, "backup", "base", "--to", backups), reported(doors, patient_id, early, 30))
        await asyncio.gather(
            well(settings, "backup", "base", "--to", backups, "--incremental-from", backups),
            reported(doors, patient_id, early, 30),
        )
        named_id = await _enrolled_by_name(doors)
        await alerted(engine, context)
        at_the_moment, [anchor] = await digests(engine, org_id), await newest_anchors(engine)
        admin = await asyncpg.connect(database.url("postgres"))
        at: datetime = await admin.fetchval("SELECT clock_timestamp()")

        await erases(doors, erased_id)
        await reported(doors, patient_id, late, 3)
        await all_done(doors, engine)
        [newest] = await newest_anchors(engine)
        anchors, erasures = log.logs / "anchors.jsonl", log.logs / "erasures.jsonl"
        anchors.write_bytes(as_text(await anchor_lines(admin)))
        async with connected(settings.backup_keys_url) as beside_keys:
            erasures.write_bytes(as_text(await erasure_lines(beside_keys)))
        await _archived(admin)
        storming = asyncio.create_task(reported_until_refused(doors, patient_id, storm))
        await until(lambda: _any(storm))
        await log.end(POSTGRES, signal.SIGKILL)
        await storming
        admin.terminate()
    return Remembered(
        org=doors.org,
        patient_id=patient_id,
        erased_id=erased_id,
        named_id=named_id,
        early=early,
        late=late,
        storm=storm,
        at=at,
        end=anchor.position,
        newest=newest.position,
        digests=at_the_moment,
        backups=backups,
        keys=apart,
        anchors=anchors,
        erasures=erasures,
    )


async def _any(acknowledged: Acknowledged) -> bool:
    return len(acknowledged.told) > 4


async def _enrolled_by_name(doors: Doors) -> UUID:
    about = {"clinic_id": str(doors.org.clinic_ids[0]), "zone": "Europe/Berlin", "name": "Late Comer"}
    [outcome] = await doors.send(event("patient.enrolled", "ext:late", about))
    assert outcome["status"] == "stored", outcome
    stored = await doors.context.store.read(doors.org.organisation_id, 0, 10_000)
    [subject_id] = {one.subject_id for one in stored[-1:]}
    assert subject_id is not None
    return subject_id


async def _archived(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    segment = await admin.fetchval(END_SEGMENT)

    async def there() -> bool:
        return bool(await admin.fetchval(ARCHIVED, segment))

    await until(there)


async def _restored(new: OwnServers, keys: OwnServers, remembered: Remembered) -> None:
    """The log to the moment, on a new disk; the keys from their own backup, which is older."""
    nothing = Database(Apart(new, keys), "carryover", KEYS).settings
    owner = [] if new.owner is None else ["--owner", new.owner]
    archive = remembered.backups.with_name(ODD)
    archive.symlink_to(remembered.backups / WAL)
    where = ("--from", remembered.backups, "--to", new.cluster, "--to-time", remembered.at.isoformat())
    await well(nothing, "restore", "base", *map(str, where), "--wal", archive, *owner)
    admin = ["--admin-url", keys.postgres_url("postgres", "postgres")]
    await well(nothing, "restore", "dump", "--from", remembered.keys, "--to", f"{KEYS}_restored", *admin)
    await well(nothing, "restore", "swap", f"{KEYS}_restored", KEYS, *admin)


def _newest(place: Path) -> Path:
    return sorted(path for path in place.iterdir() if path.name.endswith("-log-base"))[-1]
