"""What anyone with a key may ask: who they are, and which exercises there are."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from domain.exercise.common import LIBRARY
from domain.partner.events import Scope
from domain.staff.events import Role
from domain.values import BodyRegion, Deficit, Dose
from services.actor import ActorKind
from services.http.operation import Asked, Reply
from services.http.ratings import encode


class WhoAmI(Struct, frozen=True):
    """Whose key it is, and what it may do."""

    kind: ActorKind
    id: UUID | None
    organisation_id: UUID
    role: Annotated[Role | None, Meta(description="Of staff.")]
    scopes: Annotated[tuple[Scope, ...], Meta(description="Of a partner.")]
    clinics: Annotated[tuple[UUID, ...], Meta(description="Empty: every clinic of the organisation.")]


async def whoami(asked: Asked) -> Reply:
    actor = asked.actor
    who = WhoAmI(
        kind=actor.kind,
        id=actor.id,
        organisation_id=actor.org_id,
        role=actor.role,
        scopes=actor.scopes,
        clinics=actor.clinics,
    )
    return Reply(encode(who))


class ExerciseLine(Struct, frozen=True):
    """One exercise of the library that every organisation has."""

    exercise_id: UUID  # what programs and reports name
    slug: str
    name: str
    region: BodyRegion
    deficit: Deficit
    sided: bool  # done for one side at a time
    instructions: str
    dose: Dose  # usual for an adult who starts
    equipment: tuple[str, ...]
    cautions: tuple[str, ...]


class Exercises(Struct, frozen=True):
    exercises: tuple[ExerciseLine, ...]


LINES = Exercises(
    tuple(
        ExerciseLine(
            exercise_id=exercise.exercise_id,
            slug=exercise.slug,
            name=exercise.name,
            region=exercise.region,
            deficit=exercise.deficit,
            sided=exercise.sided,
            instructions=exercise.instructions,
            dose=exercise.dose,
            equipment=exercise.equipment,
            cautions=exercise.cautions,
        )
        for exercise in LIBRARY
    )
)


async def exercises(asked: Asked) -> Reply:
    return Reply(encode(LINES))
