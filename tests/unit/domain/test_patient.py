"""A patient is enrolled at a clinic; zones, contact, consents and therapist may change; a discharge has a last day."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.decider import Command, Event
from domain.patient.commands import (
    AssignTherapist,
    DischargePatient,
    EnrolPatient,
    RecordConsent,
    SetContactPreferences,
    SetPatientZone,
    WithdrawConsent,
)
from domain.patient.decider import PATIENT
from domain.patient.events import (
    Channel,
    ConsentRecorded,
    ConsentWithdrawn,
    ContactPreferencesSet,
    DischargeReason,
    PatientDischarged,
    PatientEnrolled,
    PatientZoneSet,
    Purpose,
    TherapistAssigned,
)
from tests.support.examples import (
    CLINIC_ID,
    ENROLLED,
    INVITED,
    NOON,
    OPENED,
    OTHER_THERAPIST_ID,
    PATIENT_ID,
    THERAPIST_ID,
    TODAY,
    TOMORROW,
    WISH_ID,
    YESTERDAY,
    named,
)
from tests.support.spec import given

MOVED = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def enrol(zone: str = "Europe/Berlin", therapist_id: UUID | None = None, private: str | None = None) -> EnrolPatient:
    return EnrolPatient(
        command_id=WISH_ID,
        at=NOON,
        patient_id=PATIENT_ID,
        clinic_id=CLINIC_ID,
        zone=zone,
        therapist_id=therapist_id,
        private=private,
    )


def set_zone(zone: str, since: datetime = MOVED) -> SetPatientZone:
    return SetPatientZone(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, zone=zone, since=since)


def zone_set(zone: str, since: datetime = MOVED) -> PatientZoneSet:
    return PatientZoneSet(patient_id=PATIENT_ID, zone=zone, since=since)


def set_contact(channels: tuple[Channel, ...]) -> SetContactPreferences:
    return SetContactPreferences(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, channels=channels, language="de")


def record_consent(text_version: str = "2026-01") -> RecordConsent:
    return RecordConsent(
        command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, purpose=Purpose.REMINDERS, text_version=text_version
    )


def consented(text_version: str = "2026-01") -> ConsentRecorded:
    return ConsentRecorded(patient_id=PATIENT_ID, purpose=Purpose.REMINDERS, text_version=text_version)


WITHDRAW = WithdrawConsent(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, purpose=Purpose.REMINDERS)
WITHDRAWN = ConsentWithdrawn(patient_id=PATIENT_ID, purpose=Purpose.REMINDERS)
BY_E_MAIL = ContactPreferencesSet(patient_id=PATIENT_ID, channels=(Channel.EMAIL,), language="de")


def assign_therapist(therapist_id: UUID) -> AssignTherapist:
    return AssignTherapist(command_id=WISH_ID, at=NOON, patient_id=PATIENT_ID, therapist_id=therapist_id)


def discharge(
    last_day: date | None = None, reason: DischargeReason = DischargeReason.GOALS_MET, at: datetime = NOON
) -> DischargePatient:
    return DischargePatient(command_id=WISH_ID, at=at, patient_id=PATIENT_ID, reason=reason, last_day=last_day)


def discharged(last_day: date, reason: DischargeReason = DischargeReason.GOALS_MET) -> PatientDischarged:
    return PatientDischarged(patient_id=PATIENT_ID, last_day=last_day, reason=reason)


class TestEnrolling:
    def test_a_patient_is_enrolled_with_a_therapist(self) -> None:
        given(PATIENT).seeing({CLINIC_ID: [OPENED], THERAPIST_ID: [INVITED]}).when(
            enrol(therapist_id=THERAPIST_ID, private="5c1d")
        ).then(
            [
                PatientEnrolled(
                    patient_id=PATIENT_ID,
                    clinic_id=CLINIC_ID,
                    zone="Europe/Berlin",
                    therapist_id=THERAPIST_ID,
                    private="5c1d",
                )
            ]
        )

    def test_enrolling_again_changes_nothing_even_after_a_move(self) -> None:
        history = [
            ENROLLED,
            zone_set("Asia/Tokyo"),
            TherapistAssigned(patient_id=PATIENT_ID, therapist_id=THERAPIST_ID),
        ]
        given(PATIENT, history).seeing({CLINIC_ID: [OPENED]}).when(enrol()).then_nothing()

    def test_the_id_cannot_be_given_to_another(self) -> None:
        given(PATIENT, [ENROLLED]).seeing({CLINIC_ID: [OPENED]}).when(enrol(private="77aa")).then_rejected(
            "already_enrolled"
        )

    def test_the_clinic_must_exist(self) -> None:
        given(PATIENT).when(enrol()).then_rejected("unknown_clinic")

    def test_the_therapist_must_exist(self) -> None:
        given(PATIENT).seeing({CLINIC_ID: [OPENED]}).when(enrol(therapist_id=THERAPIST_ID)).then_rejected(
            "unknown_staff"
        )

    def test_the_zone_must_exist(self) -> None:
        given(PATIENT).seeing({CLINIC_ID: [OPENED]}).when(enrol(zone="Europe/Atlantis")).then_rejected("unknown_zone")

    def test_an_id_named_twice_is_not_two_things(self) -> None:
        muddled = enrol(therapist_id=CLINIC_ID)
        given(PATIENT).seeing({CLINIC_ID: [INVITED]}).when(muddled).then_rejected("unknown_clinic")


class TestZones:
    def test_a_move_may_lie_in_the_past_and_is_kept_in_utc(self) -> None:
        nine_hours_ahead = MOVED.astimezone(timezone(timedelta(hours=9)))
        given(PATIENT, [ENROLLED]).when(set_zone("Asia/Tokyo", nine_hours_ahead)).then([zone_set("Asia/Tokyo", MOVED)])

    def test_the_same_move_told_again_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, zone_set("Asia/Tokyo")]).when(set_zone("Asia/Tokyo")).then_nothing()

    def test_another_zone_since_the_same_instant_replaces(self) -> None:
        given(PATIENT, [ENROLLED, zone_set("Asia/Tokyo")]).when(set_zone("Asia/Seoul")).then([zone_set("Asia/Seoul")])

    def test_what_was_replaced_can_be_said_again(self) -> None:
        history = [ENROLLED, zone_set("Asia/Tokyo"), zone_set("Asia/Seoul")]
        given(PATIENT, history).when(set_zone("Asia/Tokyo")).then([zone_set("Asia/Tokyo")])

    def test_the_zone_must_exist(self) -> None:
        given(PATIENT, [ENROLLED]).when(set_zone("Mars/Olympus")).then_rejected("unknown_zone")


class TestContact:
    def test_preferences_are_set(self) -> None:
        given(PATIENT, [ENROLLED]).when(set_contact((Channel.EMAIL,))).then([BY_E_MAIL])

    def test_the_same_preferences_change_nothing(self) -> None:
        given(PATIENT, [ENROLLED, BY_E_MAIL]).when(set_contact((Channel.EMAIL,))).then_nothing()

    def test_other_preferences_replace_them(self) -> None:
        given(PATIENT, [ENROLLED, BY_E_MAIL]).when(set_contact((Channel.SMS, Channel.EMAIL))).then(
            [ContactPreferencesSet(patient_id=PATIENT_ID, channels=(Channel.SMS, Channel.EMAIL), language="de")]
        )


class TestConsent:
    def test_a_consent_is_recorded(self) -> None:
        given(PATIENT, [ENROLLED]).when(record_consent()).then([consented()])

    def test_recording_it_again_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, consented()]).when(record_consent()).then_nothing()

    def test_a_consent_to_another_text_is_another_consent(self) -> None:
        given(PATIENT, [ENROLLED, consented()]).when(record_consent("2026-07")).then([consented("2026-07")])

    def test_a_consent_is_withdrawn(self) -> None:
        given(PATIENT, [ENROLLED, consented()]).when(WITHDRAW).then([WITHDRAWN])

    def test_withdrawing_again_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED, consented(), WITHDRAWN]).when(WITHDRAW).then_nothing()

    def test_withdrawing_what_was_never_given_changes_nothing(self) -> None:
        given(PATIENT, [ENROLLED]).when(WITHDRAW).then_nothing()

    def test_a_withdrawn_consent_can_be_given_again(self) -> None:
        given(PATIENT, [ENROLLED, consented(), WITHDRAWN]).when(record_consent()).then([consented()])


class TestTherapist:
    def test_a_therapist_is_assigned(self) -> None:
        given(PATIENT, [ENROLLED]).seeing({THERAPIST_ID: [INVITED]}).when(assign_therapist(THERAPIST_ID)).then(
            [TherapistAssigned(patient_id=PATIENT_ID, therapist_id=THERAPIST_ID)]
        )

    def test_the_therapist_in_charge_need_not_be_assigned_again(self) -> None:
        history = [ENROLLED, TherapistAssigned(patient_id=PATIENT_ID, therapist_id=THERAPIST_ID)]
        given(PATIENT, history).seeing({THERAPIST_ID: [INVITED]}).when(assign_therapist(THERAPIST_ID)).then_nothing()

    def test_the_therapist_of_the_enrolment_need_not_be_assigned_again(self) -> None:
        enrolled = PatientEnrolled(
            patient_id=PATIENT_ID, clinic_id=CLINIC_ID, zone="Europe/Berlin", therapist_id=THERAPIST_ID
        )
        given(PATIENT, [enrolled]).seeing({THERAPIST_ID: [INVITED]}).when(assign_therapist(THERAPIST_ID)).then_nothing()

    def test_whoever_treats_a_patient_works_at_the_patients_clinic(self) -> None:
        elsewhere: dict[UUID, list[Event]] = {THERAPIST_ID: [replace(INVITED, clinics=(named("another clinic"),))]}
        given(PATIENT, [ENROLLED]).seeing(elsewhere).when(assign_therapist(THERAPIST_ID)).then_rejected(
            "works_elsewhere"
        )
        given(PATIENT, []).seeing({**elsewhere, CLINIC_ID: [OPENED]}).when(
            enrol(therapist_id=THERAPIST_ID)
        ).then_rejected("works_elsewhere")
        everywhere: dict[UUID, list[Event]] = {THERAPIST_ID: [replace(INVITED, clinics=())]}
        given(PATIENT, [ENROLLED]).seeing(everywhere).when(assign_therapist(THERAPIST_ID)).then(
            [TherapistAssigned(patient_id=PATIENT_ID, therapist_id=THERAPIST_ID)]
        )

    def test_the_therapist_must_exist(self) -> None:
        given(PATIENT, [ENROLLED]).when(assign_therapist(OTHER_THERAPIST_ID)).then_rejected("unknown_staff")


class TestDischarge:
    def test_today_is_the_last_day_unless_said(self) -> None:
        given(PATIENT, [ENROLLED]).when(discharge()).then([discharged(TODAY)])

    def test_today_is_the_patients_own(self) -> None:
        history = [ENROLLED, zone_set("Pacific/Auckland")]
        given(PATIENT, history).when(discharge(at=datetime(2026, 6, 9, 12, 0, tzinfo=UTC))).then([discharged(TOMORROW)])

    def test_discharging_again_changes_nothing_on_the_next_day_either(self) -> None:
        history = [ENROLLED, discharged(TODAY)]
        given(PATIENT, history).when(discharge()).then_nothing()
        given(PATIENT, history).when(discharge(at=NOON + timedelta(days=1))).then_nothing()

    def test_a_discharge_to_come_can_be_moved(self) -> None:
        given(PATIENT, [ENROLLED, discharged(TOMORROW)]).when(discharge(TODAY)).then([discharged(TODAY)])

    def test_a_discharge_can_be_put_off_until_its_last_day_is_over(self) -> None:
        given(PATIENT, [ENROLLED, discharged(TODAY)]).when(discharge(TOMORROW)).then([discharged(TOMORROW)])

    def test_a_discharge_that_is_over_stands(self) -> None:
        history = [ENROLLED, discharged(YESTERDAY)]
        given(PATIENT, history).when(discharge(TOMORROW)).then_rejected("discharged")
        given(PATIENT, history).when(discharge(reason=DischargeReason.PLATEAU)).then_rejected("discharged")

    def test_nobody_is_discharged_in_the_past(self) -> None:
        given(PATIENT, [ENROLLED]).when(discharge(YESTERDAY)).then_rejected("in_the_past")


@pytest.mark.parametrize(
    "command",
    [
        set_zone("Asia/Tokyo"),
        set_contact((Channel.SMS,)),
        record_consent(),
        WITHDRAW,
        assign_therapist(THERAPIST_ID),
        discharge(),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_decided_about_a_patient_who_was_never_enrolled(command: Command) -> None:
    nobody: list[Event] = []
    given(PATIENT, nobody).when(command).then_rejected("unknown_patient")
