"""Where in a body a fault is, as a JSON pointer (RFC 6901) that a partner's programmer can follow."""

import re

_PATH = re.compile(r"^(?P<detail>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[\.\.\.\]")
_FIELD = re.compile(r"(?:missing required|unknown) field `(.+)`$", re.DOTALL)


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def fault_place(message: str) -> tuple[str, str]:
    """From the decoder's words, "Expected `int` >= 0 - at `$.entries[0].reps`", to the sentence and /entries/0/reps.

    A missing or unknown field is pointed at by itself. The way stops where the decoder does not tell the key.
    """
    found = _PATH.match(message)
    if found is None:
        return message, ""
    detail, place = found["detail"], ""
    for step in _STEP.finditer(found["path"] or ""):
        if step[0] == "[...]":
            break
        place += "/" + escaped(step[1] or step[2])
    field = _FIELD.search(detail)
    return detail, place + ("/" + escaped(field[1]) if field else "")
