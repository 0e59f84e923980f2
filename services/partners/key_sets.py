"""The public keys of a partner: those that it told us, or those at the address that it gave."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic
from typing import Any, Protocol

import msgspec
import structlog
from msgspec import Struct

from domain.partner.events import PartnerKeySetSet
from domain.partner.key_set import KEYS_AT_MOST, PublicKey, is_sound
from services.egress import Egress, EgressFailed, EgressRefused, fetch
from services.egress_target import read_url

log = structlog.get_logger()

KEPT_SECONDS = 600.0
AGAIN_AFTER = 60.0  # seconds, when a key is asked for that is not there: it may be a new one
SETS_AT_MOST = 1000
OK = 200

_NAMES = frozenset(PublicKey.__struct_fields__)


class FetchedSet(Struct, frozen=True):
    at: float
    keys: Sequence[PublicKey]


class TheirSet(Struct, frozen=True):
    keys: list[dict[str, Any]]


class HasEgress(Protocol):
    @property
    def egress(self) -> Egress: ...


class KeySets:
    """What was fetched, for ten minutes at most; each address is asked by one request at a time."""

    def __init__(self, context: HasEgress) -> None:
        self._context = context
        self._fetched: OrderedDict[str, FetchedSet] = OrderedDict()
        self._asking: dict[str, asyncio.Task[FetchedSet]] = {}

    async def find(self, key_set: PartnerKeySetSet, kid: str) -> PublicKey | None:
        """The key of this name; None where the partner has none, or its address does not tell."""
        if key_set.url is None:
            return named(key_set.keys, kid)
        fetched = self._fetched.get(key_set.url)
        age = float("inf") if fetched is None else monotonic() - fetched.at
        found = None if fetched is None or age > KEPT_SECONDS else named(fetched.keys, kid)
        if found is None and age > AGAIN_AFTER:
            found = named((await self._ask(key_set.url)).keys, kid)
        return found

    async def _ask(self, url: str) -> FetchedSet:
        if url not in self._asking:
            self._asking[url] = asyncio.create_task(self._fetch(url))
        return await asyncio.shield(self._asking[url])

    async def _fetch(self, url: str) -> FetchedSet:
        """Also nothing is kept for a minute, so that nobody makes us ask an address all the time."""
        try:
            answer = await fetch(self._context, "GET", url, {"accept": "application/json"})
            keys = keys_in(answer.body) if answer.status == OK else ()
        except (EgressRefused, EgressFailed, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            log.info("key_set_not_fetched", origin=_origin(url), error=f"{type(error).__name__}: {error}"[:200])
            keys = ()
        finally:
            del self._asking[url]
        fetched = self._fetched[url] = FetchedSet(monotonic(), keys)
        while len(self._fetched) > SETS_AT_MOST:
            self._fetched.popitem(last=False)
        return fetched


def _origin(url: str) -> str:
    """What of an address may stand in a log."""
    try:
        return read_url(url, trying_out=True).origin
    except EgressRefused:
        return "no address"


def named(keys: Sequence[PublicKey], kid: str) -> PublicKey | None:
    """The one key of this name; of two of a name, none."""
    found = [key for key in keys if key.kid == kid]
    return found[0] if len(found) == 1 else None


def keys_in(body: bytes) -> tuple[PublicKey, ...]:
    """Those that may be used here; a set holds others, too, and members that we do not know."""
    found: list[PublicKey] = []
    for member in msgspec.json.decode(body, type=TheirSet).keys[: 10 * KEYS_AT_MOST]:
        try:
            key = msgspec.convert({name: value for name, value in member.items() if name in _NAMES}, PublicKey)
        except msgspec.ValidationError:
            continue
        if is_sound(key):
            found.append(key)
    return tuple(found[:KEYS_AT_MOST])
