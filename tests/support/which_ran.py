"""Which servers the tests run on: said when they begin, and again at the end with the versions that answered."""

import os
from collections import Counter
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis

from tests.support.servers import ServerAddresses, choice_of

RAN = pytest.StashKey["Counter[str]"]()
OF_A_WORKER = "carryover_servers"


async def note_servers(config: pytest.Config, servers: ServerAddresses, choice: str) -> None:
    """Ask them for their versions and remember, for the end of the run."""
    db = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
    postgres = await db.fetchval("SHOW server_version")
    await db.close()
    async with Redis.from_url(servers.valkey_url(0)) as valkey:
        about: dict[str, Any] = await valkey.info("server")
    said = f"{choice}: Postgres {postgres}, Valkey {about.get('valkey_version', about['redis_version'])}"
    _ran(config)[said] += 1


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Not in the report's header, which `-q` leaves out."""
    if not hasattr(session.config, "workerinput"):
        _say(session.config, f"servers: {choice_of(os.environ)}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several workers hands over what it remembers to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[OF_A_WORKER] = dict(_ran(session.config))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output = getattr(node, "workeroutput", {})
    _ran(node.config).update(output.get(OF_A_WORKER, {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ran = _ran(config) or {"none was asked for": 1}
    for said, times in ran.items():
        terminalreporter.write_line(f"servers: {said}{f' (started {times} times)' if times > 1 else ''}")


def _say(config: pytest.Config, line: str) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(line)


def _ran(config: pytest.Config) -> "Counter[str]":
    return config.stash.setdefault(RAN, Counter())
