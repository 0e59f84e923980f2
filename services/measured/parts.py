"""Who is there: each process leaves word in Valkey every few seconds, so that one look tells of all, on any machine."""

import asyncio
import os
import socket
from contextlib import suppress
from importlib.metadata import version
from time import time

import msgspec
from msgspec import Struct
from redis.asyncio import Redis

from services.measured.beats import Beats
from services.wake import LOST

PREFIX = "carryover:part:"
TELL_EVERY = 5.0
GONE_AFTER = 30
"""Seconds. Who has left no word for so long is gone; who ended in order says so at once."""


class Part(Struct, frozen=True, kw_only=True):
    """One process, by its own word."""

    part: str  # api, engine or worker
    host: str
    pid: int
    version: str
    at: float  # seconds of the Unix epoch, by the clock of its machine
    late: list[str]  # its loops that do not turn


async def tell_of(part: str, beats: Beats, valkey: "Redis") -> None:
    """Leave word until cancelled. While Valkey is away nobody hears it, and nothing else suffers."""
    name = f"{PREFIX}{part}:{socket.gethostname()}:{os.getpid()}"
    own = {"part": part, "host": socket.gethostname(), "pid": os.getpid(), "version": version("carryover")}
    try:
        while True:
            word = Part(**own, at=time(), late=beats.late())  # type: ignore[arg-type]  # of each field its own
            with suppress(*LOST):
                await valkey.set(name, msgspec.json.encode(word), ex=GONE_AFTER)
            await asyncio.sleep(TELL_EVERY)
    finally:
        with suppress(*LOST, TimeoutError):
            async with asyncio.timeout(1):
                await valkey.delete(name)


async def parts_seen(valkey: "Redis") -> list[Part] | None:
    """Everybody who left word lately, by part and machine; None while Valkey does not answer."""
    try:
        names = [name async for name in valkey.scan_iter(match=f"{PREFIX}*", count=1000)]
        words = await valkey.mget(names) if names else []
    except LOST:
        return None
    found = [msgspec.json.decode(word, type=Part) for word in words if word is not None]
    return sorted(found, key=lambda one: (one.part, one.host, one.pid))
