"""What somebody who reports a red flag is told in the same answer: whom to call, in their language. No clinician has
reviewed it yet."""

from msgspec import Struct

from domain.emergency.numbers import ANYWHERE, NUMBERS
from domain.emergency.texts import TEXTS
from domain.values import CountryCode, Language


class Emergency(Struct, frozen=True, kw_only=True):
    country: CountryCode | None  # whose number it is; null: a text for anywhere
    language: Language
    number: str  # to call
    text: str  # to be shown as it stands, at once
    reviewed_by_clinician: bool = False


def emergency(country: CountryCode | None, language: Language, *, told: bool) -> Emergency:
    """`country` is the clinic's, None where it is not known; `told`: whether an alert is on its way to the clinic.

    A country that is not in the list is answered as an unknown one.
    """
    phrases = TEXTS[language]
    known = country if country in NUMBERS else None
    number = NUMBERS[known] if known else ANYWHERE
    said = (
        phrases.stop,
        (phrases.call if known else phrases.call_anywhere).format(number=number),
        *((phrases.elsewhere,) if known else ()),
        phrases.company,
        phrases.told if told else phrases.not_told,
    )
    return Emergency(country=known, language=language, number=number, text=" ".join(said))
