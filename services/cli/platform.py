"""The whole platform on one machine: servers, schema, mailbox, api, engine and workers, from nothing to running."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import httpx2
import msgspec
from msgspec.structs import replace

from eventstore.migrate import bootstrap
from services.cli.own_key import own_master_key
from services.cli.private_file import write_private
from services.cli.schema import migrate_all
from services.cli.served import while_served
from services.embedded.child import Child
from services.embedded.errors import EmbeddedError
from services.embedded.family import Family
from services.embedded.folder import DataFolder
from services.embedded.port import free_port
from services.embedded.servers import Servers, embedded
from services.production import VARIABLE as PRODUCTION
from services.production import is_production
from services.provision import Provisioned
from services.quotas.settings import WIDE
from services.settings import OPEN_SANDBOXES, Settings, clock_setting, environment_of, is_trying_out, quotas_setting

DATABASE = "carryover"
KEYS_DATABASE = "carryover_keys"
READY_SECONDS = 60
GRACE_SECONDS = 25.0  # longer than any part takes to bring to an end what is under way
RUN_FILE = "run.json"
WATCHED = "127.0.0.1"  # where the parts are watched: nobody outside this machine is to see it

Tell = Callable[[str], None]


class Platform:
    """A running platform. `settings` reach it; `pids` are its processes by name."""

    def __init__(self, servers: Servers, settings: Settings, mail: Path, family: Family) -> None:
        self.servers = servers
        self.settings = settings
        self.mail = mail
        self.watched: dict[str, int] = {}  # the ports of the private listeners, by name
        self._family = family

    @property
    def data(self) -> Path:
        return self.servers.data

    def pids(self) -> dict[str, int]:
        return {**self.servers.pids(), **self._family.pids()}

    async def prepare(self, tell: Tell) -> None:
        """The databases, with their roles and the newest schema. Raises MigrationError."""
        await bootstrap(self.servers.postgres_url("postgres", "postgres"), [DATABASE, KEYS_DATABASE])
        await migrate_all(self.settings.owner_url, self.settings.keys_owner_url, tell)

    def spawn(self, workers: int, metrics: int = 0) -> None:
        """Start api, engine and workers; each is started again when it dies.

        `metrics`: the first of as many ports, on which each is watched in this order; 0: none. Raises EmbeddedError.
        """
        parts = [("api", "api"), ("engine", "engine"), *((f"worker-{n + 1}", "worker") for n in range(workers))]
        if metrics:
            self.watched = {
                name: free_port(WATCHED, metrics + n, option="--metrics") for n, (name, _) in enumerate(parts)
            }
        for name, part in parts:
            settings = replace(self.settings, metrics_host=WATCHED, metrics_port=self.watched.get(name, 0))
            self._family.spawn(
                Child(
                    name=name,
                    argv=[sys.executable, "-m", "services.cli", "run", part],
                    env={**_quiet_environment(), **environment_of(settings)},
                    log=self.data / "log" / f"{name}.log",
                    grace=GRACE_SECONDS,
                    cwd=self.data,
                )
            )

    def write_run_file(self, made: Provisioned) -> None:
        """What other programs may want to know of this run: a file in the data folder, for its owner only."""
        body = {
            "url": self.settings.public_url,
            "pids": self.pids(),
            "watched": {name: f"http://{WATCHED}:{port}" for name, port in self.watched.items()},
            "mail": str(self.mail),
            "environment": environment_of(self.settings),
            "keys": {"owner": made.owner_key, "staff": made.therapist_key, "partner": made.partner_key},
            "organisation_id": made.organisation_id,
            "clinic_id": made.clinic_ids[0],
            "therapist_id": made.therapist_ids[0],
        }
        write_private(self.data / RUN_FILE, msgspec.json.format(msgspec.json.encode(body)))

    async def ready(self) -> None:
        """Wait until the api answers that it is ready. Raises EmbeddedError where that does not happen."""
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        async with httpx2.AsyncClient(trust_env=False) as client:  # never through a proxy
            while asyncio.get_running_loop().time() < deadline:
                with contextlib.suppress(httpx2.TransportError):
                    if (await client.get(f"{self.settings.public_url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise EmbeddedError(f"The api did not become ready; see {self.data / 'log' / 'api.log'}.")


@asynccontextmanager
async def platform(data: Path | None, host: str, port: int, tell: Tell) -> AsyncIterator[Platform]:
    """Servers and mailbox; `prepare` and `spawn` do the rest. Everything is stopped on leaving.

    Raises EmbeddedError with a sentence for the operator.
    """
    from services.embedded.mail import mail_sink  # backup and restore read this file, too, in an image without it

    if is_production(os.environ):
        raise EmbeddedError(f"{PRODUCTION} is set: here mail ends in a file, and the servers ask for no password.")
    with closing(DataFolder.open(data)):  # a second copy is told so, not that its port is taken
        free_port(host, port)  # and both before anything is started
    async with AsyncExitStack() as opened:
        servers = await opened.enter_async_context(embedded(data, progress=tell))
        run_file = servers.data / RUN_FILE
        run_file.unlink(missing_ok=True)  # one that a crash left
        opened.callback(run_file.unlink, missing_ok=True)
        mail = await opened.enter_async_context(mail_sink(servers.data / "mail.jsonl"))
        key = await while_served(servers, own_master_key(servers, KEYS_DATABASE))
        settings = settings_at_home(servers, key, host, free_port(host, port), f"smtp://{mail.host}:{mail.port}")
        family = Family(tell=tell)
        opened.push_async_callback(family.stop)
        yield Platform(servers, settings, mail.file, family)


def settings_at_home(servers: Servers, master_key: bytes, host: str, port: int, smtp_url: str) -> Settings:
    """Of everything that runs on these servers."""
    return Settings(
        app_url=servers.postgres_url("carryover_app", DATABASE),
        engine_url=servers.postgres_url("carryover_engine", DATABASE),
        owner_url=servers.postgres_url("carryover_owner", DATABASE),
        keys_url=servers.postgres_url("carryover_app", KEYS_DATABASE),
        keys_owner_url=servers.postgres_url("carryover_owner", KEYS_DATABASE),
        backup_url=servers.postgres_url("postgres", DATABASE),
        backup_keys_url=servers.postgres_url("postgres", KEYS_DATABASE),
        valkey_url=servers.valkey_url(0),
        broker_url=servers.valkey_url(1),
        smtp_url=smtp_url,
        mail_from="carryover@localhost",
        master_key=master_key,
        http_host=host,
        http_port=port,
        public_url=f"http://{_named_from_here(host)}:{port}",
        open_sandboxes=os.environ.get(OPEN_SANDBOXES, "no" if is_production(os.environ) else "yes").strip() == "yes",
        clock=clock_setting(os.environ),
        quotas=WIDE if clock_setting(os.environ) else quotas_setting(os.environ),
        trying_out=is_trying_out(os.environ),
    )


def _named_from_here(host: str) -> str:
    """How a browser on this machine names the address that is listened on: passkeys are for names, not for numbers."""
    named = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "::1"}.get(host, host)  # noqa: S104 (looked up)
    return f"[{named}]" if ":" in named else named


def _quiet_environment() -> dict[str, str]:
    """What a child needs of our environment, and none of its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return {**kept, "PYTHONUNBUFFERED": "1"}
