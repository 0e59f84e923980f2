"""`carryover anchors` and `carryover verify` as an operator uses them: what they print, and the exit code."""

from pathlib import Path

import pytest

from eventstore.postgres import PostgresStore
from eventstore.walls import Pool
from services.audit.entry import Entry, Kind
from services.context import Context
from tests.support.appends import ONE, STREAM, TWO, append, event, opening
from tests.support.command import carryover
from tests.support.database import Database
from tests.support.tampering import Change, change_event, delete_event, set_head_back, superuser

KEPT = f'{{{{"organisation":"{ONE}","position":{{pos}},"hash":"{"0" * 64}","recorded_at":"{{at}}"}}}}'


def before_the_time(line: str) -> str:
    """The summary without its last part, which is another each time."""
    return line.partition(" in ")[0] + line[line.index(" s: ") :]


ENTRY = Entry(kind=Kind.READ, actor="staff:kim", operation="onePatient", patients=(STREAM,))


async def test_an_audit_that_was_changed(database: Database, context: Context) -> None:
    await context.audit.note(ONE, [ENTRY, ENTRY])
    kept = (await carryover(database.settings, "anchors")).lines
    assert [line.partition('"hash"')[0] for line in kept] == [f'{{"organisation":"{ONE}","position":2,']
    assert kept[0].endswith('"of":"audit"}')
    whole = await carryover(database.settings, "verify", "--anchors", "-", given=kept[0])
    assert (whole.code, before_the_time(whole.lines[1])) == (0, "2 entries of 1 organisation s: the audit is whole.")
    async with superuser(database) as db:
        await db.execute("UPDATE access.audit SET actor = 'staff:lou' WHERE seq = 2")
    told = await carryover(database.settings, "verify")
    assert (told.code, told.lines[0], before_the_time(told.lines[2])) == (
        1,
        f"organisation {ONE}, audit entry 2: the entry or its hash was changed, or another one was here.",
        "0 entries of 1 organisation s: the audit is not whole in 1 organisation.",
    )


@pytest.fixture
async def log(database: Database, app_pool: Pool) -> Database:
    """Two organisations, of four events and of one."""
    await PostgresStore(app_pool).append([opening(ONE), opening(TWO), append(event(1), event(2), event(3), org=ONE)])
    return database


async def test_a_whole_log_with_its_anchors(log: Database) -> None:
    anchors = await carryover(log.settings, "anchors")
    assert (anchors.code, len(anchors.lines), anchors.err) == (0, 2, "")
    assert anchors.lines[0].startswith(f'{{"organisation":"{ONE}","position":4,"hash":"')
    one = await carryover(log.settings, "anchors", "--organisation", str(TWO))
    assert one.lines == anchors.lines[1:]
    told = await carryover(log.settings, "verify", "--anchors", "-", given="\n".join(anchors.lines))
    assert (told.code, told.err) == (0, "")
    assert list(map(before_the_time, told.lines)) == [
        "5 events of 2 organisations s: the log is whole.",
        "0 entries of 2 organisations s: the audit is whole.",
    ]
    after = await carryover(log.settings, "verify", "--from-anchors", "-", given="\n".join(anchors.lines))
    assert before_the_time(after.lines[0]) == "0 events of 2 organisations s: the log is whole."


async def test_a_log_that_was_changed_and_cut(log: Database, tmp_path: Path) -> None:
    kept = tmp_path / "anchors"
    kept.write_text("\n".join((await carryover(log.settings, "anchors")).lines))
    async with superuser(log) as db:
        await delete_event(db, ONE, 4)
        await set_head_back(db, ONE)
        await change_event(db, TWO, 1, Change("actor", "'nobody'"))
    told = await carryover(log.settings, "verify", "--anchors", str(kept))
    assert (told.code, told.err) == (1, "")
    *faults, summary, _ = told.lines
    lost = "the log no longer has the event that the anchor of 2026-03-04T12:00:00+00:00 names"
    assert faults == [
        f"organisation {ONE}, position 4: {lost}.",
        f"organisation {TWO}, position 1: the event or its hash was changed, or another one was here.",
    ]
    assert before_the_time(summary) == "3 events of 2 organisations s: the log is not whole in 2 organisations."
    alone = await carryover(log.settings, "verify", "--organisation", str(ONE))
    assert (alone.code, before_the_time(alone.lines[0])) == (0, "3 events of 1 organisation s: the log is whole.")


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["--anchors", "-"], "", "it holds no anchors"),
        (["--anchors", "-"], "\n\nnonsense", "line 3 is no anchor: JSON is malformed"),
        (["--anchors", "-"], f'{{"organisation":"{STREAM}","position":0}}', "line 1 is no anchor: "),
        (["--anchors", "-"], KEPT.format(pos=2**63, at="2026-03-04T12:00:00Z"), "`int` <= 9223372036854775807"),
        (["--anchors", "-"], KEPT.format(pos=2, at="2026-03-04T12:00:00"), "timezone component"),
        (["--anchors", "-", "--from-anchors", "-"], "", "Give --anchors or --from-anchors."),
        (["--organisation", "5"], "", "'5' is not a valid UUID"),
        (["--anchors", "/nowhere"], "", "No such file or directory"),
    ],
)
async def test_wrong_use_is_told_with_exit_code_2(database: Database, words: list[str], given: str, said: str) -> None:
    told = await carryover(database.settings, "verify", *words, given=given)
    assert (told.code, told.out) == (2, "")
    assert said in told.err
