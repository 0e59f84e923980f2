"""SMS and push, by the many providers that apprise knows: an address of its kind says which, and with what key."""

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from workers.channels.letter import SEND_SECONDS, Letter, NoAddress, NotSent, Recipient

AT_ONCE = 20
"""Its connectors block, so each sending takes a thread."""

TO, KEY = "{to}", "{key}"
"""Where the person's own address goes, and the effect's id for a provider that knows repeats by it."""

SURELY_NOT = re.compile(
    r"\berror=(4\d\d|50[013])\b|Failed to establish a new connection|ConnectTimeout|NameResolutionError"
)
"""What apprise's connectors say where nothing went out: the provider refused, or was never reached."""

# What its connectors say is read here, and goes nowhere else: it may quote numbers and keys.
_said = logging.getLogger("apprise")
_said.setLevel(logging.DEBUG)
_said.propagate = False
_said.addHandler(logging.NullHandler())


class ProviderFailed(Exception):
    """The provider did not say that it took the message."""


class ApprisedChannel:
    """`url` as apprise has it, for instance twilio://sid:token@from/{to} or json://host/?+Idempotency-Key={key}."""

    def __init__(self, name: str, url: str, address: Callable[[Recipient], str | None]) -> None:
        self._name = name
        self._url = url
        self._address = address
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=name)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dedupes(self) -> bool:
        return KEY in self._url

    async def send(self, letter: Letter) -> None:
        to = self._address(letter.to)
        if not to:
            raise NoAddress(f"no address for {self._name} is known")
        url = self._url.replace(TO, quote(to, safe="")).replace(KEY, str(letter.effect_id))
        async with asyncio.timeout(SEND_SECONDS):
            await asyncio.get_running_loop().run_in_executor(self._threads, self._notify, url, letter)

    def _notify(self, url: str, letter: Letter) -> None:
        from apprise import Apprise  # half a second, and only where it is used

        provider = Apprise()
        if not provider.add(url):
            raise NotSent from ProviderFailed("apprise does not understand the address")
        title = letter.words.subject if self._name == "push" else ""
        with provider.notify(letter.words.short, title=title, log_level=logging.DEBUG) as result:
            if result:
                return
            said = " ".join(entry.message for entry in result.logs())
        failed = ProviderFailed("the provider did not take it")
        if SURELY_NOT.search(said):
            raise NotSent from failed
        raise failed
