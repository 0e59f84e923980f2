"""The whole platform on one machine: servers, schema, mailbox, api, engine and workers, from nothing to running."""

import asyncio
import base64
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2
import msgspec

from eventstore.migrate import bootstrap
from services.cli.schema import migrate_all
from services.embedded.child import Child
from services.embedded.errors import EmbeddedError
from services.embedded.family import Family
from services.embedded.mail import mail_sink
from services.embedded.servers import Servers, embedded
from services.provision import Provisioned
from services.settings import MASTER_KEY_BYTES, Settings, environment_of

DATABASE = "carryover"
KEYS_DATABASE = "carryover_keys"
READY_SECONDS = 60
RUN_FILE = "run.json"

Tell = Callable[[str], None]


class Platform:
    """A running platform. `settings` reach it; `pids` are its processes by name."""

    def __init__(self, servers: Servers, settings: Settings, mail: Path, family: Family) -> None:
        self.servers = servers
        self.settings = settings
        self.mail = mail
        self._family = family

    @property
    def data(self) -> Path:
        return self.servers.data

    def pids(self) -> dict[str, int]:
        return {**self.servers.pids(), **self._family.pids()}

    def spawn(self, workers: int) -> None:
        """Start api, engine and workers; each is started again when it dies."""
        for name, part in [
            ("api", "api"),
            ("engine", "engine"),
            *((f"worker-{n + 1}", "worker") for n in range(workers)),
        ]:
            self._family.spawn(
                Child(
                    name=name,
                    argv=[sys.executable, "-m", "services.cli", "run", part],
                    env={**_quiet_environment(), **environment_of(self.settings)},
                    log=self.data / "log" / f"{name}.log",
                    cwd=self.data,
                )
            )

    def write_run_file(self, made: Provisioned) -> None:
        """What other programs may want to know of this run: a file in the data folder, for its owner only."""
        body = {
            "url": self.settings.public_url,
            "pids": self.pids(),
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
        async with httpx2.AsyncClient() as client:
            while asyncio.get_running_loop().time() < deadline:
                with contextlib.suppress(httpx2.TransportError):
                    if (await client.get(f"{self.settings.public_url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise EmbeddedError(f"The api did not become ready; see {self.data / 'log' / 'api.log'}.")


@asynccontextmanager
async def platform(data: Path | None, host: str, port: int, tell: Tell) -> AsyncIterator[Platform]:
    """Servers, schema and mailbox; the parts are started by `spawn`. Everything is stopped on leaving."""
    async with AsyncExitStack() as opened:
        servers = await opened.enter_async_context(embedded(data, progress=tell))
        run_file = servers.data / RUN_FILE
        run_file.unlink(missing_ok=True)  # one that a crash left
        opened.callback(run_file.unlink, missing_ok=True)
        port = free_port(host, port)
        mail = await opened.enter_async_context(mail_sink(servers.data / "mail.jsonl"))
        settings = _settings(servers, host, port, f"smtp://{mail.host}:{mail.port}")
        await bootstrap(servers.postgres_url("postgres", "postgres"), [DATABASE, KEYS_DATABASE])
        await migrate_all(settings.owner_url, settings.keys_owner_url, tell)
        family = Family(tell=tell)
        opened.push_async_callback(family.stop)
        yield Platform(servers, settings, mail.file, family)


def _settings(servers: Servers, host: str, port: int, smtp_url: str) -> Settings:
    return Settings(
        app_url=servers.postgres_url("carryover_app", DATABASE),
        engine_url=servers.postgres_url("carryover_engine", DATABASE),
        owner_url=servers.postgres_url("carryover_owner", DATABASE),
        keys_url=servers.postgres_url("carryover_app", KEYS_DATABASE),
        keys_owner_url=servers.postgres_url("carryover_owner", KEYS_DATABASE),
        valkey_url=servers.valkey_url(0),
        broker_url=servers.valkey_url(1),
        smtp_url=smtp_url,
        mail_from="carryover@localhost",
        master_key=_master_key(servers.data / "master.key"),
        http_host=host,
        http_port=port,
        public_url=f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}",  # noqa: S104 a comparison
    )


def _master_key(path: Path) -> bytes:
    """This machine's own master key, made on the first run; readable for its owner only."""
    if not path.exists():
        write_private(path, base64.b64encode(os.urandom(MASTER_KEY_BYTES)))
    return base64.b64decode(path.read_bytes())


def write_private(path: Path, body: bytes) -> None:
    """The whole file or none of it, whatever crashes; for its owner only."""
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def free_port(host: str, port: int) -> int:
    """The port, if nobody has it; for 0 one that nobody has. Raises EmbeddedError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or str(error)
            raise EmbeddedError(
                f"Port {port} of {host} cannot be used ({reason}); choose another with --port."
            ) from error
        chosen: int = probe.getsockname()[1]
        return chosen


def _quiet_environment() -> dict[str, str]:
    """What a child needs of our environment, and none of its settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARRYOVER_")}
    return {**kept, "PYTHONUNBUFFERED": "1"}
