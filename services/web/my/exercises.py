"""The exercises as the patient reads them, by their ids: name, instructions, pictures."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from domain.values import BodyRegion, Side
from services.http.exercises import ExerciseLine
from services.web.charts.marks import Drawing
from services.web.common.exercises import found
from services.web.figures.catalogue import Picture, picture_of
from services.web.view import View


class Known(Struct, frozen=True, kw_only=True):
    """One exercise. `name` is none for one of which nothing is known any more."""

    exercise_id: UUID
    name: str | None = None
    slug: str = ""  # of the library's: they have pictures of ours
    region: BodyRegion | None = None
    instructions: str = ""
    cautions: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    photo: str | None = None  # addresses of the clinic's own
    film: str | None = None

    def small(self, side: Side) -> Drawing | None:
        """The position that it ends in, for the eye alone: its name stands beside it."""
        drawn = self._drawn(side)
        return None if drawn is None else Drawing(drawn.end)

    def positions(self, side: Side) -> tuple[Drawing, ...]:
        """Where it begins and where it ends; none where they are not told apart."""
        drawn = self._drawn(side)
        return () if drawn is None or drawn.start == drawn.end else (Drawing(drawn.start), Drawing(drawn.end))

    def _drawn(self, side: Side) -> Picture | None:
        return None if self.region is None else picture_of(self.slug, self.region, side)


async def exercises(view: View) -> Mapping[UUID, Known]:
    """All that a program may name, those among them that nobody is given any more."""
    return {line.exercise_id: _known(line) for line in await found(view, retired=True)}


def _known(line: ExerciseLine) -> Known:
    return Known(
        exercise_id=line.exercise_id,
        name=line.name,
        slug=line.slug,
        region=line.region,
        instructions=line.instructions,
        cautions=line.cautions,
        equipment=line.equipment,
        photo=line.photo,
        film=line.film,
    )
