"""Turning a folder of diaries into one file of CloudEvents for each person, with an account of every line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from tests.support.real_logs.cloudevents import CloudEvent, Person
from tests.support.real_logs.lines import LeftOut, Line, Reported, Unusable, read_table, report
from tests.support.real_logs.maker import Maker
from tests.support.real_logs.myaiguide import PainDiary, SportDiary
from tests.support.real_logs.pmdata import Complaints, Exertion, Wellness
from tests.support.real_logs.programs import enrolment, program

MYAIGUIDE: Mapping[str, type[Maker]] = {"sport": SportDiary, "pain": PainDiary}
PMDATA: Mapping[str, type[Maker]] = {"srpe": Exertion, "wellness": Wellness, "injury": Complaints}

FOLDERS: Sequence[tuple[str, str, str, Mapping[str, type[Maker]]]] = (
    # folder, zone, language, and what follows the person's name in the names of its files
    ("myaiguide", "Europe/Paris", "fr", MYAIGUIDE),
    ("pmdata", "Europe/Oslo", "en", PMDATA),
)


class Account(NamedTuple):
    """What became of the lines of one file: `lines` is `headings` and `used` and those reported."""

    file: str
    lines: int
    headings: int
    used: int
    events: Sequence[CloudEvent]
    reported: Sequence[Reported]
    left_out: Sequence[LeftOut]


class Conversion(NamedTuple):
    """What was written: a file for each person, in the order of their names, and the accounts of what was read."""

    files: Sequence[Path]
    events: int
    accounts: Sequence[Account]

    @property
    def lines(self) -> int:
        """Lines of the diaries, headings not counted."""
        return sum(account.lines - account.headings for account in self.accounts)

    @property
    def reported(self) -> list[Reported]:
        return [each for account in self.accounts for each in account.reported]

    @property
    def left_out(self) -> list[LeftOut]:
        return [cell for account in self.accounts for cell in account.left_out]


def convert_all(folder: Path, out: Path, clinic_id: UUID, therapist_id: UUID | None = None) -> Conversion:
    """Converts all diaries in `folder` and writes `out/<person>.jsonl`, `out/unusable.jsonl` and `out/left-out.jsonl`.

    A file that is no diary of a known kind is reported as a whole. Raises `ValueError` where there is none at all.
    """
    out.mkdir(parents=True, exist_ok=True)
    accounts: list[Account] = []
    files: list[Path] = []
    events = 0
    for person, diaries in _people(folder):
        read = [account_of(path, maker(person)) for path, maker in diaries]
        accounts += read
        made = _as_sent(person, clinic_id, therapist_id, read)
        events += len(made)
        files.append(out / f"{person.name}.jsonl")
        files[-1].write_text("".join(json.dumps(event) + "\n" for event in made))
    accounts += [_stranger(path) for path in _strangers(folder)]
    if not files:
        raise ValueError(f"there is no diary in {folder}")
    conversion = Conversion(files, events, accounts)
    _write(out / "unusable.jsonl", conversion.reported)
    _write(out / "left-out.jsonl", conversion.left_out)
    return conversion


def account_of(path: Path, maker: Maker) -> Account:
    """Converts one file. Raises `AssertionError` should a line have been lost."""
    table = read_table(path, maker.columns)
    events: list[CloudEvent] = []
    reported: list[Reported] = []
    remarks: list[LeftOut] = []
    used = 0
    for line in table.records:
        made = _made(maker, line)
        if isinstance(made, Reported):
            reported.append(made)
            continue
        if line.beyond:
            remarks.append(LeftOut(line.file, line.number, "beyond the headings", line.beyond))
        events += made
        used += line.lines
    lost = table.length - table.headings - used - sum(each.lines for each in reported)
    assert lost == 0, f"{lost} lines of {path.name} are neither used nor reported"
    return Account(path.name, table.length, table.headings, used, events, reported, [*maker.left_out, *remarks])


def _made(maker: Maker, line: Line) -> list[CloudEvent] | Reported:
    if line.fault is not None:
        maker.skip(line)
        return report(line, line.fault)
    try:
        made = maker.make(line)
    except Unusable as fault:
        return report(line, fault.reason)
    assert made, f"{line.file}:{line.number} was called usable and made nothing"
    return made


def _people(folder: Path) -> Iterator[tuple[Person, list[tuple[Path, type[Maker]]]]]:
    for name, zone, language, makers in FOLDERS:
        people = sorted({path.stem.rpartition("_")[0] for path in _diaries(folder / name, makers)})
        for who in people:
            paths = [(folder / name / f"{who}_{kind}.csv", maker) for kind, maker in makers.items()]
            yield Person(f"{name}-{who}", zone, language), [(path, maker) for path, maker in paths if path.exists()]


def _diaries(folder: Path, makers: Mapping[str, type[Maker]]) -> list[Path]:
    return [path for path in sorted(folder.glob("*.csv")) if path.stem.rpartition("_")[2] in makers]


def _strangers(folder: Path) -> list[Path]:
    known = {path for name, _, _, makers in FOLDERS for path in _diaries(folder / name, makers)}
    return [path for path in sorted(folder.rglob("*.csv")) if path not in known]


def _stranger(path: Path) -> Account:
    lines = len(path.read_bytes().splitlines())
    fault = Reported(path.name, 1, lines, "the file's name tells no kind of diary that is known", "")
    return Account(path.name, lines, 0, 0, [], [fault], [])


def _as_sent(
    person: Person, clinic_id: UUID, therapist_id: UUID | None, accounts: Sequence[Account]
) -> list[CloudEvent]:
    """The enrolment and the program at the first moment of the diaries, then each in the order in which it was kept."""
    reports = [event for account in accounts for event in account.events]
    if not reports:
        return []
    first = min(datetime.fromisoformat(event["time"]) for event in reports)
    assigned = program(person, [event for event in reports if event["type"] == "org.carryover.session.logged"], first)
    return [enrolment(person, clinic_id, therapist_id, first), *([assigned] if assigned else []), *reports]


def _write(path: Path, rows: Sequence[Reported] | Sequence[LeftOut]) -> None:
    path.write_text("".join(json.dumps(row._asdict()) + "\n" for row in rows))
