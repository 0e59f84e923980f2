"""The ways out on which nothing leaves the house: the app's own list, and the service's log."""

import structlog

from workers.channels.letter import Letter

log = structlog.get_logger()


class InAppChannel:
    """What the app shows is the record itself: that it was sent is all there is to do."""

    name = "in_app"
    dedupes = True

    async def send(self, letter: Letter) -> None:
        """Nothing to do."""


class ConsoleChannel:
    """A line in the service's own log, for operators and for trying things out."""

    name = "console"
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
