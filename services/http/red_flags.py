"""Red flags at the doors: which requests hold one, in which language it is answered, and the text in every answer."""

from msgspec import Raw

from domain.emergency import emergency
from domain.emergency.texts import TEXTS
from domain.values import Language
from services.http.problems import Problem

TYPE = "org.carryover.redflag.reported"
COMMAND = "ReportRedFlag"
COMMAND_PATHS = frozenset({"/v1/commands/report-red-flag", "/v1/commands/ReportRedFlag"})
DEFAULT: Language = "en"

_TYPE = TYPE.encode()


def may_hold_one(body: bytes | Raw) -> bool:
    """Whether a red flag may be in it, read or not: every one that is sent is found, and some words about one."""
    return _TYPE in bytes(body)


def language_asked(accept: str | bytes | None) -> Language:
    """The language of ours that an Accept-Language header puts first; English where it names none of them."""
    text = accept.decode("latin-1") if isinstance(accept, bytes) else accept or ""
    asked: list[tuple[float, Language]] = []
    for part in text.split(","):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in TEXTS and (priority := _priority(weight)) > 0:
            asked.append((priority, language))
    return max(asked, key=lambda each: each[0])[1] if asked else DEFAULT


def _priority(weight: str) -> float:
    name, _, value = weight.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(float(value), 1.0)
    except ValueError:
        return 0.0


def with_general_text(problem: Problem, accept: str | bytes | None) -> Problem:
    """The problem with whom to call, where nothing is known of who asks; one that says so already stays."""
    problem.emergency = problem.emergency or emergency(None, language_asked(accept), told=False)
    return problem
