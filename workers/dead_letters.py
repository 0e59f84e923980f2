"""Effects that were given up: telling the operator of them, listing them, and having them tried again or dropped.

What is urgent is not given up; that it keeps failing the operator is told as well.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from eventstore.records import NewEffect
from eventstore.walls import Pool
from services.context import Context
from workers.channels.letter import Letter, Recipient
from workers.channels.mail import EmailChannel
from workers.effects import Claim, End, working
from workers.sending import Channels
from workers.wording import worded

EFFECT_DEAD = "operator.effect_dead"
"""The stored kind of the alarm."""

DROPPED = "dropped by an operator"


class EffectDead(Struct, frozen=True, kw_only=True):
    """The payload: the first of its kind that was given up in that hour, or that `goes_on` failing."""

    effect_id: UUID
    kind: str
    error: str
    goes_on: bool = False


class Row(Struct, frozen=True):
    """An effect as it stands. Times in UTC: `due_at` and `expires_at` by the organisation's clock, the others real."""

    org_id: UUID
    effect_id: UUID
    kind: str
    state: str
    due_at: datetime
    expires_at: datetime | None
    attempt: int
    urgent: bool
    uncertain: bool  # somebody began to send it, and nobody knows whether it went out
    lease_until: datetime | None
    ended_at: datetime | None
    error: str | None
    payload: str  # JSON: ids only


_COLUMNS = """
org_id, effect_id, kind, state, due_at, expires_at, attempt, urgent, calling_since IS NOT NULL AND state <> 'done',
  lease_until, ended_at, error, payload
"""

# Of all organisations or one, of all kinds or one, in one state: the latest first.
FIND = f"""
SELECT {_COLUMNS} FROM log.effect
WHERE state = $1 AND ($2::uuid IS NULL OR org_id = $2) AND ($3::text IS NULL OR kind = $3)
ORDER BY coalesce(ended_at, due_at) DESC, effect_id LIMIT $4
"""  # noqa: S608 (put together from constants)

ONE = f"SELECT {_COLUMNS} FROM log.effect WHERE effect_id = $1"  # noqa: S608 (put together from constants)

# Due again from now on, as if it had never been tried. Its attempts go on in number, so that whoever froze in one of
# them cannot speak for the next; and that a call may have reached somebody is not forgotten.
RETRY = """
UPDATE log.effect SET state = 'pending', tries_from = attempt, lease_until = NULL, ended_at = NULL
WHERE org_id = $1 AND effect_id = $2 AND state = 'dead'
"""

DROP = "UPDATE log.effect SET state = 'moot', error = $3 WHERE org_id = $1 AND effect_id = $2 AND state = 'dead'"


async def find_effects(pool: Pool, state: str, org_id: UUID | None, kind: str | None, most: int) -> list[Row]:
    """Up to `most`, the latest first, of every organisation where none is named."""
    return [Row(*row) for row in await pool.fetch(FIND, state, org_id, kind, most)]


async def effects_of_id(pool: Pool, effect_id: UUID) -> list[Row]:
    """One at most, for ids are not made twice; but each organisation has its own."""
    return [Row(*row) for row in await pool.fetch(ONE, effect_id)]


async def retry(pool: Pool, dead: Row) -> bool:
    """Let it be done again, under the same id; False when it is not dead any more."""
    async with working(pool, dead.org_id) as db:
        return bool(await db.execute(RETRY, dead.org_id, dead.effect_id) == "UPDATE 1")


async def drop(pool: Pool, dead: Row) -> bool:
    """Never do it; False when it is not dead any more."""
    async with working(pool, dead.org_id) as db:
        return bool(await db.execute(DROP, dead.org_id, dead.effect_id, DROPPED) == "UPDATE 1")


def alarms(failed: Sequence[tuple[Claim, str]], now: datetime, *, goes_on: bool) -> list[NewEffect]:
    """A mail to the operator for each kind and hour at most; none for an alarm that could not be told itself.

    `failed`: what was given up, or `goes_on` failing, and its error.
    """
    found: dict[str, NewEffect] = {}
    for claim, error in failed:
        if claim.kind.startswith("operator."):
            continue
        key = f"{claim.kind}:{now:%Y-%m-%dT%H}"
        payload = EffectDead(effect_id=claim.effect_id, kind=claim.kind, error=error, goes_on=goes_on)
        found.setdefault(
            key,
            NewEffect(
                effect_id=uuid5(claim.org_id, f"{EFFECT_DEAD}:{key}"),
                kind=EFFECT_DEAD,
                dedupe_key=key,
                due_at=now,
                payload=msgspec.json.encode(payload),
            ),
        )
    return list(found.values())


async def deliver_effect_dead(context: Context, channels: Channels, claimed: Claim) -> tuple[End, str | None]:
    """The alarm by e-mail; the console was told when it happened."""
    settings = context.settings
    if not settings.operator_mail:
        return End.MOOT, "CARRYOVER_OPERATOR_MAIL is not set"
    what = msgspec.json.decode(claimed.payload, type=EffectDead)
    about = f"kind: {what.kind}\norganisation: {claimed.org_id}\neffect: {what.effect_id}\nerror: {what.error}"
    if what.goes_on:
        became = "keeps failing"
        text = (
            f"Something urgent fails again and again, and perhaps more of its kind this hour.\n\n{about}\n\n"
            f"It is tried every minute until it succeeds or is too late.\n"
            f"How it stands: carryover effects show {what.effect_id}"
        )
    else:
        became = "was given up"
        text = (
            f"Something that was to be done was given up after many attempts, and perhaps more of its kind this hour."
            f"\n\n{about}\n\n"
            f"All of them: carryover effects list --organisation {claimed.org_id}\n"
            f"Once it is mended: carryover effects retry {what.effect_id}"
        )
    letter = Letter(
        effect_id=claimed.effect_id,
        org_id=claimed.org_id,
        to=Recipient(email=settings.operator_mail),
        words=worded("operator", "en", again=claimed.uncertain, what=f"{what.kind} {became}", text=text),
        again=claimed.uncertain,
    )
    await channels.send(claimed, EmailChannel.name, letter)
    return End.DONE, None
