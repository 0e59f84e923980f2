"""What a crash left is found by what it is and where it works, and nobody else is touched."""

import asyncio
import signal
from pathlib import Path

import pytest

from services.embedded.errors import EmbeddedError
from services.embedded.folder import DataFolder
from services.embedded.leftovers import end_survivors, first_number, survivors
from services.embedded.postgres import failure


async def test_only_this_program_in_this_folder_is_ended(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    orphan = await asyncio.create_subprocess_exec("/bin/sleep", "600", cwd=here)
    elsewhere = await asyncio.create_subprocess_exec("/bin/sleep", "600", cwd=there)
    other = await asyncio.create_subprocess_exec("/bin/cat", cwd=here, stdin=asyncio.subprocess.PIPE)
    assert survivors("sleep", here) == [orphan.pid]
    await end_survivors("sleep", here, orphan.pid, signal.SIGTERM, patience=5.0)
    assert await orphan.wait() == -signal.SIGTERM
    assert survivors("sleep", there) == [elsewhere.pid]
    assert survivors("cat", here) == [other.pid]
    for process in (elsewhere, other):
        process.kill()
        await process.wait()


async def test_one_that_does_not_listen_is_killed_when_patience_ends(tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    script = "trap '' TERM; echo deaf; read never"
    deaf = await asyncio.create_subprocess_exec("/bin/sh", "-c", script, cwd=tmp_path, stdin=pipe, stdout=pipe)
    assert deaf.stdout is not None
    assert await deaf.stdout.readline() == b"deaf\n"
    await end_survivors("sh", tmp_path, deaf.pid, signal.SIGTERM, patience=0.1)
    assert await deaf.wait() == -signal.SIGKILL


def test_a_pid_file_is_read_or_ignored(tmp_path: Path) -> None:
    assert first_number(tmp_path / "none") is None
    for text, number in (("", None), ("abc\n", None), ("421\n/data\n", 421)):
        (tmp_path / "file.pid").write_text(text)
        assert first_number(tmp_path / "file.pid") == number


FULL_DISK = (
    "The disk that holds {data} is full. Free some space there, or set CARRYOVER_DATA to a folder on another disk."
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("FATAL:  could not open shared memory\nLOG:  bye\n", "No: could not open shared memory. More is in {log}."),
        ("FATAL:  bad lock\nFATAL:  the database system is starting up\n", "No: bad lock. More is in {log}."),
        ("initdb: error: invalid locale\n", "No: invalid locale. More is in {log}."),
        ("# Failed listening on unix socket\n", "No: # Failed listening on unix socket. More is in {log}."),
        ("", "No: it said nothing. More is in {log}."),
        (
            'FATAL:  could not write "pg_wal/1": No space left on device\nLOG:  bye\n',
            FULL_DISK,
        ),
    ],
)
def test_the_reason_in_a_log_is_told_in_one_sentence(said: str, told: str, tmp_path: Path) -> None:
    data = DataFolder(tmp_path, -1)
    log = tmp_path / "server.log"
    earlier = "FATAL:  an older story\n"
    log.write_text(earlier + said)
    fault = failure("No", data, log, len(earlier))
    assert isinstance(fault, EmbeddedError)
    assert fault.message == told.format(log=log, data=tmp_path)
