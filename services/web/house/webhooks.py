"""Where news is posted to: the addresses, how each is doing, and what became of every piece of news."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from services.http.webhooks.forms import DeliveryLog, WebhookLine, WebhookList
from services.web.house.lists import all_partners, clinic_names
from services.web.house.tabs import tabs_of
from services.web.page import Shown
from services.web.view import View
from services.web.words import NP_
from services.webhooks.known import TOLD_TO_STAFF
from services.webhooks.schedule import DeliveryState

PER_PAGE = 25

STATES: Mapping[str, str] = MappingProxyType(
    {
        "waiting": NP_("deliveries", "waiting"),
        "delivered": NP_("deliveries", "delivered"),
        "given_up": NP_("deliveries", "given up"),
    }
)

STOPPED: Mapping[str, str] = MappingProxyType(
    {
        "asked": NP_("webhooks", "switched off"),
        "gone": NP_("webhooks", "switched off: the address said that it is gone"),
        "failing": NP_("webhooks", "switched off after five days of failures"),
    }
)

ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "unknown_host": NP_("webhooks", "there is no such address"),
        "not_public": NP_("webhooks", "the address is not public"),
        "timed_out": NP_("webhooks", "no answer in time"),
        "bad_certificate": NP_("webhooks", "the certificate is not right"),
        "unreachable": NP_("webhooks", "not reached"),
        "too_large": NP_("webhooks", "the answer was too large"),
        "broken": NP_("webhooks", "what answered speaks no HTTP"),
    }
)


class DeliveriesPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of the deliveries."""

    status: DeliveryState | None = None
    cursor: str | None = None


async def webhooks(view: View) -> Shown:
    found = await view.read("listWebhooks", WebhookList)
    return Shown("house/webhooks.html", view.words("Webhooks"), {**await _shared(view), "webhooks": found.webhooks})


async def webhook(view: View) -> Shown:
    """Raises Problem `unknown_webhook`."""
    line = await view.read("oneWebhook", WebhookLine, view.path)
    log = await view.read(
        "listDeliveries", DeliveryLog, view.path, status=view.query.status, cursor=view.query.cursor, limit=PER_PAGE
    )
    return Shown(
        "house/webhook.html",
        view.words("Webhook"),
        {
            **await _shared(view),
            "line": line,
            "log": log,
            "states": [(state, view.words.meant("deliveries", said)) for state, said in STATES.items()],
            "status": None if view.query.status is None else view.query.status.value,
            "cursor": view.query.cursor,
        },
    )


async def _shared(view: View) -> dict[str, Any]:
    """`types`: every kind of event, by what it is about."""
    by_kind = groupby(sorted(TOLD_TO_STAFF), key=lambda name: name.partition(".")[0])
    return {
        "tabs_here": tabs_of(view),
        "names": clinic_names(view),
        "types": [(kind, list(names)) for kind, names in by_kind],
        "partner_names": {line.partner_id: line.name for line in await all_partners(view)},
        "health": lambda line: health(view, line),
        "state": lambda code: _said(view, "deliveries", STATES, code),
        "errors": {code: view.words.meant("webhooks", said) for code, said in ERRORS.items()},
        "error": lambda code: _said(view, "webhooks", ERRORS, code),
    }


def health(view: View, line: WebhookLine) -> tuple[str, str]:
    """How a webhook is doing, as a kind of badge and in words."""
    if line.stopped is not None:
        return "medium", _said(view, "webhooks", STOPPED, line.stopped)
    if line.failing:
        return "high", view.words.many("failed once", "failed %(n)s times running", line.failing)
    return "good", view.words("works")


def _said(view: View, context: str, table: Mapping[str, str], code: str | None) -> str:
    """What has no words is shown as it stands."""
    if code is None:
        return ""
    return view.words.meant(context, table[code]) if code in table else code.replace("_", " ")
