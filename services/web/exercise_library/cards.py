"""An exercise as pages show it: what the API says of it, and its picture."""

from collections.abc import Iterable
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from domain.values import BodyRegion, Deficit, Side
from services.http.exercises import ExerciseAnswer, ExerciseLine
from services.http.ratings import encode
from services.web.figures.catalogue import picture_of
from services.web.view import View


class Card(Struct, frozen=True):
    """`one` is a single position, `both` start and end side by side: drawings, where there is no photo."""

    line: ExerciseLine
    one: Markup
    both: Markup

    @property
    def told(self) -> str:
        """As JSON, for modules that prescribe it."""
        return encode(self.line).decode()


def card(line: ExerciseLine, side: Side = Side.NONE) -> Card:
    """With a side, as it is prescribed for it."""
    drawn = picture_of(line.slug, line.region, side)
    return Card(line, Markup(drawn.end), Markup(drawn.both))  # noqa: S704 (drawn by us)


async def one(view: View, exercise_id: str | UUID) -> tuple[ExerciseLine, int]:
    """The exercise, and its version. Raises Problem as the API does."""
    path = {"exercise_id": exercise_id}
    answer = await view.read("oneExercise", ExerciseAnswer, path, language=view.viewer.language)
    return answer.exercise, answer.exercise.version


def equipment_in(lines: Iterable[ExerciseLine]) -> list[str]:
    """What any of them needs, in the order of the alphabet."""
    return sorted({thing for line in lines for thing in line.equipment}, key=str.casefold)


REGIONS, DEFICITS = tuple(BodyRegion), tuple(Deficit)
