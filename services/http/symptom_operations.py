"""The addresses of what patients felt: one patient's symptoms, and which exercise hurts, also across a clinic."""

from services.http.exercise_pain import (
    ClinicExercisePainAnswer,
    ExercisePainQuery,
    PatientExercisePainAnswer,
    clinic_exercise_pain,
    patient_exercise_pain,
)
from services.http.next_morning import NextMorningAnswer, patient_next_morning
from services.http.operation import AT_LEAST_REFUSED, READ, Operation
from services.http.past import PastQuery
from services.http.symptom_lines import SymptomsAnswer
from services.http.symptoms import SymptomsQuery, patient_symptoms

SYMPTOM_READS = (
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/symptoms",
        name="patientSymptoms",
        rows="symptoms",
        tag="Patients",
        summary="What was felt, where and when",
        description=(
            "The reports of a stretch of time, without one of the last 90 days; and what they say. `places` has each "
            "kind, region and side: the newest beside the baseline (the median of the five before it there with the "
            "same timing, at whatever time they were), and of pain the trend: better or worse by at least two points, "
            "the least that is real on a scale of 0 to 10. `soreness` is what goes on now. `next_mornings` binds "
            "each report of the morning after to its session, and says whether what was felt has settled."
        ),
        query=SymptomsQuery,
        answers=(SymptomsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_symptoms,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/next-morning",
        name="patientNextMorning",
        tag="Patients",
        summary="Whether the patient is asked today how yesterday's session has settled",
        description=(
            "The last session of yesterday's local date in which something hurt (4 or more), with the places, until "
            "an answer to it is there: a report of what was felt with the timing next_morning."
        ),
        query=PastQuery,
        answers=(NextMorningAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_next_morning,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/exercise-pain",
        name="patientExercisePain",
        tag="Patients",
        summary="Which exercise hurts the patient",
        description=(
            "By exercise and side, from what sessions say of pain during each exercise, and from reports of pain "
            "during one that they name. Without a stretch of time the last 90 days; what lies ahead of now waits."
        ),
        query=ExercisePainQuery,
        answers=(PatientExercisePainAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_exercise_pain,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/exercise-pain",
        name="clinicExercisePain",
        tag="Therapists",
        summary="Which exercise hurts a clinic's patients",
        description=(
            "The same across all patients of a clinic, discharged ones too, for staff; of each exercise and side that "
            "at least five patients have rated at least twenty times. `too_few` has the others, without figures. "
            "At most 400 days are asked for at once."
        ),
        query=ExercisePainQuery,
        answers=(ClinicExercisePainAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_exercise_pain,
        **READ,
    ),
)
