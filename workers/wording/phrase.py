"""One message that the service can write: how it is worded, with the fields that are filled in."""

from msgspec import Struct


class Phrase(Struct, frozen=True):
    """Fields stand in braces: `{clinic}` a clinic's name, `{link}` an address, `{count}` a number.

    `text` is one paragraph or several, with an empty line between; a paragraph that is nothing but `{link}` becomes a
    button where there are buttons. `short` fits a screen that is locked.
    """

    subject: str
    text: str
    short: str
