"""The addresses of the library: exercises, their photos and films, templates, and the preview of a program."""

from services.http import examples
from services.http.body import JSON
from services.http.exercise_library.media import MediaAnswer, MediaRemoved, doing, give_media, put_media, remove_media
from services.http.exercise_library.preview import PreviewAnswer, preview_program
from services.http.exercise_library.templates import TemplatesAnswer, TemplatesQuery, list_templates
from services.http.exercises import (
    ExerciseAnswer,
    ExerciseQuery,
    Exercises,
    ExercisesQuery,
    list_exercises,
    one_exercise,
)
from services.http.operation import AT_LEAST_REFUSED, READ, Body, Operation
from services.http.positions import AT_LEAST_HEADER
from services.media.kinds import TYPES, MediaKind

_MB = {MediaKind.PHOTO: "8 MiB and 50 million pixels", MediaKind.FILM: "30 MiB"}
_KEPT = {
    MediaKind.PHOTO: (
        "It is decoded and written anew as WebP of at most 1,280 pixels: nothing else that the file held is kept."
    ),
    MediaKind.FILM: (
        "It is known by its first bytes; what an MP4 says of place, time and maker is blanked. A part of it is given "
        "to who asks for a range."
    ),
}
_TAKEN = {MediaKind.PHOTO: "Picture", MediaKind.FILM: "Film"}


def _media(kind: MediaKind) -> tuple[Operation, ...]:
    path, name = f"/v1/exercises/{{exercise_id}}/{kind}", kind.title()
    return (
        Operation(
            method="GET",
            path=path,
            name=f"exercise{name}",
            tag="Anyone",
            summary=f"The organisation's {kind} of an exercise",
            headers=("range",) if kind is MediaKind.FILM else (),
            answers=(MediaAnswer,),
            answer_type="image/webp" if kind is MediaKind.PHOTO else "video/mp4",
            answer_example="RIFF…" if kind is MediaKind.PHOTO else "…ftyp…",
            problems=("not_found", "no_such_range"),
            run=doing(give_media, kind),
        ),
        Operation(
            method="PUT",
            path=path,
            name=f"putExercise{name}",
            tag="Therapists",
            summary=f"Show a {kind} of an exercise, your own or one of the library",
            description=(
                f"Up to {_MB[kind]}, in the place of the one before. {_KEPT[kind]} Of staff or of nobody who can be "
                "recognised: never of patients without their consent."
            ),
            bodies=tuple(Body(each, _TAKEN[kind], {"a file": "…"}) for each in TYPES[kind]),
            answers=(MediaAnswer,),
            problems=("forbidden", "not_found", f"bad_{'picture' if kind is MediaKind.PHOTO else 'film'}", "no_room"),
            run=doing(put_media, kind),
        ),
        Operation(
            method="DELETE",
            path=path,
            name=f"removeExercise{name}",
            tag="Therapists",
            summary=f"Take the {kind} of an exercise away",
            answers=(MediaRemoved,),
            problems=("forbidden", "not_found"),
            run=doing(remove_media, kind),
        ),
    )


LIBRARY_READS = (
    Operation(
        method="GET",
        path="/v1/exercises",
        name="listExercises",
        rows="exercises",
        tag="Anyone",
        summary="The exercises: the library's, and the organisation's own",
        description=(
            "Names and texts of the library in the language that is asked for; `language` says which it is. `search` "
            "looks for words of names and equipment; `equipment=none` finds what needs nothing."
        ),
        query=ExercisesQuery,
        headers=(AT_LEAST_HEADER, "accept-language"),
        answers=(Exercises,),
        answer_headers=("content-language",),
        problems=AT_LEAST_REFUSED,
        run=list_exercises,
    ),
    Operation(
        method="GET",
        path="/v1/exercises/{exercise_id}",
        name="oneExercise",
        tag="Anyone",
        summary="One exercise, also one that is retired",
        description="Hand the ETag of one of your own back as If-Match to revise what you saw.",
        query=ExerciseQuery,
        headers=("accept-language",),
        answers=(ExerciseAnswer,),
        answer_headers=("etag", "content-language"),
        problems=("not_found",),
        run=one_exercise,
    ),
    *_media(MediaKind.PHOTO),
    *_media(MediaKind.FILM),
    Operation(
        method="GET",
        path="/v1/templates",
        name="listTemplates",
        rows="templates",
        tag="Therapists",
        summary="The organisation's templates",
        query=TemplatesQuery,
        answers=(TemplatesAnswer,),
        problems=AT_LEAST_REFUSED,
        run=list_templates,
        **READ,
    ),
    Operation(
        method="POST",
        path="/v1/programs/preview",
        name="previewProgram",
        tag="Therapists",
        summary="What a week of a program would ask of the patient",
        description=(
            "Decided as AssignProgram, or with `program_id` as ReviseProgram, and refused as they would be; nothing is "
            "stored. The first seven days, with what other programs of the patient ask on them."
        ),
        bodies=(Body(JSON, "PreviewBody", {"a revision": examples.PREVIEW, "a new program": examples.PREVIEW_NEW}),),
        answers=(PreviewAnswer,),
        problems=("unknown_patient", "unknown_program", "unreadable"),
        run=preview_program,
    ),
)
