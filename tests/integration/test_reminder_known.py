"""What is known of patients at the moment of sending is asked for all of them together, also of the log itself."""

from datetime import date

from eventstore.walls import Pool
from services.clock import SetClock
from services.context import Context
from tests.support.reminded import Reminded
from tests.support.reminding import berlin
from workers.reminder_known import known_now

MONDAY = date(2026, 6, 8)


async def test_of_whom_the_read_models_have_not_read_everything_the_log_is_asked_once(
    context: Context, clock: SetClock, engine_pool: Pool
) -> None:
    clock.instant = berlin(8)
    house = await Reminded.open(context, engine_pool)
    patients = [await house.patient(name) for name in ("ada", "bob", "cleo")]
    days = dict.fromkeys(patients, MONDAY)
    async with context.reading(house.org_id) as db:
        said: list[str] = []
        db.add_query_logger(lambda query: said.append(query.query))
    unread = await known_now(context, house.org_id, days)
    assert sum("FROM log.events" in query and "ORDER BY pos" in query for query in said) == 1
    await house.read_up()
    read = await known_now(context, house.org_id, days)
    plans = [{patient_id: now.plan for patient_id, now in known.items()} for known in (unread, read)]
    assert plans[0].keys() == {*patients}
    assert plans[0] == plans[1], "the log says what the read models say later"
