"""What the library says about one exercise: what it is for, how to do it, how much, and when not to."""

from typing import Annotated
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from domain.values import BodyRegion, Deficit, Dose, LongText, ShortText

LIBRARY_NAMESPACE = UUID("60e22af0-698b-48c0-9d20-d0a26c6f109b")
"""Never changes: programs store the ids made from it."""

Slug = Annotated[str, Meta(max_length=40, pattern=r"^[a-z]+(-[a-z]+)*$")]


class LibraryExercise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exercise that every organisation has. All texts are English, in plain words for the patient."""

    slug: Slug  # never changes once published: the id is made from it
    name: ShortText
    region: BodyRegion
    deficit: Deficit  # what it is mostly used for; a prescription may name another
    sided: bool  # done for one side at a time, so that a prescription says which
    instructions: LongText
    dose: Dose  # usual for an adult who starts; either repetitions or seconds in each set
    equipment: tuple[ShortText, ...]
    cautions: tuple[ShortText, ...]

    @property
    def exercise_id(self) -> UUID:
        """The id that programs and sessions store, the same in every organisation."""
        return uuid5(LIBRARY_NAMESPACE, self.slug)
