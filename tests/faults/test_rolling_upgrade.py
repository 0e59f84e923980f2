"""An upgrade that nobody notices: every process is replaced, one after another, while partners send and people listen.

It begins with the last commit that had fewer migrations, so that for a while the old code runs on the new schema.
`make faults` also begins with the previous commit.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import time
from uuid import UUID

import asyncpg
import httpx2
import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.alert.events import AlertRaised
from domain.decider import Event
from domain.reminder.events import ReminderSent, ReminderSuppressed
from eventstore.pools import opened_pool
from eventstore.postgres import PostgresStore
from eventstore.walls import Pool
from projections.catalogue import PROJECTIONS
from projections.reading import codec
from services.clock import clock_of
from services.context import open_engine_pool
from services.embedded.mail import MailSink
from services.measured.statements import OTHER_CODE
from services.reminder_effects import decode_delivery
from services.settings import Settings
from tests.support.acknowledged import Counts
from tests.support.appends import whole_log
from tests.support.database import Database, empty
from tests.support.length import length
from tests.support.live import listening
from tests.support.mailbox import mails
from tests.support.previous import HOUSE, NoPrevious, edited_since
from tests.support.rebuilt import assert_rebuilt_is_live
from tests.support.rolling import EACH, READY, People, people_of, rolling, run_in
from tests.support.running import lose_valkey
from tests.support.senders import Senders, Ward
from tests.support.servers import ServerAddresses
from tests.support.waiting import until

SEED = 20_261_123
APPS = 4
TRIES = 2  # of each report: what partners are told to do
PAUSE = 0.1  # seconds between two reports of an app
GOES_ON = 12  # acknowledgements after each step
BEGIN = datetime(2026, 6, 8, 9, tzinfo=UTC)  # a Monday
SPEED = 60  # a minute a second: reminders are due all the time
MIGRATE = ("-m", "services.cli", "migrate")
REBUILD = ("-m", "services.cli", "rebuild")
"""Commands of `carryover` as it is in the tree they are run in."""

# Reminders for later in the day.
WAITING = "SELECT payload FROM log.effect WHERE org_id = $1 AND kind = 'reminder.deliver' AND state = 'pending'"

# What is still to be done of what is due, but for reminders, of which more are due each second.
LEFT = """
SELECT count(*) FROM log.effect WHERE kind <> 'reminder.deliver' AND state IN ('pending', 'leased', 'claimed')
  AND due_at <= $1
"""
STATES = "SELECT kind || ' ' || state AS what, count(*) FROM log.effect GROUP BY 1 ORDER BY 1"


class Listener:
    """A therapist's screen: comes back to where it was whenever its line breaks."""

    def __init__(self, url: str, ward: Ward) -> None:
        self.ward = ward
        self.raised: list[str] = []
        self.lines = 0
        self._url = url

    async def listen(self, begun: asyncio.Event) -> None:
        place: str | None = None
        while True:
            try:
                async with listening(self._url, self.ward.owner_key, place) as ear:
                    self.lines += 1
                    place = ear.place
                    begun.set()
                    while True:
                        heard = await ear.next(heartbeats=True)
                        place = heard.place
                        if heard.kind == "alert" and heard.data["change"] == "raised":
                            self.raised.append(heard.data["alert_id"])
            except (httpx2.TransportError, StopAsyncIteration, AssertionError, TimeoutError):
                await asyncio.sleep(0.1)


class House(Struct, frozen=True):
    """What one upgrade is tried on."""

    tree: Path  # of the earlier commit
    database: Database
    settings: Settings
    people: People


@pytest.fixture(params=["tree_before_migrations", "previous_tree"][: length(1, 2)])
async def house(request: pytest.FixtureRequest, servers: ServerAddresses, mailbox: MailSink) -> AsyncIterator[House]:
    """Databases with the earlier commit's schema, and people in them."""
    tree: Path = request.getfixturevalue(request.param)
    if edited := edited_since(tree):
        pytest.skip(f"this commit does not only add migrations: it edits {', '.join(edited)}")
    async with empty(servers) as database:
        settings = replace(
            database.settings,
            smtp_url=f"smtp://{mailbox.host}:{mailbox.port}",
            clock=f"{BEGIN.isoformat()}@{time()}x{SPEED}",
        )
        await lose_valkey(settings)
        try:
            await run_in(tree, settings, *MIGRATE)
            people = await people_of(tree, settings)
        except NoPrevious as reason:
            pytest.skip(str(reason).splitlines()[0])
        yield House(tree, database, settings, people)


async def goes_on(senders: Senders) -> None:
    enough = len(senders.acknowledged.told) + GOES_ON

    async def acknowledged() -> bool:
        assert not senders.odd, senders.odd[:5]
        return len(senders.acknowledged.told) >= enough

    await until(acknowledged)


@pytest.mark.timeout(900)
async def test_every_process_is_replaced_and_nobody_notices(
    house: House, mailbox: MailSink, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = clock_of(house.settings.clock)
    org_id = house.people.wards[0].org_id
    async with rolling(house.settings) as platform:
        for number in range(EACH):  # those that come later find the code compiled
            await asyncio.gather(*(platform.start(part, number, house.tree) for part in READY))
        senders = Senders(
            platform.url, house.people.wards, SEED, tries=TRIES, pause=PAUSE, now=lambda: clock.now(org_id)
        )
        listeners = [Listener(platform.url, ward) for ward in house.people.wards]
        stop, begun = asyncio.Event(), [asyncio.Event() for _ in listeners]
        listening = [asyncio.create_task(one.listen(begin)) for one, begin in zip(listeners, begun, strict=True)]
        await asyncio.gather(*(begin.wait() for begin in begun))
        sending = asyncio.create_task(senders.send(APPS, stop=stop))
        await goes_on(senders)

        await run_in(HOUSE, house.settings, *MIGRATE)  # the old code goes on, on the new schema
        before = len(mails(mailbox))
        await goes_on(senders)

        async def delivers() -> bool:
            return len(mails(mailbox)) > before

        await until(delivers)
        for parts in (["api"], ["engine", "worker"]):
            for number in range(EACH):
                await asyncio.gather(*(platform.start(part, number, HOUSE) for part in parts))
                await goes_on(senders)
        if names := await due(house):
            await run_in(HOUSE, house.settings, *REBUILD, *names)
            await goes_on(senders)
        stop.set()
        await sending
        await settled(house.database, lambda: clock.now(org_id))
        await all_heard(house, listeners)
        for one in listening:
            one.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        await platform.stop("engine")
        await platform.stop("worker", "api")
        assert max(one.lines for one in listeners) > 1
    counts = await compared(house, senders, mailbox)
    with capsys.disabled():
        print(
            f"\n{len(platform.drained)} processes ended, each within {max(platform.drained):.1f} s; "
            f"{counts}, {senders.again} sent twice, none more often; {len(mails(mailbox))} mails, none twice; "
            f"{sum(len(one.raised) for one in listeners)} alerts heard on {sum(one.lines for one in listeners)} lines"
        )


async def settled(database: Database, now: Callable[[], datetime]) -> None:
    """What is due is done."""
    db = await asyncpg.connect(database.url("postgres"))
    try:

        async def nothing_left() -> bool:
            return not await db.fetchval(LEFT, now())

        await until(nothing_left)
    finally:
        await db.close()


async def all_heard(house: House, listeners: Sequence[Listener]) -> None:
    """Each alert of the log, once and in order; and there are some."""
    async with opened_pool(house.settings.app_url) as app:
        for listener in listeners:
            raised = [
                event.alert_id for event in await told(app, listener.ward.org_id) if isinstance(event, AlertRaised)
            ]
            assert raised

            async def every_one(wanted: int = len(raised), heard: list[str] = listener.raised) -> bool:
                return len(heard) >= wanted

            await until(every_one)
            assert listener.raised == [str(alert_id) for alert_id in raised]


async def due(house: House) -> list[str]:
    """The read models whose fold is not that of their rows: those to rebuild, once no earlier engine runs."""
    folds = {model.name: model.version for model in PROJECTIONS}
    async with open_engine_pool(house.settings) as pool:
        return [reader for reader, _ in await pool.fetch(OTHER_CODE, [*folds], [*folds.values()])]


async def compared(house: House, senders: Senders, mailbox: MailSink) -> Counts:
    """The log with what was acknowledged, the read models with a rebuild, and the mails with the ledger."""
    reminded = house.people.reminded
    async with opened_pool(house.settings.app_url) as app, open_engine_pool(house.settings) as engine:
        counts = await senders.acknowledged.assert_all_there_once(PostgresStore(app))
        organisations = [*(ward.org_id for ward in house.people.wards), reminded.org_id]
        assert await assert_rebuilt_is_live(engine, organisations)
        log = await told(app, reminded.org_id)
    ledger = [event for event in log if isinstance(event, ReminderSent | ReminderSuppressed)]
    sent = {str(event.effect_id) for event in ledger if isinstance(event, ReminderSent)}
    arrived = Counter(str(mail["headers"]["message-id"]).strip("<>").partition("@")[0] for mail in mails(mailbox))
    assert set(arrived.values()) == {1}, "a letter came twice"
    assert sent
    assert sent <= set(arrived), "a reminder in the ledger never came"
    db = await asyncpg.connect(house.database.url("postgres"))
    try:
        waiting = [decode_delivery(row["payload"]) for row in await db.fetch(WAITING, reminded.org_id)]
        assert not [row["what"] for row in await db.fetch(STATES) if row["what"].endswith((" dead", " parked"))]
    finally:
        await db.close()
    for patient_id in reminded.patients:
        slots = [slot.number for one in (*ledger, *waiting) if one.patient_id == patient_id for slot in one.slots]
        assert sorted(slots) == list(range(min(slots), max(slots) + 1)), "a dose was left out, or reminded of twice"
    return counts


async def told(pool: Pool, org_id: UUID) -> list[Event]:
    return [codec().decode(one.type, one.schema_v, one.data) for one in await whole_log(PostgresStore(pool), org_id)]
