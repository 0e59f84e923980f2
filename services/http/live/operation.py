"""The address of the live stream."""

from uuid import UUID

from services.http.body import STREAM_PATH
from services.http.examples import ALERT, CLINIC, PATIENT
from services.http.live.words import MEDIA_TYPE, AlertChanged, Closed, Heartbeat, PatientMoved, frame
from services.http.operation import AT_LEAST_REFUSED, Operation

_PLACE = "00000000000004d29c1185a5c5e9fc54"
_RAISED = AlertChanged(
    alert_id=UUID(ALERT),
    patient_id=UUID(PATIENT),
    clinic_id=UUID(CLINIC),
    change="raised",
    rule="high_pain",
    grade="critical",
    stale=False,
)
EXAMPLE = (frame(Heartbeat(position=_PLACE), _PLACE) + frame(_RAISED, _PLACE)).decode()

STREAM = Operation(
    method="GET",
    path=STREAM_PATH,
    name="liveStream",
    tag="Therapists",
    summary="Be told of alerts and patients as it happens",
    description=(
        "Server-Sent Events, for staff: `alert` when one in reach is raised or changed, `patient` when the numbers of "
        "one in reach have moved, and `heartbeat` every fifteen seconds. Each has the position as its id: ask other "
        "addresses with it as `at_least`, and come back with it as `Last-Event-ID`, then nothing is missed or told "
        "twice. Several moves of one patient may come as one. The last event is `closed`, when the key ends or its "
        "rights change, when you read too slowly, or when we restart. A key may have ten streams open."
    ),
    headers=("last-event-id",),
    answers=(AlertChanged, PatientMoved, Heartbeat, Closed),
    answer_type=MEDIA_TYPE,
    answer_example=EXAMPLE,
    problems=(*AT_LEAST_REFUSED, "too_many_streams"),
    run=None,
)
