"""The alarms as Prometheus itself reads them: sound, silent while all is well, and raised by what each is for.

Where Debian's package `prometheus` is not installed this is not run.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.monitoring import MONITORING, alarms

TRIED = Path(__file__).with_name("alarms_tried.yml")
PROMTOOL = shutil.which("promtool")

pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="there is no promtool, of Debian's package prometheus")


def promtool(*words: str) -> str:
    ended = subprocess.run([PROMTOOL or "", *words], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_example_and_all_alarms_are_sound() -> None:
    said = promtool("check", "config", str(MONITORING / "prometheus.yml"))
    assert sum(map(int, re.findall(r"(\d+) rules found", said))) == len(alarms())


def test_each_alarm_is_raised_by_what_it_is_for_and_by_nothing_while_all_is_well() -> None:
    promtool("test", "rules", str(TRIED))


def test_each_alarm_is_tried_both_ways() -> None:
    text = TRIED.read_text()
    for alarm in alarms():
        assert f"alertname: {alarm.name}, exp_alerts: []" in text, alarm.name
        assert f"alertname: {alarm.name}\n        exp_alerts:\n" in text, alarm.name
