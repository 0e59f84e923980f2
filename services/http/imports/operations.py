"""The addresses of imports: a part of the written list in `operations`."""

import msgspec

from services.http import examples
from services.http.body import CSV, JSON, JSON_LINES
from services.http.imports.asking import (
    ImportAnswer,
    LinesQuery,
    LineStatus,
    PartAnswer,
    begin_import,
    cancel_import,
    import_errors,
    import_lines,
    one_import,
    put_part,
    start_import,
)
from services.http.operation import Body, Operation
from services.imports.job import LineRefusal
from services.imports.roster import COLUMNS

_PATH = "/v1/imports/{import_id}"
_COLUMNS = "; ".join(f"`{name}`: {said}" for name, said in COLUMNS.items())
_NO_BODY = (Body(JSON, "NoBody", {"nothing": {}}, optional=True),)
_LINE = {"line": 3, "code": "unknown_patient", "detail": "There is no such patient.", "at": "/subject"}

IMPORTS = (
    Operation(
        method="POST",
        path="/v1/imports",
        name="beginImport",
        tag="Imports",
        summary="Begin to bring in a file",
        description=(
            "Of events (JSON lines, one CloudEvent on each), by partners; or of a roster of patients (CSV), by owners "
            "and admins. Then send its parts, and start it. A roster is tried first: a dry run tells what would become "
            "of each line, and a `digest`; the real import names that. An import that nobody starts is let go of "
            "after two days; what became of the lines is kept for thirty."
        ),
        headers=("idempotency-key",),
        bodies=(Body(JSON, "ImportBody", {"events": {"kind": "events"}, "try": {"kind": "roster", "dry_run": True}}),),
        answers=(ImportAnswer,),
        problems=("not_tried", "too_many_imports"),
        run=begin_import,
    ),
    Operation(
        method="PUT",
        path=_PATH + "/parts/{number}",
        name="putImportPart",
        tag="Imports",
        summary="Send a part of the file",
        description=(
            "Up to 8 MiB in whole lines, in any order; sending one again is harmless, and another under its number "
            "takes its place until the start. Parts are sealed, and gone once their lines are done. A roster is "
            f"RFC 4180 in UTF-8; its first part begins with the names of the columns, in any order. {_COLUMNS}"
        ),
        bodies=(
            Body(JSON_LINES, "JsonLines", {"an event": msgspec.json.encode(examples.BATCH[0]).decode() + "\n"}),
            Body(CSV, "Roster", {"two patients": "record_number,name,clinic\nA-17,Ada Example,Harbour\n"}),
        ),
        answers=(PartAnswer,),
        problems=("unknown_import", "import_begun", "malformed_csv", "empty", "not_found"),
        run=put_part,
    ),
    Operation(
        method="POST",
        path=_PATH + "/start",
        name="startImport",
        tag="Imports",
        summary="Let the lines be taken",
        description=(
            "In the order of the file, in the background, behind what patients send at that moment. Starting again is "
            "harmless."
        ),
        headers=("idempotency-key",),
        bodies=_NO_BODY,
        answers=(ImportAnswer,),
        problems=("unknown_import", "missing_parts", "not_tried"),
        run=start_import,
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="oneImport",
        tag="Imports",
        summary="How far an import has come",
        answers=(ImportAnswer,),
        problems=("unknown_import",),
        run=one_import,
    ),
    Operation(
        method="GET",
        path=_PATH + "/errors",
        name="importErrors",
        tag="Imports",
        summary="Which lines were not taken, and why",
        description="JSON lines, in the order of the file, up to ten thousand; none where there are no more behind.",
        query=LinesQuery,
        answers=(LineRefusal,),
        answer_type=JSON_LINES,
        answer_example=str(_LINE),
        problems=("unknown_import",),
        run=import_errors,
    ),
    Operation(
        method="GET",
        path=_PATH + "/lines",
        name="importLines",
        tag="Imports",
        summary="What became of each line",
        description="JSON lines, in the order of the file, up to ten thousand; none where there are no more behind.",
        query=LinesQuery,
        answers=(LineStatus,),
        answer_type=JSON_LINES,
        problems=("unknown_import",),
        run=import_lines,
    ),
    Operation(
        method="POST",
        path=_PATH + "/cancel",
        name="cancelImport",
        tag="Imports",
        summary="End an import where it stands",
        description="What its lines did stays done.",
        headers=("idempotency-key",),
        bodies=_NO_BODY,
        answers=(ImportAnswer,),
        problems=("unknown_import",),
        run=cancel_import,
    ),
)
