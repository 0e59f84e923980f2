"""Everything that happened to an alert, step by step, in sentences: who did what, and whom it reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from babel import lists

from services.http.alert_history import AlertStep
from services.web.common.vocabulary import Vocabulary
from services.web.words import NP_, Words

CHANNELS = {
    "email": NP_("channels", "by e-mail"),
    "sms": NP_("channels", "by text message"),
    "push": NP_("channels", "by push"),
    "in_app": NP_("channels", "in the inbox"),
    "console": NP_("channels", "on the console"),
}
STEPS = {
    "therapist": NP_("steps", "the therapist"),
    "cover": NP_("steps", "whoever covers"),
    "lead": NP_("steps", "the clinic's lead"),
    "managers": NP_("steps", "the managers"),
}
SYSTEM = "system:"


class Step(NamedTuple):
    """One line. `until`: an instant that belongs to it."""

    at: datetime
    said: str
    by: str  # empty where the service did it by itself
    until: datetime | None
    note: str | None


class Steps:
    """In one language. `names`: of staff."""

    def __init__(self, words: Words, names: Mapping[UUID, str]) -> None:
        self._words, self._names, self._v = words, names, Vocabulary(words)

    def told(self, step: AlertStep) -> Step:
        data: Mapping[str, Any] = step.data
        until = data.get("until") or data.get("answer_by")
        moment = None if until is None else datetime.fromisoformat(until)
        by = "" if step.by.startswith(SYSTEM) else self.name(step.by.partition(":")[2])
        return Step(step.at, self._said(step.type, data), by, moment, step.note)

    def name(self, staff_id: str | UUID | None) -> str:
        """Somebody's; of whom it is not known what they are."""
        known = None if staff_id is None else self._names.get(UUID(str(staff_id)))
        return known or self._words("a member of staff")

    def _said(self, type_: str, data: Mapping[str, Any]) -> str:
        words, v = self._words, self._v
        match type_:
            case "alert.raised":
                return words("Raised: %(grade)s", grade=v.grade(data["grade"]))
            case "alert.attached":
                return words("Another report matched")
            case "alert.delivered":
                channel = self._channel(data["channel"])
                if data.get("staff_id") is None:
                    return words("Delivered %(channel)s", channel=channel)
                return words("Delivered to %(name)s %(channel)s", name=self.name(data["staff_id"]), channel=channel)
            case "alert.acknowledged":
                return words("Taken on")
            case "alert.snoozed":
                return words("Put off")
            case "alert.woken":
                return words("The time it was put off for is over")
            case "alert.escalated":
                whom = lists.format_list([self.name(one) for one in data["staff"]], locale=words.language)
                step = self._step(data["to"])
                return words("Passed on to %(step)s: %(names)s", step=step, names=whom)
            case "alert.regraded":
                return words("Weighs more now: %(grade)s", grade=v.grade(data["grade"]))
            case "alert.resolved":
                return words("Resolved: %(how)s", how=v.resolution(data["resolution"]))
            case _:
                return type_.replace(".", " ").replace("_", " ")

    def _step(self, code: str) -> str:
        return self._words.meant("steps", STEPS[code]) if code in STEPS else code

    def _channel(self, code: str) -> str:
        return self._words.meant("channels", CHANNELS[code]) if code in CHANNELS else code
