"""R21: `carryover up` under what people and machines do to it: pasted commands, signals at every moment, killed parts,
a second copy, a taken port, a home that is read-only."""

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.support.embedded_run import ME, NOBODY, Person
from tests.support.up_process import RUNNING, Up, at_work_in, paste, until, until_nobody_works_in, up

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")

PHASES = (
    "creating the database cluster",
    "starting Postgres",
    "migrating 0001_log.sql",
    "recorded ",
    "waiting for the api",
)
"""In their order. What was done before a stop is not done again: each is met on one folder, one start after another."""


def home_for(person: Person) -> Iterator[Path]:
    """Straight under /tmp, with a space in it, for whom the person is and for whom the servers run as."""
    folder = Path(tempfile.mkdtemp(prefix="co up ", dir="/tmp"))
    folder.chmod(0o755)
    os.chown(folder, person.uid, -1)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home() -> Iterator[Path]:
    yield from home_for(ME)


@pytest.fixture
def homeless() -> Iterator[Path]:
    """For a person without any rights."""
    yield from home_for(NOBODY)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """A data folder in which the first of all tests that ask founds an organisation without patients."""
    for folder in home_for(ME):
        yield folder / "all the data"


def runs(started: Up) -> None:
    started.until_it_says(RUNNING)


def test_somebody_without_rights_gets_a_demonstration_whose_commands_work(homeless: Path) -> None:
    with up(homeless / "my data", person=NOBODY) as started:
        runs(started)
        report, adherence, alerts = started.commands()
        before = {alert["alert_id"] for alert in paste(alerts)[0]["alerts"]}
        assert paste(report)[0]["status"] == "stored"
        until(lambda: paste(adherence)[0]["as_of"]["lag_events"] == 0, "its read models never caught up")
        (answer,) = paste(adherence)
        weeks = {of["range_days"]: of for of in answer["adherence"]["ranges"]}
        assert weeks[28]["days"]["expected"] >= 20
        assert float(weeks[28]["days"]["value"]) > 0.5
        new = [alert for alert in paste(alerts)[0]["alerts"] if alert["alert_id"] not in before]
        assert [(alert["rule"], alert["scope"], alert["grade"]) for alert in new] == [("high_pain", "knee", "critical")]
        assert started.end(signal.SIGINT) == 0
        until_nobody_works_in(homeless)
        assert started.lines[-1] == "· everything is stopped; the data stays"
        assert not (homeless / "my data" / "run.json").exists()


def test_without_patients_the_first_command_enrols_one_and_may_be_pasted_again(home: Path) -> None:
    with up(home / "data", "--empty") as started:
        runs(started)
        first, adherence, alerts = started.commands()
        assert [item["status"] for item in paste(first)[0]["outcomes"]] == ["stored", "stored", "stored"]
        (answer,) = paste(adherence)
        assert {of["days"]["reason"] for of in answer["adherence"]["ranges"]} == {"no_day_expected"}
        assert [alert["rule"] for alert in paste(alerts)[0]["alerts"]] == ["high_pain"]
        again = paste(first)[0]["outcomes"]
        assert [item["status"] for item in again] == ["duplicate", "duplicate", "stored"]
        assert started.end(signal.SIGTERM) == 0


def test_parts_that_are_killed_start_again_and_the_run_file_says_so(kept: Path) -> None:
    with up(kept, "--empty", "--workers", "2") as started:
        runs(started)
        assert set(started.pids()) == {"postgres", "valkey", "api", "engine", "worker-1", "worker-2"}
        killed = {part: started.kill(part) for part in ("api", "engine", "worker-2")}

        def all_new() -> bool:
            now = started.pids()
            return all(now.get(part, old) != old for part, old in killed.items())

        until(all_new, "the run file names no new parts")
        assert "· api was ended by signal 9; starting it again in 0.2 s" in started.lines
        patient = started.commands()[0].replace("-sS", "-s --retry 30 --retry-connrefused --retry-delay 1", 1)
        assert paste(patient)[0]["outcomes"][-1]["status"] == "stored"
        port = started.about()["url"].rpartition(":")[2]
        with up(kept, "--port", port) as second:
            assert second.ended() == 1
            assert second.said == (
                f"carryover: Another Carryover (process {started.process.pid}) already uses {kept}. "
                "Stop it first, or set CARRYOVER_DATA to another folder."
            )


@pytest.mark.parametrize("server", ["postgres", "valkey"])
def test_a_server_that_ends_by_itself_stops_everything_with_a_sentence(server: str, kept: Path) -> None:
    with up(kept, "--empty") as started:
        runs(started)
        started.kill(server)
        assert started.ended() == 1
        assert started.lines[-1] == (
            f"carryover: {server.capitalize()} ended by itself, so everything is stopped. Start Carryover again to go "
            f"on; the reason may stand in {kept / 'log' / f'{server}.log'}."
        )
        assert "Traceback" not in started.said
        until_nobody_works_in(kept)


def test_postgres_lost_in_the_middle_of_the_first_recording_is_told_and_made_good(home: Path) -> None:
    data = home / "data"
    with up(data) as started:
        started.until_it_says("recorded ")
        os.kill(int((data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert started.ended() == 1
        assert started.lines[-1].startswith("carryover: Postgres ended by itself, so everything is stopped.")
        assert "Traceback" not in started.said
    with up(data) as again:
        runs(again)
        assert paste(again.commands()[0])[0]["status"] == "stored"


def test_a_signal_at_any_moment_stops_everything_and_the_next_start_goes_on(home: Path) -> None:
    signals = cycle([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    for phase in PHASES:
        with up(home / "data") as started:
            started.until_it_says(phase)
            assert started.end(next(signals), next(signals)) == 0, started.said
            assert started.lines[-2:] == ["· stopping", "· everything is stopped; the data stays"]
            until_nobody_works_in(home)


def test_a_kill_at_any_moment_leaves_nobody_behind_and_the_next_start_goes_on(home: Path) -> None:
    for phase in PHASES:
        with up(home / "data") as started:
            started.until_it_says(phase)
            assert started.end(signal.SIGKILL) == -signal.SIGKILL
            if phase in PHASES[::2]:  # the others are met by a start that does not wait
                until_nobody_works_in(home)
    with up(home / "data") as last:
        runs(last)
        assert paste(last.commands()[0])[0]["status"] == "stored"
        last.end(signal.SIGKILL)
    until_nobody_works_in(home)


def test_the_master_key_is_never_made_anew_over_data_that_another_one_sealed(kept: Path) -> None:
    if not (kept / "organisation.json").exists():
        with up(kept, "--empty") as first:
            runs(first)
    key = kept / "master.key"
    right = key.read_bytes()
    key.unlink()
    with up(kept, "--empty") as without:
        assert without.ended() == 1
        assert without.lines[-1].startswith(f"carryover: {key} is missing, and without it the names and texts")
        assert not key.exists()
    key.write_bytes(base64.b64encode(b"x" * 32))
    with up(kept, "--empty") as with_another:
        assert with_another.ended() == 1
        assert with_another.lines[-1].startswith(f"carryover: {key} is not the master key with which")
    key.write_bytes(right)


def test_r21_a_read_only_home_is_told_and_harms_nobody_whose_data_is_elsewhere(home: Path, homeless: Path) -> None:
    home.chmod(0o555)
    with up(None, person=NOBODY, home=home) as refused:
        assert refused.ended() == 1
        assert refused.said == (
            f"carryover: Carryover cannot write to {home / '.local'} (Permission denied). "
            f"Set CARRYOVER_DATA to a folder that user {NOBODY.uid} may write to."
        )
    with up(homeless / "data", "--empty", person=NOBODY, home=home) as started:
        runs(started)
        assert started.end(signal.SIGINT) == 0
    assert (list(home.iterdir()), home.stat().st_mode & 0o777) == ([], 0o555)


def test_a_port_in_use_is_told_before_anything_is_made(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with up(home / "data", "--port", str(port)) as refused:
            assert refused.ended() == 1
            assert refused.said == (
                f"carryover: Port {port} of 127.0.0.1 cannot be used (Address already in use); "
                "choose another with --port."
            )
        assert [path.name for path in (home / "data").iterdir()] == ["carryover.lock"]


def test_nobody_needs_to_read_what_it_says(kept: Path) -> None:
    reading, writing = os.pipe()
    argv = (sys.executable, "-m", "services.cli", "up", "--data", str(kept), "--port", "0", "--empty")
    with subprocess.Popen(argv, stdout=writing, stderr=writing) as unread:
        os.close(reading)
        os.close(writing)
        until((kept / "run.json").exists, "it never ran")
        unread.send_signal(signal.SIGTERM)
        assert unread.wait(30) == 0
    assert at_work_in(kept) == {}
