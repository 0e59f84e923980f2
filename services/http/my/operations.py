"""The addresses by which patients and carers come in, and where staff see who may."""

from services.http.body import JSON
from services.http.my import doors, reads
from services.http.my.answers import EnterAnswer, LeaveAnswer, MyAnswer, MyPreferences, WaysIn
from services.http.my.examples import MY_ANSWERS
from services.http.my.preferences import set_preferences
from services.http.opened import ENTER_PATH, LEAVE_PATH
from services.http.operation import Body, Operation
from services.http.positions import HEADER
from services.http.sign_in.browser import at_the_door

TAG = "Patients themselves"

MY = (
    Operation(
        method="POST",
        path=ENTER_PATH,
        name="enterMy",
        tag=TAG,
        summary="Come in by a code or a link that staff gave",
        description=(
            "The code is good for fourteen days and lets five devices in; each stays in until the way in ends. It is "
            "kept in the cookie `__Host-carryover-my`, fresh each time. Whatever is wrong with a code or a link, the "
            "answer is the same."
        ),
        bodies=(Body(JSON, "EnterBody", {"a code": {"code": "7K3M-9QXA-VT"}, "a link": {"token": "C406gD8O" * 8}}),),
        answers=(EnterAnswer,),
        problems=("enter_failed", "too_many_tries", "cross_site"),
        run=at_the_door(doors.enter),
    ),
    Operation(
        method="GET",
        path="/v1/my",
        name="myAccess",
        tag=TAG,
        summary="Who is in on this device, and what its page has to know without a line",
        answers=(MyAnswer,),
        run=reads.my_access,
    ),
    Operation(
        method="PUT",
        path="/v1/my/preferences",
        name="setMyPreferences",
        tag=TAG,
        summary="Say in which language you are spoken to, and whether and when you are reminded",
        description="Quiet hours only add to the clinic's. Switching reminders on is the consent to them.",
        headers=("idempotency-key",),
        bodies=(Body(JSON, "MyPreferences", {"quieter": MY_ANSWERS["setMyPreferences"]}),),
        answers=(MyPreferences,),
        answer_headers=(HEADER,),
        problems=("bad_quiet_hours", "cross_site"),
        run=set_preferences,
    ),
    Operation(
        method="POST",
        path=LEAVE_PATH,
        name="leaveMy",
        tag=TAG,
        summary="Go out on this device",
        description="One that is out already is answered alike, and its cookie goes.",
        bodies=(Body(JSON, "NoBody", {"nothing": {}}, optional=True),),
        answers=(LeaveAnswer,),
        problems=("cross_site",),
        run=at_the_door(doors.leave),
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/access",
        name="patientWaysIn",
        tag="Patients",
        summary="The ways in that a patient and her carers were given, and the devices that are in",
        answers=(WaysIn,),
        problems=("unknown_patient",),
        run=reads.ways_in,
    ),
)
