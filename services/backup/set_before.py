"""What a server's own settings said before a restore changed them: kept beside the new ones, and set again by SQL."""

import re

import msgspec

from eventstore.walls import Connection

SET_FOR_RESTORE = (
    "restore_command",
    "recovery_target_time",
    "recovery_target_name",
    "recovery_target_action",
    "archive_mode",
)

REMEMBERED = "carryover.before_restore"
"""A setting of ours that Postgres reads and does nothing with: what the others were set to, by name, in JSON."""

LINE = re.compile(r"\s*([\w.]+)\s*=?\s*'((?:[^'\\]|''|\\.)*)'")
"""As ALTER SYSTEM writes it."""
ESCAPED = re.compile(r"''|\\(.)")

# Empty where no base was restored or all is as before.
ASK = f"SELECT coalesce(current_setting('{REMEMBERED}', true), '')"


def before_restore(found: str) -> tuple[list[str], str]:
    """Of a server's own file of settings: the lines that stay, and one that remembers those a restore replaces."""
    kept, before = list[str](), dict[str, str]()
    for line in found.splitlines():
        said = LINE.match(line)
        if said is None or said[1] not in (*SET_FOR_RESTORE, REMEMBERED):
            kept.append(line)
        else:
            before[said[1]] = ESCAPED.sub(lambda escaped: escaped[1] or "'", said[2])
    if earlier := before.pop(REMEMBERED, ""):  # copied from a server whose own restore was not finished
        before = msgspec.json.decode(earlier, type=dict[str, str])
    return kept, f"{REMEMBERED} = {quoted(msgspec.json.encode(before).decode())}"


async def set_as_before(db: Connection) -> list[str]:
    """The statements that bring a server back to what it had set, for its superuser; none where nothing was changed."""
    remembered = await db.fetchval(ASK)
    if not remembered:
        return []
    before = msgspec.json.decode(remembered, type=dict[str, str])
    said = [
        f"ALTER SYSTEM SET {name} = E{quoted(before[name])}" if name in before else f"ALTER SYSTEM RESET {name}"
        for name in SET_FOR_RESTORE
    ]
    return [*said, f"ALTER SYSTEM RESET {REMEMBERED}", "SELECT pg_reload_conf()"]


def quoted(value: str) -> str:
    """As Postgres reads it in its files, and after an E in SQL."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
