"""The written list of everything the API offers: each address once, with the function behind it."""

from collections.abc import Awaitable, Callable

from services.http import examples
from services.http.alert_operations import ALERT_READS, ALERT_WORK
from services.http.audit.operations import AUDIT
from services.http.body import EVENTS_PATH, JSON
from services.http.caseload import CaseloadAnswer, CaseloadQuery, list_caseload
from services.http.cloud_events import BATCH, ONE
from services.http.command_forms import STAFF_COMMANDS, kebab
from services.http.commands import GIVEN as _GIVEN
from services.http.commands import run_command
from services.http.common import WhoAmI, whoami
from services.http.course_operations import COURSE_READS
from services.http.dry_runs import DryRunAnswer, ask_dry_run, one_dry_run
from services.http.events_door import BatchOutcome
from services.http.exercise_library.operations import LIBRARY_READS
from services.http.export import ExportAnswer, ExportQuery, patient_export
from services.http.feed.operations import FEED
from services.http.freshness import FreshQuery
from services.http.imports.operations import IMPORTS
from services.http.live.operation import STREAM
from services.http.message_operations import MESSAGE_READS, MESSAGE_WORK
from services.http.my.operations import MY
from services.http.operation import AT_LEAST_REFUSED, READ, Asked, Body, Operation, Reply
from services.http.past import PastQuery
from services.http.patients import (
    AdherenceAnswer,
    AdherenceQuery,
    PatientAnswer,
    TodayAnswer,
    one_patient,
    patient_adherence,
    patient_today,
)
from services.http.people.operations import PEOPLE_READS
from services.http.positions import HEADER
from services.http.records.operations import RECORDS
from services.http.reminder_operations import REMINDER_READS
from services.http.sandbox.operations import SANDBOXES
from services.http.sessions import SessionsAnswer, SessionsQuery, patient_sessions
from services.http.sign_in.operations import SIGN_IN
from services.http.symptom_operations import SYMPTOM_READS
from services.http.taking import ItemOutcome
from services.http.today.operations import TODAY
from services.http.webhooks.operations import WEBHOOKS

TAKE_EVENTS = Operation(
    method="POST",
    path=EVENTS_PATH,
    name="takeEvents",
    tag="Partners",
    summary="Send what patients did and felt",
    description=(
        "One CloudEvent, in one piece or in binary mode (attributes in percent-encoded `ce-` headers, its data as the "
        "body), or a batch of up to 1,000. A batch is answered item by item, in order; a faulty item harms no "
        "other. Sending the same `source` and `id` again is harmless: it is answered `duplicate`. `subject` is our "
        "patient id, or `ext:` and your own. `time` is when it happened; state `senttime` so that a wrong clock is "
        "found out. A red flag is answered with `emergency`, whatever becomes of it: show its text at once. It is in "
        "the patient's language, or, where nobody is known, in the one that Accept-Language asks for."
    ),
    headers=(
        "accept-language",
        *("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time", "ce-senttime"),
    ),
    bodies=(
        Body(ONE, "Event", {type_.removeprefix("org.carryover."): event for type_, event in examples.EVENTS.items()}),
        Body(BATCH, "EventBatch", {"two events": examples.BATCH}),
        Body(
            JSON,
            "DataAlone",
            {type_.removeprefix("org.carryover."): event["data"] for type_, event in examples.EVENTS.items()},
        ),
    ),
    answers=(ItemOutcome, BatchOutcome),
    answer_headers=(HEADER,),
    problems=(
        "unknown_type",
        "unknown_patient",
        "wrong_patient",
        "id_reused",
        "already_exists",
        "batch_too_large",
        "unreadable",
    ),
    run=None,
)

READS = (
    Operation(
        method="GET",
        path="/v1/caseload",
        name="listCaseload",
        rows="patients",
        tag="Therapists",
        summary="Who is in care, and how their last seven days went",
        description="Names are opened from the vault, for staff alone.",
        query=CaseloadQuery,
        answers=(CaseloadAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=list_caseload,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}",
        name="onePatient",
        tag="Therapists",
        summary="Who the patient is, and whether the numbers can be trusted",
        description=(
            "The line of the caseload; name and contacts, opened from the vault; and which readers of the log had to "
            "set the patient aside, because an event could not be digested. For staff. Hand the ETag back as If-Match "
            "and a command about the patient is refused where it has changed since."
        ),
        query=FreshQuery,
        answers=(PatientAnswer,),
        answer_headers=("etag",),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=one_patient,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/adherence",
        name="patientAdherence",
        tag="Patients",
        summary="How much of the prescribed work was done",
        description=(
            "By the published definition: the last 7, 28 and 90 closed days and all since the start, for the patient, "
            "by program and by prescription; and today so far. `explain` opens every number."
        ),
        query=AdherenceQuery,
        answers=(AdherenceAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_adherence,
        **READ,
    ),
    *SYMPTOM_READS,
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/sessions",
        name="patientSessions",
        rows="sessions",
        tag="Patients",
        summary="What was done, and what of it counts for nothing and why",
        description="The sessions of a stretch of time as they stand after corrections, without one of 90 days.",
        query=SessionsQuery,
        answers=(SessionsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_sessions,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/export",
        name="exportPatient",
        tag="Patients",
        summary="The events that every number is made of",
        description="All of them in the order of the log, to be recounted by anyone; names and notes are in none.",
        query=ExportQuery,
        answers=(ExportAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_export,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/program/today",
        name="patientToday",
        tag="Patients",
        summary="What the patient is to do today",
        query=PastQuery,
        answers=(TodayAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_patient", "unreadable"),
        run=patient_today,
        **READ,
    ),
    *COURSE_READS,
    *REMINDER_READS,
    *MESSAGE_READS,
    *ALERT_READS,
    *PEOPLE_READS,
    *LIBRARY_READS,
    Operation(
        method="GET",
        path="/v1/whoami",
        name="whoAmI",
        tag="Anyone",
        summary="Whose key this is, and what it may do",
        answers=(WhoAmI,),
        run=whoami,
    ),
)


def _giving(name: str) -> Callable[[Asked], Awaitable[Reply]]:
    async def run(asked: Asked) -> Reply:
        return await run_command(asked, name)

    return run


DRY_RUNS = (
    Operation(
        method="POST",
        path="/v1/clinics/{clinic_id}/policy/dry-run",
        name="tryThisPolicy",
        tag="Therapists",
        summary="Try thresholds on the clinic's own past",
        description=(
            "Replays what was recorded of all its patients under the policy given, in the background. Changes nothing "
            "and tells nobody. Without dates over the 365 days that ended yesterday."
        ),
        bodies=(Body(JSON, "DryRunBody", {"stricter": examples.DRY_RUN}),),
        problems=("unknown_clinic", "bad_policy", "bad_range", "id_reused", "unreadable"),
        run=ask_dry_run,
        **_GIVEN,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}/policy/dry-runs/{run_id}",
        name="oneDryRun",
        tag="Therapists",
        summary="Which alerts there would have been, beside those that were",
        description=(
            "How far it has come, then the alerts by rule, therapist and week, with examples that only one of the two "
            "has. An alert that would have been raised counts as open until a real one of its rule and scope was "
            "resolved, and until it should have been answered at the longest. Kept for thirty days."
        ),
        answers=(DryRunAnswer,),
        problems=("unknown_clinic", "unknown_dry_run", "unreadable"),
        run=one_dry_run,
    ),
)

COMMANDS = tuple(
    Operation(
        method="POST",
        path=f"/v1/commands/{kebab(name)}",
        also=(f"/v1/commands/{name}",),
        name=name[0].lower() + name[1:],
        tag="Commands",
        summary=kebab(name).replace("-", " ").capitalize(),
        bodies=(Body(JSON, name, {"example": examples.COMMANDS[name]}),),
        problems=("forbidden", "not_found", "already_exists", "version_conflict", "id_reused", "unreadable"),
        run=_giving(name),
        **_GIVEN,
    )
    for name in STAFF_COMMANDS
)

OPERATIONS: tuple[Operation, ...] = (
    TAKE_EVENTS,
    STREAM,
    *READS,
    *ALERT_WORK,
    *DRY_RUNS,
    *MESSAGE_WORK,
    *AUDIT,
    *RECORDS,
    *SIGN_IN,
    *MY,
    *WEBHOOKS,
    *FEED,
    *IMPORTS,
    *SANDBOXES,
    *TODAY,
    *COMMANDS,
)
