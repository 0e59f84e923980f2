"""What befalls the patients of a simulation beside their program: pain, red flags, journeys, pauses, goodbyes."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from services.simulate.diary import session
from services.simulate.house import DAY
from services.simulate.lines import Line, command, event, report_id
from services.simulate.people import Patient, consent

SIGNS = ("saddle_numbness", "chest_pain", "hot_swollen_calf", "fall_with_injury", "breathlessness")


def incidents(patient: Patient) -> Iterator[Line]:
    """In no order; nothing for most of them."""
    yield from _OF_KIND.get(patient.kind, _nothing)(patient)


def _nothing(patient: Patient) -> Iterator[Line]:
    yield from ()


def _journey(patient: Patient) -> Iterator[Line]:
    journey, site = patient.journey, patient.clinic.site
    for at, zone in zip(journey or (), (site.abroad, site.zone), strict=False):
        by, patient_id = patient.therapist_id, patient.patient_id
        yield command(at, by, "set-patient-zone", patient_id=patient_id, zone=zone, since=at)


def _red_flag(patient: Patient) -> Iterator[Line]:
    """Reported, treated two days later, and for some reported once more while the first is still held."""
    first = _some_date(patient)
    sign = SIGNS[patient.turn % len(SIGNS)]
    yield event(patient.at(first, "11:33"), patient.patient_id, "redflag.reported", patient.named("flag"), signs=[sign])
    if patient.turn % 2:
        again = {"signs": [SIGNS[0], sign] if sign != SIGNS[0] else [sign]}
        yield event(patient.at(first, "19:13"), patient.patient_id, "redflag.reported", patient.named("more"), **again)
    if patient.clinic.days > 7:
        cleared = patient.at(first + 2 * DAY, "16:33")
        yield command(cleared, patient.therapist_id, "clear-red-flag", patient_id=patient.patient_id)


def _withdraws(patient: Patient) -> Iterator[Line]:
    """At noon of a date, between its reminders; some think better of it days later."""
    day = _some_date(patient)
    yield consent(patient, patient.at(day, "11:03"), "withdraw-consent")
    if patient.turn % 2:
        yield consent(patient, patient.at(day + 3 * DAY, "22:03"), "record-consent", text_version="2026-02")


def _pauses(patient: Patient) -> Iterator[Line]:
    """From tomorrow on, or from today, which then counts for nothing."""
    day = _some_date(patient)
    first = day if patient.turn % 2 else day + DAY
    yield command(
        patient.at(day, "11:03"),
        patient.therapist_id,
        "pause-program",
        patient_id=patient.patient_id,
        program_id=patient.program_id,
        reason="travelling",
        first_day=first,
        last_day=min(day + 3 * DAY, patient.clinic.dates[-1]),
    )


def _discharged(patient: Patient) -> Iterator[Line]:
    day = _date(patient, patient.clinic.days // 2)
    who = {"patient_id": patient.patient_id, "reason": "goals_met"}
    yield command(patient.at(day, "22:03"), patient.therapist_id, "discharge-patient", **who)


def _hurts(patient: Patient) -> Iterator[Line]:
    """Two of these for each, so that every one of them and many pairs are met."""
    for which in (patient.turn, patient.turn + 1 + patient.number % 2):
        yield from _PAINS[which % len(_PAINS)](patient)


def _high(patient: Patient) -> Iterator[Line]:
    """At night, when nobody looks; again in the same place, and once more days later."""
    for name, days, clock, level in (("a", 1, "22:33", 8), ("b", 2, "07:13", 7), ("c", 7, "12:33", 9.5)):
        yield from _felt(patient, f"high {name}", days, clock, level=level, region="knee", side="left")


def _rising(patient: Patient) -> Iterator[Line]:
    for days, level in enumerate((2, 2.5, 2, 5, 3, 6.5)):
        felt = {"level": level, "region": "low_back", "timing": "at_rest"}
        yield from _felt(patient, f"rising {days}", 1 + days, "07:43", **felt)


def _over_the_band(patient: Patient) -> Iterator[Line]:
    """An exercise is done, and it hurts more than it may; told with the session, or of the exercise."""
    one = patient.prescribed[0]
    for days, pain in ((2, 6), (5, 5), (8, 5.5)):
        day = _date(patient, days)
        entries = [{"prescription_id": one["prescription_id"], "sets": 1, "pain": pain}]
        if day in patient.clinic.dates[:-1]:
            yield session(patient, day, "20:33", patient.named(f"hurting {days}"), entries)
    felt = {"level": 6, "region": "hip", "timing": "during", "exercise_id": patient.prescribed[-1]["exercise_id"]}
    yield from _felt(patient, "during", 6, "20:53", **felt)


def _left_out(patient: Patient) -> Iterator[Line]:
    for days in (1, 3, 9):
        reason = {"reason": "hurts", "exercise_id": patient.prescribed[0]["exercise_id"]}
        yield from _barrier(patient, f"hurts {days}", days, **reason)


def _not_settled(patient: Patient) -> Iterator[Line]:
    """Twice the morning after is worse than the evening before; a third time nobody answers."""
    for days in (1, 4, 8):
        day, felt = _date(patient, days), {"region": "ankle", "side": "left"}
        if day not in patient.clinic.dates[:-1]:
            continue
        yield from _felt(patient, f"before {days}", days, "20:13", level=2, timing="before", **felt)
        entries = [{"prescription_id": patient.prescribed[0]["prescription_id"], "sets": 1, "pain": 4}]
        yield session(patient, day, "20:43", patient.named(f"evening {days}"), entries)
        if days != 8:
            its = report_id(patient.clinic.organisation_id, patient.named(f"evening {days}"))
            felt |= {"timing": "next_morning", "session_id": str(its)}
            yield from _felt(patient, f"morning {days}", days + 1, "11:43", level=5, **felt)


def _sore(patient: Patient) -> Iterator[Line]:
    for days in range(1, 12):
        felt = {"kind": "soreness", "level": 3, "region": "thigh", "side": "right", "timing": "after"}
        yield from _felt(patient, f"sore {days}", days, "19:53", **felt)


def _blocked(patient: Patient) -> Iterator[Line]:
    for days, reason in ((1, "no_time"), (4, "forgot"), (6, "no_time")):
        yield from _barrier(patient, f"blocked {days}", days, reason=reason)


_PAINS: tuple[Callable[[Patient], Iterator[Line]], ...] = (
    _high,
    _rising,
    _over_the_band,
    _left_out,
    _not_settled,
    _sore,
    _blocked,
)

_OF_KIND: dict[str, Callable[[Patient], Iterator[Line]]] = {
    "hurts": _hurts,
    "travels": _journey,
    "red_flag": _red_flag,
    "withdraws": _withdraws,
    "pauses": _pauses,
    "discharged": _discharged,
}


def _felt(patient: Patient, name: str, days: int, clock: str, **what: Any) -> Iterator[Line]:
    """Nothing where the simulation is over by then."""
    if days < patient.clinic.days - 1:
        at = patient.at(_date(patient, days), clock)
        yield event(at, patient.patient_id, "symptom.reported", patient.named(name), **what)


def _barrier(patient: Patient, name: str, days: int, **what: Any) -> Iterator[Line]:
    if days < patient.clinic.days - 1:
        at = patient.at(_date(patient, days), "20:23")
        yield event(at, patient.patient_id, "barrier.reported", patient.named(name), **what)


def _some_date(patient: Patient) -> date:
    """Of the first week, but neither the first nor the last of the simulation where it has more."""
    days = patient.clinic.days
    return _date(patient, 1 + patient.turn % min(6, days - 2) if days > 2 else 0)


def _date(patient: Patient, days: int) -> date:
    return patient.clinic.first_day + days * DAY
