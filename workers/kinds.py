"""The written list: what is done for each stored kind of effect, and who is told when one is given up."""

from collections.abc import Mapping
from types import MappingProxyType

from eventstore.walls import Pool
from projections.operator_alarm import OPERATOR_ALARM
from services.alert_effects import ALERT_DELIVER, ALERT_DUE, ALERT_TELL, DIGEST_DELIVER
from services.reminder_effects import REMINDER_DELIVER
from workers.alert_clock import look_at_clock
from workers.alert_delivery import deliver_alert
from workers.alert_operator import deliver_operator_alarm
from workers.alert_telling import tell_of_alert
from workers.dead_letters import EFFECT_DEAD, deliver_effect_dead
from workers.digest import deliver_digest
from workers.doing import Buried, Doing, one_by_one
from workers.dry_run import DryRuns
from workers.message_delivery import notify_of_messages
from workers.message_effects import MESSAGE_NOTIFY
from workers.reminder_delivery import bury_reminders, deliver_reminders

KINDS: Mapping[str, Doing] = MappingProxyType(
    {
        ALERT_TELL: one_by_one(tell_of_alert),
        ALERT_DELIVER: one_by_one(deliver_alert),
        ALERT_DUE: one_by_one(look_at_clock),
        DIGEST_DELIVER: one_by_one(deliver_digest, expired_too=True),
        OPERATOR_ALARM: one_by_one(deliver_operator_alarm),
        EFFECT_DEAD: one_by_one(deliver_effect_dead),
        REMINDER_DELIVER: deliver_reminders,
        MESSAGE_NOTIFY: one_by_one(notify_of_messages, expired_too=True),
    }
)


def kinds_of(pool: Pool) -> Mapping[str, Doing]:
    """The list, with the kinds that keep rows of their own, over the engine's pool."""
    return {**KINDS, **DryRuns(pool).kinds}


BURIED: Mapping[str, Buried] = MappingProxyType({REMINDER_DELIVER: bury_reminders})
"""For the kinds where that has to be recorded."""
