"""S29: an error says what its code means and its number, never what broke; nothing else stands on the public port."""

from collections.abc import AsyncIterator, Iterator, Sequence
from uuid import UUID

import asyncpg
import httpx2
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from eventstore.codec import Undecodable
from services.app import create_app
from services.context import Context
from services.http.operation import Asked, Operation, Reply
from services.http.operations import OPERATIONS
from services.http.problems import ProblemBody
from tests.support.doors import client, founded

SECRETS = ("log.events", "events_pkey", "SELECT", "/srv/", "secret-of-the-house", "Traceback", "line 1")
WORDS = " ".join(SECRETS)

BROKEN: Sequence[Exception] = (
    asyncpg.UniqueViolationError(f'duplicate key value violates unique constraint "events_pkey": {WORDS}'),
    asyncpg.ForeignKeyViolationError(WORDS),
    asyncpg.InsufficientPrivilegeError(f"permission denied for table {WORDS}"),
    asyncpg.UndefinedTableError(WORDS),
    asyncpg.RaiseError(WORDS),
    asyncpg.PostgresSyntaxError(WORDS),
    asyncpg.InvalidTextRepresentationError(WORDS),
    asyncpg.InterfaceError(WORDS),
    ConnectionRefusedError(111, WORDS, "/srv/run/.s.PGSQL.5432"),
    FileNotFoundError(2, WORDS, "/srv/secret-of-the-house"),
    ValueError(WORDS),
    KeyError(WORDS),
    AssertionError(WORDS),
    Undecodable(WORDS),
    UnicodeDecodeError("utf-8", WORDS.encode(), 0, 1, WORDS),
    RecursionError(WORDS),
)

NOT_SERVED = (
    "/metrics",
    "/schema",
    "/schema/openapi.json",
    "/schema/swagger",
    "/schema/redoc",
    "/schema/elements",
    "/openapi.yaml",
    "/swagger",
    "/redoc",
    "/graphql",
    "/debug",
    "/__debug__",
    "/debug/pprof/",
    "/console",
    "/admin",
    "/actuator/env",
    "/server-status",
    "/status",
    "/health",
    "/env",
    "/.env",
    "/.git/config",
    "/pyproject.toml",
    "/static/../pyproject.toml",
    "/contract/openapi.json",
    "/docs/../pyproject.toml",
    "/docs/%2e%2e/%2e%2e/pyproject.toml",
)


def whoami_that_raises(*errors: Exception) -> list[Operation]:
    """Raises that of the errors whose number the request names."""

    async def run(asked: Asked) -> Reply:
        raise errors[int(asked.headers.get("x-number", "0"))].with_traceback(None)

    return [replace(one, run=run) if one.name == "whoAmI" else one for one in OPERATIONS]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Our own log, which tells all of it, is not written: that takes seconds."""
    with capture_logs():
        yield


@pytest.fixture
async def key(context: Context) -> str:
    return (await founded(context)).owner_key


@pytest.fixture(params=["", "1"], ids=["as it is", "with LITESTAR_DEBUG"])
def debugging(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that the framework reads must not make it talkative."""
    monkeypatch.setenv("LITESTAR_DEBUG", request.param)


@pytest.mark.usefixtures("debugging")
async def test_s29_whatever_breaks_nothing_of_it_is_told(context: Context, key: str) -> None:
    async with client(create_app(context, operations=whoami_that_raises(*BROKEN)), key) as asker:
        for number, error in enumerate(BROKEN):
            for accept in ("application/json", "text/html", "*/*"):
                answer = await asker.get("/v1/whoami", headers={"accept": accept, "x-number": str(number)})
                said = answer.text + str(answer.headers)
                assert answer.status_code in (400, 500, 503), error
                assert answer.headers["content-type"] == "application/problem+json"
                assert [word for word in SECRETS if word in said] == [], error
                assert set(answer.json()) <= set(ProblemBody.__struct_fields__)


async def test_s29_what_nobody_foresaw_is_told_by_its_number_alone(context: Context, key: str) -> None:
    app = create_app(context, operations=whoami_that_raises(ValueError(WORDS)))
    async with client(app, key) as asker:
        answer = await asker.get("/v1/whoami")
    number = UUID(answer.headers["carryover-request"])
    assert answer.json() == {
        "type": "/problems/internal",
        "title": "Something went wrong on our side. Sending the same again is harmless.",
        "status": 500,
        "code": "internal",
        "instance": f"urn:uuid:{number}",
    }


@pytest.fixture
async def askers(context: Context, key: str) -> AsyncIterator[tuple[httpx2.AsyncClient, httpx2.AsyncClient]]:
    app = create_app(context)
    async with client(app) as nobody, client(app, key) as owner:
        yield nobody, owner


async def test_s29_nothing_else_stands_on_the_public_port(
    askers: tuple[httpx2.AsyncClient, httpx2.AsyncClient],
) -> None:
    """Without a key what is there and what is not look alike; with one it is not there. People are told on a page, or
    sent to where they sign in.
    """
    nobody, owner = askers
    told = {"application/problem+json", "text/html; charset=utf-8"}
    for path in NOT_SERVED:
        for asker, expected in ((nobody, {303, 401, 404}), (owner, {404})):
            answer = await asker.get(path)
            assert (answer.status_code in expected, answer.headers["content-type"] in told) == (True, True), path
