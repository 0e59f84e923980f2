"""The ways a message reaches somebody: the written list."""

from collections.abc import Mapping

from services.settings import Settings
from workers.channels.apprised import ApprisedChannel
from workers.channels.letter import Channel
from workers.channels.mail import EmailChannel
from workers.channels.quiet import ConsoleChannel, InAppChannel


def make_channels(settings: Settings) -> Mapping[str, Channel]:
    """One of each in the list, by stored name; without those for which the settings name no provider."""
    made: list[Channel] = [
        EmailChannel(settings.smtp_url, settings.mail_from),
        InAppChannel(),
        ConsoleChannel(),
    ]
    if settings.sms_url:
        made.append(ApprisedChannel("sms", settings.sms_url, lambda to: to.phone))
    if settings.push_url:
        made.append(ApprisedChannel("push", settings.push_url, lambda to: to.push))
    return {channel.name: channel for channel in made}
