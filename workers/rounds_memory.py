"""What the rounds remember of a patient and of a clinic, event by event: all that decides beside the plan."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.adherence.plan import DayEvent
from domain.clinic.events import ClinicOpened, ClinicPolicySet, OpeningHoursSet, Policy
from domain.decider import Event
from domain.patient.events import (
    Channel,
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    PatientEnrolled,
    PatientPolicySet,
    PatientQuietHoursSet,
    PatientRestricted,
    PatientRestrictionLifted,
    PatientTransferred,
    Purpose,
)
from domain.program.events import ProgramEvent
from domain.reminder.events import MorningAsked, ReminderBounced, ReminderSent
from domain.reminder.manners import Manners, manners_under
from domain.reminder.mornings import entry_hurts, report_hurts
from domain.reminder.planning import IGNORED_MANY
from domain.session.events import SessionCorrected, SessionLogged
from domain.symptom.events import SymptomCorrected, SymptomReported
from eventstore.records import Recorded

HURT_CONCERNS = timedelta(days=3)
"""How long after it somebody said that it hurt a look still asks about it."""


class KnownClinic(Struct, frozen=True, omit_defaults=True):
    pos: int = 0
    name: str = ""
    holidays: frozenset[date] = frozenset()
    policy: Policy = Policy()


class KnownPatient(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Up to position `pos` of the feed."""

    pos: int = 0
    clinic_id: UUID | None = None
    language: str = "en"
    consented: bool = False  # to reminders
    restricted: bool = False  # the record is kept and nothing else
    channels: tuple[Channel, ...] = ()  # in the order in which the patient likes them
    bounced: frozenset[Channel] = frozenset()
    sent: tuple[datetime, ...] = ()  # the latest reminders, the last one last
    last_text: int = 0  # which of the texts went out last; 0: none did
    hurt_at: datetime | None = None  # when somebody said last, by the feed's clock, that a session may have hurt
    asked: date | None = None  # the last date on which a next morning was asked about
    policy: Policy | None = None  # the patient's own
    policy_until: date | None = None  # the last date on which it is in force
    quiet: PatientQuietHoursSet | None = None  # as the patient wishes it

    @property
    def may_be_reminded(self) -> bool:
        return self.consented and not self.restricted

    def may_have_hurt(self, now: datetime) -> bool:
        """Whether it is worth while to look at what was said of the latest sessions."""
        return self.hurt_at is not None and now - self.hurt_at < HURT_CONCERNS


def manners_of(known: KnownPatient, clinic: KnownClinic, day: date) -> Manners:
    """How the patient may be approached on a date."""
    own = known.policy if known.policy_until is None or day <= known.policy_until else None
    return manners_under(clinic.policy, own, known.quiet)


def heard(known: KnownPatient, recorded: Recorded, event: Event) -> KnownPatient:
    """After one more event of the patient; one that was folded already changes nothing."""
    after = known if recorded.pos <= known.pos else _folded(known, recorded, event)
    return known if after == known else replace(after, pos=recorded.pos)


def clinic_heard(known: KnownClinic, recorded: Recorded, event: Event) -> KnownClinic:
    """The same for a clinic."""
    if recorded.pos <= known.pos:
        return known
    known = replace(known, pos=recorded.pos)
    match event:
        case ClinicOpened():
            return replace(known, name=event.name)
        case OpeningHoursSet():
            return replace(known, holidays=frozenset(event.hours.holidays))
        case ClinicPolicySet():
            return replace(known, policy=event.policy)
        case _:
            return known


def matters(event: Event) -> bool:
    """Whether there is anything in it to remember, or to look at: most sessions do not hurt."""
    return changes_the_day(event) or isinstance(event, ReminderSent | MorningAsked)


def changes_the_day(event: Event) -> bool:
    """Whether what is planned for the date at hand may be wrong after it."""
    match event:
        case ContactPreferencesSet() | PatientPolicySet() | PatientQuietHoursSet() | ReminderBounced():
            return True
        case PatientRestricted() | PatientRestrictionLifted():
            return True
        case ConsentRecorded() | ConsentWithdrawn():
            return event.purpose is Purpose.REMINDERS
        case SessionLogged() | SessionCorrected() | SymptomReported() | SymptomCorrected():
            return _may_hurt(event)
        case _:
            return isinstance(event, DayEvent | ProgramEvent)


def _folded(known: KnownPatient, recorded: Recorded, event: Event) -> KnownPatient:
    match event:
        case PatientEnrolled():
            return replace(known, clinic_id=event.clinic_id, language=event.language)
        case PatientTransferred():
            return replace(known, clinic_id=event.clinic_id)
        case ContactPreferencesSet():
            return replace(known, channels=event.channels, language=event.language, bounced=frozenset())
        case ConsentRecorded(purpose=Purpose.REMINDERS):
            return replace(known, consented=True)
        case ConsentWithdrawn(purpose=Purpose.REMINDERS):
            return replace(known, consented=False)
        case PatientRestricted() | PatientRestrictionLifted():
            return replace(known, restricted=isinstance(event, PatientRestricted))
        case PatientQuietHoursSet():
            return replace(known, quiet=event)
        case PatientPolicySet():
            return replace(known, policy=event.policy, policy_until=event.until)
        case ReminderSent():
            sent = known.sent if not event.slots else (*known.sent, event.at)[-IGNORED_MANY:]
            return replace(known, sent=sent, last_text=event.text or known.last_text)
        case ReminderBounced():
            return replace(known, bounced=known.bounced | {event.channel})
        case MorningAsked():
            return replace(known, asked=event.day)
        case SessionLogged() | SessionCorrected() | SymptomReported() | SymptomCorrected() if _may_hurt(event):
            return replace(known, hurt_at=recorded.recorded_at)
        case _:
            return known


def _may_hurt(event: SessionLogged | SessionCorrected | SymptomReported | SymptomCorrected) -> bool:
    """What a correction changes is told only by what it corrects, so it always may."""
    match event:
        case SessionLogged():
            return any(map(entry_hurts, event.entries))
        case SymptomReported():
            return report_hurts(event.kind, event.level, event.timing)
        case _:
            return True
