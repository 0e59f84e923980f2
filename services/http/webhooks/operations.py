"""The addresses of webhooks."""

from typing import Any

from services.http.body import JSON
from services.http.commands import CommandDone
from services.http.operation import Body, Operation
from services.http.positions import HEADER
from services.http.webhooks.forms import (
    DeliveriesQuery,
    DeliveryLog,
    NewWebhook,
    TestOutcome,
    WebhookLine,
    WebhookList,
)
from services.http.webhooks.giving import change, disable, enable, register, remove, replay, rotate
from services.http.webhooks.reads import list_deliveries, list_webhooks, one_webhook, test_webhook

WEBHOOK: dict[str, Any] = {"url": "https://hooks.example.com/carryover", "types": ["session.logged"]}
REPLAY: dict[str, Any] = {"since": "2026-03-01T00:00:00Z", "until": "2026-03-02T00:00:00Z"}
_ONE = "/v1/webhooks/{webhook_id}"
_BODY = (Body(JSON, "WebhookBody", {"example": WEBHOOK}),)
_GIVEN: dict[str, Any] = {"tag": "Webhooks", "answers": (CommandDone,), "answer_headers": (HEADER, "etag")}
_MADE: dict[str, Any] = {**_GIVEN, "answers": (NewWebhook,)}

WEBHOOKS = (
    Operation(
        method="POST",
        path="/v1/webhooks",
        name="registerWebhook",
        summary="Have news posted to an address of yours",
        description=(
            "Messages after Standard Webhooks, signed with the secret that is answered this once: verify them with its "
            "libraries. They hold ids alone: what happened is read where it belongs. A message that is not answered "
            "with 2xx within ten seconds comes again, up to ten times within three days; 410 stops the webhook."
        ),
        bodies=_BODY,
        problems=("bad_url", "unknown_clinic", "too_many_webhooks", "unreadable"),
        run=register,
        **_MADE,
    ),
    Operation(
        method="GET",
        path="/v1/webhooks",
        name="listWebhooks",
        tag="Webhooks",
        summary="Your webhooks and how they are doing",
        answers=(WebhookList,),
        problems=("unreadable",),
        run=list_webhooks,
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="oneWebhook",
        tag="Webhooks",
        summary="One webhook and how it is doing",
        answers=(WebhookLine,),
        problems=("unknown_webhook", "unreadable"),
        run=one_webhook,
    ),
    Operation(
        method="PUT",
        path=_ONE,
        name="changeWebhook",
        summary="Another address, other types or clinics",
        bodies=_BODY,
        problems=("bad_url", "unknown_clinic", "unknown_webhook", "unreadable"),
        run=change,
        **_GIVEN,
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="removeWebhook",
        summary="Remove a webhook for good, with what waits for it",
        problems=("unknown_webhook", "unreadable"),
        run=remove,
        **_GIVEN,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/secret",
        name="rotateWebhookSecret",
        summary="A new secret; the old one signs along for 24 hours",
        problems=("unknown_webhook", "unreadable"),
        run=rotate,
        **_MADE,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/disable",
        name="disableWebhook",
        summary="Stop posting for a while",
        description="What happens meanwhile is not kept for it: have it posted again with a replay.",
        problems=("unknown_webhook", "unreadable"),
        run=disable,
        **_GIVEN,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/enable",
        name="enableWebhook",
        summary="Go on posting",
        problems=("unknown_webhook", "unreadable"),
        run=enable,
        **_GIVEN,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/replay",
        name="replayWebhook",
        summary="Post again what was recorded within a stretch of the last thirty days",
        description="Under the same message ids: a receiver that remembers them takes nothing twice.",
        bodies=(Body(JSON, "ReplayBody", {"example": REPLAY}),),
        problems=("bad_replay", "unknown_webhook", "unreadable"),
        run=replay,
        **_GIVEN,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/test",
        name="testWebhook",
        tag="Webhooks",
        summary="Post a message about nobody, now",
        answers=(TestOutcome,),
        problems=("unknown_webhook", "unreadable"),
        run=test_webhook,
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/deliveries",
        name="listDeliveries",
        tag="Webhooks",
        summary="What was posted, and how each last try ended",
        description="The newest event first; kept for thirty days.",
        query=DeliveriesQuery,
        answers=(DeliveryLog,),
        problems=("unknown_webhook", "unreadable", "bad_cursor"),
        run=list_deliveries,
    ),
)
