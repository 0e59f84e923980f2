"""The ways a message reaches somebody: the written list."""

from collections.abc import Mapping

from services.settings import Settings
from workers.channels.letter import Channel
from workers.channels.mail import EmailChannel
from workers.channels.quiet import ConsoleChannel, InAppChannel


def make_channels(settings: Settings) -> Mapping[str, Channel]:
    """One of each in the list, by stored name."""
    made: tuple[Channel, ...] = (
        EmailChannel(settings.smtp_url, settings.mail_from),
        InAppChannel(),
        ConsoleChannel(),
    )
    return {channel.name: channel for channel in made}
