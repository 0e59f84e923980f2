"""A clinic on the real log with patients who are reminded: enrolled, with a program, a channel and their consent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from domain.decider import Command, Event
from domain.exercise.common import LIBRARY
from domain.patient.commands import EnrolPatient, RecordConsent, SetContactPreferences
from domain.patient.events import Channel, Purpose
from domain.program.commands import AssignProgram, ReviseProgram
from domain.reminder.events import MorningAsked, ReminderSent, ReminderSuppressed
from domain.session.decider import LogSession
from domain.values import Deficit, Dose, Entry, Fixed, Prescription, Schedule
from eventstore.records import Sealed
from eventstore.walls import Pool
from projections.base import Reader
from projections.catalogue import PROJECTIONS
from projections.runner import run_once
from services.actor import system
from services.call import Call, Verdict
from services.context import Context
from services.execute import execute_all
from tests.support.clinic_day import ClinicDay
from tests.support.effect_rows import let_leases_run_over
from workers.channels import make_channels
from workers.reactor import Alerting
from workers.rounds import Rounds
from workers.rounds_reader import RoundsReader

TWICE_A_DAY = Fixed(times_a_day=2)


class Reminded:
    """Opened with `await Reminded.open(context, pool)`. The patients' ids follow from the names given here."""

    def __init__(self, context: Context, pool: Pool, day: ClinicDay) -> None:
        self.context = context
        self.pool = pool
        self.day = day
        self.org_id = day.org_id

    @classmethod
    async def open(cls, context: Context, pool: Pool) -> "Reminded":
        return cls(context, pool, await ClinicDay.open(context))

    @property
    def now(self) -> datetime:
        return self.context.clock.now(self.org_id)

    async def wish(self, *commands: Command, sealed: Sequence[Sealed] = ()) -> None:
        """Each is granted; what is sealed belongs to the first."""
        calls = [
            Call(actor=system(self.org_id, "test"), command=command, sealed=() if number else tuple(sealed))
            for number, command in enumerate(commands)
        ]
        for answer in await execute_all(self.context, calls):
            assert answer.verdict in (Verdict.STORED, Verdict.UNCHANGED), answer

    async def patient(
        self,
        name: str,
        *schedules: Schedule,
        zone: str = "Europe/Berlin",
        channels: Sequence[Channel] = (Channel.IN_APP,),
        consents: bool = True,
        effective: date | None = None,
    ) -> UUID:
        """A patient with a program that begins today; twice a day where no schedule is given."""
        patient_id, enrolled = uuid5(self.org_id, name), uuid5(self.org_id, f"{name} enrolled")
        sealed, private = await self.context.vault.seal(
            self.org_id, patient_id, enrolled, {"email": f"{name}@home.test", "phone": "+4915100000000"}
        )
        at = self.now
        about: dict[str, Any] = {"at": at, "patient_id": patient_id}
        commands: list[Command] = [
            EnrolPatient(command_id=enrolled, clinic_id=self.day.clinic_id, zone=zone, private=private, **about),
            SetContactPreferences(command_id=uuid4(), channels=tuple(channels), **about),
            AssignProgram(
                command_id=uuid4(),
                program_id=self.program(patient_id),
                prescriptions=tuple(
                    Prescription(
                        prescription_id=self.prescription(name, number),
                        exercise_id=LIBRARY[number].exercise_id,
                        deficit=Deficit.STRENGTH,
                        dose=Dose(sets=3, reps=10),
                        schedule=schedule,
                    )
                    for number, schedule in enumerate(schedules or (TWICE_A_DAY,))
                ),
                effective=effective or at.astimezone(ZoneInfo(zone)).date(),
                **about,
            ),
        ]
        if consents:
            consent = RecordConsent(command_id=uuid4(), purpose=Purpose.REMINDERS, text_version="1", **about)
            commands.append(consent)
        await self.wish(*commands, sealed=[sealed])
        return patient_id

    async def revise(self, patient_id: UUID, name: str, *, sets: int) -> None:
        """Another dose of the same work twice a day, from today on."""
        changed = Prescription(
            prescription_id=self.prescription(name),
            exercise_id=LIBRARY[0].exercise_id,
            deficit=Deficit.STRENGTH,
            dose=Dose(sets=sets, reps=10),
            schedule=TWICE_A_DAY,
        )
        await self.wish(
            ReviseProgram(
                command_id=uuid4(),
                at=self.now,
                patient_id=patient_id,
                program_id=self.program(patient_id),
                prescriptions=(changed,),
                effective=self.now.date(),
            )
        )

    @staticmethod
    def program(patient_id: UUID) -> UUID:
        return uuid5(patient_id, "program")

    async def let_back_offs_run_over(self) -> None:
        """Whatever waits after a failure waits no longer."""
        await let_leases_run_over(self.pool, self.org_id)

    def prescription(self, name: str, number: int = 0) -> UUID:
        return uuid5(self.org_id, f"{name} prescription {number}")

    async def logs(self, name: str, at: datetime, *, pain: int | None = None) -> UUID:
        """A session with one dose of the first prescription; answers its id."""
        session_id = uuid4()
        entry = Entry(prescription_id=self.prescription(name), pain=pain)
        patient_id = uuid5(self.org_id, name)
        await self.wish(
            LogSession(command_id=session_id, at=self.now, patient_id=patient_id, occurred_at=at, entries=(entry,))
        )
        return session_id

    async def read_up(self) -> None:
        """Every reader of the log has read all of it."""
        readers: list[Reader] = [*PROJECTIONS, Alerting(self.context), RoundsReader()]
        while await run_once(self.pool, readers):
            pass

    def rounds(self) -> Rounds:
        return Rounds(self.context, self.pool, make_channels(self.context.settings))

    async def go_round(self) -> int:
        """Read up, then look at everybody who is due; answers how many looks that took."""
        await self.read_up()
        looks = 0
        while found := await self.rounds().go_round():
            looks += found
            await self.read_up()
        return looks

    async def ledger(self, patient_id: UUID) -> list[Event]:
        """What the ledger says of a patient, in the order of the feed."""
        decode = self.context.codec.decode
        told = await self.context.store.by_subject(self.org_id, patient_id)
        return [decode(one.type, one.schema_v, one.data) for one in told if one.type.startswith("reminder.")]

    async def entries(self, patient_id: UUID) -> list[str]:
        """The ledger slot by slot: the date, the number of the dose, and what became of it."""
        found = []
        for event in await self.ledger(patient_id):
            match event:
                case ReminderSent():
                    found += [f"{event.day} {slot.number} sent" for slot in event.slots]
                case ReminderSuppressed():
                    found += [f"{event.day} {slot.number} {event.because}" for slot in event.slots]
                case MorningAsked():
                    found.append(f"{event.day} morning asked")
                case _:
                    found.append(f"{type(event).__name__}")
        return sorted(found)
