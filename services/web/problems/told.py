"""What refusals mean, in the words of people: modules show them beside what was asked for."""

from functools import cache
from typing import Any

import msgspec
from litestar import Request, Response, get

from services.web.assets import FOR_EVER, digest
from services.web.problems.meanings import FOR_PEOPLE
from services.web.words import LANGUAGES, words_in


@get("/assets/{version:str}/words/{language:str}/problems.json", name="problemWords", sync_to_thread=False)
def problem_words(request: Request[Any, Any, Any]) -> Response[bytes]:
    """By code, in one language; English for one that there is not."""
    language = request.path_params["language"]
    kept = FOR_EVER if request.path_params["version"] == digest() else "no-store"
    body = _told(language if language in LANGUAGES else "en")
    return Response(body, media_type="application/json", headers={"cache-control": kept})


@cache
def _told(language: str) -> bytes:
    words = words_in(language)
    return msgspec.json.encode({code: words(said) for code, said in FOR_PEOPLE.items()})
