"""The ways out on which nothing leaves the house: the app's own list, and the service's log."""

from collections.abc import Mapping

import structlog

from workers.channels.letter import Channel, Letter

log = structlog.get_logger()


class InAppChannel:
    """What the app shows is the record itself: that it was sent is all there is to do."""

    name = "in_app"
    dedupes = True

    async def send(self, letter: Letter) -> None:
        """Nothing to do."""


class ConsoleChannel:
    """A line in the service's own log, for operators and for trying things out."""

    name: str = "console"
    dedupes = False

    async def send(self, letter: Letter) -> None:
        log.info(
            "letter",
            effect_id=str(letter.effect_id),
            org_id=str(letter.org_id),
            person_id=str(letter.to.person_id or ""),
            urgent=letter.urgent,
            again=letter.again,
            text=letter.words.short,
        )


class HouseBoundChannel(ConsoleChannel):
    """In a sandbox what would go out by this channel becomes a line in the log; all else goes on as if it had gone."""

    def __init__(self, name: str) -> None:
        self.name = name


STAYING = frozenset({InAppChannel.name, ConsoleChannel.name})


def house_bound(channels: Mapping[str, Channel]) -> Mapping[str, Channel]:
    """The same channels by name, of which none reaches anybody outside."""
    return {name: channel if name in STAYING else HouseBoundChannel(name) for name, channel in channels.items()}
