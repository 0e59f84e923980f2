"""The addresses of alerts: who needs somebody now, what is done about it, and how long that took."""

from services.http import examples
from services.http.alert_facts import AlertFactsAnswer, alert_facts
from services.http.alert_history import AlertHistoryAnswer, alert_history
from services.http.alert_times import AlertTimesAnswer, clinic_alert_times
from services.http.alerts import (
    AlertAnswer,
    AlertsAnswer,
    AlertsQuery,
    acknowledge_alert,
    list_alerts,
    one_alert,
    resolve_alert,
    snooze_alert,
)
from services.http.body import JSON
from services.http.clinic_load import ClinicLoadAnswer, clinic_load
from services.http.commands import GIVEN
from services.http.freshness import FreshQuery
from services.http.operation import AT_LEAST_REFUSED, READ, Body, Operation

ALERT_READS = (
    Operation(
        method="GET",
        path="/v1/alerts",
        name="listAlerts",
        rows="alerts",
        tag="Therapists",
        summary="Who needs somebody now",
        description=(
            "Critical first, then the soonest to be answered: of a clinic, a therapist, one `patient`, or an `owner`: "
            "whoever is to answer now, because it is theirs, they cover for who is away, or it was passed on to them. "
            "Patients' names are opened from the vault."
        ),
        query=AlertsQuery,
        answers=(AlertsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic", "unknown_patient", "unreadable"),
        run=list_alerts,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/alerts/{alert_id}",
        name="oneAlert",
        tag="Therapists",
        summary="One alert, and what it rests on",
        query=FreshQuery,
        answers=(AlertAnswer,),
        answer_headers=("etag",),
        problems=(*AT_LEAST_REFUSED, "unknown_alert"),
        run=one_alert,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/alerts/{alert_id}/history",
        name="alertHistory",
        rows="events",
        tag="Therapists",
        summary="Everything that happened to an alert, with who and when",
        description=(
            "From the rule that raised it to what was done, in the order of the log; what was written about that is "
            "opened from the vault. For staff."
        ),
        answers=(AlertHistoryAnswer,),
        problems=("unknown_alert", "unreadable"),
        run=alert_history,
    ),
    Operation(
        method="GET",
        path="/v1/alerts/{alert_id}/facts",
        name="alertFacts",
        rows="facts",
        tag="Therapists",
        summary="The events that an alert rests on, and the thresholds it went by",
        description=(
            "As they were recorded, in the order of the log; those that matched while it was open are marked. The "
            "thresholds are the patient's own or the clinic's of the versions that the alert names, else the rules'."
        ),
        answers=(AlertFactsAnswer,),
        problems=("unknown_alert", "unreadable"),
        run=alert_facts,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/alert-times",
        name="clinicAlertTimes",
        tag="Therapists",
        summary="How long alerts waited to be answered and to be closed",
        description=(
            "Of the alerts raised in the last 28 and 90 days, for the clinic and by therapist (whose the patient was "
            "then): the median, and what nine of ten did not exceed, in minutes on the wall and of opening time, by "
            "the hours that the clinic has now. Answered is acknowledged, or closed where nobody had taken it on."
        ),
        query=FreshQuery,
        answers=(AlertTimesAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_alert_times,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/load",
        name="clinicLoad",
        rows="therapists",
        tag="Therapists",
        summary="What each therapist of a clinic carries",
        description=(
            "Of each therapist whose patients are in care there, and of those whom nobody has: how many patients, "
            "alerts that nobody has closed, and how the last seven days went, a figure a patient and nobody's name."
        ),
        query=FreshQuery,
        answers=(ClinicLoadAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=clinic_load,
        **READ,
    ),
)

ALERT_WORK = (
    Operation(
        method="POST",
        path="/v1/alerts/{alert_id}/acknowledge",
        name="acknowledgeThisAlert",
        tag="Therapists",
        summary="Take an alert on",
        bodies=(Body(JSON, "NoBody", {"nothing": {}}, optional=True),),
        problems=("unknown_alert", "version_conflict", "id_reused", "unreadable"),
        run=acknowledge_alert,
        **GIVEN,
    ),
    Operation(
        method="POST",
        path="/v1/alerts/{alert_id}/snooze",
        name="snoozeThisAlert",
        tag="Therapists",
        summary="Put an alert off for a while",
        description=(
            "For seven days at the most, and no critical one. Its clock stands until then, and its owner is told again."
        ),
        bodies=(Body(JSON, "SnoozeBody", {"until tomorrow": examples.SNOOZE}),),
        problems=(
            "unknown_alert",
            "not_open",
            "bad_snooze",
            "cannot_wait",
            "version_conflict",
            "id_reused",
            "unreadable",
        ),
        run=snooze_alert,
        **GIVEN,
    ),
    Operation(
        method="POST",
        path="/v1/alerts/{alert_id}/resolve",
        name="resolveThisAlert",
        tag="Therapists",
        summary="Close an alert, and say what was done",
        bodies=(Body(JSON, "ResolveBody", {"called": examples.RESOLVE}),),
        problems=("unknown_alert", "already_resolved", "version_conflict", "id_reused", "unreadable"),
        run=resolve_alert,
        **GIVEN,
    ),
)
