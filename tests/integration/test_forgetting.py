"""Who changed is forgotten: in this process at once, also with nobody to tell; everybody, where a word was missed."""

from uuid import UUID

from msgspec.structs import replace

from services.clock import SetClock
from services.context import Context, open_context
from services.forgetting import FORGET
from tests.support.database import Database
from tests.support.proxy import HOST
from tests.support.times import NOON
from tests.support.waiting import until

ORG, SOMEBODY = UUID(int=1), UUID(int=2)


async def test_ones_own_process_knows_at_once_where_valkey_is_away(database: Database) -> None:
    alone = replace(database.settings, valkey_url=f"redis://{HOST}:1/0")
    async with open_context(alone, clock=SetClock(NOON)) as context:
        context.guards.keep(ORG, SOMEBODY, object())
        await context.tell_changed(ORG, SOMEBODY)
        assert context.guards.get(ORG, SOMEBODY) is None


async def test_a_word_that_nobody_understands_may_have_been_about_anybody(context: Context) -> None:
    async def heard() -> bool:
        return bool(await context.valkey.publish(FORGET, "?"))

    async def forgotten() -> bool:
        await heard()  # also where one listens anew
        return context.guards.get(ORG, SOMEBODY) is None

    await until(heard)
    context.guards.keep(ORG, SOMEBODY, object())
    await until(forgotten)
