"""Reading back through the API what a therapist's and a partner's program would read."""

from typing import Any

import httpx2

from tests.e2e.started import NotWell

Answer = dict[str, Any]

FOREVER = {"from": "1900-01-01T00:00:00Z", "to": "2300-01-01T00:00:00Z"}


class Reader:
    """The read API under the two keys of the first run."""

    def __init__(self, url: str, staff_key: str, partner_key: str) -> None:
        self._client = httpx2.AsyncClient(base_url=url, timeout=30.0)
        self._staff = {"authorization": f"Bearer {staff_key}"}
        self._partner = {"authorization": f"Bearer {partner_key}"}

    async def close(self) -> None:
        await self._client.aclose()

    async def post_event(self, event: Answer) -> Answer:
        """One event as a partner; what became of it. Raises NotWell when it is refused."""
        headers = {**self._partner, "content-type": "application/cloudevents+json"}
        return _body(await self._client.post("/v1/events", json=event, headers=headers))

    async def adherence(self, subject: str, **query: str) -> Answer:
        return await self._get(f"/v1/patients/{subject}/adherence", self._partner, query)

    async def symptoms(self, subject: str, **query: str) -> Answer:
        return await self._get(f"/v1/patients/{subject}/symptoms", self._partner, {**FOREVER, **query})

    async def caseload(self, **query: str) -> list[Answer]:
        return await self._pages("/v1/caseload", "patients", query)

    async def alerts(self, **query: str) -> list[Answer]:
        """Those that are not resolved."""
        return await self._pages("/v1/alerts", "alerts", query)

    async def standing(self, **query: str) -> dict[str, Answer]:
        """How far each read model has come."""
        subject = "ext:ann"
        found = {
            "adherence": await self.adherence(subject, **query),
            "symptoms": await self.symptoms(subject, region="jaw", **query),
            "caseload": await self._get("/v1/caseload", self._staff, query),
            "alert_inbox": await self._get("/v1/alerts", self._staff, query),
        }
        return {name: answer["as_of"] for name, answer in found.items()}

    async def _pages(self, path: str, field: str, query: dict[str, str]) -> list[Answer]:
        rows: list[Answer] = []
        cursor: str | None = None
        while True:
            page = await self._get(path, self._staff, {**query, **({"cursor": cursor} if cursor else {})})
            rows += page[field]
            cursor = page["next_cursor"]
            if cursor is None:
                return rows

    async def _get(self, path: str, headers: dict[str, str], query: dict[str, str]) -> Answer:
        return _body(await self._client.get(path, headers=headers, params=query))


def _body(response: httpx2.Response) -> Answer:
    if response.status_code != 200:
        raise NotWell(f"{response.request.url} answers {response.status_code}: {response.text[:500]}")
    body: Answer = response.json()
    return body
