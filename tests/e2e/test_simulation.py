"""`carryover simulate` on a small scale: two days of twenty patients, one of each kind, through real processes.

The weeks of five hundred are run by hand, as README says.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.started import bare_environment, carryover
from tests.support.up_process import until, until_nobody_works_in

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
    pytest.mark.timeout(300),
]

ACCOUNTED = "Every slot and every cause is accounted for."


@pytest.fixture
def folder() -> Iterator[Path]:
    """Straight under /tmp, open to whom the servers run as."""
    made = Path(tempfile.mkdtemp(prefix="carryover-simulated-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def simulation(keep: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        carryover("simulate", "--days", "2", "--patients", "20", "--speed", "100000", "--keep", str(keep)),
        env=bare_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def counted_again(keep: Path) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "-I", "-m", "simulation.count", str(keep / "script.jsonl"), str(keep / "answers")]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def test_two_days_are_accounted_for_and_a_letter_that_is_lost_is_named(folder: Path) -> None:
    keep = folder / "kept"
    with simulation(keep) as process:
        said, _ = process.communicate()
    assert (process.returncode, ACCOUNTED in said) == (0, True), said
    letters = keep / "answers" / "mail.jsonl"
    arrived = letters.read_text().splitlines(keepends=True)
    arrived.remove(next(letter for letter in arrived if "invited" not in letter))  # an invitation may be too late
    letters.write_text("".join(arrived))
    again = counted_again(keep)
    assert (again.returncode, again.stdout.count("did not arrive")) == (1, 1), again.stdout
    until_nobody_works_in(keep)


def test_told_to_stop_it_leaves_nothing_running(folder: Path) -> None:
    keep = folder / "kept"
    with simulation(keep) as process:
        until((keep / "answers" / "told.jsonl").exists, "it said nothing to any door")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate()
    assert process.returncode == 130, said
    until_nobody_works_in(keep)
