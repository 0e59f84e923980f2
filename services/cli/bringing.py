"""Sending a file in parts, starting its import, and watching it to the end."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from services.cli.sent_state import beside
from services.http.body import CSV, JSON_LINES
from services.imports.job import LineRefusal

if TYPE_CHECKING:
    import httpx2

PART_BYTES = 4 << 20
LOOK_EVERY = 1.0  # seconds
TRIES = 6
FIRST_PAUSE = 0.5
OK, TRY_AGAIN = 200, frozenset({408, 429, 500, 502, 503, 504})
COUNTS = ("good", "stored", "duplicate", "unchanged", "refused", "empty")


class CannotBring(Exception):
    """The service cannot be reached, or does not want this file; in a sentence."""


class Brought(Struct, frozen=True):
    """What became of a file."""

    said: str
    refused: int
    digest: str
    refusals: tuple[LineRefusal, ...]
    refusals_file: Path


async def bring_file(
    kind: str,
    path: Path,
    url: str,
    key: str,
    *,
    dry_run: bool,
    digest: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    transport: "httpx2.AsyncBaseTransport | None" = None,
    look_every: float = LOOK_EVERY,
) -> Brought:
    """Raises CannotBring, OSError, and ValueError for an address or a key that is none."""
    import httpx2

    async with httpx2.AsyncClient(
        base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60.0, transport=transport
    ) as client:
        asking = _Asking(client)
        asked = {"kind": kind, "dry_run": dry_run, **({} if digest is None else {"digest": digest})}
        place = f"/v1/imports/{(await asking.told('POST', '/v1/imports', json=asked))['id']}"
        media_type = JSON_LINES if kind == "events" else CSV
        for number, part in enumerate(parts(path, quoted=kind == "roster"), 1):
            await asking.told("PUT", f"{place}/parts/{number}", content=part, headers={"content-type": media_type})
        stands = await asking.told("POST", f"{place}/start", json={})
        while stands["state"] == "running":
            progress(stands["done"], stands["lines"])
            await asyncio.sleep(look_every)
            stands = await asking.told("GET", place)
        progress(stands["done"], stands["lines"])
        if stands["state"] != "done":
            raise CannotBring(f"The import has ended as {stands['state']}, {stands['done']} lines of it are done.")
        refusals, file = await asking.refusals(place), beside(path, ".refused.jsonl")
    file.unlink(missing_ok=True)
    if refusals:
        file.write_bytes(b"".join(msgspec.json.encode(refusal) + b"\n" for refusal in refusals))
    said = ", ".join(f"{stands[name]} {name}" for name in COUNTS if stands[name]) or "nothing in it"
    return Brought(said, stands["refused"], stands["digest"], tuple(refusals), file)


def parts(path: Path, *, quoted: bool) -> Iterator[bytes]:
    """The file in pieces of whole lines; `quoted`: no piece ends within quotes. Raises OSError."""
    held = bytearray()
    open_quotes = False
    with path.open("rb") as file:
        for line in file:
            held += line
            open_quotes ^= quoted and line.count(b'"') % 2 == 1
            if len(held) >= PART_BYTES and not open_quotes:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)


class _Asking:
    """Tries again while the service is away."""

    def __init__(self, client: "httpx2.AsyncClient") -> None:
        self._client = client

    async def told(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(await self._ask(method, path, **more))
        return found

    async def refusals(self, place: str) -> list[LineRefusal]:
        found: list[LineRefusal] = []
        while True:
            after = {"after_line": found[-1].line if found else 0}
            lines = (await self._ask("GET", f"{place}/errors", params=after)).splitlines()
            if not lines:
                return found
            found += [msgspec.json.decode(line, type=LineRefusal) for line in lines]

    async def _ask(self, method: str, path: str, **more: Any) -> bytes:
        import httpx2

        why = ""
        for number in range(TRIES):
            if number:
                await asyncio.sleep(FIRST_PAUSE * 2 ** (number - 1))
            try:
                answer = await self._client.request(method, path, **more)
            except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as fault:
                raise CannotBring(f"{self._client.base_url} is no address: {fault}") from fault
            except httpx2.TransportError as fault:
                why = str(fault) or type(fault).__name__
                continue
            if answer.status_code == OK:
                return answer.content
            why = f"it answers {answer.status_code}: {_sentence(answer)}"
            if answer.status_code not in TRY_AGAIN:
                break
        raise CannotBring(f"The service at {self._client.base_url} does not take it: {why}")


def _sentence(answer: "httpx2.Response") -> str:
    try:
        problem: dict[str, Any] = msgspec.json.decode(answer.content)
        return f"{problem['title']} {problem.get('detail', '')}".strip()
    except (msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        return "no reason given"
