"""The therapist's side of the soak: she looks at her caseload and her alerts, and closes what she has seen."""

from collections import deque
from uuid import UUID

import msgspec
from msgspec import Struct

from bench.soak.asking import STORED, Ask, get, post
from bench.soak.practice import Practice

SEEN_AT_MOST = 2_000


class _Alert(Struct):
    alert_id: UUID


class _Alerts(Struct):
    alerts: list[_Alert]


_decode = msgspec.json.Decoder(_Alerts).decode


class Therapist:
    """Of one practice."""

    def __init__(self, practice: Practice) -> None:
        self._key = practice.therapist_key
        self._open: deque[UUID] = deque()
        self._seen: dict[UUID, None] = {}  # the oldest first
        self._turn = 0

    def next(self) -> Ask:
        """Alerts and caseload in turn; between them the alerts she knows are closed one by one."""
        self._turn += 1
        if self._turn % 2 and self._open:
            path = f"/v1/alerts/{self._open.popleft()}/resolve"
            return post("resolution", path, self._key, {"resolution": "called"}, status=200, says=STORED)
        if self._turn % 4 < 2:
            return get("caseload", "/v1/caseload", self._key, b'"as_of":')
        return get("alerts", "/v1/alerts", self._key, b'"as_of":', self._look)

    def _look(self, body: bytes) -> None:
        for alert in _decode(body).alerts:
            if alert.alert_id not in self._seen:
                self._seen[alert.alert_id] = None
                self._open.append(alert.alert_id)
        while len(self._seen) > SEEN_AT_MOST:
            del self._seen[next(iter(self._seen))]
