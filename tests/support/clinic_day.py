"""A clinic on the real log, run by its own commands: one therapist with an address, one patient, and what they say."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4, uuid5

from domain.alert.answering import AcknowledgeAlert, ResolveAlert
from domain.alert.events import Resolution
from domain.barrier.decider import ReportBarrier
from domain.clinic.decider import OpenClinic, SetClinicPolicy, SetOpeningHours
from domain.clinic.events import Policy
from domain.clinic.hours import Opening
from domain.decider import Command, Event
from domain.organisation.decider import RegisterOrganisation
from domain.patient.commands import EnrolPatient, SetPatientPolicy
from domain.session.decider import LogSession
from domain.staff.decider import InviteStaff
from domain.staff.events import Role
from domain.symptom.decider import ReportPain
from domain.values import BarrierReason, BodyRegion, Entry
from eventstore.records import Recorded, Sealed
from services.actor import system
from services.call import Answer, Call, Verdict
from services.context import Context
from services.execute import execute


class ClinicDay:
    """Opened with `await ClinicDay.open(context)`. Ids follow from the names given here."""

    def __init__(self, context: Context, org_id: UUID) -> None:
        self.context = context
        self.org_id = org_id
        self.clinic_id = self.named("clinic")
        self.therapist_id = self.named("therapist")
        self.patient_id = self.named("patient")

    def named(self, name: str) -> UUID:
        return uuid5(self.org_id, name)

    @classmethod
    async def open(cls, context: Context, *, email: str = "hands@clinic.test") -> "ClinicDay":
        day = cls(context, uuid4())
        at = context.clock.now(day.org_id)
        await day.wish(RegisterOrganisation(command_id=day.org_id, at=at, organisation_id=day.org_id, name="Harbour"))
        await day.wish(
            OpenClinic(
                command_id=day.clinic_id,
                at=at,
                clinic_id=day.clinic_id,
                name="By the harbour",
                country="DE",
                zone="UTC",
            )
        )
        invited = day.named("invited")
        sealed, private = await context.vault.seal(day.org_id, day.therapist_id, invited, {"email": email})
        await day.wish(
            InviteStaff(command_id=invited, at=at, staff_id=day.therapist_id, role=Role.THERAPIST, private=private),
            sealed=(sealed,),
        )
        await day.wish(
            EnrolPatient(
                command_id=day.named("enrolled"),
                at=at,
                patient_id=day.patient_id,
                clinic_id=day.clinic_id,
                zone="UTC",
                therapist_id=day.therapist_id,
            )
        )
        return day

    async def wish(self, command: Command, *, sealed: tuple[Sealed, ...] = ()) -> Answer:
        answer = await execute(self.context, Call(actor=system(self.org_id, "test"), command=command, sealed=sealed))
        assert answer.verdict in (Verdict.STORED, Verdict.UNCHANGED), answer
        return answer

    async def pain(
        self, name: str, level: int, region: BodyRegion = BodyRegion.KNEE, *, ago: timedelta = timedelta()
    ) -> UUID:
        """The patient reports pain; answers the report's id."""
        now = self.context.clock.now(self.org_id)
        await self.wish(
            ReportPain(
                command_id=self.named(name),
                at=now,
                patient_id=self.patient_id,
                occurred_at=now - ago,
                level=level,
                region=region,
            )
        )
        return self.named(name)

    async def hurts(self, name: str) -> UUID:
        """The patient left everything out because it hurts; answers the report's id."""
        now = self.context.clock.now(self.org_id)
        await self.wish(
            ReportBarrier(
                command_id=self.named(name),
                at=now,
                patient_id=self.patient_id,
                occurred_at=now,
                reason=BarrierReason.HURTS,
            )
        )
        return self.named(name)

    async def policy(self, name: str, policy: Policy) -> None:
        at = self.context.clock.now(self.org_id)
        await self.wish(SetClinicPolicy(command_id=self.named(name), at=at, clinic_id=self.clinic_id, policy=policy))

    async def own_policy(self, name: str, policy: Policy, until: date | None = None) -> None:
        at = self.context.clock.now(self.org_id)
        await self.wish(
            SetPatientPolicy(command_id=self.named(name), at=at, patient_id=self.patient_id, policy=policy, until=until)
        )

    async def open_on(self, name: str, *weekly: Opening) -> None:
        """The clinic says when it is open."""
        at = self.context.clock.now(self.org_id)
        await self.wish(
            SetOpeningHours(command_id=self.named(name), at=at, clinic_id=self.clinic_id, weekly=tuple(weekly))
        )

    async def session(self, name: str, *entries: Entry, ago: timedelta = timedelta()) -> UUID:
        """The patient logs a session; answers its id."""
        now = self.context.clock.now(self.org_id)
        await self.wish(
            LogSession(
                command_id=self.named(name),
                at=now,
                patient_id=self.patient_id,
                occurred_at=now - ago,
                entries=entries,
            )
        )
        return self.named(name)

    async def acknowledge(self, alert_id: UUID) -> None:
        at = self.context.clock.now(self.org_id)
        await self.wish(AcknowledgeAlert(command_id=uuid4(), at=at, alert_id=alert_id, staff_id=self.therapist_id))

    async def resolve(self, alert_id: UUID) -> None:
        at = self.context.clock.now(self.org_id)
        await self.wish(
            ResolveAlert(
                command_id=uuid4(),
                at=at,
                alert_id=alert_id,
                staff_id=self.therapist_id,
                resolution=Resolution.CALLED,
            )
        )

    def alert_of(self, rule: str, scope: str, deciding: str) -> UUID:
        """The id of the alert that a rule raises on the event of this name."""
        return uuid5(self.patient_id, f"{rule}:{scope}:{self.named(deciding)}")

    async def recorded(self) -> Sequence[Recorded]:
        return await self.context.store.read(self.org_id)

    async def told(self, prefix: str = "alert.") -> list[Event]:
        """The events whose stored name begins so, in the order of the feed."""
        decode = self.context.codec.decode
        return [
            decode(one.type, one.schema_v, one.data) for one in await self.recorded() if one.type.startswith(prefix)
        ]
