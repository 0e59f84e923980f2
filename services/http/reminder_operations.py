"""The addresses of the ledger of reminders."""

from services.http.operation import AT_LEAST_REFUSED, READ, Operation
from services.http.reminders import (
    ClinicRemindersAnswer,
    RemindersAnswer,
    RemindersQuery,
    clinic_reminders,
    patient_reminders,
)

REMINDER_READS = (
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/reminders",
        name="patientReminders",
        rows="slots",
        tag="Patients",
        summary="What the patient was reminded of, and what was not sent and why",
        description=(
            "The ledger of local dates: one entry for each dose, and each message that went out, with whether it was "
            "delivered, opened, and followed by a session within four hours."
        ),
        query=RemindersQuery,
        answers=(RemindersAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_reminders,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/reminders",
        name="clinicReminders",
        tag="Therapists",
        summary="What a clinic's reminders came to",
        description="How many doses were reminded of, how many not and why, and what followed. For staff.",
        query=RemindersQuery,
        answers=(ClinicRemindersAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_reminders,
        **READ,
    ),
)
