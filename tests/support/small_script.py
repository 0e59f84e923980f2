"""A script of one patient of one clinic, made by hand: what a count of it must say can be worked out in the head."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulation.count import count
from simulation.life import Life
from simulation.reading import Line, Script

FIRST_DAY = date(2026, 3, 2)
"""A Monday."""

ORGANISATION = "00000000-0000-0000-0000-0000000000aa"
PATIENT, PROGRAM, DAILY = "patient", "program", "daily"
ZONE = "Europe/Oslo"
BEGINS = datetime(2026, 3, 1, 12, tzinfo=ZoneInfo(ZONE))
EVENINGS = {"kind": "fixed", "times_a_day": 1}


def at(day: int, clock: str, zone: str = ZONE) -> datetime:
    """The instant of a time on the wall; day 0 is the first."""
    hour, minute = map(int, clock.split(":"))
    on = FIRST_DAY + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def command(when: datetime, name: str, /, **body: Any) -> Line:
    return Line(when, "owner", name, body, None, None)


def event(when: datetime, kind: str, name: str, /, **data: Any) -> Line:
    said = {"type": f"org.carryover.{kind}", "id": name, "subject": PATIENT, "data": data}
    return Line(when, "app", None, {}, said, None)


def done(day: int, clock: str, *prescriptions: str, pain: int | None = None) -> Line:
    entries = [
        {"prescription_id": one, "sets": 2, **({} if pain is None else {"pain": pain})}
        for one in prescriptions or (DAILY,)
    ]
    return event(at(day, clock), "session.logged", f"session {day} {clock}", entries=entries)


def felt(day: int, clock: str, level: int, **more: Any) -> Line:
    return event(at(day, clock), "symptom.reported", f"felt {day} {clock}", level=level, region="knee", **more)


def answered(day: int, clock: str, do: str, **which: Any) -> Line:
    return Line(at(day, clock), "therapist", None, {}, None, {"do": do, "clinic": "clinic", **which})


def prescription(name: str = DAILY, **schedule: Any) -> dict[str, Any]:
    return {
        "prescription_id": name,
        "exercise_id": f"exercise {name}",
        "dose": {"sets": 2},
        "schedule": schedule or EVENINGS,
    }


def lived(*lines: Line, prescribed: list[dict[str, Any]] | None = None, days: int = 14, channel: str = "email") -> Life:
    """What a count makes of the patient's days: consent is given, and the program begins on the first date."""
    founded = _founded(channel, prescribed or [prescription()], days)
    return count(script(days, [*founded, *sorted(lines, key=lambda line: line.at)])).lives[PATIENT]


def script(days: int, lines: list[Line]) -> Script:
    return Script(
        begins=BEGINS,
        ends=at(days, "03:00"),
        first_day=FIRST_DAY,
        last_day=FIRST_DAY + timedelta(days=days - 1),
        organisation=ORGANISATION,
        owner="owner",
        owner_email="owner@staff.example",
        lines=lines,
    )


def ledger(life: Life) -> list[tuple[int, int, str]]:
    """Day, number and what became of each slot, in order."""
    return sorted(((slot.day - FIRST_DAY).days, slot.number, entry.what) for slot, entry in life.ledger.entries.items())


def _founded(channel: str, prescribed: list[dict[str, Any]], days: int) -> list[Line]:
    say: Callable[..., Line] = lambda name, **body: command(BEGINS, name, **body)  # noqa: E731
    staff = ("therapist", "cover", "lead")
    weekly = [{"weekday": weekday, "opens": "08:00", "closes": "16:00"} for weekday in (1, 2, 3, 4, 5)]
    return [
        say("open-clinic", clinic_id="clinic", zone=ZONE, country="NO"),
        *(say("invite-staff", staff_id=one, private={"email": f"{one}@staff.example"}) for one in staff),
        say("set-opening-hours", clinic_id="clinic", weekly=weekly, holidays=[]),
        say("name-clinic-lead", clinic_id="clinic", staff_id="lead"),
        say(
            "enrol-patient",
            patient_id=PATIENT,
            clinic_id="clinic",
            zone=ZONE,
            language="en",
            therapist_id="therapist",
            private={"email": "patient@home.example"},
        ),
        say("set-contact-preferences", patient_id=PATIENT, channels=[channel] if channel else []),
        say("record-consent", patient_id=PATIENT),
        say(
            "assign-program",
            patient_id=PATIENT,
            program_id=PROGRAM,
            effective=FIRST_DAY.isoformat(),
            last_day=(FIRST_DAY + timedelta(days=days - 1)).isoformat(),
            prescriptions=prescribed,
        ),
    ]
