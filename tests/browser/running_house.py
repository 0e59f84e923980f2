"""The platform that a file of browser tests looks at: served in the tests' own process, its read models kept up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from uuid import UUID

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from msgspec.structs import replace

from projections import runner
from services.accounts.invitations import make_link
from services.accounts.one_time import Kind
from services.clock import SetClock
from services.context import Context, open_context, open_live_pool
from services.embedded.port import free_port
from services.settings import Settings
from services.wake import MOVED, Wake
from tests.browser.small_demonstration import EMAILS, Demonstration, cheap_passwords
from tests.support.database import copied_whole
from tests.support.doors import Doors, open_doors
from tests.support.running import running_engine, running_worker
from tests.support.signing_in import WORD, Browser, RealTime, browser_on
from tests.support.times import NOON
from tests.support.waiting import until
from workers.engine import KEPT_UP
from workers.message_notices import MessageNotices
from workers.reactor import Alerting
from workers.wakeups import WakeUps


class House:
    """`clock` is the organisation's, `time` real time, of sign-ins: both stand still until a test moves them."""

    def __init__(self, demonstration: Demonstration, doors: Doors, clock: SetClock, time: RealTime) -> None:
        self.made = demonstration.made
        self.staff, self.patients = {**demonstration.staff}, {**demonstration.patients}
        self.doors, self.clock, self.time = doors, clock, time
        self._signed_in = 0

    @property
    def context(self) -> Context:
        return self.doors.context

    @property
    def settings(self) -> Settings:
        return self.context.settings

    @property
    def url(self) -> str:
        """Without a path."""
        return self.settings.public_url

    def patient(self, name: str) -> UUID:
        return self.patients[name]

    @asynccontextmanager
    async def signed_in(self, role: str) -> AsyncIterator[Browser]:
        """Somebody who has just signed in with a password, through the door for that, at an address of their own."""
        self._signed_in += 1
        address = f"10.2.{self._signed_in // 250}.{self._signed_in % 250}"
        async with browser_on(self.doors.app, address, self.url) as browser:
            body = {"email": EMAILS[role], "password": WORD, "organisation_id": str(self.made.organisation_id)}
            answer = await browser.post("/v1/sign-in", body)
            assert answer.json().get("status") == "signed_in", answer.text
            yield browser

    async def sign_in(self, role: str) -> dict[str, str]:
        """The cookies that are left in the browser then."""
        async with self.signed_in(role) as browser:
            return dict(browser.client.cookies)

    async def link(self, role: str, kind: Kind) -> str:
        """The address that would be mailed to them."""
        return await make_link(self.context, self.made.organisation_id, self.staff[role], kind)

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[None]:
        """With everything that an engine and a worker do."""
        async with running_engine(self.settings, self.clock), running_worker(self.settings, self.clock):
            yield


@asynccontextmanager
async def running_house(demonstration: Demonstration) -> AsyncIterator[House]:
    """On a copy of its own."""
    clock, time, port = SetClock(NOON), RealTime(), free_port()
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(copied_whole(demonstration.database))
        settings = replace(database.settings, public_url=f"http://localhost:{port}", http_port=port, trying_out=True)
        context = await opened.enter_async_context(open_context(settings, clock=clock, real_now=time))
        context.passwords = cheap_passwords()
        doors = await opened.enter_async_context(open_doors(context, demonstration.made))
        await opened.enter_async_context(_served(doors, port))
        await opened.enter_async_context(_kept_up(context))
        yield House(demonstration, doors, clock, time)


@asynccontextmanager
async def _served(doors: Doors, port: int) -> AsyncIterator[None]:
    """Over granian, as it is in earnest."""
    server = Server(doors.app, port=port, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False)
    serving = asyncio.create_task(server.serve())

    async def listening() -> bool:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    try:
        await until(listening)
        yield
    finally:
        doors.app.end()  # type: ignore[attr-defined]  # of the gate: lets go of who listens to the stream
        server.stop()  # type: ignore[no-untyped-call]
        await serving


@asynccontextmanager
async def _kept_up(context: Context) -> AsyncIterator[None]:
    """What is recorded is seen on the pages, and raises alerts; nothing is mailed."""
    stop = asyncio.Event()
    async with open_live_pool(context.settings) as pool:
        wakeups = WakeUps(context.valkey)
        moved, alerting = wakeups.listener(Wake(context.valkey, MOVED)), wakeups.listener()
        parts = [
            asyncio.create_task(runner.run(pool, moved, stop, KEPT_UP)),
            asyncio.create_task(runner.run(pool, alerting, stop, [Alerting(context), MessageNotices(context)])),
        ]
        listening = asyncio.create_task(wakeups.run())
        try:
            yield
        finally:
            stop.set()
            wakeups.wake_all()
            await asyncio.gather(*parts)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
