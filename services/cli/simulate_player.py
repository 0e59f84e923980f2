"""Says the lines of a script at the doors: as the partner's app, and as the members of staff it invites itself."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx2

from services.embedded.errors import EmbeddedError
from services.http.cloud_events import ONE
from services.http.sign_in.cookie import CSRF_HEADER
from services.provision import Provisioned
from services.simulate.lines import APP, SOURCE

AT_ONCE = 8
"""Patients whose lines are said at the same time; of one patient they are said in their order."""

SECONDS = 60.0
TOLD = "told.jsonl"

Line = Mapping[str, Any]


class Player:
    """Open as a context manager. What the doors answered goes into `told.jsonl`, a line for each line that was said."""

    def __init__(self, url: str, made: Provisioned, answers: Path) -> None:
        self._client = httpx2.AsyncClient(base_url=url, timeout=SECONDS, trust_env=False)
        self._owner_key = made.owner_key
        self._keys = {APP: made.partner_key, str(made.owner_id): made.owner_key}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._told = (answers / TOLD).open("w", encoding="utf-8")

    async def __aenter__(self) -> "Player":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._told.close()
        await self._client.aclose()

    async def say(self, together: Sequence[Line]) -> None:
        """Lines of one instant: first those about clinics and the rounds of their staff, then everybody's."""
        by_patient = {patient: list(lines) for patient, lines in groupby(sorted(together, key=_whose), key=_whose)}
        await self._in_order(by_patient.pop("", []))
        try:
            async with asyncio.TaskGroup() as tasks:
                for lines in by_patient.values():
                    tasks.create_task(self._in_order(lines))
        except ExceptionGroup as faults:
            raise faults.exceptions[0] from faults

    async def ask(self, path: str, **query: str) -> Any:
        """A question of the owner's. Raises EmbeddedError."""
        return await self._asked("GET", path, self._owner_key, query={k: v for k, v in query.items() if v})

    async def alerts(self, **query: str) -> AsyncIterator[Any]:
        """Those of an inbox, page by page."""
        cursor = ""
        while True:
            page = await self.ask("/v1/alerts", cursor=cursor, **query)
            for alert in page["alerts"]:
                yield alert
            cursor = page["next_cursor"] or ""
            if not cursor:
                return

    async def _in_order(self, lines: Iterable[Line]) -> None:
        async with self._room:
            for line in lines:
                await self._say(line)

    async def _say(self, line: Line) -> None:
        if "inbox" in line:
            await self._go_through(line)
            return
        if "event" in line:
            event = {
                "specversion": "1.0",
                "source": SOURCE,
                "time": line["at"],
                "senttime": line["at"],
                **line["event"],
            }
            answer = await self._asked("POST", "/v1/events", self._key(line), body=event, kind=ONE)
        else:
            answer = await self._asked("POST", f"/v1/commands/{line['command']}", self._key(line), body=line["body"])
            if "invitation" in answer:
                self._keys[line["body"]["staff_id"]] = await self._own_key(answer.pop("invitation"))
        self._write(line, answer)

    async def _own_key(self, invitation: str) -> str:
        """Of a member of staff who accepts an invitation and goes on with a key."""
        words = secrets.token_urlsafe()
        body = {
            "token": invitation.partition("#")[2],
            "email": f"{secrets.token_hex()}@staff.example",
            "password": words,
        }
        accepted = await self._client.post("/v1/invitations/accept", json=body)
        _check("POST", "/v1/invitations/accept", accepted)
        cookie = accepted.headers["set-cookie"].partition(";")[0]  # over plain http no client gives it back by itself
        headers = {"cookie": cookie, CSRF_HEADER: accepted.json()["csrf"]}
        made = await self._client.post("/v1/account/keys", json={"label": "Simulation", "days": 365}, headers=headers)
        _check("POST", "/v1/account/keys", made)
        return str(made.json()["api_key"])

    async def _go_through(self, line: Line) -> None:
        """An inbox as it is at this moment: all alerts in it that stand so, one after the other."""
        inbox = line["inbox"]
        which = {name: inbox[name] for name in ("clinic", "therapist", "status") if name in inbox}
        found = [alert async for alert in self.alerts(**which)]
        for alert in found:
            if alert["grade"] not in inbox.get("grades", (alert["grade"],)):
                continue
            body: dict[str, Any] = {}
            if inbox["do"] == "resolve":
                body["resolution"] = inbox["resolution"]
            if inbox["do"] == "snooze":
                if alert["grade"] == "critical":
                    continue
                body["until"] = (datetime.fromisoformat(line["at"]) + timedelta(hours=inbox["hours"])).isoformat()
            path = f"/v1/alerts/{alert['alert_id']}/{inbox['do']}"
            self._write(line, await self._asked("POST", path, self._key(line), body=body))

    def _key(self, line: Line) -> str:
        return self._keys[line["by"]]

    async def _asked(
        self,
        method: str,
        path: str,
        key: str,
        *,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        kind: str = "application/json",
    ) -> Any:
        headers = {"authorization": f"Bearer {key}", "content-type": kind}
        content = None if body is None else json.dumps(body)
        answer = await self._client.request(method, path, headers=headers, content=content, params=query)
        _check(method, path, answer)
        return answer.json()

    def _write(self, line: Line, answer: Any) -> None:
        said = {name: line[name] for name in ("at", "by", "command", "inbox") if name in line}
        if "event" in line:
            said["event"] = line["event"]["id"]
        self._told.write(json.dumps({**said, "answer": answer}) + "\n")


def _check(method: str, path: str, answer: httpx2.Response) -> None:
    if answer.status_code >= 400:
        raise EmbeddedError(f"{method} {path} was answered with {answer.status_code}: {answer.text[:500]}")


def _whose(line: Line) -> str:
    """The patient a line is about; empty for what is about a clinic."""
    named = line["event"]["subject"] if "event" in line else line.get("body", {}).get("patient_id")
    return str(named or "")
