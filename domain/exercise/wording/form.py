"""What is said about one exercise to the person who does it, in one language."""

from msgspec import Struct

from domain.values import LongText, ShortText


class ExerciseWords(Struct, frozen=True):
    name: ShortText
    instructions: LongText
    cautions: tuple[ShortText, ...]
    equipment: tuple[ShortText, ...] = ()  # the regions' files leave it out: it is said once, in equipment.py
