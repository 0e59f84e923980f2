"""The written list: what is done for each stored kind of effect, and who is told when one is given up."""

from collections.abc import Mapping
from types import MappingProxyType

from eventstore.walls import Pool
from projections.operator_alarm import OPERATOR_ALARM
from services.accounts.invitations import ACCOUNT_LINK
from services.alert_effects import ALERT_DELIVER, ALERT_DUE, ALERT_TELL, DIGEST_DELIVER
from services.audit.break_glass import BREAK_GLASS_TELL
from services.people.effects import ACCOUNT_END, PATIENT_MERGE, STAFF_HAND_OVER
from services.reminder_effects import REMINDER_DELIVER
from workers.account_end import end_left_account
from workers.account_link import mail_link
from workers.alert_clock import look_at_clock
from workers.alert_delivery import deliver_alert
from workers.alert_operator import deliver_operator_alarm
from workers.alert_telling import tell_of_alert
from workers.break_glass import tell_of_broken_glass
from workers.dead_letters import EFFECT_DEAD, deliver_effect_dead
from workers.digest import deliver_digest
from workers.doing import Buried, Doing, one_by_one
from workers.dry_run import DryRuns
from workers.erasing import Erasing
from workers.exporting import Exporting
from workers.hand_over import hand_over
from workers.import_take import Imports, MakeTakeEvents
from workers.leaving import Leaving
from workers.merging import merge_patients
from workers.message_delivery import notify_of_messages
from workers.message_effects import MESSAGE_NOTIFY
from workers.organisation_export import OrganisationExports
from workers.reminder_delivery import bury_reminders, deliver_reminders
from workers.webhook_turn import Webhooks

KINDS: Mapping[str, Doing] = MappingProxyType(
    {
        ALERT_TELL: one_by_one(tell_of_alert),
        ALERT_DELIVER: one_by_one(deliver_alert),
        ALERT_DUE: one_by_one(look_at_clock),
        DIGEST_DELIVER: one_by_one(deliver_digest, expired_too=True),
        OPERATOR_ALARM: one_by_one(deliver_operator_alarm),
        EFFECT_DEAD: one_by_one(deliver_effect_dead),
        REMINDER_DELIVER: deliver_reminders,
        ACCOUNT_LINK: one_by_one(mail_link),
        ACCOUNT_END: one_by_one(end_left_account),
        STAFF_HAND_OVER: one_by_one(hand_over),
        PATIENT_MERGE: one_by_one(merge_patients),
        MESSAGE_NOTIFY: one_by_one(notify_of_messages, expired_too=True),
        BREAK_GLASS_TELL: one_by_one(tell_of_broken_glass),
    }
)


def kinds_of(pool: Pool, events: MakeTakeEvents | None = None) -> Mapping[str, Doing]:
    """The list, with the kinds that keep rows of their own, over the engine's pool; and imports, whose events are taken
    as the doors take them."""
    own = (
        DryRuns(pool),
        Erasing(pool),
        Exporting(pool),
        OrganisationExports(pool),
        Webhooks(pool),
        Leaving(pool),
        Imports(events),
    )
    return {**KINDS, **{kind: doing for each in own for kind, doing in each.kinds.items()}}


BURIED: Mapping[str, Buried] = MappingProxyType({REMINDER_DELIVER: bury_reminders})
"""For the kinds where that has to be recorded."""
