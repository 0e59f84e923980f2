"""Doing one effect, whoever does it, a worker or the engine: claim, do, close; or put back for later."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

import structlog

from eventstore.walls import Pool
from projections.operator_alarm import OPERATOR_ALARM
from services.alert_effects import ALERT_DELIVER
from services.context import Context
from workers.alert_delivery import deliver_alert
from workers.alert_operator import deliver_operator_alarm
from workers.channels import Channel, make_channels
from workers.effects import MOST_ATTEMPTS, Claim, End, claim, end, put_back

log = structlog.get_logger()

DO_SECONDS = 15.0
"""Less than a claim lasts: who is late has stopped before the next one may begin."""

Doing = Callable[[Context, Mapping[str, Channel], Claim], Awaitable[tuple[End, str | None]]]

KINDS: Mapping[str, Doing] = {ALERT_DELIVER: deliver_alert, OPERATOR_ALARM: deliver_operator_alarm}
"""The written list: what is done for each stored kind of effect."""


class Delivery:
    """Does effects by their id. Opened on the event loop it is used on."""

    def __init__(self, context: Context, pool: Pool, channels: Mapping[str, Channel] | None = None) -> None:
        self._context = context
        self._pool = pool
        settings = context.settings
        self._channels = channels or make_channels(settings.smtp_url, settings.mail_from, self._address_of)

    async def deliver(self, org_id: UUID, effect_id: UUID) -> End | None:
        """How it ended; None when it is somebody else's, or was put back. Raises only what the database raises."""
        claimed = await claim(self._pool, org_id, effect_id)
        if claimed is None:
            return None
        about = log.bind(org_id=str(org_id), effect_id=str(effect_id), kind=claimed.kind, attempt=claimed.attempt)
        try:
            async with asyncio.timeout(DO_SECONDS):
                how, why = await KINDS[claimed.kind](self._context, self._channels, claimed)
        except Exception as error:  # noqa: BLE001 whatever it was, the row has to say so
            return await self._failed(claimed, error, about)
        if not await end(self._pool, claimed, how, why):
            about.warning("effect_ended_late", how=how)
            return None
        about.info("effect_ended", how=how, why=why)
        return how

    async def _failed(self, claimed: Claim, error: Exception, about: structlog.stdlib.BoundLogger) -> End | None:
        # A message may quote what was sent or to whom, so only the kind of error is kept, and SMTP's code of it.
        code = getattr(error, "code", None)
        why = f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
        if claimed.attempt >= MOST_ATTEMPTS or claimed.kind not in KINDS:
            await end(self._pool, claimed, End.DEAD, why)
            about.error("effect_dead", error=why)
            return End.DEAD
        seconds = await put_back(self._pool, claimed, why)
        about.warning("effect_failed", error=why, again_in_seconds=seconds)
        return None

    async def _address_of(self, org_id: UUID, staff_id: UUID) -> str | None:
        async with self._context.reading(org_id) as db:
            items = await self._context.vault.open(db, org_id, staff_id)
        addresses = [fields["email"] for fields in items.values() if fields.get("email")]
        return addresses[-1] if addresses else None
