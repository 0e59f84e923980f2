"""Doing reminders that are due without any process: by hand, over channels that remember what they took."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.reminder.events import ReminderSent
from eventstore.walls import reading
from services.clock import SetClock
from tests.support.reminded import Reminded
from workers.channels.letter import Channel, Letter
from workers.delivery import Delivery
from workers.dispatcher import Dispatcher


class Taking:
    """A channel that takes whatever it is given, until it is told not to."""

    def __init__(self, name: str, *, dedupes: bool = False) -> None:
        self.name = name
        self.dedupes = dedupes
        self.taken: list[Letter] = []
        self.refuses: Exception | None = None
        self.dies: BaseException | None = None  # once, after it has taken a letter

    async def send(self, letter: Letter) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.taken.append(letter)
        if self.dies is not None:
            dies, self.dies = self.dies, None
            raise dies

    @property
    def subjects(self) -> list[str]:
        return [letter.words.subject for letter in self.taken]


def taking() -> Mapping[str, Taking]:
    """E-mail and SMS, which know no repeats, and the app."""
    return {name: Taking(name, dedupes=name == "in_app") for name in ("email", "sms", "in_app")}


NEXT = """
SELECT least(
  (SELECT min(due_at) FROM rm.rounds_patient WHERE org_id = $1 AND due_at > $2),
  (SELECT min(due_at) FROM log.effect WHERE org_id = $1 AND due_at > $2 AND kind = 'reminder.deliver'
     AND state IN ('pending', 'leased', 'claimed')))
"""


async def happen_until(house: Reminded, clock: SetClock, until: datetime, channels: Mapping[str, Channel]) -> None:
    """Everything that is due by then happens, each at its time."""
    while True:
        await house.go_round()
        await send_due(house, channels)
        await house.read_up()
        async with reading(house.pool, house.org_id) as db:
            due: datetime | None = await db.fetchval(NEXT, house.org_id, clock.instant)
        if clock.instant >= until:
            return
        clock.instant = min(due or until, until)


async def send_due(house: Reminded, channels: Mapping[str, Channel]) -> None:
    """Do whatever is due, as the engine does where there is no queue."""
    dispatcher = Dispatcher(house.pool, house.context.clock, Delivery(house.context, house.pool, channels), _no_queue)
    while await dispatcher.look():
        await dispatcher.drain(20)


def _no_queue(*_: object) -> None:
    raise ConnectionError("no queue")


def berlin(hour: int, minute: int = 0, *, day: int = 8) -> datetime:
    """Of June 2026; the eighth is a Monday."""
    return datetime(2026, 6, day, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


async def at(house: Reminded, clock: SetClock, when: datetime, channels: Mapping[str, Channel]) -> None:
    """Everything that is to happen by then has happened."""
    clock.instant = when
    await house.go_round()
    await send_due(house, channels)
    await house.read_up()


async def through(
    house: Reminded, clock: SetClock, until: datetime, channels: Mapping[str, Channel], hours: int = 1
) -> None:
    """Hour by hour."""
    while clock.instant < until:
        await at(house, clock, min(clock.instant + timedelta(hours=hours), until), channels)


async def sent_to(house: Reminded, patient_id: UUID) -> list[ReminderSent]:
    return [event for event in await house.ledger(patient_id) if isinstance(event, ReminderSent)]
