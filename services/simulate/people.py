"""The invented patients of a simulation: who they are, how they live with their program, and how they are reached."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid5

from msgspec import Struct

from services.simulate.house import DAY, Clinic
from services.simulate.lines import Line, command, wall
from services.simulate.programs import Prescribed, program_of

KINDS = (
    "keeps", "slips", "hurts", "silent", "travels", "red_flag", "ignores", "desk", "scarce", "withdraws",
    "keeps", "pauses", "hurts", "discharged", "unreachable", "silent", "travels", "slips", "in_app", "refuses",
)  # fmt: skip
"""How they live with it; the first twenty patients show each of them, and so on."""


class Patient(Struct, frozen=True, kw_only=True):
    number: int
    clinic: Clinic
    seed: str

    @property
    def kind(self) -> str:
        return KINDS[self.number % len(KINDS)]

    @property
    def turn(self) -> int:
        """The how-manieth of its kind, from 0: what befalls them goes in turns."""
        return self.number // len(KINDS)

    @property
    def patient_id(self) -> UUID:
        return uuid5(self.clinic.organisation_id, f"simulated patient {self.number}")

    @property
    def program_id(self) -> UUID:
        return uuid5(self.patient_id, "program")

    @property
    def therapist_id(self) -> UUID:
        return self.clinic.therapist_ids[self.number // 4 % 3]

    def dice(self) -> Random:
        """Anew with each call: the same throws for whoever asks."""
        return Random(f"{self.seed} {self.number}")  # noqa: S311 (believable days, not secrets)

    @property
    def prescribed(self) -> list[Prescribed]:
        return program_of(self.patient_id, self.kind, self.dice())

    @property
    def channel(self) -> str | None:
        """The one way to reach them; None where they gave none."""
        match self.kind:
            case "unreachable":
                return None
            case "in_app":
                return "in_app"
            case _:
                return ("email", "email", "sms", "push")[self.number // 3 % 4]

    @property
    def journey(self) -> tuple[datetime, datetime] | None:
        """When they leave home and when they are back; None for who stays."""
        if self.kind != "travels" or self.clinic.days < 3:
            return None
        site, rng = self.clinic.site, self.dice()
        leaves = rng.randrange(1, max(2, self.clinic.days // 2))
        returns = rng.randrange(leaves + 1, self.clinic.days)
        days = self.clinic.dates
        return wall(days[leaves], site.leaves, site.zone), wall(days[returns], site.returns, site.abroad)

    def at(self, day: date, clock: str) -> datetime:
        """The instant of a time on the patient's own clocks, wherever they hang."""
        home = wall(day, clock, self.clinic.site.zone)
        abroad = wall(day, clock, self.clinic.site.abroad)
        return abroad if self.journey and self.journey[0] <= abroad < self.journey[1] else home

    def named(self, name: str) -> str:
        """The app's own id of a report."""
        return f"{self.number}-{name}"


def enrolled(patient: Patient, at: datetime) -> Iterator[Line]:
    """Known, to be reached, with consent where it is given, and with a program that begins on the first date."""
    patient_id, by, number = patient.patient_id, patient.therapist_id, patient.number
    site = patient.clinic.site
    private = {
        "name": f"Patient {number}",
        "email": f"patient.{number}@home.example",
        "phone": f"+49000{number:06}",
        "push": f"device-{number}",
    }
    yield command(
        at,
        by,
        "enrol-patient",
        patient_id=patient_id,
        clinic_id=patient.clinic.clinic_id,
        zone=site.zone,
        language=site.language,
        therapist_id=by,
        private=private,
    )
    channels = [patient.channel] if patient.channel else []
    yield command(at, by, "set-contact-preferences", patient_id=patient_id, channels=channels, language=site.language)
    if patient.kind != "refuses":
        yield consent(patient, at, "record-consent", text_version="2026-01")
    if patient.kind == "refuses" and patient.turn % 2:
        policy: dict[str, Any] = {"most_reminders_a_day": 0}
        yield consent(patient, at, "record-consent", text_version="2026-01")
        yield command(at, by, "set-patient-policy", patient_id=patient_id, policy=policy)
    yield command(
        at,
        by,
        "assign-program",
        patient_id=patient_id,
        program_id=patient.program_id,
        effective=patient.clinic.first_day,
        last_day=patient.clinic.first_day + (patient.clinic.days - 1) * DAY,
        prescriptions=patient.prescribed,
    )


def consent(patient: Patient, at: datetime, name: str, **more: Any) -> Line:
    return command(at, patient.therapist_id, name, patient_id=patient.patient_id, purpose="reminders", **more)
