"""The addresses of sandboxes."""

from services.http.body import JSON
from services.http.opened import SANDBOXES_PATH
from services.http.operation import Body, Operation
from services.http.sandbox.doors import make, move_clock
from services.http.sandbox.examples import CLOCK, SANDBOX
from services.http.sandbox.forms import ClockMoved, SandboxMade

SANDBOXES = (
    Operation(
        method="POST",
        path=SANDBOXES_PATH,
        name="makeSandbox",
        tag="Sandboxes",
        summary="Make an organisation to try things out in",
        description=(
            "Two clinics, an owner, therapists, an app with all scopes, and a dozen invented patients with four weeks "
            "behind them. Keys are shown this once. Where the deployment opens it to everybody, no key is needed."
        ),
        headers=("idempotency-key",),
        bodies=(Body(JSON, "SandboxBody", {"example": SANDBOX}, optional=True),),
        answers=(SandboxMade,),
        run=make,
    ),
    Operation(
        method="POST",
        path="/v1/sandbox/clock",
        name="moveSandboxClock",
        tag="Sandboxes",
        summary="Move the clock of your sandbox forward",
        description=(
            "By hours, or until an instant. Days close, reminders fall due, and alerts are raised as if that time had "
            "passed with nobody there: what was only worth sending meanwhile is not sent. It never goes back. Keys, "
            "sign-ins and quotas go by real time."
        ),
        headers=("idempotency-key",),
        bodies=(Body(JSON, "ClockBody", {"two days": CLOCK}),),
        answers=(ClockMoved,),
        problems=("not_found", "clock_not_moved"),
        run=move_clock,
    ),
)
