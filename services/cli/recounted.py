"""What the small program of the definition counts from an export, beside what the service answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from msgspec import Struct, to_builtins

from definition.recount import recount
from services.http.difference import Changed, differences

Json = Mapping[str, Any]

OUR_OWN = frozenset({"clinic_id", "events"})
"""Members of an answer of which the definition says nothing, wherever they stand."""


class NotExplained(Exception):
    """What is needed could not be read; in a sentence."""


class Agreement(Struct, frozen=True):
    """What was counted, and where the service says otherwise: `then` is counted, `now` answered."""

    counted: Json
    events: int  # that it was counted from
    compared: bool  # False: there was no answer to compare it with
    differences: Sequence[Changed]

    def as_json(self) -> Any:
        """For programs."""
        places = [{"at": each.at, "counted": each.then, "answered": each.now} for each in self.differences]
        return {**self.counted, "compared": self.compared, "differences": to_builtins(places)}


def compared(export: Json, answer: Json | None, at: datetime | None = None) -> Agreement:
    """The recount of an export, and how it differs from the answer of `adherence?explain=true`. Raises NotExplained.

    It is counted at the moment of the answer, or where there is none `at`, or at that of the export.
    """
    try:
        if answer is not None:
            if answer["adherence"] is None or answer["explained"] is None:
                raise NotExplained("The answer has no numbers, or was not asked for with explain=true.")
            if answer["incomplete_from"] is not None:
                raise NotExplained(f"The service lacks events from {answer['incomplete_from']} on, and says so.")
            at = datetime.fromisoformat(answer["adherence"]["at"])
        counted = recount(export["events"], at or datetime.fromisoformat(export["as_of"]["at"]))
        found = [] if answer is None else _unlike(counted, {key: _without(answer[key]) for key in counted})
        return Agreement(counted, len(export["events"]), answer is not None, found)
    except (KeyError, TypeError) as fault:
        raise NotExplained(f"This is no export, or no answer of `adherence?explain=true`: {fault!r}") from fault
    except ValueError as fault:
        raise NotExplained(f"The export cannot be counted: {fault}") from fault


def _unlike(counted: Json, answered: Json) -> Sequence[Changed]:
    """Where they differ; as a whole where nothing differs but the order of some list."""
    if counted == answered:
        return []
    return [*differences(counted, answered)] or [Changed("", counted, answered)]


def asked_of_service(url: str, key: str, patient: str, as_of: str | None) -> tuple[Json, Json]:
    """A patient's export and the answer that is made of the same events. Raises NotExplained."""
    import httpx2

    path = f"/v1/patients/{quote(patient, safe=':')}"
    try:
        with httpx2.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=30) as client:
            past = {} if as_of is None else {"as_of": as_of}
            answer = _got(client.get(f"{path}/adherence", params={"explain": "true", **past}))
            export = _got(client.get(f"{path}/export", params={"as_of": answer["as_of"]["position"]}))
    except httpx2.HTTPError as fault:
        raise NotExplained(f"{url} cannot be asked: {fault}") from fault
    except httpx2.InvalidURL as fault:
        raise NotExplained(f"{url} is no address: {fault}") from fault
    return export, answer


def _got(response: Any) -> Json:
    body: Json = response.json() if "json" in response.headers.get("content-type", "") else {}
    if response.status_code != 200:
        told = body.get("detail") or body.get("title") or "no reason given"
        raise NotExplained(f"{response.request.url.path} answers {response.status_code}: {told}")
    return body


def _without(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return {key: _without(value) for key, value in answer.items() if key not in OUR_OWN}
    return [_without(item) for item in answer] if isinstance(answer, list) else answer
