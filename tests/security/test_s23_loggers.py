"""S23: whichever logger is told somebody's words, ours or a library's, they do not come out; nor what nobody caught."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = (
    *("_granian", "granian.access", "asyncio", "asyncpg.pool", "mail.log", "httpx2", "httpcore2.connection", "urllib3"),
    *("apprise", "dramatiq.worker.WorkerThread", "dramatiq.middleware.asyncio", "litestar", "redis", "py.warnings"),
    *("opentelemetry.sdk", "requests", "PIL", "authlib", "limits", "projections.runner", "eventstore.migrate"),
)
"""Loggers of the standard library's kind: of libraries, and our own."""

CANARIES = """
import asyncio, logging, sys, threading
import asyncpg, structlog
from services.cli.log import configure_logging

configure_logging("api")
WORDS = {
    "mail": "canary-mail@x.test",
    "phone": "+49 30 555 01 99",
    "key": "Bearer co_live_canarykey0123456789",
    "cookie": "cookie: __Host-carryover=canary-cookie; x=y",
    "url": "postgres://user:canary-password@db:5432/name?x=canary-query",
    "link": "https://clinic.test/my/enter#canary-token",
    "row": 'duplicate key\\nDETAIL:  Key (name)=(canary-row) already exists.',
    "quoted": "invalid input syntax: \\"canary-quoted\\", 'canary-single'",
}

class NoteRefused(Exception):
    pass

def raised():
    try:
        try:
            raise asyncpg.UniqueViolationError(WORDS["row"])
        except asyncpg.UniqueViolationError as cause:
            raise NoteRefused("canary-words of somebody") from cause
    except NoteRefused as error:
        return error

for name in sys.argv[1:]:
    library = logging.getLogger(name)
    library.setLevel(logging.DEBUG)
    for what, word in WORDS.items():
        library.error("%s: could not do %s", what, repr(word) if what in ("row", "quoted") else word)
    library.error("it failed", exc_info=raised())
ours = structlog.get_logger()
for what, word in WORDS.items():
    ours.error("it_failed", error=word, why=word)
    ours.warning("of_no_known_field", name="canary-name", note=word)
    ours.info("no_text", status=["canary-list"], code={"a": "canary-dict"})
    ours.info(word if what not in ("row", "quoted") else "plain")
ours.error("request_failed", exc_info=raised())
try:
    raise ExceptionGroup("canary-group", [raised(), ValueError("canary-part")])
except ExceptionGroup:
    ours.exception("several_failed")

def in_a_thread():
    raise NoteRefused("canary-thread")

thread = threading.Thread(target=in_a_thread)
thread.start()
thread.join()

async def forgotten():
    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)

async def fails():
    raise NoteRefused("canary-task")

asyncio.run(forgotten())
raise NoteRefused("canary-uncaught")
"""


@pytest.fixture(scope="module")
def written() -> list[str]:
    """All that a process wrote to both outputs that logged such words in every way."""
    done = subprocess.run(
        [sys.executable, "-c", CANARIES, *LIBRARIES], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    return (done.stdout + done.stderr).decode().split("\n")[:-1]


def test_every_logger_was_heard(written: list[str]) -> None:
    """Else there would be nothing to leak."""
    lines = [msgspec.json.decode(line, type=dict[str, object]) for line in written]
    assert {line.get("logger") for line in lines} >= set(LIBRARIES) - {"apprise"}
    told = {line["event"] for line in lines}
    assert told >= {"request_failed", "several_failed", "thread_died", "process_died", "it failed"}
    assert {(line["part"]) for line in lines} == {"api"}


def test_no_line_holds_a_word_of_anybody(written: list[str]) -> None:
    assert [line for line in written if "canary" in line or "555 01" in line] == []


def test_what_is_left_says_where_to_look(written: list[str]) -> None:
    [failed] = [line for line in written if '"request_failed"' in line]
    told = msgspec.json.decode(failed, type=dict[str, str])["exception"]
    assert "asyncpg.exceptions.UniqueViolationError (23505)" in told
    assert "<string>" in told  # the file, and the line in it
    assert "db:5432" in "\n".join(written)
