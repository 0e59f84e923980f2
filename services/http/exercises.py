"""Which exercises there are: the library's and the organisation's own, searched and filtered, in a language."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.exercise.common import BY_ID, LIBRARY, LibraryExercise
from domain.exercise.decider import Exercise
from domain.exercise.wording import LANGUAGES, worded
from domain.values import BodyRegion, Deficit, Dose, Language, ShortText
from services.http.freshness import AsOf
from services.http.operation import Asked, Reply
from services.http.people.members import HouseQuery, Stream, page_of, streams_of
from services.http.people.search import folded
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.red_flags import language_asked
from services.media.kinds import MediaKind
from services.media.store import Media, all_media

NOTHING_NEEDED = "none"


class ExerciseLine(Struct, frozen=True):
    """One exercise: of the library that every organisation has, or the organisation's own."""

    exercise_id: UUID  # what programs and reports name
    slug: Annotated[str, Meta(description="Of the library's; empty for one of the organisation's own.")]
    name: str
    region: BodyRegion
    deficit: Deficit
    sided: bool  # done for one side at a time
    instructions: str
    dose: Dose  # usual for an adult who starts
    equipment: tuple[str, ...]
    cautions: tuple[str, ...]
    own: Annotated[bool, Meta(description="Of the organisation: its texts are in the language they were written in.")]
    retired: Annotated[bool, Meta(description="Stays where it is prescribed, and is prescribed to nobody anew.")]
    version: Annotated[int, Meta(description="Of the organisation's own: give it as If-Match to change what you saw.")]
    photo: Annotated[str | None, Meta(description="The address of the organisation's photo.")]
    film: Annotated[str | None, Meta(description="The address of the organisation's film.")]


def line_of(exercise: LibraryExercise, language: Language) -> ExerciseLine:
    words = worded(exercise, language)
    return ExerciseLine(
        exercise_id=exercise.exercise_id,
        slug=exercise.slug,
        name=words.name,
        region=exercise.region,
        deficit=exercise.deficit,
        sided=exercise.sided,
        instructions=words.instructions,
        dose=exercise.dose,
        equipment=words.equipment,
        cautions=words.cautions,
        own=False,
        retired=False,
        version=0,
        photo=None,
        film=None,
    )


OF_LIBRARY: Mapping[Language, Mapping[UUID, ExerciseLine]] = {
    language: {exercise.exercise_id: line_of(exercise, language) for exercise in LIBRARY} for language in LANGUAGES
}
"""By language and id, in the library's order."""


def own_line(found: Stream) -> ExerciseLine:
    exercise: Exercise = found.state
    told = exercise.told
    assert told is not None  # noqa: S101 for the type checker: a stream of this kind begins so
    return ExerciseLine(
        exercise_id=found.stream_id,
        slug="",
        name=told.name,
        region=told.region,
        deficit=told.deficit,
        sided=told.sided,
        instructions=told.instructions,
        dose=told.dose,
        equipment=told.equipment,
        cautions=told.cautions,
        own=True,
        retired=exercise.retired,
        version=found.version,
        photo=None,
        film=None,
    )


def address_of(exercise_id: UUID, kind: MediaKind) -> str:
    return f"/v1/exercises/{exercise_id}/{kind}"


def with_media(lines: Iterable[ExerciseLine], media: Iterable[Media]) -> list[ExerciseLine]:
    """With the addresses of the organisation's photos and films."""
    there = {(each.exercise_id, each.kind) for each in media}

    def address(exercise_id: UUID, kind: MediaKind) -> str | None:
        return address_of(exercise_id, kind) if (exercise_id, kind) in there else None

    shown = {exercise_id for exercise_id, _ in there}
    return [
        replace(
            line,
            photo=address(line.exercise_id, MediaKind.PHOTO),
            film=address(line.exercise_id, MediaKind.FILM),
        )
        if line.exercise_id in shown
        else line
        for line in lines
    ]


class ExerciseQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    language: Language | None = None  # left out: what Accept-Language puts first of ours, else English


class ExercisesQuery(HouseQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which exercises, in which language. `cursor` and `limit` are about the organisation's own."""

    language: Language | None = None  # left out: what Accept-Language puts first of ours, else English
    search: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    region: BodyRegion | None = None
    deficit: Deficit | None = None
    equipment: ShortText | None = None
    retired: bool = False
    limit: Annotated[int, Meta(ge=1, le=200)] = 200


class Exercises(Struct, frozen=True):
    """The library's first, whole, then the organisation's own in the order in which they were added, page by page."""

    as_of: AsOf
    language: Annotated[Language, Meta(description="Of the library's names and texts.")]
    exercises: list[ExerciseLine]
    next_cursor: str | None  # of the next page of the organisation's own


class ExerciseAnswer(Struct, frozen=True):
    """One exercise; also one that is retired, for programs may still name it."""

    language: Annotated[Language, Meta(description="Of the library's names and texts.")]
    exercise: ExerciseLine


async def list_exercises(asked: Asked) -> Reply:
    query: ExercisesQuery = asked.query
    language = _language(asked, query.language)
    async with page_of(asked, "exercise") as page:
        own = [own_line(found) for found in page.found]
        lines = [*OF_LIBRARY[language].values(), *own] if query.cursor is None else own
        found = with_media(_wanted(lines, query, language), await all_media(page.db, asked.actor.org_id))
    answer = Exercises(page.as_of, language, found, page.next_cursor)
    return Reply(encode(answer), _told(language))


async def one_exercise(asked: Asked) -> Reply:
    query: ExerciseQuery = asked.query
    language = _language(asked, query.language)
    line = await exercise_asked(asked, language)
    async with asked.context.reading(asked.actor.org_id) as db:
        [shown] = with_media([line], await all_media(db, asked.actor.org_id))
    headers = _told(language)
    if line.own:
        headers["etag"] = f'"{line.version}"'
    return Reply(encode(ExerciseAnswer(language, shown)), headers)


async def exercise_asked(asked: Asked, language: Language = "en") -> ExerciseLine:
    """The exercise in the address, without photo and film. Raises Problem `not_found`."""
    try:
        exercise_id = UUID(asked.path["exercise_id"])
    except ValueError as error:
        raise Problem("not_found") from error
    if exercise_id in BY_ID:
        return OF_LIBRARY[language][exercise_id]
    found = (await streams_of(asked, "exercise", [exercise_id])).get(exercise_id)
    if found is None:
        raise Problem("not_found")
    return own_line(found)


def _wanted(lines: Iterable[ExerciseLine], query: ExercisesQuery, language: Language) -> Iterable[ExerciseLine]:
    words = folded(query.search or "").split()
    thing = None if query.equipment is None else folded(query.equipment)
    for line in lines:
        if (
            (not line.retired or query.retired)
            and query.region in (None, line.region)
            and query.deficit in (None, line.deficit)
            and (thing is None or _takes(line, thing))
            and _says(line, words)
        ):
            yield line


def _takes(line: ExerciseLine, thing: str) -> bool:
    """By its name in the language of the answer or in English; `none`: nothing at all is needed."""
    if thing == NOTHING_NEEDED:
        return not line.equipment
    english = OF_LIBRARY["en"].get(line.exercise_id, line)
    return thing in map(folded, (*line.equipment, *english.equipment))


def _says(line: ExerciseLine, words: list[str]) -> bool:
    """Whether each word begins one of the name's or the equipment's."""
    if not words:
        return True
    said = f" {folded(line.name)} {' '.join(map(folded, line.equipment))}".replace("-", " ")
    return all(f" {word}" in said for word in words)


def _language(asked: Asked, given: Language | None) -> Language:
    wanted = given or language_asked(asked.headers.get("accept-language"))
    return wanted if wanted in OF_LIBRARY else "en"


def _told(language: Language) -> dict[str, str]:
    return {"content-language": language, "vary": "accept-language"}
