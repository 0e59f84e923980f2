"""What the API tells of a course of treatment: a part of the written list in `operations`."""

from services.http.barriers import BarriersAnswer, patient_barriers
from services.http.between_visits import BetweenVisitsAnswer, patient_between_visits
from services.http.clinic_visits import ClinicVisitsAnswer, ClinicVisitsQuery, clinic_visits
from services.http.freshness import FreshQuery
from services.http.hurts import HurtsAnswer, HurtsQuery, clinic_hurts
from services.http.operation import AT_LEAST_REFUSED, READ, Operation
from services.http.visits import ScoresAnswer, VisitsAnswer, patient_scores, patient_visits

_OF_A_PATIENT = (*AT_LEAST_REFUSED, "unknown_patient", "unreadable")

COURSE_READS = (
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/visits",
        name="patientVisits",
        rows="visits",
        tag="Patients",
        summary="The visits, and what was measured and seen at them",
        description=(
            "What took place, was cancelled or is to come, in order of time. What the therapist saw is opened from the "
            "vault, for staff alone."
        ),
        query=FreshQuery,
        answers=(VisitsAnswer,),
        problems=_OF_A_PATIENT,
        run=patient_visits,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/scores",
        name="patientScores",
        rows="scores",
        tag="Patients",
        summary="The scores of questionnaires, and whether their change matters",
        description=(
            "Each score beside the first of its questionnaire and the one before. A change `matters` from the smallest "
            "one on that patients were found to notice; null where nobody has found one."
        ),
        query=FreshQuery,
        answers=(ScoresAnswer,),
        problems=_OF_A_PATIENT,
        run=patient_scores,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/between-visits",
        name="patientBetweenVisits",
        tag="Patients",
        summary="How it went from one visit to the next",
        description=(
            "A stretch begins on the patient's local date after a visit that was recorded and ends on the date of the "
            "next one: what was done on the day of a visit belongs to the time before it. Today is in none. A change "
            "of a program stands on the first day that is otherwise."
        ),
        query=FreshQuery,
        answers=(BetweenVisitsAnswer,),
        problems=_OF_A_PATIENT,
        run=patient_between_visits,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/barriers",
        name="patientBarriers",
        rows="barriers",
        tag="Patients",
        summary="Why it did not happen, in the patient's words",
        description=(
            "Each report that stands, the newest first. What the patient wrote is opened from the vault, for staff "
            "alone."
        ),
        query=FreshQuery,
        answers=(BarriersAnswer,),
        problems=_OF_A_PATIENT,
        run=patient_barriers,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/visits",
        name="clinicVisits",
        rows="visits",
        tag="Therapists",
        summary="The visits of a clinic's day",
        description=(
            "Who comes, who was there and who cancelled, in order of time, for staff: from one instant until just "
            "before another, at most 31 days later. Without both from 12 hours before now to 24 hours after it, "
            "with one of them the 36 hours from it or up to it. What was measured and seen is with the patient."
        ),
        query=ClinicVisitsQuery,
        answers=(ClinicVisitsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_visits,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/hurts",
        name="clinicHurts",
        tag="Therapists",
        summary="How soon an exercise that hurts is changed",
        description=(
            "Of the barriers that say `hurts`, by when they were recorded: how many were answered by a decision that "
            "revised that exercise (not to plainly more of it), rested, paused or ended it, and after how long. Fewer "
            "than five answers are counted and give no median. At most 400 days are asked for at once. For staff."
        ),
        query=HurtsQuery,
        answers=(HurtsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_hurts,
        **READ,
    ),
)
