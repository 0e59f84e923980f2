"""What an alert rests on, event by event, in sentences."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from babel import lists

from services.http.alert_facts import AlertFact
from services.web.alerts.wording import Wording
from services.web.common.vocabulary import Vocabulary
from services.web.words import Words


class Told(NamedTuple):
    """One fact. `detail`: what else was said of it."""

    fact: AlertFact
    said: str
    detail: str


class Facts:
    """In one language."""

    def __init__(self, words: Words, wording: Wording) -> None:
        self._words, self._wording, self._v = words, wording, Vocabulary(words)

    def told(self, fact: AlertFact) -> Told:
        """What is of a kind that has no words here is told by its stored name."""
        data: Mapping[str, Any] = fact.data
        match fact.type:
            case "symptom.reported" | "symptom.corrected":
                return Told(fact, self._felt(data), self._more(data))
            case "barrier.reported":
                what = self._exercise(data)
                reason = self._v.barrier(data["reason"])
                return Told(fact, self._words("Not done: %(reason)s", reason=reason), what)
            case "session.logged" | "session.corrected":
                return Told(fact, self._words("Session"), self._entries(data))
            case "patient.red_flag_reported":
                signs = [self._v.sign(sign) for sign in data["signs"]]
                said = lists.format_list(signs, locale=self._words.language)
                return Told(
                    fact, self._words("Red flag: %(signs)s", signs=said), self._v.provenance(data["provenance"])
                )
            case "program.assigned":
                return Told(fact, self._words("Program assigned"), "")
            case "program.revised":
                return Told(fact, self._words("Program revised"), "")
            case _:
                return Told(fact, fact.type.replace(".", " ").replace("_", " "), "")

    def _felt(self, data: Mapping[str, Any]) -> str:
        """A correction may leave out what it does not change."""
        kind = self._v.symptom(data.get("kind") or "pain")
        level = data.get("level")
        if level is None or data.get("region") is None:
            return self._words("%(kind)s, corrected", kind=kind)
        place = self._v.place(data["region"], data.get("side") or "none")
        return self._words("%(kind)s %(level)s: %(place)s", kind=kind, level=self._wording.level(level), place=place)

    def _more(self, data: Mapping[str, Any]) -> str:
        parts = [self._v.timing(data.get("timing")), self._exercise(data), self._v.provenance(data.get("provenance"))]
        return ", ".join(filter(None, parts))

    def _exercise(self, data: Mapping[str, Any]) -> str:
        named = data.get("exercise_id")
        return "" if named is None else self._wording.exercise(UUID(named))

    def _entries(self, data: Mapping[str, Any]) -> str:
        """The entries that say how much it hurt; where none does, all."""
        entries = data.get("entries") or []
        hurting = [entry for entry in entries if entry.get("pain")]
        told = []
        for entry in hurting or entries:
            name = self._exercise(entry)
            if entry.get("pain"):
                level = self._wording.level(entry["pain"])
                told.append(self._words("%(exercise)s with pain of %(level)s", exercise=name, level=level))
            elif name:
                told.append(name)
        return ", ".join(told)
