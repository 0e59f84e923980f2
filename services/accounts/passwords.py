"""Passwords, hashed with argon2id in two threads: many at once wait or are sent away, and memory stays bounded."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from eventstore.store import StoreBusy

T = TypeVar("T")

PASSWORD_AT_LEAST, PASSWORD_AT_MOST = 12, 128  # characters
THREADS = 2  # of 64 MiB each while they hash
WAITING_AT_MOST = 32  # some four seconds of work


class Passwords:
    """Makes and checks hashes. Raises StoreBusy where too many wait."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
        self._under_way = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._hasher.hash(composed(password)))

    async def verify(self, hash_: str | None, password: str) -> bool:
        """Costs the same where there is no hash to compare with."""
        return await self._run(lambda: self._verify(hash_, composed(password)))

    def is_old(self, hash_: str) -> bool:
        """Whether it was made with other costs than today's."""
        return self._hasher.check_needs_rehash(hash_)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._under_way >= THREADS + WAITING_AT_MOST:
            raise StoreBusy("too many passwords are being checked")
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._under_way -= 1

    def _verify(self, hash_: str | None, password: str) -> bool:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash("of nobody")
        try:
            return self._hasher.verify(hash_ or self._nobodys, password) and hash_ is not None
        except VerificationError:
            return False


def composed(password: str) -> str:
    """The same word, however the keyboard composed its letters."""
    return normalize("NFC", password)
