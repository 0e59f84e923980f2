"""The addresses of the therapist's day: a part of the written list in `operations`."""

from services.http.body import JSON
from services.http.operation import AT_LEAST_REFUSED, READ, Body, Operation
from services.http.today.examples import LOOKED
from services.http.today.forms import TodayListAnswer, TodayLookedAnswer, TodayQuery
from services.http.today.looks import look
from services.http.today.reading import list_today

TODAY = (
    Operation(
        method="GET",
        path="/v1/today",
        name="listToday",
        rows="patients",
        tag="Therapists",
        summary="The caseload in the order of who needs somebody, and why",
        description=(
            "First who is on hold after a red flag, then by open alerts (critical first, of one grade what nobody has "
            "taken on, then the soonest to be answered), then who wrote and waits, then today's visits, then who "
            "logged no session for longest. `reason` is one of `red_flag_hold`, `alert`, `message`, `visit`, `quiet`, "
            "or the name of a rule. The pages behind the first keep its order; who changed since is told in `changed`, "
            "to be put in place of what you have. Names are opened from the vault."
        ),
        query=TodayQuery,
        answers=(TodayListAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=list_today,
        **READ,
    ),
    Operation(
        method="POST",
        path="/v1/today/looked",
        name="lookedAtToday",
        tag="Therapists",
        summary="Say that you have seen your day",
        description=(
            "Up to the position of the answer that you saw. Looks with less than half an hour between them are one "
            "visit; what is told as news came after the visit before."
        ),
        bodies=(Body(JSON, "TodayLookedBody", {"just now": LOOKED}),),
        answers=(TodayLookedAnswer,),
        problems=(*AT_LEAST_REFUSED, "invalid"),
        run=look,
    ),
)
