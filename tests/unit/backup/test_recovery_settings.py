"""What Postgres is told about a moment to come back to."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from services.backup.marks import point_of
from services.backup.restore_base import Moment, recovery_settings
from services.backup.set_before import before_restore

NEVER = ["recovery_target_action = 'promote'", "archive_mode = 'off'"]


def test_a_time_is_told_in_utc() -> None:
    at = datetime(2026, 3, 4, 13, 30, 0, 250_000, timezone(timedelta(hours=1)))
    assert recovery_settings(Path("/backups/wal"), Moment(time=at)) == [
        "restore_command = 'cp \"/backups/wal\"/%f %p'",
        *NEVER,
        "recovery_target_time = '2026-03-04 12:30:00.250000+00'",
    ]


def test_a_folder_with_any_name_is_one_word_to_the_shell() -> None:
    [command, *rest] = recovery_settings(Path('/its 100% "back"up\'s $HOME'), Moment())
    assert command == "restore_command = 'cp \"/its 100%% \\\\\"back\\\\\"up''s \\\\$HOME\"/%f %p'"
    assert rest == NEVER


def test_without_an_archive_the_copy_is_brought_to_its_own_end_on_a_timeline_of_its_own() -> None:
    assert recovery_settings(None, Moment()) == ["restore_command = 'false'", *NEVER]


def test_the_file_of_anchors_leads_to_the_point_that_was_made_with_it() -> None:
    point = point_of(b'{"organisation":"1"}\n')
    assert recovery_settings(Path("/wal"), Moment(point=point))[-1] == f"recovery_target_name = '{point}'"
    assert point != point_of(b'{"organisation":"2"}\n')
    assert len(point) <= 63  # as long as Postgres lets a point's name be


def test_what_a_restore_replaces_is_remembered_and_all_else_stays() -> None:
    found = "# by hand\narchive_mode = 'on'\nrestore_command = 'get ''%f'' %p'\nwork_mem = '8MB'\n"
    kept, remembered = before_restore(found)
    assert kept == ["# by hand", "work_mem = '8MB'"]
    before = """{"archive_mode":"on","restore_command":"get ''%f'' %p"}"""
    assert remembered == f"carryover.before_restore = '{before}'"


def test_a_copy_of_a_server_whose_restore_was_not_finished_remembers_what_was_before_both() -> None:
    _, first = before_restore(r"restore_command = 'get ''c:\\back\\\\up'' %f'")
    again = "\n".join([first, *recovery_settings(None, Moment())])
    assert before_restore(again) == ([], first)
