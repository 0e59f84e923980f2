"""A whole platform to be struck: api, engine, worker, Postgres and Valkey as processes, and a link between each two."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from services.context import open_context
from services.embedded.child import Child
from services.embedded.family import Family, Pauses
from services.embedded.mail import mail_sink
from services.embedded.port import free_port
from services.settings import Settings, environment_of
from tests.support.database import Database
from tests.support.own_servers import POSTGRES, VALKEY, OwnServers, own_servers
from tests.support.proxy import HOST, Proxy, proxy_to
from tests.support.senders import Ward, open_wards
from tests.support.waiting import until

API, ENGINE, WORKER = "api", "engine", "worker"
PARTS = (API, ENGINE, WORKER)
SERVERS = (POSTGRES, VALKEY)
LINKS = ("client-api", "api-postgres", "api-valkey", "engine-postgres", "worker-valkey")
BACK_SECONDS = 60.0  # for what was killed to run again, on a machine that does much else
CHECKOUT = Path(__file__).parents[2]


class Siege:
    """Running. Each blow returns when it is over: what was killed runs again, what was held goes on."""

    def __init__(
        self, servers: OwnServers, database: Database, wards: list[Ward], links: Mapping[str, Proxy], family: Family
    ) -> None:
        self.database = database
        self.wards = wards
        self.url = f"http://{HOST}:{links['client-api'].port}"
        self._servers = servers
        self._links = links
        self._family = family
        self._turns = {what: asyncio.Lock() for what in (*PARTS, *SERVERS, *LINKS)}

    async def kill(self, what: str, number: signal.Signals = signal.SIGKILL) -> None:
        """A process of ours, or a server's first one."""
        async with self._turns[what]:
            if what in SERVERS:
                await self._servers.end(what, number)
                await self._servers.start(what)
                return
            pid = await self._pid(what)
            os.kill(pid, number)

            async def another() -> bool:
                return self._family.pids().get(what, pid) != pid

            await until(another, BACK_SECONDS)

    async def hold(self, what: str, seconds: float) -> None:
        """Stopped (SIGSTOP) and let go on: alive to everybody, and answering nobody."""
        async with self._turns[what]:
            send = await self._sender(what)
            send(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            send(signal.SIGCONT)

    async def harm(self, link: str, how: str, seconds: float) -> None:
        """`how`: reset, forget, silence, slow or slice. The latter three last for the seconds."""
        async with self._turns[link]:
            proxy = self._links[link]
            match how:
                case "reset":
                    proxy.reset()
                case "forget":
                    proxy.forget()
                case "silence":
                    proxy.silence()
                case "slow":
                    proxy.delay = 0.1
                case _:
                    proxy.sliced = True
            await asyncio.sleep(seconds)
            proxy.mend()

    async def end(self) -> None:
        """Stop our own parts; the servers stay, to be looked into."""
        await self._family.stop()

    async def _pid(self, part: str) -> int:
        async def running() -> int | None:
            return self._family.pids().get(part)

        return await until(running, BACK_SECONDS) or 0

    async def _sender(self, what: str) -> Callable[[signal.Signals], None]:
        if what in SERVERS:
            return lambda number: self._servers.signal_all(what, number)
        pid = await self._pid(what)

        def send(number: signal.Signals) -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

        return send


@asynccontextmanager
async def besieged(organisations: int, patients: int) -> AsyncIterator[Siege]:
    """A platform with people in it. Its parts are stopped at the end of the block, and its servers after them."""
    async with AsyncExitStack() as opened:
        servers = await opened.enter_async_context(own_servers())
        database = await servers.create()
        sink = await opened.enter_async_context(mail_sink(servers.logs / "mail.jsonl"))
        settings = replace(database.settings, http_port=free_port(), smtp_url=f"smtp://{sink.host}:{sink.port}")
        async with open_context(settings) as context:
            wards = await open_wards(context, organisations, patients)
        links = {
            "client-api": await opened.enter_async_context(proxy_to(f"http://{HOST}:{settings.http_port}")),
            "api-postgres": await opened.enter_async_context(proxy_to(settings.app_url)),
            "api-valkey": await opened.enter_async_context(proxy_to(settings.valkey_url)),
            "engine-postgres": await opened.enter_async_context(proxy_to(settings.engine_url)),
            "worker-valkey": await opened.enter_async_context(proxy_to(settings.broker_url)),
        }
        family = Family(pauses=Pauses(first=0.1, longest=1.0))
        opened.push_async_callback(family.stop)
        for part, own in _settings_of_parts(settings, links).items():
            family.spawn(_child(part, own, servers.logs))
        yield Siege(servers, database, wards, links, family)


def _settings_of_parts(settings: Settings, links: Mapping[str, Proxy]) -> dict[str, Settings]:
    api, engine = links["api-postgres"].url, links["engine-postgres"].url
    return {
        API: replace(
            settings,
            app_url=api(settings.app_url),
            engine_url=api(settings.engine_url),
            keys_url=api(settings.keys_url),
            valkey_url=links["api-valkey"].url(settings.valkey_url),
        ),
        ENGINE: replace(settings, app_url=engine(settings.app_url), engine_url=engine(settings.engine_url)),
        WORKER: replace(settings, broker_url=links["worker-valkey"].url(settings.broker_url)),
    }


def _child(part: str, settings: Settings, logs: Path) -> Child:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return Child(
        name=part,
        argv=[sys.executable, "-m", "services.cli", "run", part],
        env={**kept, **environment_of(settings)},
        log=logs / f"{part}.log",
        cwd=CHECKOUT,
    )
