"""Whoever looks is told what is wrong, in words, with the page that helps; and nothing where nothing is."""

from datetime import datetime, timedelta
from math import inf
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.backup.manifest import Manifest, write_manifest
from services.backup.order import now
from services.measured import overview as limits
from services.measured.backups import ages_of, newest_age
from services.measured.lines import lines, size, span
from services.measured.overview import Complaint
from services.measured.page import operations, runbook
from services.measured.sighting import DueStanding, QueueStanding, ReaderStanding
from tests.support.monitoring import alarms
from tests.support.sightings import FINE, PARTS, WELL, WHOLE


def test_where_all_is_well_nothing_is_complained_of() -> None:
    assert FINE.complaints == []
    assert dict(lines(FINE)) == {
        "parts": "api 1 (0.1.0, word 2 s ago), engine 1 (0.1.0, word 2 s ago), worker 1 (0.1.0, word 2 s ago)",
        "log": "organisations 3, events 1,200, the last at 2026-03-04 11:59:58Z",
        "readers": "all 2 have read everything",
        "set aside": "nobody",
        "due": "nothing waits",
        "in hand": "5",
        "given up": "nothing",
        "webhooks": "0 news wait; 0 paused, 0 stopped",
        "queue": "effects 3, effects-urgent 0",
        "database": "29 MiB, 31 of 200 connections",
        "transactions": "the oldest: 0 s; the oldest snapshot: 12 transactions",
        "slots": "15 MiB of the journal are held back",
        "archive": "20 s ago",
        "backup": "log 1 h 0 min ago, keys 2 h 0 min ago",
        "migrations": "all have run",
    }


def test_what_is_wrong_is_told_the_critical_first() -> None:
    late = replace(
        WHOLE,
        readers=[ReaderStanding(reader="alerting", positions=40, seconds=31.0), *WHOLE.readers[:1]],
        due=[DueStanding(what="alerts", waiting=2, late_seconds=31.0)],
    )
    assert replace(FINE, sighting=late).complaints == [
        Complaint(alarm="AlertRulesBehind", critical=True, says="alerting is 31 seconds and 40 events behind."),
        Complaint(alarm="AlertsLate", critical=True, says="2 alerts are due, the oldest since 31 seconds."),
        Complaint(alarm="SubjectsParked", critical=False, says="adherence has set 2 aside."),
        Complaint(
            alarm="ReaderOfOtherCode", critical=False, says="adherence was made by other code in 1 organisations."
        ),
        Complaint(alarm="EffectsDead", critical=False, says="1 of alert.deliver were given up."),
    ]


def test_servers_that_are_away_are_said_to_be_away() -> None:
    away = replace(
        FINE, parts=None, sighting=None, queue=QueueStanding(waiting=None), database_fault="Postgres does not answer."
    )
    assert {(one.alarm, one.says) for one in away.complaints} == {
        ("BrokerAway", "Valkey does not answer, so nobody knows which parts run."),
        ("BrokerAway", "The broker does not answer."),
        ("DatabaseAway", "Postgres does not answer."),
    }
    assert dict(lines(away)) == {
        "parts": "unknown: Valkey does not answer",
        "database": "Postgres does not answer.",
        "queue": "the broker does not answer",
        "migrations": "all have run",
    }


def test_a_part_that_is_missing_or_stuck_is_named() -> None:
    stuck = [PARTS[0], replace(PARTS[1], late=["rounds"])]
    assert [(one.alarm, one.critical) for one in replace(FINE, parts=stuck).complaints] == [
        ("PartStuck", True),
        ("WorkerAway", False),
    ]


def test_the_database_is_complained_of_by_what_it_lacks() -> None:
    ill = replace(
        WELL.database,
        connections=190,
        oldest_transaction_seconds=301.0,
        oldest_snapshot_transactions=1_000_001,
        freeze_age_transactions=1_000_000_001,
        slot_bytes=10_000_000_001,
        archive_failing=True,
        backup_age_seconds={"log": 26 * 3600 + 1.0, "keys": inf},
    )
    assert [one.alarm for one in replace(FINE, sighting=replace(WELL, database=ill)).complaints] == [
        "FreezeNear",
        "ArchiveBehind",
        "ConnectionsShort",
        "TransactionOld",
        "SnapshotOld",
        "SlotHoldsJournal",
        "BackupOld",
        "BackupOld",
    ]


def every_complaint() -> list[Complaint]:
    """As many kinds as these tests know how to provoke."""
    nobody = replace(FINE, parts=[replace(PARTS[0], part="none", late=["rounds"])], sighting=WHOLE)
    long = replace(FINE, queue=QueueStanding(waiting={"effects": 201}), sighting=None)
    return [*nobody.complaints, *long.complaints]


def test_each_complaint_is_an_alarms_with_its_severity_and_its_page() -> None:
    known = {alarm.name: alarm for alarm in alarms()}
    for one in every_complaint():
        assert (known[one.alarm].severity == "critical") == one.critical, one
        assert one.runbook == known[one.alarm].runbook


@pytest.mark.parametrize(
    ("alarm", "limit"),
    [
        ("AlertRulesBehind", limits.RULES_BEHIND),
        ("ReadersBehind", limits.READERS_BEHIND),
        ("AlertsLate", limits.ALERTS_LATE),
        ("RemindersLate", limits.OTHERS_LATE),
        ("WebhooksLate", limits.HOOKS_LATE),
        ("QueueGrows", limits.QUEUE_LONG),
        ("TransactionOld", limits.TRANSACTION_OLD),
        ("SnapshotOld", limits.SNAPSHOT_OLD),
        ("FreezeNear", limits.FREEZE_NEAR),
        ("SlotHoldsJournal", limits.SLOT_BYTES),
    ],
)
def test_a_person_is_told_at_the_same_limit_as_the_alarm_is_raised(alarm: str, limit: float) -> None:
    [expression] = [one.expression for one in alarms() if one.name == alarm]
    assert float(expression.rpartition(">")[2]) == limit


def test_spans_and_sizes_are_said_in_the_units_that_fit() -> None:
    assert [span(seconds) for seconds in (0.4, 61, 3_700, 90_000)] == ["0 s", "1 min 1 s", "1 h 1 min", "1 d 1 h"]
    assert [size(number) for number in (12, 2_048, 5 << 20, 3 << 40)] == ["12 B", "2 KiB", "5 MiB", "3.0 TiB"]


def test_the_page_says_the_same_and_leads_to_the_runbooks() -> None:
    text = operations(replace(FINE, sighting=WHOLE)).body.decode()
    assert "Something is wrong." in text
    assert '<a href="/docs/runbooks/effects-dead.md">What to do: EffectsDead</a>' in text
    assert "<script" not in text
    assert "All is well." in operations(FINE).body.decode()


def test_the_page_is_asked_for_again_only_for_whoever_wished_that() -> None:
    still, live = operations(FINE).body.decode(), operations(FINE, again=True).body.decode()
    assert ('http-equiv="refresh"' in still, '<a href="/live">Look every 30 seconds</a>' in still) == (False, True)
    assert '<meta http-equiv="refresh" content="30">' in live
    assert '<a href="/">Stop looking every 30 seconds</a>' in live


def test_what_a_machine_is_called_cannot_become_a_part_of_the_page() -> None:
    named = replace(PARTS[1], host="<b>one</b>", late=["rounds"])
    text = operations(replace(FINE, parts=[PARTS[0], named, PARTS[2]])).body.decode()
    assert "&lt;b&gt;one&lt;/b&gt;" in text
    assert "<b>" not in text


def test_a_runbook_is_shown_as_a_page(tmp_path: Path) -> None:
    file = tmp_path / "engine-away.md"
    file.write_text("# EngineAway\n\nLook <script>here</script>.\n")
    text = runbook(file).body.decode()
    assert "<h1>EngineAway</h1>" in text
    assert "<script" not in text


def test_the_newest_whole_backup_counts_by_what_it_says_and_not_by_when_it_was_copied(tmp_path: Path) -> None:
    assert (newest_age(str(tmp_path / "nowhere")), newest_age(str(tmp_path))) == (inf, inf)
    for name in ("cut-off", ".partial-newest"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    assert newest_age(str(tmp_path)) == inf
    for name, days in (("copied", 3), ("older", 5)):
        (tmp_path / name).mkdir()
        write_manifest(tmp_path / name, manifest_of(name, now() - timedelta(days=days)))
    assert 3 * 86400 <= newest_age(str(tmp_path)) < 4 * 86400


def manifest_of(name: str, whole_at: datetime) -> Manifest:
    return Manifest(
        kind="dump",
        holds=("log",),
        name=name,
        taken_at=whole_at - timedelta(minutes=1),
        whole_at=whole_at,
        carryover="0.1.0",
        postgres="18.6",
        system_identifier="7",
        timeline=1,
        database="carryover",
        schema="1",
        sha256={},
        size=0,
    )


def test_a_folder_that_is_named_and_holds_no_backup_is_told_and_one_that_is_not_named_is_not() -> None:
    assert ages_of("", "") == {}
    assert ages_of("", "/nowhere") == {"keys": inf}
